import type { Clock } from '../../../core/clock.ts';

/** The work took longer than it may. */
export class DeadlinePassed extends Error {}

// A limit that comes meanwhile may be over before the one that is slept for.
const LONGEST_SLEEP_MS = 1_000;

/** Time limits by an injected clock, with one sleeper for all of them instead of one timer per request. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #waiting = new Set<{ at: number; fail(): void }>();
  #watching = false;
  /** Ends the sleep once nothing has a limit any more: a timer that is left keeps the process up. */
  #idle = new AbortController();

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
      work.then(resolve, reject).finally(() => {
        this.#waiting.delete(limit);
        if (this.#waiting.size === 0) this.#idle.abort();
      });
      void this.#watch();
    });
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (this.#waiting.size > 0) {
      const next = Math.min(...[...this.#waiting].map(limit => limit.at));
      this.#idle = new AbortController();
      const left = Math.max(1, next - this.#clock.now());
      await this.#clock.sleep(Math.min(left, LONGEST_SLEEP_MS), this.#idle.signal);
      for (const limit of this.#waiting)
        if (limit.at <= this.#clock.now()) {
          this.#waiting.delete(limit);
          limit.fail();
        }
    }
    this.#watching = false;
  }
}
