import type { Clock } from '../../core/clock.ts';

/** A clock that stands still until it is moved by hand; sleepers wake in the order of their times. */
export class HandClock implements Clock {
  #now: number;
  #sleepers: { due: number; wake: () => void }[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise(wake => this.#sleepers.push({ due: this.#now + ms, wake }));
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      // What was woken may go to sleep again before the next sleeper's time.
      await new Promise(resolve => setImmediate(resolve));
      this.#sleepers.sort((a, b) => a.due - b.due);
      const next = this.#sleepers[0];
      if (!next || next.due > end) break;
      this.#sleepers.shift();
      this.#now = Math.max(this.#now, next.due);
      next.wake();
    }
    this.#now = end;
  }
}
