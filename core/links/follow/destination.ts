import type { Link, Utm } from '../link.ts';
import { withoutMark } from '../qr/mark.ts';
import { uriOf } from '../uri.ts';
import { MAX_URL_LENGTH } from '../url.ts';

/** What of a short url's address a link may pass on. */
export interface PassedOn {
  /** The query as on the wire, without its "?". */
  query: string;
  /** What stands behind the slug, decoded; begins with "/" unless it is empty. */
  rest: string;
}

type Forwarding = Pick<Link, 'forwardQuery' | 'utm'>;

/**
 * Where a follow of a link leads, as RFC 3986 writes it: the url with what is passed on, and then the campaign's parameters that
 * are not there yet. Nothing a visitor sends can change anything but the query, and the path behind the url's own.
 *
 * @param url the link's, or that of one of its rules
 * @param link its query counts only if it forwards it
 */
export function destination(url: string, link: Forwarding, { query, rest }: PassedOn): string {
  // To an app's own address, or a mail's, nothing can be added that means the same there.
  if (!/^https?:/.test(url)) return uriOf(url);
  const merged = new URL(url);
  if (rest !== '') merged.pathname = `${merged.pathname.replace(/\/$/, '')}${asPath(rest)}`;
  if (link.forwardQuery) addToQuery(merged, withoutMark(query));
  addToQuery(merged, campaign(link.utm, merged.searchParams));
  // Rather the page without what is passed on than an address that browsers and CloudFront refuse.
  const uri = uriOf(merged.href);
  return uri.length > MAX_URL_LENGTH ? uriOf(url) : uri;
}

/** What the setter of a path takes for something else: an escape, a slash, nothing at all. */
const asPath = (rest: string) => rest.replace(/[%\\\t\n\r]/g, encodeURIComponent);

/** The setter encodes what has no place in a query, "#" included, and keeps a fragment last. */
function addToQuery(url: URL, query: string): void {
  if (query === '') return;
  url.search = url.search === '' ? `?${query}` : `${url.search}&${query}`;
}

function campaign(utm: Utm, there: URLSearchParams): string {
  return Object.entries(utm)
    .map(([name, value]) => [`utm_${name}`, value ?? ''] as const)
    .filter(([name, value]) => value !== '' && !there.has(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
