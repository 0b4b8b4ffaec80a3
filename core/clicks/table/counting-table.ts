import type { Table } from '../../dynamodb.ts';
import type { Addition, Item, Key } from '../item.ts';
import { Adding, type PartAdditions } from './adding.ts';
import { ClicksTable } from './clicks-table.ts';
import { Ledger } from './ledger.ts';
import type { Part } from './part.ts';
import { StoredItems } from './stored-items.ts';
import { findSubjects } from './subjects.ts';

/** Above this an item's notes are thinned: each write of it costs by its size. */
const MOST_NOTED = 64;

/** The table for whoever counts: adds what log files have, and, for a recount, puts items in the place of others. */
export class CountingTable extends ClicksTable {
  readonly ledger: Ledger;
  readonly #table: Table;
  readonly #items: StoredItems;
  readonly #adding: Adding;

  /** @param mostNoted how many parts of log files an item notes before it forgets those that are done */
  constructor(table: Table, mostNoted = MOST_NOTED) {
    super(table);
    this.#table = table;
    this.#items = new StoredItems(table);
    this.ledger = new Ledger(table);
    this.#adding = new Adding(this.#items, this.ledger, mostNoted);
  }

  /** Adds what one part of a log file has: see `addAll`. */
  async add(additions: readonly Addition[], part: Part): Promise<void> {
    await this.addAll([{ part, additions }]);
  }

  /**
   * Adds to each of the items what parts of log files have of it, those that are not there already: see `Adding`.
   *
   * @throws ClaimTooOld
   * @throws ServiceFault some may be added then; the same call again adds the others
   */
  async addAll(parts: readonly PartAdditions[]): Promise<void> {
    await this.#adding.all(parts);
  }

  /** Those of the keys' items that there are, as they are now. Rejects with a ServiceFault. */
  async items(keys: readonly Key[]): Promise<Item[]> {
    return [...(await this.#items.get(keys)).values()];
  }

  /** The items of a subject from one period to another of the same tier, in order; as they are now. Rejects with a ServiceFault. */
  async itemsOf(subject: string, first: string, last: string): Promise<Item[]> {
    return await this.#items.between(subject, first, last);
  }

  /** Puts an item in the place of the one of the version before it; false where there is another version. Rejects with a ServiceFault. */
  async replace(item: Item): Promise<boolean> {
    return await this.#items.put(item);
  }

  /**
   * All subjects that have a day and begin as one of `kinds`, such as `tag#`. It looks at each item of the table, and is not for links,
   * of which `ranked` tells. Rejects with a ServiceFault.
   */
  async subjects(kinds: readonly string[]): Promise<string[]> {
    return await findSubjects(this.#table, kinds);
  }
}
