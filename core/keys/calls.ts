import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { problemFrom } from '../problem.ts';
import { within } from '../within.ts';

/** How many calls a key has in a minute. */
export interface CallLimits {
  reads: number;
  writes: number;
}

export type CallKind = keyof CallLimits;

/** What became of a call: whether it is one too many, and what the answer's headers say of it. */
export interface Allowance {
  isGranted: boolean;
  headers: Record<string, string>;
  /** Until the next calls are granted. */
  seconds: number;
}

const MINUTE = 60;
const HOUR_MS = 3_600_000;
/** DynamoDB deletes what has expired within some days. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const KEPT_SECONDS = 600;

/** What keys are used for, counted for all instances: calls of a minute, and the hour of the last one. */
export class Calls {
  readonly #counters: Counters;
  readonly #limits: CallLimits;
  readonly #clock: Clock;
  readonly #patienceMs: number;
  /** The hour that this instance has noted of a key: the same is not written twice. */
  readonly #noted = new Map<string, number>();

  /** @param patienceMs noting the hour holds no call up for longer */
  constructor(counters: Counters, limits: CallLimits, clock: Clock, patienceMs = 300) {
    this.#counters = counters;
    this.#limits = limits;
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /**
   * Takes a call of the key's allowance of this minute. However many ask at once, no more are granted. When the counter fails,
   * all are: a table that is throttled must not keep people from their links.
   *
   * The headers are of https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers
   */
  async take(keyId: string, kind: CallKind): Promise<Allowance> {
    return await this.#take(keyId, kind, 1);
  }

  /** Takes so many more for a call that was taken, all or none. What counts as more than a minute has takes a whole one. */
  async takeMore(keyId: string, kind: CallKind, count: number): Promise<Allowance> {
    return await this.#take(keyId, kind, Math.min(count, this.#limits[kind] - 1));
  }

  async #take(keyId: string, kind: CallKind, amount: number): Promise<Allowance> {
    const most = this.#limits[kind];
    const now = this.#clock.now() / 1000;
    const minute = Math.floor(now / MINUTE);
    const end = (minute + 1) * MINUTE;
    const seconds = Math.ceil(end - now) || 1;
    const policy = { 'ratelimit-policy': `"${kind}";q=${most};w=${MINUTE}` };
    const count = await this.#attempt(
      this.#counters.take(`${kind}#${keyId}#${minute}`, most, end + KEPT_SECONDS, amount),
    );
    if (count === 'unknown') return { isGranted: true, headers: policy, seconds };
    const left = count === undefined ? 0 : most - count;
    const headers = { ...policy, ratelimit: `"${kind}";r=${left};t=${seconds}` };
    return { isGranted: count !== undefined, headers, seconds };
  }

  /** Notes that a key was used in this hour; at most one write an hour. Never rejects, and takes no longer than a moment. */
  async note(keyId: string): Promise<void> {
    const hour = Math.floor(this.#clock.now() / HOUR_MS);
    if (this.#noted.get(keyId) === hour) return;
    this.#noted.set(keyId, hour);
    const raised = within(this.#attempt(this.#counters.raise(usedId(keyId), hour)), this.#patienceMs);
    if (((await raised) ?? 'unknown') === 'unknown') this.#noted.delete(keyId); // the next call tries again
  }

  /** When a key was used last, to the hour, as ISO 8601; undefined for never, and where nobody can tell. */
  async lastUsedAt(keyId: string): Promise<string | undefined> {
    const hour = await this.#attempt(this.#counters.read(usedId(keyId)));
    return typeof hour === 'number' && hour > 0 ? new Date(hour * HOUR_MS).toISOString() : undefined;
  }

  /** What a counter answers; `unknown` when it fails. */
  async #attempt<Value>(asked: Promise<Value>): Promise<Value | 'unknown'> {
    try {
      return await asked;
    } catch (error) {
      problemFrom(error); // writes it to the log
      return 'unknown';
    }
  }
}

const usedId = (keyId: string) => `used#${keyId}`;
