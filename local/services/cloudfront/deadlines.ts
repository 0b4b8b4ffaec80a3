import type { Clock } from '../../../core/clock.ts';

/** The work took longer than it may. */
export class DeadlinePassed extends Error {}

// A sleep can't be taken back, so none is longer than this: nothing keeps the process up after the last request.
const LONGEST_SLEEP_MS = 1_000;

/** Time limits by an injected clock, with one sleeper for all of them instead of one timer per request. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #waiting = new Set<{ at: number; fail(): void }>();
  #watching = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What `work` comes to, or `DeadlinePassed` when that takes longer than `ms`; the work itself is not stopped. */
  within<T>(ms: number, work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const limit = {
        at: this.#clock.now() + ms,
        fail: () => reject(new DeadlinePassed(`took longer than ${ms / 1000} s`)),
      };
      this.#waiting.add(limit);
      work.then(resolve, reject).finally(() => this.#waiting.delete(limit));
      void this.#watch();
    });
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (this.#waiting.size > 0) {
      const next = Math.min(...[...this.#waiting].map(limit => limit.at));
      await this.#clock.sleep(Math.min(Math.max(1, next - this.#clock.now()), LONGEST_SLEEP_MS));
      for (const limit of this.#waiting)
        if (limit.at <= this.#clock.now()) {
          this.#waiting.delete(limit);
          limit.fail();
        }
    }
    this.#watching = false;
  }
}
