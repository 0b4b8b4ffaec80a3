import { RUN_MS } from '../../core/freshness/rerender.ts';

/** The index of due pages in memory: one partition, asked as the table is. Pages are numbers; `dueAt` belongs to the caller. */
export class Calendar {
  readonly #dueAt: Float64Array;
  readonly #slots: number[][] = [];
  /** All slots before it are empty. */
  #first = 0;

  constructor(dueAt: Float64Array) {
    this.#dueAt = dueAt;
  }

  /** Notes that a page's `dueAt` is another now, by a run or more. */
  add(page: number): void {
    const slot = this.#slotOf(page);
    const pages = this.#slots[slot];
    if (pages) pages.push(page);
    else this.#slots[slot] = [page];
    this.#first = Math.min(this.#first, slot);
  }

  /** At most `limit` pages that are due, the longest overdue first. */
  due(now: number, limit: number): number[] {
    const found: number[] = [];
    const last = Math.floor(now / RUN_MS);
    for (let slot = this.#first; slot <= last && found.length < limit; slot++) {
      const pages = this.#pagesOf(slot);
      if (pages.length === 0 && slot === this.#first) this.#first++;
      for (const page of pages) if (found.length < limit) found.push(page);
    }
    return found;
  }

  #pagesOf(slot: number): number[] {
    const added = this.#slots[slot];
    if (!added) return [];
    // What was added again has another time now.
    const pages = added.filter(page => this.#slotOf(page) === slot);
    pages.sort((a, b) => this.#at(a) - this.#at(b));
    if (pages.length > 0) this.#slots[slot] = pages;
    else delete this.#slots[slot];
    return pages;
  }

  #at(page: number): number {
    return this.#dueAt[page] ?? 0;
  }

  /** The first run that finds the page due. */
  #slotOf(page: number): number {
    return Math.ceil(this.#at(page) / RUN_MS);
  }
}
