/** What a policy picks from a request: query strings, cookies, headers. Pure. */

/** How a policy picks by name: none of them, those listed, all but those listed, or all. */
export interface Choice {
  behaviour: 'none' | 'whitelist' | 'allExcept' | 'all';
  names: readonly string[] | undefined;
}

/** The parameters a policy picks from a query, in the viewer's order and spelling. Names are case-sensitive. */
export function pickQuery(query: string, choice: Choice): string {
  if (choice.behaviour === 'all') return query;
  return pick(query.split('&'), part => decode(part.split('=', 1)[0] ?? ''), choice).join('&');
}

/** The cookies a policy picks from a `Cookie` header, in the viewer's order. */
export function pickCookies(header: string | null, choice: Choice): string {
  const cookies = (header ?? '').split(';').map(cookie => cookie.trim());
  return pick(cookies, cookie => cookie.split('=', 1)[0] ?? '', choice).join('; ');
}

/** What both choices pick together, each part once: a parameter of the cache key always reaches the origin too. */
export function pickBoth(
  from: (choice: Choice) => string,
  separator: string,
  first: Choice,
  second: Choice | undefined,
): string {
  if (!second) return from(first);
  const mine = from(first);
  const parts = mine === '' ? [] : mine.split(separator);
  const others = from(second).split(separator);
  return [...parts, ...others.filter(part => part !== '' && !parts.includes(part))].join(separator);
}

function pick(
  parts: string[],
  nameOf: (part: string) => string,
  { behaviour, names = [] }: Choice,
): string[] {
  const present = parts.filter(part => part !== '');
  if (behaviour === 'none') return [];
  if (behaviour === 'all') return present;
  return present.filter(part => names.includes(nameOf(part)) === (behaviour === 'whitelist'));
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

/**
 * The viewer's `Accept-Encoding` reduced to what CloudFront can serve: "br,gzip", "br", "gzip" or "".
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html#cache-policy-compressed-objects
 */
export function normaliseAcceptEncoding(
  header: string | null,
  enabled: { gzip: boolean; brotli: boolean },
): string {
  const accepted = (header ?? '')
    .toLowerCase()
    .split(',')
    .filter(coding => !/;\s*q=0(\.0*)?\s*$/.test(coding))
    .map(coding => coding.split(';', 1)[0]?.trim());
  const brotli = enabled.brotli && accepted.includes('br');
  const gzip = enabled.gzip && accepted.includes('gzip');
  return [brotli && 'br', gzip && 'gzip'].filter(Boolean).join(',');
}
