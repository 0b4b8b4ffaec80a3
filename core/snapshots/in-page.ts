/**
 * The source that runs `code` inside a page. `code` reaches the page as text, so it may use nothing of its module.
 * tsx wraps inner functions into a helper of the module, `__name`: the page gets one that does nothing. A bundle may be
 * minified, but not with esbuild's `keepNames`, which gives that helper any name.
 */
export function inPage<Arguments extends (string | number)[]>(
  code: (...values: Arguments) => unknown,
  ...values: Arguments
): string {
  return `(() => { const __name = value => value; return (${code})(...${JSON.stringify(values)}); })()`;
}
