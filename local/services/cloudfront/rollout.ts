import type { Clock } from '../../../core/clock.ts';
import type { Edge } from './exchange.ts';

/** CloudFront takes minutes; here it is long enough for requests to meet both. */
const ROLLOUT_MS = 1_000;

/** The edges hear of a change one after the other: meanwhile each second request is answered as before. */
export class Rollout {
  latest: Edge;
  readonly #clock: Clock;
  readonly #takesMs: () => number;
  #former: { edge: Edge; until: number } | undefined;
  #isFormersTurn = false;

  constructor(edge: Edge, clock: Clock, takesMs = () => ROLLOUT_MS) {
    this.latest = edge;
    this.#clock = clock;
    this.#takesMs = takesMs;
  }

  get isDone(): boolean {
    return this.#former === undefined || this.#clock.now() >= this.#former.until;
  }

  begin(edge: Edge): void {
    this.#former = { edge: this.latest, until: this.#clock.now() + this.#takesMs() };
    this.latest = edge;
  }

  /** The edge that the next request comes to. */
  next(): Edge {
    if (this.#former === undefined || this.isDone) return this.latest;
    this.#isFormersTurn = !this.#isFormersTurn;
    return this.#isFormersTurn ? this.#former.edge : this.latest;
  }
}
