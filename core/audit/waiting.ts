import type { Clock } from '../clock.ts';

/** How long somebody waits for a page, in milliseconds. */
export interface Patience {
  /** However little happens. */
  leastMs: number;
  /** Until what the page says has not changed for so long. */
  quietMs: number;
  /** And then it is taken as it is. */
  mostMs: number;
}

/** Longer than a splash, a carousel's first turn or a banner that comes late; few people wait longer. */
export const OF_A_PERSON: Patience = { leastMs: 6_000, quietMs: 4_000, mostMs: 20_000 };
/** Without scripts little changes once all has come. */
export const WITHOUT_SCRIPTS: Patience = { leastMs: 0, quietMs: 1_000, mostMs: 20_000 };

export const POLL_MS = 500;
/** A look that took longer was held up by the machine or by the page's own work, in which nobody could have seen anything. */
const MOST_COUNTED_MS = 2 * POLL_MS;

/** When somebody who looks at a page again and again has waited long enough. */
export class Waiting {
  readonly #patience: Patience;
  readonly #clock: Clock;
  #looked: number;
  #waited = 0;
  #quiet = 0;
  #before: string | undefined;

  constructor(patience: Patience, clock: Clock) {
    this.#patience = patience;
    this.#clock = clock;
    this.#looked = clock.now();
  }

  /**
   * Notes what the page says now, and answers whether that is what it says.
   *
   * @param isBusy whether something is still on its way
   */
  isOver(said: string, isBusy: boolean): boolean {
    const { leastMs, quietMs, mostMs } = this.#patience;
    const now = this.#clock.now();
    const passed = Math.min(now - this.#looked, MOST_COUNTED_MS);
    this.#looked = now;
    this.#waited += passed;
    this.#quiet = isBusy || said !== this.#before ? 0 : this.#quiet + passed;
    this.#before = said;
    return this.#waited >= mostMs || (this.#waited >= leastMs && this.#quiet >= quietMs);
  }
}
