/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html : an instance with so much memory has one core. */
const MB_PER_CORE = 1_769;
const MOST = 8;

/**
 * How many instances of a function a machine can feed: as many as get the processor time that Lambda would give them. Where
 * more start at once, as one Chromium for each of four crawlers, all are too slow, and none is in time.
 */
export function instancesFor(memoryMb: number, cores: number): number {
  return Math.min(MOST, Math.max(1, Math.floor((cores * MB_PER_CORE) / memoryMb)));
}

export interface RoomOptions {
  /** So many instances at once. */
  places: number;
  /** When none of them has finished anything for so long, whoever waits gets one more. */
  stalledMs: number;
  log(line: string): void;
}

interface Waiting {
  go(): void;
  refuse(error: Error): void;
  isOfQueue: boolean;
}

/**
 * The places for instances of one function. What finds none waits, and a job of a queue lets everybody pass who waits for an
 * answer. Requests that only wait for others of the same function would wait for ever, and a long job would hold up a crawler:
 * so places that stand still are made more.
 */
export class Room {
  readonly #options: RoomOptions;
  readonly #waiting: Waiting[] = [];
  #busy = 0;
  /** The most that have waited since nobody did: only more are told of. */
  #told = 0;
  #stalled: NodeJS.Timeout | undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** Those that have a place and those that wait for one. */
  get size(): number {
    return this.#busy + this.#waiting.length;
  }

  get isFull(): boolean {
    return this.#busy >= this.#options.places;
  }

  /** Resolves once there is a place, which the caller gives back by `leave`. Rejects when the room is closed meanwhile. */
  async enter(isOfQueue: boolean): Promise<void> {
    if (!this.isFull) {
      this.#busy += 1;
      return;
    }
    return new Promise((go, refuse) => {
      const next = isOfQueue ? -1 : this.#waiting.findIndex(other => other.isOfQueue);
      this.#waiting.splice(next < 0 ? this.#waiting.length : next, 0, { go, refuse, isOfQueue });
      this.#tell();
      this.#stalled ??= this.#timer();
    });
  }

  leave(): void {
    this.#busy -= 1;
    this.#admit();
  }

  close(reason: Error): void {
    clearTimeout(this.#stalled);
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(reason);
  }

  /** Lets the next one in, and counts anew how long nothing is finished. */
  #admit(): void {
    clearTimeout(this.#stalled);
    const next = this.#waiting.shift();
    if (next) {
      this.#busy += 1;
      next.go();
    }
    const isOver = this.#waiting.length === 0;
    if (isOver) this.#told = 0;
    this.#stalled = isOver ? undefined : this.#timer();
  }

  #timer(): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#busy >= MOST) return;
      this.#options.log('none of its instances has finished anything for a while: one more is started');
      this.#admit();
    }, this.#options.stalledMs).unref();
  }

  #tell(): void {
    const count = this.#waiting.length;
    if (count <= this.#told) return;
    this.#told = count;
    const { places, log } = this.#options;
    const are = places === 1 ? 'instance is' : 'instances are';
    log(
      `${count} ${count === 1 ? 'request waits' : 'requests wait'}: ${places} ${are} what this machine can feed`,
    );
  }
}
