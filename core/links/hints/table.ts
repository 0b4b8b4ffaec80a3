import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../../dynamodb.ts';
import { ServiceFault } from '../../problem.ts';

/** Where an item stands: in which list, and by what it is ordered there. */
export interface Place {
  list: string;
  place: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH = 25;
/** More than any link has; who writes thousands does not take the whole table. */
const AT_ONCE = 8;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const GET_BATCH = 100;
/** What is not taken at once is sent again so often; a table that is throttled takes a part. */
const ROUNDS = 4;

type Request = { PutRequest: { Item: Place } } | { DeleteRequest: { Key: Place } };

export interface PageRequest {
  limit: number;
  /** The place behind which the page begins. */
  after?: string | undefined;
  /** What places must begin with. */
  beginning?: string | undefined;
  /** The last place first. */
  descending?: boolean;
  /** As written a moment ago; else as it may have been a second before, for half the price. */
  consistent?: boolean;
  /** What items must be like. They count to the limit whether they are or not. */
  filter?: Filter | undefined;
  /** Whether the places alone are wanted of items: the table reads as much, and sends a tenth. */
  isPlaces?: boolean;
}

/** A condition of DynamoDB's, in which `#name` stands for the attribute of that name; and what `:value` and such stand for. */
export interface Filter {
  expression: string;
  values: Record<string, unknown>;
}

export interface Page<Item extends Place> {
  items: Item[];
  /** The place to go on behind, where there may be more. */
  next?: string;
}

/** The only module that knows the table of hints: lists of items, each in the order of their places. */
export class HintTable {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Of several items of one place the last is written. Rejects with a ServiceFault unless all of them are. */
  async write(items: Place[]): Promise<void> {
    // No request may have a place twice, and many links that are made at once have the same tags.
    const places = new Map(items.map(Item => [`${Item.list}\n${Item.place}`, Item]));
    await this.#send([...places.values()].map(Item => ({ PutRequest: { Item } })));
  }

  /** Rejects with a ServiceFault unless none of them is left. */
  async remove(places: Place[]): Promise<void> {
    await this.#send(places.map(({ list, place }) => ({ DeleteRequest: { Key: { list, place } } })));
  }

  /** Takes an item away unless it was written for another change since. Rejects with a ServiceFault. */
  async removeUnchanged({ list, place, change }: Place & { change: string }): Promise<void> {
    const command = new DeleteCommand({
      TableName: this.#table.name,
      Key: { list, place },
      ConditionExpression: '#change = :change',
      ExpressionAttributeNames: { '#change': 'change' },
      ExpressionAttributeValues: { ':change': change },
    });
    await written(this.#table.client.send(command));
  }

  /** One read of a list. Rejects with a ServiceFault. */
  async page<Item extends Place>(list: string, request: PageRequest): Promise<Page<Item>> {
    const { limit, after, descending = true, consistent = false, filter, beginning = '', isPlaces } = request;
    const keys = `#list = :list${beginning === '' ? '' : ' AND begins_with(#place, :beginning)'}`;
    const attributes = isPlaces ? '#list, #place' : undefined;
    const command = new QueryCommand({
      TableName: this.#table.name,
      KeyConditionExpression: keys,
      ExpressionAttributeNames: namesIn(`${keys} ${filter?.expression} ${attributes}`),
      ExpressionAttributeValues: {
        ':list': list,
        ...(beginning !== '' && { ':beginning': beginning }),
        ...filter?.values,
      },
      ...(attributes && { ProjectionExpression: attributes }),
      ScanIndexForward: !descending,
      ConsistentRead: consistent,
      Limit: limit,
      ...(filter && { FilterExpression: filter.expression }),
      ...(after !== undefined && { ExclusiveStartKey: { list, place: after } }),
    });
    const { Items = [], LastEvaluatedKey } = await reach(this.#table.client.send(command));
    const items = Items as Item[];
    return LastEvaluatedKey ? { items, next: String(LastEvaluatedKey.place) } : { items };
  }

  /** Those items of these places that are there, in any order; perhaps as they were a second ago. Rejects with a ServiceFault. */
  async getAll<Item extends Place>(places: readonly Place[]): Promise<Item[]> {
    const items: Item[] = [];
    for (let start = 0; start < places.length; start += GET_BATCH)
      items.push(...(await this.#getBatch<Item>(places.slice(start, start + GET_BATCH))));
    return items;
  }

  /** Items of all lists in the table's own order, list by list. Nobody may wait for this. Rejects with a ServiceFault. */
  async scan<Item extends Place>(limit: number, after?: Place): Promise<{ items: Item[]; next?: Place }> {
    const command = new ScanCommand({
      TableName: this.#table.name,
      Limit: limit,
      ...(after && { ExclusiveStartKey: { list: after.list, place: after.place } }),
    });
    const { Items = [], LastEvaluatedKey } = await reach(this.#table.client.send(command));
    const items = Items as Item[];
    return LastEvaluatedKey ? { items, next: LastEvaluatedKey as Place } : { items };
  }

  async #getBatch<Item extends Place>(places: readonly Place[]): Promise<Item[]> {
    const { client, name } = this.#table;
    const items: Item[] = [];
    let left = places.map(({ list, place }) => ({ list, place }));
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS)
        throw new ServiceFault('DynamoDB', new Error(`${left.length} hints were not read`));
      const answer = await reach(
        client.send(new BatchGetCommand({ RequestItems: { [name]: { Keys: left } } })),
      );
      items.push(...((answer.Responses?.[name] ?? []) as Item[]));
      left = (answer.UnprocessedKeys?.[name]?.Keys ?? []) as Place[];
    }
    return items;
  }

  async #send(requests: Request[]): Promise<void> {
    for (let start = 0; start < requests.length; start += BATCH * AT_ONCE) {
      const batches = [];
      for (let from = start; from < Math.min(start + BATCH * AT_ONCE, requests.length); from += BATCH)
        batches.push(this.#sendBatch(requests.slice(from, from + BATCH)));
      await Promise.all(batches);
    }
  }

  async #sendBatch(requests: Request[]): Promise<void> {
    const { client, name } = this.#table;
    let left: Request[] = requests;
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS)
        throw new ServiceFault('DynamoDB', new Error(`${left.length} hints were not taken`));
      const { UnprocessedItems } = await reach(
        client.send(new BatchWriteCommand({ RequestItems: { [name]: left } })),
      );
      left = (UnprocessedItems?.[name] ?? []) as Request[];
    }
  }
}

/** Many names are words of DynamoDB's own, too. */
const namesIn = (expression: string): Record<string, string> =>
  Object.fromEntries([...expression.matchAll(/#(\w+)/g)].map(([sign, name = '']) => [sign, name]));
