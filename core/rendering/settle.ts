import type { Clock } from '../clock.ts';
import { givenUpOf } from './given-up.ts';
import { type PageState, stateScript } from './in-page/instrument/instrument.ts';
import { type Look, lookScript } from './in-page/look.ts';
import { slowness } from './machine.ts';
import { type Grant, nextStep, type Observation, type Step, UNFOLDED } from './readiness.ts';

/** A page as it is driven to its end. */
export interface DrivenPage {
  /** What a script answers inside the page; undefined while it goes from one document to another. */
  ask<Answer>(script: string): Promise<Answer | undefined>;
  /** Lets it draw a frame: what waits for one goes on, and where it is shown, what moves. */
  frame(isShown: boolean): Promise<void>;
  /** Lets it draw a frame by which it hears of what has come into sight or gone out of it: that one is waited for. */
  sight(): Promise<void>;
  grant(time: Grant): Promise<void>;
  /** Brings all of it into sight, for what appears only there. */
  unfold(): Promise<void>;
  /** Resolves once the last grant is used up, or after so many milliseconds: whether it is used up. */
  spent(withinMs: number): Promise<boolean>;
  /** Scripts and style sheets on their way, and when one last began or ended, by the clock. */
  resources: { inFlight: number; changedAt: number };
  /**
   * Whether a worker of its own computes, or waits for the network, and whether not all run yet.
   *
   * @param shared how many shared ones it has asked for
   */
  workers(shared: number): { areAtWork: boolean; areComing: boolean };
}

/** Most pages end with their virtual time, which says so by itself. */
const POLL_MS = 50;
/** To look takes a millisecond or two after the pause; where it takes longer, the machine has other things to do. */
const LONGEST_LOOK_MS = 65;
/** Frames and answers of databases come this fast. */
const SPENT_POLL_MS = 15;

/** How a page has ended, and what it was not waited for any longer, in words. */
export interface Settled {
  outcome: Outcome;
  givenUp: string[];
}

/** See Step. `late`: it was looked at for too long. `over`: nobody waits for it any more. */
export type Outcome = 'finished' | 'empty' | 'waiting' | 'late' | 'over';

const OUTCOMES: Partial<Record<Step['do'], Outcome>> = {
  finish: 'finished',
  empty: 'empty',
  waiting: 'waiting',
};

export interface SettleOptions {
  secret: string;
  /** What it is given first. */
  first: Grant;
  /** It may be looked at for so long. */
  longestMs: number;
  clock: Clock;
  /** Whether nobody waits for it any more. */
  isOver(): boolean;
}

/** Sees a page through until it is finished. */
export async function settle(
  page: DrivenPage,
  { secret, first, longestMs, clock, isOver }: SettleOptions,
): Promise<Settled> {
  const progress = new Progress(page, clock);
  await progress.grant(first);
  for (let spent = false, moves = false; ; ) {
    if (isOver()) return { outcome: 'over', givenUp: [] };
    spent = await page.spent(POLL_MS);
    await page.frame(moves);
    const state = await page.ask<PageState>(stateScript(secret));
    if (!state) continue;
    const { step, now } = await stepOf(progress, progress.observe(state, spent), page, secret);
    moves = step?.do === 'grant' && step.moves === true;
    const outcome = step && OUTCOMES[step.do];
    if (outcome) return { outcome, givenUp: givenUpOf(now) };
    if (progress.looked >= longestMs) return { outcome: 'late', givenUp: [] };
    if (step?.do === 'unfold') await progress.unfold();
    else if (spent && (step?.do !== 'grant' || step.paced)) await clock.sleep(SPENT_POLL_MS);
    if (step?.do === 'grant') await progress.grant(step);
  }
}

async function stepOf(
  progress: Progress,
  now: Observation,
  page: DrivenPage,
  secret: string,
): Promise<{ step: Step | undefined; now: Observation }> {
  const step = nextStep(now);
  if (step.do !== 'look') return { step, now };
  const look = await page.ask<Look>(lookScript(secret));
  if (!look) return { step: undefined, now };
  const seen = { ...now, ...progress.see(look) };
  return { step: nextStep(seen), now: seen };
}

/** What was seen of a page so far. */
class Progress {
  readonly #page: DrivenPage;
  readonly #clock: Clock;
  readonly #flights = new Map<number, { firstSeen: number; beats: number; beatAt: number }>();
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
  #moved = 0;
  #unfolded = 0;
  #frames = 0;
  #text: number | undefined;
  #textAt = 0;

  constructor(page: DrivenPage, clock: Clock) {
    this.#page = page;
    this.#clock = clock;
    this.#looked = clock.now();
  }

  get looked(): number {
    return this.#time;
  }

  async grant(time: Grant): Promise<void> {
    if (time.grace) this.#graces++;
    if (time.moves) this.#moved++;
    if (time.frame) this.#frames++;
    this.#changesWhenGranted = this.#changes;
    this.#changesWhenSpent = undefined;
    this.#released = time.released;
    this.#virtual += time.virtual;
    await this.#page.grant(time);
  }

  /** All of the page comes into sight, and does something about it. */
  async unfold(): Promise<void> {
    this.#unfolded++;
    await this.#page.unfold();
    await this.#page.sight();
    await this.grant(UNFOLDED);
  }

  /** What was seen of it now. */
  see(look: Look): Pick<Observation, 'look' | 'same' | 'moved'> {
    if (look.text !== this.#text) {
      this.#textAt = this.#time;
      this.#moved = 0;
    }
    this.#text = look.text;
    return { look, same: this.#time - this.#textAt, moved: this.#moved };
  }

  observe(page: PageState, spent: boolean): Observation {
    const now = this.#pass();
    const { inFlight, changedAt } = this.#page.resources;
    const workers = this.#page.workers(page.shared);
    if (page.changes !== this.#changes || changedAt !== this.#resourcesChanged) this.#changedAt = now;
    if (page.changes < this.#changes) this.#flights.clear(); // another document, which counts anew
    this.#changes = page.changes;
    this.#resourcesChanged = changedAt;
    // What keeps its own time may come in the very moment when the grant is used up: then all since the grant counts.
    if (spent) this.#changesWhenSpent ??= page.outside ? this.#changesWhenGranted : page.changes;
    return {
      page,
      resources: inFlight,
      workersAreAtWork: workers.areAtWork,
      workersAreComing: page.coming > 0 || workers.areComing,
      flights: page.flights.map(flight => this.#follow(flight, now)),
      quiet: now - this.#changedAt,
      looked: now,
      same: now - this.#textAt,
      spent,
      changedSince: spent && page.changes !== this.#changesWhenSpent,
      released: this.#released,
      virtual: this.#virtual,
      graces: this.#graces,
      moved: this.#moved,
      unfolded: this.#unfolded,
      frames: this.#frames,
      slowness: slowness(),
    };
  }

  #follow([id, kind, beats]: PageState['flights'][number], now: number): Observation['flights'][number] {
    const known = this.#flights.get(id) ?? { firstSeen: now, beats, beatAt: now };
    if (beats !== known.beats) known.beatAt = now;
    known.beats = beats;
    this.#flights.set(id, known);
    return { kind, age: now - known.firstSeen, silent: now - known.beatAt };
  }

  #pass(): number {
    const now = this.#clock.now();
    this.#time += Math.min(now - this.#looked, LONGEST_LOOK_MS);
    this.#looked = now;
    return this.#time;
  }
}
