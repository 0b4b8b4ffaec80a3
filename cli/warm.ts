import type { Clock } from '../core/clock.ts';
import { isUpToDate } from '../core/sitemaps/diff.ts';
import type { SitemapEntry } from '../core/sitemaps/sitemap.ts';
import type { SnapshotsClient, StoredPage } from './snapshots-client.ts';

export type WarmClient = Pick<SnapshotsClient, 'find' | 'order'>;

export interface WarmOptions {
  client: WarmClient;
  clock: Clock;
  /** Order every page, those that are up to date, too. */
  all: boolean;
  /** Hears of the state after each step. */
  progress(state: WarmState): void;
  /** Ends the work early, at the next step. */
  signal: AbortSignal;
}

export interface WarmState {
  total: number;
  /** Rendered already, after all that the sitemap tells of them. */
  upToDate: number;
  /** How many rendered pages answered each status. */
  statuses: Map<number, number>;
  rendered: number;
  /** The first of those that answered something else than 200. */
  odd: { url: string; status: number }[];
  failed: { url: string; reason: string }[];
  /** Ordered and not done yet; those that stayed so at the end were given up. */
  waiting: number;
}

/** So many pages are in the queue at once: enough for any renderer, and little is ordered in vain when this is ended. */
const WINDOW = 300;
/** The API takes as many addresses in one request, if they fit into its address. */
const BATCH = 100;
/** It is asked soon at first, for a page or two are rendered in no time, and then once a second. */
const FIRST_POLL_MS = 250;
const POLL_MS = 1_000;
/** When no page at all was finished for so long, no renderer is at work. */
const STALLED_MS = 300_000;

/** So many odd pages are named in the summary. */
const EXAMPLES = 10;

interface Ordered {
  entry: SitemapEntry;
  queuedAt: number;
}

/**
 * Has the pages of a sitemap rendered, a window at a time, and waits for each.
 *
 * @throws what the client throws
 */
export async function warm(entries: readonly SitemapEntry[], options: WarmOptions): Promise<WarmState> {
  const { client, clock, all, progress, signal } = options;
  const state: WarmState = {
    total: entries.length,
    upToDate: 0,
    statuses: new Map(),
    rendered: 0,
    odd: [],
    failed: [],
    waiting: 0,
  };
  let window: Ordered[] = [];
  let next = 0;
  let pause = FIRST_POLL_MS;
  let lastDone = clock.now();
  while (!signal.aborted && (next < entries.length || window.length > 0)) {
    while (next < entries.length && window.length + BATCH <= WINDOW && !signal.aborted) {
      const batch = entries.slice(next, next + BATCH);
      next += batch.length;
      const stale = all ? batch : await notUpToDate(batch, client);
      state.upToDate += batch.length - stale.length;
      if (stale.length > 0) window.push(...(await order(stale, client)));
      lastDone = clock.now(); // those that are up to date may have taken long to find
      state.waiting = window.length;
      progress(state);
    }
    if (window.length > 0) await clock.sleep(pause);
    pause = Math.min(2 * pause, POLL_MS);
    const before = window.length;
    window = await stillWaiting(window, state, client);
    state.waiting = window.length;
    progress(state);
    if (window.length < before) lastDone = clock.now();
    if (clock.now() - lastDone > STALLED_MS) break;
  }
  return state;
}

async function notUpToDate(batch: readonly SitemapEntry[], client: WarmClient): Promise<SitemapEntry[]> {
  const pages = await client.find(batch.map(({ url }) => url));
  return batch.filter(({ lastmod }, i) => !isUpToDate(pages[i], lastmod));
}

async function order(entries: readonly SitemapEntry[], client: WarmClient): Promise<Ordered[]> {
  const queuedAt = await client.order(entries.map(({ url }) => url));
  return entries.map(entry => ({ entry, queuedAt }));
}

/** Counts those that are done, and answers the others. */
async function stillWaiting(
  window: readonly Ordered[],
  state: WarmState,
  client: WarmClient,
): Promise<Ordered[]> {
  const pages = await client.find(window.map(({ entry }) => entry.url));
  return window.filter(({ entry, queuedAt }, i) => !isDone(entry.url, queuedAt, pages[i], state));
}

function isDone(url: string, queuedAt: number, page: StoredPage | undefined, state: WarmState): boolean {
  const { renderedAt = 0, failedAt = 0, status = 0, error } = page ?? {};
  if (renderedAt >= queuedAt) {
    state.rendered += 1;
    state.statuses.set(status, (state.statuses.get(status) ?? 0) + 1);
    if (status !== 200 && state.odd.length < EXAMPLES) state.odd.push({ url, status });
    return true;
  }
  if (failedAt < queuedAt) return false;
  state.failed.push({ url, reason: error ?? 'the render failed' });
  return true;
}
