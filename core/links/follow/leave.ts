import { originOf } from '../../origin.ts';
import { uriOf } from '../uri.ts';
import { leadsToOwn } from '../url.ts';
import type { FollowContext, FollowRequest } from './request.ts';

type Asked = Pick<FollowRequest, 'host'>;
type Known = Pick<FollowContext, 'domains'>;

/**
 * An address to send a visitor to, as it is sent; undefined for none, and for one of a short domain: it was refused when the link
 * was made, but the domain may have been added since, and the visitor would go round in circles.
 */
export function leave(url: string | undefined, { host }: Asked, { domains }: Known): string | undefined {
  const own = [host, ...domains.all.map(each => each.host)].filter(Boolean);
  return url === undefined || url === '' || leadsToOwn(url, ...own) ? undefined : uriOf(url);
}

/** The short url of a slug; undefined where nobody knows what the domain is called. */
export function shortUrlOf(slug: string, { host }: Asked, { domains }: Known): string | undefined {
  const name = host || domains.first.host;
  return name === '' ? undefined : `${originOf(name)}/${slug}`;
}
