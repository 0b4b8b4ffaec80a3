import type { Link } from './link.ts';
import { SLUG } from './slug.ts';
import { MAX_URL_LENGTH } from './url.ts';

/** The slug in a path, or undefined when no link can be there, so that scanners cost no read. */
export function slugIn(path: string): string | undefined {
  const slug = path.slice(1);
  return SLUG.test(slug) ? slug : undefined;
}

/**
 * Where a follow of the link leads. `query` is the short url's, as on the wire; it counts only if the link
 * forwards it. Its parameters come after the url's own, and nothing in it can change anything but the query.
 */
export function destination({ url, forwardQuery }: Link, query: string): string {
  if (!forwardQuery || query === '') return url;
  const merged = new URL(url);
  // The setter encodes what has no place in a query, "#" included, and keeps a fragment last.
  merged.search = merged.search === '' ? `?${query}` : `${merged.search}&${query}`;
  // Rather the page without the parameters than an address that browsers and CloudFront refuse.
  return merged.href.length > MAX_URL_LENGTH ? url : merged.href;
}
