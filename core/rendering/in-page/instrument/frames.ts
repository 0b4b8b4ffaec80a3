import type { Flight, Hearers } from './flights.ts';

/**
 * Frames and moments of idleness come in real time. A few that follow one another count, an animation without an end not: one
 * that asks for its next frame within the last is known by that, one that awaits something in between by how many there were.
 *
 * Runs inside the page, which it reaches as text.
 */
export class Frames {
  readonly #deepest = 3;
  readonly #most = 12;
  readonly #hearers: Hearers;
  readonly #soon = window.queueMicrotask.bind(window);
  #depth = 0;
  #counted = 0;

  constructor(hearers: Hearers) {
    this.#hearers = hearers;
  }

  watch(): void {
    this.#watch('requestAnimationFrame', 'cancelAnimationFrame');
    this.#watch('requestIdleCallback', 'cancelIdleCallback');
    this.#hearSizes();
  }

  #watch(
    request: 'requestAnimationFrame' | 'requestIdleCallback',
    cancel: 'cancelAnimationFrame' | 'cancelIdleCallback',
  ): void {
    const { wrap, notes } = this.#hearers;
    const isFrame = request === 'requestAnimationFrame' ? 1 : 0;
    const ends = new Map<unknown, () => void>();
    wrap(window, request, (target, self, [callback, ...given]: unknown[]) => {
      if (typeof callback !== 'function') return Reflect.apply(target, self, [callback, ...given]);
      const rank = this.#depth + 1;
      const flight = this.#begin(rank);
      notes.frames += isFrame;
      const end = () => {
        if (ends.delete(id)) notes.frames -= isFrame;
        flight?.end();
      };
      const run = (...values: unknown[]) => {
        end();
        return this.#run(rank, () => Reflect.apply(callback, undefined, values));
      };
      const id: unknown = Reflect.apply(target, self, [run, ...given]);
      ends.set(id, end);
      return id;
    });
    wrap(window, cancel, (target, self, values: unknown[]) => {
      ends.get(values[0])?.();
      return Reflect.apply(target, self, values);
    });
  }

  /** Counts it, unless it is one of an animation. */
  #begin(rank: number): Flight | undefined {
    if (rank > this.#deepest || this.#counted >= this.#most) return undefined;
    this.#counted++;
    return this.#hearers.begin('frame');
  }

  #run(rank: number, work: () => unknown): unknown {
    const { notes } = this.#hearers;
    this.#depth = rank;
    notes.isInFrame = true;
    notes.framesSpeak = false;
    try {
      return work();
    } finally {
      this.#depth = 0;
      this.#leave(10);
    }
  }

  /** What a frame has led to, awaited or not, is told within a few turns of its own. */
  #leave(turns: number): void {
    if (turns > 0) this.#soon(() => this.#leave(turns - 1));
    else this.#hearers.notes.isInFrame = false;
  }

  /**
   * Who makes larger what it hears the size of hears of that in the next frame, and this is said of it:
   * https://drafts.csswg.org/resize-observer/#deliver-resize-error
   */
  #hearSizes(): void {
    const { requestAnimationFrame: next } = window;
    window.addEventListener(
      'error',
      ({ message }) => {
        if (/^ResizeObserver loop/.test(message)) next(() => undefined);
      },
      { capture: true },
    );
  }
}
