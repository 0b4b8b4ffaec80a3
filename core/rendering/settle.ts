import type { Clock } from '../clock.ts';
import { type PageState, stateScript } from './in-page/instrument/instrument.ts';
import {
  FIRST_GRANT,
  type Grant,
  type Look,
  lookScript,
  nextStep,
  type Observation,
  type Step,
} from './readiness.ts';

/** A page as it is driven to its end. */
export interface DrivenPage {
  /** What a script answers inside the page; undefined while it goes from one document to another. */
  ask<Answer>(script: string): Promise<Answer | undefined>;
  /** Lets it draw a frame: what waits for one goes on, and where it is shown, what moves. */
  frame(isShown: boolean): Promise<void>;
  grant(time: Grant): Promise<void>;
  /** Resolves once the last grant is used up, or after so many milliseconds: whether it is used up. */
  spent(withinMs: number): Promise<boolean>;
  /** Scripts and style sheets on their way, and when one last began or ended, by the clock. */
  resources: { inFlight: number; changedAt: number };
}

/** Most pages end with their virtual time, which says so by itself. */
const POLL_MS = 50;
/** To look takes a millisecond or two after the pause; where it takes longer, the machine has other things to do. */
const LONGEST_LOOK_MS = 65;
/** Frames and answers of databases come this fast. */
const SPENT_POLL_MS = 15;

/**
 * Sees a page through until it is finished.
 *
 * @param isOver whether nobody waits for it any more
 * @returns false when it stays empty; never returns before the page is finished, or nobody waits for it any more
 */
export async function settle(
  page: DrivenPage,
  { secret, clock, isOver }: { secret: string; clock: Clock; isOver(): boolean },
): Promise<boolean> {
  const progress = new Progress(page, clock);
  await progress.grant(FIRST_GRANT);
  for (let spent = false, moves = false; ; ) {
    if (isOver()) return false;
    spent = await page.spent(POLL_MS);
    await page.frame(moves);
    const state = await page.ask<PageState>(stateScript(secret));
    if (!state) continue;
    const step = await stepOf(progress.observe(state, spent), page, secret);
    moves = step?.do === 'grant' && step.moves === true;
    if (step?.do === 'finish') return true;
    if (step?.do === 'empty') return false;
    if (spent && (step?.do !== 'grant' || step.paced)) await clock.sleep(SPENT_POLL_MS);
    if (step?.do === 'grant') await progress.grant(step);
  }
}

async function stepOf(now: Observation, page: DrivenPage, secret: string): Promise<Step | undefined> {
  const step = nextStep(now);
  if (step.do !== 'look') return step;
  const look = await page.ask<Look>(lookScript(secret));
  return look && nextStep({ ...now, look });
}

/** What was seen of a page so far. */
class Progress {
  readonly #page: DrivenPage;
  readonly #clock: Clock;
  readonly #firstSeen = new Map<number, number>();
  #looked: number;
  /** The time that was spent looking: a machine that is too busy to look is too busy to answer, too. */
  #time = 0;
  #changes = 0;
  #resourcesChanged = 0;
  #changedAt = 0;
  #changesWhenGranted = 0;
  #changesWhenSpent: number | undefined;
  #released = false;
  #virtual = 0;
  #graces = 0;

  constructor(page: DrivenPage, clock: Clock) {
    this.#page = page;
    this.#clock = clock;
    this.#looked = clock.now();
  }

  async grant(time: Grant): Promise<void> {
    if (time.grace) this.#graces++;
    this.#changesWhenGranted = this.#changes;
    this.#changesWhenSpent = undefined;
    this.#released = time.released;
    this.#virtual += time.virtual;
    await this.#page.grant(time);
  }

  observe(page: PageState, spent: boolean): Observation {
    const now = this.#pass();
    const { inFlight, changedAt } = this.#page.resources;
    if (page.changes !== this.#changes || changedAt !== this.#resourcesChanged) this.#changedAt = now;
    if (page.changes < this.#changes) this.#firstSeen.clear(); // another document, which counts anew
    this.#changes = page.changes;
    this.#resourcesChanged = changedAt;
    // What keeps its own time may come in the very moment when the grant is used up: then all since the grant counts.
    if (spent) this.#changesWhenSpent ??= page.outside ? this.#changesWhenGranted : page.changes;
    for (const [id] of page.flights) if (!this.#firstSeen.has(id)) this.#firstSeen.set(id, now);
    return {
      page,
      resources: inFlight,
      flights: page.flights.map(([id, kind]) => ({ kind, age: now - (this.#firstSeen.get(id) ?? now) })),
      quiet: now - this.#changedAt,
      spent,
      changedSince: spent && page.changes !== this.#changesWhenSpent,
      released: this.#released,
      virtual: this.#virtual,
      graces: this.#graces,
    };
  }

  #pass(): number {
    const now = this.#clock.now();
    this.#time += Math.min(now - this.#looked, LONGEST_LOOK_MS);
    this.#looked = now;
    return this.#time;
  }
}
