import type { Category } from '../crawlers/verdict.ts';
import type { PageFault } from '../rendering/rendered.ts';
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
 * the page has been failing for long, and was tried not long ago. faulty: so it was, and it failed by its own doing. breaker: no
 * page can be rendered at present. unfinished: it was tried, here or by another, and failed or took too long.
 */
export const CAUSES = ['unproved', 'limit', 'failing', 'faulty', 'breaker', 'unfinished'] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * How a log says that a client has no page. The template counts some of these by their words (infra/alarms.yml): the limit of
 * who has proved its name is that of all together, another's may be its own.
 */
export const noPage = (cause: Cause, isProved: boolean): string =>
  `no page (${cause === 'limit' && !isProved ? 'limit of strangers' : cause})`;

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
const MINUTE_MS = 60_000;
/** How long a page that has been failing for long is left alone, but for one job in the queue. */
export const LEFT_ALONE_MS = 10 * MINUTE_MS;

/** What a client gets instead of its page. */
export function insteadOf({ cause, category, form, isProved, failingFor }: Miss): Instead {
  if (cause === 'unproved') return 'shell';
  if (form === 'html' && category && BY_CATEGORY[category] === 'card') return 'card';
  if (cause === 'limit' && !isProved) return 'shell';
  // Who prefers Markdown reads text, and the shell has none.
  if (form === 'md') return 'retry';
  return cause === 'breaker' || failingFor >= LONG_FAILING_MS ? 'shell' : 'retry';
}

/**
 * Whether the page may be rendered from the queue on behalf of a client: a job is a render, too, if a later one. A page that
 * fails by its own doing would fail there, too: who asks for it once its time is over has it tried.
 */
export const mayHaveJob = (cause: Cause, isProved: boolean): boolean =>
  cause !== 'unproved' && cause !== 'faulty' && (cause !== 'limit' || isProved);

/** What is known of a page's failures, in milliseconds since 1970: nothing when the last render worked. */
export interface Failures {
  failedAt?: number;
  failingSince?: number;
  fault?: PageFault;
}

/** For how long no render of a page has worked. */
export const failingFor = (page: Failures | undefined, now: number): number =>
  page?.failingSince === undefined ? 0 : now - page.failingSince;

/**
 * How long a page that failed by its own doing is left alone at least, and at most: it grows with how long it has been failing.
 * What is empty, a file or a loop is so the next time, too, until the app is another. What failed because of its API, or waits
 * for it, may be well in a minute; then the queue has tried it once more.
 */
const PATIENCE_MS: Readonly<Record<PageFault, [least: number, most: number]>> = {
  empty: [10 * MINUTE_MS, 60 * MINUTE_MS],
  other: [10 * MINUTE_MS, 60 * MINUTE_MS],
  loop: [10 * MINUTE_MS, 60 * MINUTE_MS],
  requests: [MINUTE_MS, 10 * MINUTE_MS],
  late: [0, 10 * MINUTE_MS], // the queue has more time, and a card is made of the head it has by then
};

/**
 * For how many milliseconds to leave a page alone, because a crawler would wait in vain: 0 when it may be tried. One whose
 * failures may be the renderer's only when it has been failing for long.
 */
export function leftAloneFor(page: Failures | undefined, now: number): number {
  const { failedAt, failingSince, fault } = page ?? {};
  if (failedAt === undefined || failingSince === undefined) return 0;
  const [least, most] = fault ? PATIENCE_MS[fault] : [0, LEFT_ALONE_MS];
  const isShort = !fault && failingFor(page, now) < LONG_FAILING_MS;
  const patience = isShort ? 0 : Math.min(most, Math.max(least, failedAt - failingSince));
  return Math.max(0, failedAt + patience - now);
}
