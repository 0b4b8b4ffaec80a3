import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import { type DuePage, SHARDS, shardOf } from '../freshness/due-pages.ts';
import { ServiceFault } from '../problem.ts';
import { snapshotKey } from './page.ts';
import type { PageRecord } from './record.ts';
import type { Prefix } from './site.ts';

/** An entry of the index of addresses: enough to find the page's record, and to go on behind it. */
export type IndexEntry = Pick<PageRecord, 'page' | 'url'> & { host: string; path: string };

/** An entry of the index of due pages. */
export type DueEntry = DuePlace & Pick<DuePage, 'url'>;
export type DuePlace = Pick<PageRecord, 'page' | 'dueAt'>;

/** The item that is no page: what was ordered for later. `change` is another one after each write. */
const ORDERS_KEY = 'orders';

export interface KeptOrders<Order> {
  change: string;
  orders: Order[];
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
const BATCH = 100;
const MAX_ATTEMPTS = 4;

/** The snapshots table as its readers see it: by address. Every method rejects with a ServiceFault when the table fails. */
export class StoredPages {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor({ client, name }: Table) {
    this.#client = client;
    this.#name = name;
  }

  /** At most `limit` pages whose addresses begin so, in the order of their paths, those after `after`; and whether there are more. */
  async below(
    { host, path }: Prefix,
    limit: number,
    after?: IndexEntry,
  ): Promise<{ entries: IndexEntry[]; more: boolean }> {
    const command = new QueryCommand({
      TableName: this.#name,
      IndexName: 'urls',
      KeyConditionExpression: '#host = :host AND begins_with(#path, :path)',
      ExpressionAttributeNames: { '#host': 'host', '#path': 'path' }, // words DynamoDB keeps for itself
      ExpressionAttributeValues: { ':host': host, ':path': path },
      Limit: limit,
      ...(after && { ExclusiveStartKey: { host: after.host, path: after.path, page: after.page } }),
    });
    const { Items, LastEvaluatedKey } = await reach(this.#client.send(command));
    return { entries: (Items ?? []) as IndexEntry[], more: LastEvaluatedKey !== undefined };
  }

  /**
   * At most `limit` pages that have a snapshot, those that are due next first, behind `after`; and whether there are more. Of pages
   * that are due at the same time the order is that of their shards, and in one shard the table's own: so the one entry tells for
   * every shard where to go on.
   */
  async byDue(limit: number, after?: DuePlace): Promise<{ entries: DueEntry[]; more: boolean }> {
    const shards = await Promise.all(SHARDS.map(shard => this.#dueIn(shard, limit, after)));
    const all = shards.flatMap(({ entries }) => entries).sort((one, other) => one.dueAt - other.dueAt);
    return { entries: all.slice(0, limit), more: all.length > limit || shards.some(({ more }) => more) };
  }

  /** What is known of each page, by its address; pages nothing is known of are not in it. */
  async records(urls: readonly string[]): Promise<Map<string, PageRecord>> {
    const keys = [...new Set(urls.map(url => snapshotKey(url)))];
    const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, i) =>
      keys.slice(i * BATCH, (i + 1) * BATCH),
    );
    const found = await Promise.all(batches.map(batch => this.#batch(batch)));
    return new Map(found.flat().map(record => [record.url, record]));
  }

  /** What was ordered for later; undefined before the first. */
  async orders<Order>(): Promise<KeptOrders<Order> | undefined> {
    const key = { TableName: this.#name, Key: { page: ORDERS_KEY } };
    const { Item } = await reach(this.#client.send(new GetCommand({ ...key, ConsistentRead: true })));
    return Item && { change: Item.change, orders: Item.orders };
  }

  /** Keeps what is ordered for later, unless another has written it since: false then. */
  saveOrders<Order>({ change, orders }: KeptOrders<Order>, seen: string | undefined): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.#name,
      Item: { page: ORDERS_KEY, change, orders },
      ...(seen === undefined
        ? { ConditionExpression: 'attribute_not_exists(#change)' }
        : { ConditionExpression: '#change = :seen', ExpressionAttributeValues: { ':seen': seen } }),
      ExpressionAttributeNames: { '#change': 'change' },
    });
    return written(this.#client.send(command));
  }

  async #dueIn(shard: string, limit: number, after?: DuePlace) {
    const before = after === undefined ? -1 : SHARDS.indexOf(shard) - SHARDS.indexOf(shardOf(after.page));
    const command = new QueryCommand({
      TableName: this.#name,
      IndexName: 'due',
      // At the time of the last entry the shards before its own were read to the end, and those behind it not at all.
      KeyConditionExpression: `dueShard = :shard AND dueAt ${after && before < 0 ? '>' : '>='} :from`,
      ExpressionAttributeValues: { ':shard': shard, ':from': after?.dueAt ?? 0 },
      Limit: limit,
      ...(after &&
        before === 0 && { ExclusiveStartKey: { dueShard: shard, dueAt: after.dueAt, page: after.page } }),
    });
    const { Items, LastEvaluatedKey } = await reach(this.#client.send(command));
    return { entries: (Items ?? []) as DueEntry[], more: LastEvaluatedKey !== undefined };
  }

  /** A batch may be answered in part, under load or past 16 MB. */
  async #batch(pages: readonly string[]): Promise<PageRecord[]> {
    const found: PageRecord[] = [];
    let keys = pages.map(page => ({ page }));
    for (let attempts = 1; keys.length > 0; attempts++) {
      if (attempts > MAX_ATTEMPTS)
        throw new ServiceFault('DynamoDB', new Error(`${keys.length} keys of a batch stay unprocessed`));
      const command = new BatchGetCommand({ RequestItems: { [this.#name]: { Keys: keys } } });
      const { Responses = {}, UnprocessedKeys = {} } = await reach(this.#client.send(command));
      found.push(...((Responses[this.#name] ?? []) as PageRecord[]));
      keys = (UnprocessedKeys[this.#name]?.Keys ?? []) as { page: string }[];
    }
    return found;
  }
}
