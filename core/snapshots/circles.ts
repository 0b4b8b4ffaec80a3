import { isSamePage } from '../rendering/same-page.ts';
import { type ForgetContext, forgetPage } from './forget.ts';
import { readPage, type Site } from './site.ts';
import type { Snapshot, SnapshotStore } from './snapshot.ts';

export interface CircleEntry {
  level: 'warn';
  message: 'redirects in a circle';
  /** The page that was looked at. */
  url: string;
  addresses: string[];
}

export interface CircleContext extends ForgetContext {
  store: Pick<SnapshotStore, 'delete' | 'locationOf'>;
  site: Site;
  /** Hears of each circle that was met. */
  log(entry: CircleEntry): void;
}

/** Crawlers follow no more: https://developers.google.com/crawling/docs/troubleshooting/http-status-codes */
const MOST_HOPS = 10;

/**
 * The circle that a redirect is part of, by what is kept of the pages it leads to: its addresses from the page's own until it
 * comes again. Undefined when it leads to a page, out of the site, or on for more hops than anybody follows.
 *
 * A circle further on, which the page is no part of, is broken by the way: one of its redirects is forgotten, and that page
 * is found to be in it when it is asked for again.
 */
export async function circleOf(
  url: string,
  location: string,
  context: CircleContext,
): Promise<string[] | undefined> {
  const { site, store, log } = context;
  const way = [url];
  for (let next: string | undefined = location; next && way.length <= MOST_HOPS; ) {
    const read = readPage(next, site);
    if ('reason' in read) return undefined;
    const start = way.findIndex(address => isSameAddress(address, read.url));
    if (start >= 0) {
      const addresses = [...way.slice(start), read.url];
      log({ level: 'warn', message: 'redirects in a circle', url, addresses });
      if (start === 0) return addresses;
      await forgetPage(addresses[0] ?? '', context);
      return undefined;
    }
    way.push(read.url);
    next = await store.locationOf(read.url);
  }
  return undefined;
}

/** Forgets a snapshot that is part of a circle of redirects. False when it is none: most have no location, which costs nothing. */
export async function forgetCircle({ url, location }: Snapshot, context: CircleContext): Promise<boolean> {
  if (!location || !(await circleOf(url, location, context))) return false;
  await forgetPage(url, context);
  return true;
}

/** Whether two page addresses are forms of one: whose router writes the one when asked for the other. */
const isSameAddress = (a: string, b: string): boolean => {
  const [one, other] = [new URL(a), new URL(b)];
  return one.search === other.search && isSamePage(one, other);
};
