/**
 * What all renderers together know of whether rendering works: after some failures in a row nobody tries for a while, then
 * one does for all. https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker
 * Times are milliseconds since 1970.
 */
export interface Breaker {
  /** In a row, and not long after one another. */
  failures: number;
  lastFailureAt: number;
  /** Nobody renders for a miss until then; 0 while all is well. */
  openUntil: number;
}

/** half-open: whoever takes the trial renders; for all others it is open. */
export type Stance = 'closed' | 'open' | 'half-open';

export const CLOSED: Breaker = { failures: 0, lastFailureAt: 0, openUntil: 0 };

/** So many pages one after the other that had not failed before: then it is not the pages. */
export const FAILURES_TO_OPEN = 5;
/** A failure that is this much older than the next says nothing about now. */
export const FAILURES_WITHIN_MS = 10 * 60_000;
/** About as long as a deployment or a hiccup of the app's API takes; and each try costs one crawler its wait. */
export const OPEN_MS = 60_000;

export function stanceOf({ openUntil }: Breaker, now: number): Stance {
  if (openUntil === 0) return 'closed';
  return now < openUntil ? 'open' : 'half-open';
}

/** Somebody takes the trial: all others wait until it must have ended. */
export const afterTrialBegan = (breaker: Breaker, now: number): Breaker => ({
  ...breaker,
  openUntil: now + OPEN_MS,
});

/** A render failed. While it is open that is no news: the trial has put the next one off already. */
export function afterFailure(breaker: Breaker, now: number): Breaker {
  if (breaker.openUntil > 0) return breaker;
  const failures = now - breaker.lastFailureAt > FAILURES_WITHIN_MS ? 1 : breaker.failures + 1;
  return { failures, lastFailureAt: now, openUntil: failures >= FAILURES_TO_OPEN ? now + OPEN_MS : 0 };
}

/** A render worked, whoever made it: rendering works. */
export const afterSuccess = (breaker: Breaker): Breaker => (breaker.failures === 0 ? breaker : CLOSED);
