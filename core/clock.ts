/** Where time comes from. Code in `core/` and `local/` asks this and never `Date`, so that a test or a simulation can own time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Resolves `ms` milliseconds later; never rejects. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
};
