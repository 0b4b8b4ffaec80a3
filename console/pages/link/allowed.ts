import type { Schemas } from '../../../client/client.ts';
import { hasTag, isBelow, isInForce, mayDo } from '../../../core/keys/key.ts';

type Key = Schemas['Key'];
type Link = Pick<Schemas['Link'], 'slug' | 'tags' | 'url' | 'expiredUrl' | 'rules' | 'appLinks'>;

/** What a key may do with a link. */
export interface Allowed {
  read: boolean;
  change: boolean;
  count: boolean;
}

/** What a key may do with a link now: nothing where the link is not within its limits, or where it is none any more. */
export function allowedOf(key: Key, link: Link, now: number): Allowed {
  const isFor = isInForce(key, now) && isWithin(key.limits, link);
  const may = (scope: Parameters<typeof mayDo>[1]) => isFor && mayDo(key, scope);
  return { read: may('links:read'), change: may('links:write'), count: may('stats:read') };
}

/** As the API has it (docs/keys.md): one of the tags, the beginning of the slug, and the host of each place it leads to. */
function isWithin({ tags, slugPrefix = '', hosts }: Key['limits'], link: Link): boolean {
  return (
    link.slug.startsWith(slugPrefix) &&
    (tags === undefined || link.tags.some(tag => hasTag(tags, tag))) &&
    (hosts === undefined || destinationsOf(link).every(url => isOnOneOf(hosts, url)))
  );
}

const destinationsOf = ({ url, expiredUrl, rules, appLinks }: Link): string[] =>
  [
    url,
    expiredUrl,
    ...rules.map(rule => rule.url),
    appLinks?.ios?.url,
    appLinks?.ios?.store,
    appLinks?.android?.url,
    appLinks?.android?.store,
  ].filter(each => each !== undefined);

function isOnOneOf(hosts: readonly string[], url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isOfTheWeb = protocol === 'https:' || protocol === 'http:';
  return isOfTheWeb && hosts.some(host => isBelow(hostname.replace(/\.$/, ''), host));
}
