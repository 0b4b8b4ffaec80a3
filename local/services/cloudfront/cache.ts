import type { HttpResponse } from '../../http.ts';
import type { Lifetime } from './freshness.ts';

/** An object as one edge location keeps it. */
export interface Stored {
  response: HttpResponse;
  life: Lifetime;
  /** When it came from the origin or was found unchanged there, in milliseconds. */
  since: number;
  /** After the origin failed, the object stands in without asking again until then. */
  standsInUntil: number;
  /** The origin's own validators; compression may have weakened those of `response`. */
  etag: string | null;
  lastModified: string | null;
}

/** Enough for any site on a laptop, and a bound on what the process can grow by. */
const DEFAULT_CACHE_BYTES = 256 * 1024 * 1024;

// What an entry costs besides its body, roughly: headers, key and map slot.
const OVERHEAD_BYTES = 1024;

/** The objects of one distribution; when they outgrow `maxBytes`, the one used longest ago goes first. */
export class Cache {
  // A Map iterates in insertion order, so re-inserting on use keeps the least recently used entry first.
  readonly #entries = new Map<string, Stored>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number = DEFAULT_CACHE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): Stored | undefined {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry;
  }

  set(key: string, entry: Stored): void {
    this.delete(key);
    this.#entries.set(key, entry);
    this.#bytes += sizeOf(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(key, entry);
  }

  /** Drops each object whose key is one that `isMeant` takes. */
  drop(isMeant: (key: string) => boolean): void {
    for (const key of [...this.#entries.keys()]) if (isMeant(key)) this.delete(key);
  }

  get bytes(): number {
    return this.#bytes;
  }
}

function sizeOf(key: string, entry: Stored): number {
  return OVERHEAD_BYTES + key.length + entry.response.body.length;
}

/**
 * Request collapsing: of all requests for one key at one time only the first goes to the origin.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-traffic-spikes
 */
export class Collapser<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  /** Runs `ask`, or waits for the one under way; `led` says which. */
  async run(key: string, ask: () => Promise<T>): Promise<{ led: boolean; value: T }> {
    const waiting = this.#underWay.get(key);
    if (waiting) return { led: false, value: await waiting };
    const asking = ask().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asking);
    return { led: true, value: await asking };
  }
}
