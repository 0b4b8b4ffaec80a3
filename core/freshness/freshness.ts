const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Whether a page said that it is not there. It is remembered for an hour and then forgotten, not rendered again. */
export const isGone = (status: number | undefined): boolean => status === 404 || status === 410;

/** What is remembered of a page's changes: sums over its renders, in which older ones count less and less. */
export interface History {
  /** Renders that could be compared with the one before. */
  observations: number;
  /** How many of them found another page. */
  changes: number;
  /** How much time lay between the compared ones. */
  observedMs: number;
}

/** A page just met is rendered again after this. */
export const FIRST_INTERVAL = DAY;
/** No page is rendered more often than this, nor less often than that, but for the spread. */
export const SHORTEST_INTERVAL = HOUR;
export const LONGEST_INTERVAL = 14 * DAY;
/** A page that is gone is forgotten after this. */
export const GONE_INTERVAL = HOUR;
/** A page that failed is tried again after as long as it has been failing, and no sooner nor later than this. */
export const SHORTEST_RETRY = 5 * MINUTE;
export const LONGEST_RETRY = 6 * HOUR;

/** More lateness than this says that renders stood still for a time, not that the budget is short. */
const LONGEST_LATENESS = DAY;

/** Each page has its own length of all intervals, up to so much more or less, so that what came together parts. */
const SPREAD = 0.1;

/**
 * What a page counts for that nobody has watched yet: one of two looks, a day apart, found a change. A prior keeps the first
 * look from deciding alone: https://research.google/pubs/estimation-of-web-page-change-rates/
 */
const UNWATCHED: History = { observations: 2, changes: 1, observedMs: 2 * DAY };

/**
 * What is left of the older ones with each new observation: about the last twenty decide. A shorter memory
 * forgets that a page changes at all between two changes; a longer one holds on to old ways. See docs/benchmarks.md.
 */
const MEMORY = 0.95;

/** Renders in quick succession, as when somebody orders them, say little and would push out what is known. */
const SHORTEST_OBSERVATION = HOUR / 2;

/** The history of a page after one more render, `elapsed` milliseconds after the one before. */
export function observed(history: History | undefined, elapsed: number, isChanged: boolean): History {
  const { observations, changes, observedMs } = history ?? UNWATCHED;
  if (elapsed < SHORTEST_OBSERVATION) return { observations, changes, observedMs };
  return {
    observations: observations * MEMORY + 1,
    changes: changes * MEMORY + (isChanged ? 1 : 0),
    observedMs: observedMs * MEMORY + elapsed,
  };
}

/**
 * How long a page stays as it is, in the mean: Infinity when it never changed.
 * Changes are taken for a Poisson process that is only seen at renders, where several count as one. The estimator puts that
 * right, and its bias: Cho and Garcia-Molina, Estimating Frequency of Change, https://doi.org/10.1145/857166.857170
 */
export function meanLife({ observations, changes, observedMs }: History): number {
  const perObservation = Math.log((observations + 0.5) / (observations - changes + 0.5));
  return observedMs / observations / perObservation;
}

/**
 * How long after a render the next one is due.
 * The time grows with the root of the page's mean life: to render in proportion to changes would spend nearly all on pages
 * that are stale again at once. This is the allotment that is best when staleness counts by how many changes were missed:
 * Kolobov et al., Staying up to Date with Online Content Changes, NeurIPS 2019, proposition 1, solved for the interval.
 * A page that is rendered late tells that the budget is short. The shortest interval grows by as much, and all the others
 * with it, so that the budget is shared out by the same rule however many pages there are.
 *
 * @param lateness how long after it was due the page was rendered, in milliseconds
 */
export function intervalOf(history: History, lateness = 0): number {
  const shortest = SHORTEST_INTERVAL + Math.min(LONGEST_LATENESS, Math.max(0, lateness));
  const interval = (shortest / 2) * (1 + Math.sqrt(1 + (4 * meanLife(history)) / shortest));
  return Math.min(LONGEST_INTERVAL, Math.max(SHORTEST_INTERVAL, interval));
}

/** What is known of a page before a render, as far as it matters here. */
export interface Known extends Partial<History> {
  hash?: string;
  build?: string | undefined;
  renderedAt?: number;
  changedAt?: number;
  dueAt?: number;
}

/** A finished render, with what follows from it. Times are milliseconds since 1970. */
export interface Noted extends Partial<History> {
  status: number;
  /** Of all that is stored of the page. */
  hash: string;
  /** The build of the app it was made of, where that is known. */
  build?: string | undefined;
  renderedAt: number;
  /** When the page last became another. */
  changedAt: number;
  dueAt: number;
}

/**
 * What to note of a page that was just rendered.
 * Nothing is learnt of how often it changes when the app was another one, which changes all pages at once.
 *
 * @param page its key in the bucket, which ends in a hash: the page's own spread comes of that
 */
export function noted(
  page: string,
  before: Known,
  { now, status, hash, build }: { now: number; status: number; hash: string; build?: string | undefined },
): Noted {
  const { renderedAt, changedAt = now, dueAt = now } = before;
  const isChanged = hash !== before.hash;
  const isCompared = renderedAt !== undefined && before.hash !== undefined && before.build === build;
  const known = historyOf(before);
  const history = isCompared ? observed(known, now - renderedAt, isChanged) : known;
  const lateness = renderedAt === undefined ? 0 : now - dueAt;
  return {
    ...history,
    status,
    hash,
    build,
    renderedAt: now,
    changedAt: isChanged ? now : changedAt,
    dueAt: isGone(status)
      ? now + GONE_INTERVAL
      : now + spread(page, history ? intervalOf(history, lateness) : FIRST_INTERVAL),
  };
}

/**
 * How long after a render that failed the page is due again. An API is mostly back within minutes; one that is away for hours
 * need not be asked every few minutes, and pages that fail must not use up the budget of those that do not.
 *
 * @param failingFor for how long no render of it has worked, in milliseconds
 */
export const retryInterval = (failingFor: number): number =>
  Math.min(LONGEST_RETRY, Math.max(SHORTEST_RETRY, failingFor));

function historyOf({ observations, changes, observedMs }: Known): History | undefined {
  return observations === undefined || changes === undefined || observedMs === undefined
    ? undefined
    : { observations, changes, observedMs };
}

/** The page's own length of an interval: always the same share more or less. */
export function spread(page: string, interval: number): number {
  const [, hash = '0'] = /([0-9a-f]{8})[0-9a-f]*\.html$/.exec(page) ?? [];
  const share = Number.parseInt(hash, 16) / 0xffff_ffff;
  return Math.round(interval * (1 + SPREAD * (2 * share - 1)));
}
