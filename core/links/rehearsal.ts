import type { LinkContext } from './commit.ts';
import type { HintTable, Place } from './hints/table.ts';
import { changeOf, type Entry, itemFrom } from './item.ts';
import type { LinkStore } from './store.ts';

/** What writes go by, as a dry run has it. */
export type Rehearsed = Required<Pick<LinkContext, 'store' | 'hints' | 'tell'>>;

/**
 * The tables as they would be: what is written is remembered for this request alone, and nothing of it is in any table. The log is
 * not told of what was not done.
 */
export const rehearsed = (tables: { store: LinkStore; hints: Pick<HintTable, 'page'> }): Rehearsed => ({
  store: rehearsedStore(tables.store),
  hints: rehearsedHints(tables.hints),
  tell: () => undefined,
});

function rehearsedStore(store: LinkStore): LinkStore {
  const written = new Map<string, Entry>();
  return {
    ...store,
    get: async (key, options) => written.get(key) ?? (await store.get(key, options)),
    put: async (entry, expected) => {
      const { slug: key } = itemFrom(entry);
      const holder = written.get(key);
      if (holder && changeOf(holder) !== expected) return { holder };
      written.set(key, entry);
      return undefined;
    },
    remove: async () => undefined,
  };
}

/** Of what is written the versions of a link are asked for again: to be undone, and for the slugs that it had. */
function rehearsedHints(hints: Pick<HintTable, 'page'>): Rehearsed['hints'] {
  const written: Place[] = [];
  return {
    write: async items => void written.push(...items),
    remove: async () => undefined,
    page: async <Item extends Place>(list: string, request: Parameters<HintTable['page']>[1]) => {
      const { after, descending = true } = request;
      const page = await hints.page<Item>(list, request);
      if (!descending) return page;
      // The newest are first, and these are newer than all that is in the table.
      const own = written.filter(item => item.list === list && (after === undefined || item.place < after));
      return { ...page, items: [...(own.reverse() as Item[]), ...page.items] };
    },
  };
}
