import { useLocation } from 'preact-iso/router';

/** What the address says behind its "?"; undefined, or '', says nothing. */
type Said = Record<string, string | undefined>;

/**
 * What the page's address says, and a way to say it otherwise: what is chosen on a page can be sent to others, and is there again
 * after a reload and on the way back. It stays one step of the history.
 */
export function useQuery(): [query: Said, say: (some: Said) => void] {
  const { query, route } = useLocation();
  const say = (some: Said) => {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(some)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    route(`${location.pathname}${next.size > 0 ? `?${next}` : ''}`, true);
  };
  return [query, say];
}

/**
 * One of some values, kept in the address by its name. The first value goes without saying, and in place of what is none of them.
 */
export function useChosen<Value extends string>(
  name: string,
  values: readonly [Value, ...Value[]],
): [Value, (value: Value) => void] {
  const [query, say] = useQuery();
  const chosen = values.find(value => value === query[name]) ?? values[0];
  return [chosen, value => say({ [name]: value === values[0] ? undefined : value })];
}
