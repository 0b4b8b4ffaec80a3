type Value =
  | string
  | number
  | readonly Value[]
  | { readonly [name: string]: Value }
  | ((...values: never[]) => unknown)
  | (abstract new (
      ...values: never[]
    ) => unknown);

/**
 * The source that calls `code` inside a page. Functions and classes reach the page as text, so `code` and those among `values`
 * may use nothing of their module but what they are given.
 *
 * tsx wraps inner functions into a helper of the module, `__name`: the page gets one that does nothing. A bundle may be
 * minified, but not with esbuild's `keepNames`, which gives that helper any name.
 */
export function inPage<Values extends Value[]>(
  code: (...values: Values) => unknown,
  ...values: Values
): string {
  return `(() => { const __name = value => value; return (${code})(${values.map(sourceOf).join(', ')}); })()`;
}

function sourceOf(value: Value): string {
  if (typeof value === 'function') return `(${value})`;
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(', ')}]`;
  const named = Object.entries(value).map(([name, each]) => `${name}: ${sourceOf(each)}`);
  return `{ ${named.join(', ')} }`;
}
