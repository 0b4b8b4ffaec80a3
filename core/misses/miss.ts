import type { Category } from '../crawlers/verdict.ts';
import type { SnapshotForm } from '../snapshots/page.ts';

/**
 * What a client gets when its page cannot be had now. retry: 503 and when to come back. card: the app's shell at once, with
 * what is known of the page in its head. shell: the app, as a person gets it.
 */
export type Instead = 'retry' | 'card' | 'shell';

/**
 * What each category is served best with. Who keeps or judges what it reads is told to come back: half a page would stay in
 * an index, an archive or a report. Who shows a card asks once, while somebody waits, and would show none. Who checks that the
 * site is up, or runs scripts, has all it wants in the app.
 */
const BY_CATEGORY: Readonly<Record<Category, 'retry' | 'card'>> = {
  search: 'retry',
  'ai-search': 'retry',
  'ai-assistant': 'retry',
  'ai-training': 'retry',
  seo: 'retry',
  archive: 'retry',
  feed: 'retry',
  other: 'retry',
  library: 'retry',
  social: 'card',
  preview: 'card',
  monitor: 'card',
  scanner: 'card',
  automation: 'card',
};

/**
 * Why there is no page for a client. unproved: it has not proved its name. limit: this minute's renders are used up. failing:
 * the page has been failing for long, and was tried not long ago. breaker: no page can be rendered at present. unfinished: it
 * was tried, here or by another, and failed or took too long.
 */
export type Cause = 'unproved' | 'limit' | 'failing' | 'breaker' | 'unfinished';

export interface Miss {
  cause: Cause;
  category?: Category | undefined;
  form: SnapshotForm;
  isProved: boolean;
  /** For how many milliseconds no render of the page has worked; 0 when none has failed. */
  failingFor: number;
}

/**
 * Search engines come back for a day or two of 503, and drop a page that answers it for longer. The app's shell they render
 * themselves, late and perhaps wrongly: for a page that stays broken that is the lesser harm, and no worse than without us.
 * https://developers.google.com/search/docs/crawling-indexing/http-network-errors#http-status-codes
 */
export const LONG_FAILING_MS = 3_600_000;
/** How long a page that has been failing for long is left alone, but for one job in the queue. */
export const LEFT_ALONE_MS = 10 * 60_000;

/** What a client gets instead of its page. */
export function insteadOf({ cause, category, form, isProved, failingFor }: Miss): Instead {
  if (cause === 'unproved') return 'shell';
  if (form === 'html' && category && BY_CATEGORY[category] === 'card') return 'card';
  if (!mayHaveJob(cause, isProved)) return 'shell';
  // Who prefers Markdown reads text, and the shell has none.
  if (form === 'md') return 'retry';
  return cause === 'breaker' || failingFor >= LONG_FAILING_MS ? 'shell' : 'retry';
}

/** Whether the page may be rendered from the queue on behalf of a client: a job is a render, too, if a later one. */
export const mayHaveJob = (cause: Cause, isProved: boolean): boolean =>
  cause !== 'unproved' && (cause !== 'limit' || isProved);

/** What is known of a page's failures, in milliseconds since 1970: nothing when the last render worked. */
export interface Failures {
  failedAt?: number;
  failingSince?: number;
}

/** For how long no render of a page has worked. */
export const failingFor = (page: Failures | undefined, now: number): number =>
  page?.failingSince === undefined ? 0 : now - page.failingSince;

/** Whether to leave a page alone that has been failing for long: a crawler would wait in vain. */
export const isLeftAlone = (page: Failures | undefined, now: number): boolean =>
  failingFor(page, now) >= LONG_FAILING_MS && now - (page?.failedAt ?? 0) < LEFT_ALONE_MS;
