import { CallFailed } from '../browser/cdp.ts';
import type { Clock } from '../clock.ts';
import { within } from '../within.ts';
import { slowness } from './machine.ts';
import { PageHung } from './rendered.ts';
import type { RenderTab } from './tabs.ts';

export interface LoopBound {
  ms: number;
  /** No page needs as much: it is in an endless loop then, and not just slow. */
  isLongest: boolean;
}

interface Asked {
  url: URL;
  /** When the page must be finished, by the clock. */
  until: number;
  /** So much of a processor's time a page may work without an answer; on a slow machine more. */
  loop: LoopBound;
  clock: Clock;
}

/** A page that does not answer for so long is looked at: whether it works, or waits for a turn. */
const SILENCE_MS = 1_000;
const LOOK_MS = 200;
/** What is asked of a page is given up by the page's own deadline, not by a call's. */
const PAST_DEADLINE_MS = 1_000;

/** What a page is asked, and whether it answers: one that never does is told from one that works, or waits for a turn. */
export class Questions {
  readonly #tab: Pick<RenderTab, 'isHeldUp' | 'processorMs'>;
  readonly #asked: Asked;
  readonly #page: { isComing(): boolean; isOver(): boolean };
  /** When the page last asked a person something, by the clock: meanwhile it answers nobody. */
  #dialogAt = Number.NEGATIVE_INFINITY;
  /** When it last answered what it was asked, by the clock. */
  #answeredAt = Number.NEGATIVE_INFINITY;

  /** @param page whether another document is on its way, and whether nobody waits for it any more */
  constructor(
    tab: Pick<RenderTab, 'isHeldUp' | 'processorMs'>,
    asked: Asked,
    page: { isComing(): boolean; isOver(): boolean },
  ) {
    this.#tab = tab;
    this.#asked = asked;
    this.#page = page;
  }

  get leftMs(): number {
    return Math.max(1, this.#asked.until - this.#asked.clock.now());
  }

  get patienceMs(): number {
    return this.leftMs + PAST_DEADLINE_MS;
  }

  get areAnsweredNow(): boolean {
    return this.#asked.clock.now() - this.#answeredAt < SILENCE_MS;
  }

  noteDialog(): void {
    this.#dialogAt = this.#asked.clock.now();
  }

  /**
   * What the page answers; undefined while it goes from one document to another, or cannot answer for another reason.
   *
   * @throws PageHung, and what `call` rejects with
   */
  async answered<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
    const { clock } = this.#asked;
    const outcome = call.then(
      answer => ({ answer }),
      error => {
        if (error instanceof CallFailed) return { answer: undefined }; // it loads anew, and drops what was asked before
        throw error;
      },
    );
    outcome.catch(() => undefined); // nobody may wait for it any more
    let before: Map<number, number> | undefined;
    for (;;) {
      const answered = await within(outcome, before ? LOOK_MS : SILENCE_MS);
      if (answered) {
        this.#answeredAt = clock.now();
        return answered.answer;
      }
      if (this.#page.isOver()) return undefined;
      // Chromium holds the question back while another document is on its way.
      if (this.#page.isComing() || this.#tab.isHeldUp) return undefined;
      // One that asks a hundred times over is slow in a whole browser, and no endless loop.
      if (clock.now() - this.#dialogAt < SILENCE_MS) return undefined;
      const used = await this.#tab.processorMs(LOOK_MS).catch(() => undefined);
      before ??= used;
      if (before && used) this.#judge(mostSince(before, used));
    }
  }

  /** @param usedMs of a processor's time, without an answer */
  #judge(usedMs: number): void {
    const { url, loop } = this.#asked;
    if (usedMs >= loop.ms * slowness())
      throw new PageHung(
        `${url} does not answer: ${loop.isLongest ? 'it is in an endless loop' : 'its scripts go on and on'}`,
        loop.isLongest,
      );
  }
}

/** The most that one of the processes has used since. */
const mostSince = (before: Map<number, number>, now: Map<number, number>): number =>
  Math.max(0, ...[...now].map(([id, ms]) => ms - (before.get(id) ?? 0)));
