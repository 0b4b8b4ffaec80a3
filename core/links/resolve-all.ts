import type { Link } from './link.ts';
import type { Entry, LinkStore } from './store.ts';

/** A link that is renamed while it is read is found under its new slug by the second look, or the third. */
const LOOKS = 3;

/**
 * The links that keys lead to, each as `resolveLink` answers it, but for how long an old slug is kept. One read for all of them,
 * and one or two more if some were renamed meanwhile.
 *
 * @param keys at most 100
 * @throws ServiceFault
 */
export async function resolveLinks(
  keys: readonly string[],
  store: LinkStore,
): Promise<{ links: Map<string, Link>; reads: number }> {
  const known = new Map<string, Entry | undefined>();
  let wanted = new Set(keys);
  let reads = 0;
  while (reads < LOOKS && wanted.size > 0) {
    const read = await store.getAll([...wanted], { consistent: true });
    for (const key of wanted) known.set(key, read.get(key));
    reads++;
    wanted = new Set(
      keys.map(key => walk(key, known)).flatMap(({ wants }) => (wants === undefined ? [] : [wants])),
    );
  }
  const links = new Map<string, Link>();
  for (const key of keys) {
    const { link } = walk(key, known);
    if (link) links.set(key, link);
  }
  return { links, reads };
}

/** The link that a key leads to as far as entries are known, or the key that has to be read first. */
function walk(
  key: string,
  known: Map<string, Entry | undefined>,
): { link?: Link | undefined; wants?: string } {
  let at = key;
  for (let hop = 0; hop <= LOOKS; hop++) {
    if (!known.has(at)) return { wants: at };
    const entry = known.get(at);
    if (!entry) return {};
    if ('link' in entry) return entry;
    if ('alias' in entry) at = entry.alias.movedTo;
    else {
      // Under a slug that it is about to get: see `resolveLink`.
      const { link, from } = entry.arriving;
      if (!known.has(from)) return { wants: from };
      const old = known.get(from);
      return old && 'alias' in old && old.alias.change === link.change ? { link } : {};
    }
  }
  return {};
}
