import type { Link } from '../link.ts';
import { isNever } from '../schemes.ts';
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
  if (url === undefined || url === '' || isNever(url)) return undefined;
  return leadsToOwn(url, ...own) ? undefined : uriOf(url);
}

/** The short url of a link; undefined where nobody knows what its domain is called. */
export function shortUrlOf(
  { domain, slug }: Pick<Link, 'domain' | 'slug'>,
  { domains }: Known,
): string | undefined {
  const { host } = domains.named(domain) ?? domains.first;
  return host === '' ? undefined : `${domains.originOf(domain, domains.first.host)}/${slug}`;
}
