import type { HintWriter } from '../commit.ts';
import { changeOf, type Entry, itemFrom } from '../item.ts';
import type { LinkStore } from '../store.ts';

/** The tables as they would be: what is written is remembered by this process alone, and nothing of it is in any table. */
export function rehearsed(store: LinkStore): { store: LinkStore } & HintWriter {
  const written = new Map<string, Entry>();
  return {
    store: {
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
    },
    hints: { write: async () => undefined, remove: async () => undefined },
  };
}
