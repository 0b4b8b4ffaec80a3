import type { Clock } from '../clock.ts';
import type { RenderQueue } from '../queue/jobs.ts';
import { type Ordered, orderPages } from '../queue/orders.ts';
import { type OpenSitemap, readSitemap, type SitemapPosition } from '../sitemaps/sitemap.ts';
import { type Prefix, readPage, type Site } from '../snapshots/site.ts';
import type { IndexEntry, StoredPages } from '../snapshots/stored-pages.ts';

export interface OrderContext {
  pages: Pick<StoredPages, 'below'>;
  queue: Pick<RenderQueue, 'addAll'>;
  site: Site;
  open: OpenSitemap;
  clock: Clock;
  /** As of when pages are ordered, where that is not now: what was rendered since needs no render. Milliseconds. */
  queuedAt?: number;
}

/** So many pages are queued for one request, which takes a second or two; the gateway waits for 30. */
export const MAX_PAGES = 5_000;

/** After so long no further sitemap of an index is begun: with twice what one may take, there is still an answer in time. */
const MAX_READ_MS = 8_000;

/**
 * Orders renders of the stored pages whose addresses begin so, at most MAX_PAGES of them. `next` is where to go on, when
 * there are more. Rejects with a ServiceFault.
 */
export async function orderBelow(
  below: Prefix,
  after: IndexEntry | undefined,
  context: OrderContext,
): Promise<Ordered & { next?: IndexEntry }> {
  const found: IndexEntry[] = [];
  let more = true;
  while (more && found.length < MAX_PAGES) {
    const page = await context.pages.below(below, MAX_PAGES - found.length, found.at(-1) ?? after);
    found.push(...page.entries);
    more = page.more && page.entries.length > 0;
  }
  const last = found.at(-1);
  const ordered = await orderPages(
    found.map(({ url }) => url),
    context,
  );
  return { ...ordered, ...(more && last && { next: last }) };
}

/**
 * Orders renders of the pages a sitemap lists, at most MAX_PAGES of them. `skipped` counts addresses that are not of the
 * site; `next` is where to go on, when there may be more. Rejects with a SitemapError or a ServiceFault.
 */
export async function orderSitemap(
  sitemap: string,
  from: SitemapPosition | undefined,
  context: OrderContext,
): Promise<Ordered & { skipped: number; next?: SitemapPosition }> {
  const { clock, site, open } = context;
  const end = clock.now() + MAX_READ_MS;
  const urls = new Set<string>();
  let skipped = 0;
  for await (const entry of readSitemap(sitemap, open, from)) {
    const { file, entry: at } = entry.next;
    if (at === 1 && urls.size > 0 && clock.now() >= end)
      return { ...(await orderPages([...urls], context)), skipped, next: { file, entry: 0 } };
    const read = readPage(entry.url, site);
    if ('url' in read) urls.add(read.url);
    else skipped += 1;
    if (urls.size === MAX_PAGES)
      return { ...(await orderPages([...urls], context)), skipped, next: entry.next };
  }
  return { ...(await orderPages([...urls], context)), skipped };
}
