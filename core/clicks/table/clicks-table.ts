import type { Table } from '../../dynamodb.ts';
import { type Counted, countedFrom, type Key } from '../item.ts';
import { type RankedPage, type RankedRequest, readRanked } from './ranked.ts';
import { StoredItems } from './stored-items.ts';

/** Asks what was counted; who adds to it has a `CountingTable`. This folder is all that knows the table. All reject with a ServiceFault. */
export class ClicksTable {
  readonly #table: Table;
  readonly #items: StoredItems;

  constructor(table: Table) {
    this.#table = table;
    this.#items = new StoredItems(table);
  }

  /**
   * What was counted for each of the keys that has an item. As it is now.
   *
   * @param wanted as `range` has it; all parts without it
   */
  async read(keys: readonly Key[], wanted?: readonly string[]): Promise<Counted[]> {
    return [...(await this.#items.get(keys, wanted)).values()].map(countedFrom);
  }

  /**
   * What was counted of a subject from one period to another of the same tier, in order.
   *
   * @param wanted the parts of items that are read, such as `hours` or `by.country`; others are empty then. An item is large, and whoever
   * asks over time needs a tenth of it
   */
  async range(subject: string, first: string, last: string, wanted: readonly string[]): Promise<Counted[]> {
    return (await this.#items.partsBetween(subject, first, last, wanted)).map(countedFrom);
  }

  /**
   * Links that have clicks in a period, by these, as they were a moment ago.
   *
   * @param period of a day, a month or ever since
   */
  async ranked(period: string, request: RankedRequest): Promise<RankedPage> {
    return await readRanked(this.#table, period, request);
  }
}
