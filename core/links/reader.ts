import type { GetItem } from '../items.ts';
import { type Entry, entryFrom, type Item } from './item.ts';
import type { LinkStore } from './store.ts';

/** The links table for who only reads it. */
export type LinkReader = Pick<LinkStore, 'get'>;

/** Reads as the store does, without the SDK: who follows a link waits for all that is loaded. */
export const createLinkReader = (getItem: GetItem): LinkReader => ({
  get: async (slug, options): Promise<Entry | undefined> => {
    const item = await getItem({ slug }, options);
    return item && entryFrom(item as Item);
  },
});
