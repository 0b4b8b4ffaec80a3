import type { PageRecord } from '../snapshots/record.ts';
import type { Prefix } from '../snapshots/site.ts';
import type { DuePlace, IndexEntry, StoredPages } from '../snapshots/stored-pages.ts';

/** `404`, `4xx`, or `failed` for pages whose last render failed. */
export const STATUS_FILTER = /^(?:[1-5]\d\d|[1-5]xx|failed)$/;

/** An order that pages are listed in; a place is where an answer ends in it. */
interface Order<Place> {
  /** So many pages behind a place, each with its own, and whether there are more. */
  take(limit: number, after?: Place): Promise<{ entries: { url: string; place: Place }[]; more: boolean }>;
  /** Whether a page that is found in it is one of those asked for; and whether many are not. */
  has(record: PageRecord): boolean;
  isSparse: boolean;
}

interface Listing<Place> {
  order: Order<Place>;
  /** One that fits STATUS_FILTER. */
  status?: string | undefined;
  limit: number;
  after?: Place | undefined;
}

/** Pages whose addresses begin so, in the order of their paths. */
export function byPath(below: Prefix, pages: Pick<StoredPages, 'below'>): Order<IndexEntry> {
  return {
    take: async (limit, after) => {
      const { entries, more } = await pages.below(below, limit, after);
      return { entries: entries.map(entry => ({ url: entry.url, place: entry })), more };
    },
    has: () => true,
    isSparse: false,
  };
}

/**
 * Pages that have a snapshot, those that are due next first.
 *
 * @param below only pages whose addresses begin so; without it those of every host
 */
export function byDue(below: Prefix | undefined, pages: Pick<StoredPages, 'byDue'>): Order<DuePlace> {
  return {
    take: async (limit, after) => {
      const { entries, more } = await pages.byDue(limit, after);
      return { entries: entries.map(({ url, page, dueAt }) => ({ url, place: { page, dueAt } })), more };
    },
    has: ({ host, path, dueShard }) =>
      dueShard !== undefined && // dropped meanwhile
      (below === undefined || (host === below.host && path?.startsWith(below.path) === true)),
    isSparse: below !== undefined,
  };
}

/** Where only some are asked for, so many pages are looked at for one answer, in so many looks: it may find none of them. */
const LOOK = 100;
const MAX_LOOKS = 10;

/**
 * Pages in an order. `next`, when it is there, is where to go on; there may be pages behind it even if fewer than `limit` were
 * found. Rejects with a ServiceFault.
 */
export async function listPages<Place>(
  { order, status, limit, after }: Listing<Place>,
  pages: Pick<StoredPages, 'records'>,
): Promise<{ records: PageRecord[]; next?: Place }> {
  const found: PageRecord[] = [];
  let last = after;
  const isFiltered = order.isSparse || status !== undefined;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const { entries, more } = await order.take(isFiltered ? LOOK : limit - found.length, last);
    const records = await pages.records(entries.map(({ url }) => url));
    for (const [i, { url, place }] of entries.entries()) {
      last = place;
      const record = records.get(url); // forgotten meanwhile, perhaps
      if (record && order.has(record) && fits(record, status)) found.push(record);
      if (found.length < limit) continue;
      return more || i < entries.length - 1 ? { records: found, next: place } : { records: found };
    }
    if (!more) return { records: found };
  }
  return { records: found, ...(last && { next: last }) };
}

function fits({ status, failedAt }: PageRecord, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'failed') return failedAt !== undefined;
  return status !== undefined && new RegExp(`^${wanted.replace('xx', '\\d\\d')}$`).test(String(status));
}
