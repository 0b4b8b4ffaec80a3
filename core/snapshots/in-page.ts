/**
 * The source that runs `code` inside a page. `code` reaches the page as text, so it may use nothing of its module.
 * Some transpilers wrap inner functions into a helper, `__name`, that lives in the module: the page gets one that does nothing.
 */
export function inPage<Arguments extends (string | number)[]>(
  code: (...values: Arguments) => unknown,
  ...values: Arguments
): string {
  return `(() => { const __name = value => value; return (${code})(...${JSON.stringify(values)}); })()`;
}
