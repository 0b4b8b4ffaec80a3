import { type Addition, added, type Item } from '../item.ts';
import type { Ledger } from './ledger.ts';
import { fileOf, noteOf, type Part } from './part.ts';
import { GET_BATCH, nameOf, type StoredItems } from './stored-items.ts';

/** What a part of a log file adds to items: one addition for each of them. */
export interface PartAdditions {
  part: Part;
  additions: readonly Addition[];
}

/** A file's claim is too old for an item: the file has to be claimed above `least`, or turns out to be done. */
export class ClaimTooOld extends Error {
  readonly file: string;
  readonly least: number;
  constructor(file: string, least: number) {
    super('The claim is too old');
    this.file = file;
    this.least = least;
  }
}

/** In which order items are added to: those that others are the sum of come first. */
const FLOORS: ((period: string) => boolean)[] = [
  period => !period.startsWith('month#') && !period.startsWith('all#'),
  period => period.startsWith('month#'),
  period => period.startsWith('all#'),
];

/** What one item gets. */
interface Gets {
  addition: Addition;
  part: Part;
}

/**
 * Adds each part of a log file to an item exactly once: one put on condition that the item is as it was read adds it and notes it in the
 * same item. Notes are taken out only of files that are done, and the item remembers the last time any of those was (`floor`). Whoever
 * stalled over a file that others have done meanwhile holds an older claim than that, and may not add.
 */
export class Adding {
  readonly #items: StoredItems;
  readonly #ledger: Ledger;
  readonly #mostNoted: number;

  constructor(items: StoredItems, ledger: Ledger, mostNoted: number) {
    this.#items = items;
    this.#ledger = ledger;
    this.#mostNoted = mostNoted;
  }

  /**
   * Adds to each of the items what parts of log files have of it, those that are not there already. All that go into an item are
   * added and noted by one put, so that each is either in it and noted, or neither. A part is in all hours and days before it is in
   * any month, and in all months before it is in what was ever counted: recount/roll-up.ts stands on that.
   *
   * @throws ClaimTooOld
   * @throws ServiceFault some may be added then; the same call again adds the others
   */
  async all(parts: readonly PartAdditions[]): Promise<void> {
    const wanted = new Map<string, [Gets, ...Gets[]]>();
    for (const { part, additions } of parts)
      for (const addition of additions) {
        const known = wanted.get(nameOf(addition));
        if (known) known.push({ addition, part });
        else wanted.set(nameOf(addition), [{ addition, part }]);
      }
    for (const isOfFloor of FLOORS) {
      const all = [...wanted.values()].filter(([{ addition }]) => isOfFloor(addition.period));
      for (let start = 0; start < all.length; start += GET_BATCH) {
        const batch = all.slice(start, start + GET_BATCH);
        const items = await this.#items.get(batch.map(([{ addition }]) => addition));
        await Promise.all(batch.map(gets => this.#addOne(gets, items.get(nameOf(gets[0].addition)))));
      }
    }
  }

  async #addOne(all: [Gets, ...Gets[]], found: Item | undefined): Promise<void> {
    for (let item = found; ; item = await this.#items.getOne(all[0].addition)) {
      const [first, ...more] = all.filter(({ part }) => !item?.files.has(noteOf(part)));
      if (!first) return;
      const missing = [first, ...more];
      const floor = item?.floor;
      const late = floor !== undefined && missing.find(({ part }) => part.claim <= floor);
      if (late) throw new ClaimTooOld(late.part.file, floor + 1);
      const additions = [first.addition, ...more.map(({ addition }) => addition)] as const;
      const next = added(
        item,
        additions,
        missing.map(({ part }) => noteOf(part)),
      );
      const files = new Set(missing.map(({ part }) => part.file));
      const isLong = next.files.size > this.#mostNoted;
      if (await this.#items.put(isLong ? await this.#thinned(next, files) : next)) return;
    }
  }

  /** Without the notes of files that are done, but for those that are added now. */
  async #thinned(item: Item, kept: ReadonlySet<string>): Promise<Item> {
    const noted = [...new Set([...item.files].map(fileOf))]
      .filter(each => !kept.has(each))
      .slice(0, GET_BATCH);
    const done = await this.#ledger.doneAt(noted);
    if (done.size === 0) return item;
    return {
      ...item,
      files: new Set([...item.files].filter(each => !done.has(fileOf(each)))),
      floor: Math.max(item.floor ?? 0, ...done.values()),
    };
  }
}
