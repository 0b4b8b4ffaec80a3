import type { Clock } from '../clock.ts';
import type { AppBucket } from './bucket.ts';

const KEY = 'uploads/turn.json';
/** Whoever has the turn and is not heard of for so long has died. */
const TURN_MS = 60_000;
/** It is prolonged well before its end: what is under way then ends in time. */
const RENEW_MS = 30_000;
const POLL_MS = 2_000;

/** What the bucket says of a turn. */
interface Note {
  owner: string;
  /** Milliseconds since the epoch. */
  until: number;
}

export interface TurnOptions {
  bucket: AppBucket;
  clock: Clock;
  /** Another one for each who asks. */
  owner: string;
  /** Is told once, when somebody else has the turn. */
  onWait?: (() => void) | undefined;
}

/**
 * The turn to change app/: of all who ask at once one has it, and the others wait. Two that wrote at the same time would leave the
 * index.html of the one with files of the other.
 */
export class Turn {
  readonly #options: TurnOptions;
  #etag: string;
  #until: number;
  #renewing: Promise<void> | undefined;

  private constructor(options: TurnOptions, etag: string, until: number) {
    this.#options = options;
    this.#etag = etag;
    this.#until = until;
  }

  /** The bucket, whose writes wait until it is sure that nobody else has the turn. */
  get bucket(): AppBucket {
    return this.#options.bucket.waiting(() => this.#hold());
  }

  /** Waits until it has the turn: for as long as another one works, or for a minute after that one has died. */
  static async take(options: TurnOptions): Promise<Turn> {
    const { bucket, clock, owner, onWait } = options;
    for (let isTold = false; ; ) {
      const held = await bucket.read(KEY);
      const note = held?.value as Note | undefined;
      if (!note || note.until <= clock.now()) {
        const until = clock.now() + TURN_MS;
        const etag = await bucket.writeIf(KEY, { owner, until }, held?.etag);
        if (etag !== undefined) return new Turn(options, etag, until);
      }
      if (!isTold) onWait?.();
      isTold = true;
      await clock.sleep(POLL_MS);
    }
  }

  /**
   * Awaited before each write, for which it prolongs the turn.
   *
   * @throws an error of one sentence when the turn was lost: this machine slept, or was cut off
   */
  async #hold(): Promise<void> {
    if (this.#options.clock.now() < this.#until - RENEW_MS) return;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
  }

  async end(): Promise<void> {
    await this.#options.bucket.removeIf(KEY, this.#etag);
  }

  async #renew(): Promise<void> {
    const { bucket, clock, owner } = this.#options;
    const until = clock.now() + TURN_MS;
    const etag = await bucket.writeIf(KEY, { owner, until }, this.#etag);
    if (etag === undefined)
      throw new Error('this took too long without a word, and another push has begun. Run it again.');
    this.#etag = etag;
    this.#until = until;
  }
}

/** Does something while nobody else changes app/, with a bucket that takes no write once the turn is lost. */
export async function inTurn<Value>(
  options: TurnOptions,
  work: (bucket: AppBucket) => Promise<Value>,
): Promise<Value> {
  const turn = await Turn.take(options);
  try {
    return await work(turn.bucket);
  } finally {
    await turn.end().catch(() => undefined); // it ends by itself
  }
}
