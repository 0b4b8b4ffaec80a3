/**
 * Whether a browser fetches a page before anybody asked for it: prefetch, prerender, preview.
 * https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header; the others are older names of it.
 *
 * @param headers names in lower case
 */
export function isAhead(headers: Readonly<Record<string, string | undefined>>): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some(name =>
    /prefetch|prerender|preview/i.test(headers[name] ?? ''),
  );
}
