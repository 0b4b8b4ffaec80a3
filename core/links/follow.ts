import type { Link } from './link.ts';
import { isSlug } from './slug.ts';
import { uriOf } from './uri.ts';
import { MAX_URL_LENGTH } from './url.ts';

/** The slug that a path is, to the letter; undefined when it is none. */
export function slugIn(path: string): string | undefined {
  const slug = path.slice(1);
  return isSlug(slug, { slugsWithDots: false }) ? slug : undefined;
}

const START = /^[a-z0-9][a-z0-9_-]*/i;

// Signs, spaces and what shows nothing. Not "?" and "#": an address has them in front of something else than the path.
const LEFT_BEHIND = /^[\p{P}\p{S}\p{Z}\p{M}\p{C}]*$/u;

/**
 * The slugs that a path may mean, at most two, the likelier one first: people paste addresses together with the dot, the
 * bracket or the space that stood behind them in a text. A slug may end in "-" or "_", if it is an old one. None where no
 * link can be, so that scanners cost no read.
 */
export function slugsIn(path: string): string[] {
  const [slug = ''] = START.exec(path.slice(1)) ?? [];
  const behind = decoded(path.slice(1 + slug.length));
  if (!LEFT_BEHIND.test(behind) || /[?#%]/.test(behind)) return [];
  const [, shorter = ''] = /^(.*[a-z0-9])[_-]*$/i.exec(slug) ?? [];
  return [...new Set([slug, shorter])].filter(each => isSlug(each, { slugsWithDots: false }));
}

/** The gateway has decoded the path once; some programs encode it twice. What cannot be decoded stays. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Where a follow of the link leads, as RFC 3986 writes it. `query` is the short url's, as on the wire; it counts
 * only if the link forwards it. Its parameters come after the url's own, and nothing in it can change anything
 * but the query.
 */
export function destination(
  { url, forwardQuery }: Pick<Link, 'url' | 'forwardQuery'>,
  query: string,
): string {
  if (!forwardQuery || query === '') return uriOf(url);
  const merged = new URL(url);
  // The setter encodes what has no place in a query, "#" included, and keeps a fragment last.
  merged.search = merged.search === '' ? `?${query}` : `${merged.search}&${query}`;
  // Rather the page without the parameters than an address that browsers and CloudFront refuse.
  const uri = uriOf(merged.href);
  return uri.length > MAX_URL_LENGTH ? uriOf(url) : uri;
}
