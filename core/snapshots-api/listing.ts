import type { PageRecord } from '../snapshots/record.ts';
import type { Prefix } from '../snapshots/site.ts';
import type { IndexEntry, StoredPages } from '../snapshots/stored-pages.ts';

/** `404`, `4xx`, or `failed` for pages whose last render failed. */
export const STATUS_FILTER = /^(?:[1-5]\d\d|[1-5]xx|failed)$/;

export interface Listing {
  below: Prefix;
  /** One that fits STATUS_FILTER. */
  status?: string | undefined;
  limit: number;
  after?: IndexEntry | undefined;
}

/** With a filter, so many pages are looked at for one answer, in so many looks: it may find none of them. */
const LOOK = 100;
const MAX_LOOKS = 10;

/**
 * Pages in the order of their paths. `next`, when it is there, is where to go on; there may be pages behind it even if fewer
 * than `limit` were found. Rejects with a ServiceFault.
 */
export async function listPages(
  { below, status, limit, after }: Listing,
  pages: StoredPages,
): Promise<{ records: PageRecord[]; next?: IndexEntry }> {
  const found: PageRecord[] = [];
  let last = after;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const { entries, more } = await pages.below(
      below,
      status === undefined ? limit - found.length : LOOK,
      last,
    );
    const records = await pages.records(entries.map(({ url }) => url));
    for (const [i, entry] of entries.entries()) {
      last = entry;
      const record = records.get(entry.url); // forgotten meanwhile, perhaps
      if (record && fits(record, status)) found.push(record);
      if (found.length < limit) continue;
      return more || i < entries.length - 1 ? { records: found, next: entry } : { records: found };
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
