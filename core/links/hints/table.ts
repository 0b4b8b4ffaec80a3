import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table } from '../../dynamodb.ts';
import { ServiceFault } from '../../problem.ts';

/** Where an item stands: in which list, and by what it is ordered there. */
export interface Place {
  list: string;
  place: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH = 25;
/** What is not taken at once is sent again so often; a table that is throttled takes a part. */
const ROUNDS = 4;

type Request = { PutRequest: { Item: Place } } | { DeleteRequest: { Key: Place } };

export interface PageRequest {
  limit: number;
  /** The place behind which the page begins. */
  after?: string | undefined;
  /** The last place first. */
  descending?: boolean;
  /** As written a moment ago; else as it may have been a second before, for half the price. */
  consistent?: boolean;
  /** What items must be like. They count to the limit whether they are or not. */
  filter?: Filter | undefined;
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

  /** Rejects with a ServiceFault unless all of them are written. */
  async write(items: Place[]): Promise<void> {
    await this.#send(items.map(Item => ({ PutRequest: { Item } })));
  }

  /** Rejects with a ServiceFault unless none of them is left. */
  async remove(places: Place[]): Promise<void> {
    await this.#send(places.map(({ list, place }) => ({ DeleteRequest: { Key: { list, place } } })));
  }

  /** One read of a list. Rejects with a ServiceFault. */
  async page<Item extends Place>(list: string, request: PageRequest): Promise<Page<Item>> {
    const { limit, after, descending = true, consistent = false, filter } = request;
    const command = new QueryCommand({
      TableName: this.#table.name,
      KeyConditionExpression: '#list = :list',
      ExpressionAttributeNames: namesIn(`#list ${filter?.expression}`),
      ExpressionAttributeValues: { ':list': list, ...filter?.values },
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

  async #send(requests: Request[]): Promise<void> {
    const batches = [];
    for (let start = 0; start < requests.length; start += BATCH)
      batches.push(this.#sendBatch(requests.slice(start, start + BATCH)));
    await Promise.all(batches);
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
