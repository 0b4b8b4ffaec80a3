import type { Clock } from '../clock.ts';
import type { RenderQueue } from '../queue/jobs.ts';
import { orderPages } from '../queue/orders.ts';
import { readPage, type Site } from '../snapshots/site.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import type { SitemapBucket } from './bucket.ts';
import { diffSitemap, isUpToDate } from './diff.ts';
import { readSitemap, type SitemapEntry } from './sitemap.ts';

export interface LookContext {
  bucket: Pick<SitemapBucket, 'open' | 'seen' | 'remember'>;
  pages: Pick<StoredPages, 'records'>;
  queue: Pick<RenderQueue, 'addAll'>;
  site: Site;
  clock: Clock;
}

/** What one look at the sitemap found and did. */
export interface Look {
  listed: number;
  /** Addresses that are not of the site. */
  skipped: number;
  queued: number;
  /** New or changed pages that the next looks deal with. */
  left: number;
}

/**
 * Looks at the site's sitemap, and orders renders of the pages that are new there and not rendered yet, or whose lastmod is
 * another than at the last look. Ended at any line, nothing is lost: what was seen is kept last.
 *
 * @param budget at most so many pages are dealt with
 * @throws SitemapError with nothing ordered; ServiceFault
 */
export async function lookAtSitemap(path: string, budget: number, context: LookContext): Promise<Look> {
  const { bucket, pages, site } = context;
  const entries: SitemapEntry[] = [];
  let skipped = 0;
  for await (const { url: address, lastmod } of readSitemap(path, bucket.open)) {
    const read = readPage(address, site);
    if ('url' in read) entries.push({ url: read.url, ...(lastmod !== undefined && { lastmod }) });
    else skipped += 1;
  }
  const before = await bucket.seen();
  const { added, changed, left, seen } = diffSitemap(entries, before, budget);
  const records = await pages.records(added.map(({ url }) => url));
  const missing = added.filter(({ url, lastmod }) => !isUpToDate(records.get(url), lastmod));
  const { queued } = await orderPages(
    [...changed, ...missing].map(({ url }) => url),
    context,
  );
  // Also when pages have only left it, as with a host that is the site's no more: they are new when they come back.
  if (added.length + changed.length > 0 || seen.size !== before.size) await bucket.remember(seen);
  return { listed: entries.length, skipped, queued, left };
}
