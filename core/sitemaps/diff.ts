import type { PageRecord } from '../snapshots/record.ts';
import type { SitemapEntry } from './sitemap.ts';

/** What was last seen of a sitemap: each page that was dealt with, with its lastmod; 0 for one without. */
export type Seen = ReadonlyMap<string, number>;

export interface Changes {
  /** Not seen before. */
  added: SitemapEntry[];
  /** Seen before, with another lastmod. */
  changed: SitemapEntry[];
  /** More of both, for which the budget was too small. */
  left: number;
  /** What is seen once those are dealt with: pages that left the sitemap are not in it, nor are those that are `left`. */
  seen: Map<string, number>;
}

/**
 * What is new in a sitemap since it was last seen. What `left` counts is new again the next time.
 *
 * @param entries with the addresses that stand for their pages; of a page that is listed twice the last one counts
 * @param budget so many pages are dealt with, those that changed before those that were added
 */
export function diffSitemap(entries: Iterable<SitemapEntry>, before: Seen, budget: number): Changes {
  const seen = new Map<string, number>();
  for (const { url, lastmod = 0 } of entries) seen.set(url, lastmod);
  const added: SitemapEntry[] = [];
  const changed: SitemapEntry[] = [];
  for (const [url, lastmod] of seen) {
    const known = before.get(url);
    const entry = { url, ...(lastmod !== 0 && { lastmod }) };
    if (known === undefined) added.push(entry);
    // A lastmod that is gone says nothing of the page.
    else if (lastmod !== known && lastmod !== 0) changed.push(entry);
  }
  const roomForAdded = Math.max(0, budget - changed.length);
  const left = [...changed.splice(budget), ...added.splice(roomForAdded)];
  for (const { url } of left) {
    const known = before.get(url);
    if (known === undefined) seen.delete(url);
    else seen.set(url, known);
  }
  return { added, changed, left: left.length, seen };
}

/**
 * Whether a page was rendered after all that a sitemap tells of it, so that it needs no render.
 *
 * @param record what is known of the page
 */
export function isUpToDate(
  record: Pick<PageRecord, 'renderedAt' | 'failedAt'> | undefined,
  lastmod: number | undefined,
): boolean {
  const { renderedAt, failedAt } = record ?? {};
  return renderedAt !== undefined && failedAt === undefined && renderedAt > (lastmod ?? 0);
}
