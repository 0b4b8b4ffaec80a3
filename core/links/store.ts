import { BatchGetCommand, DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import { ServiceFault } from '../problem.ts';
import { changeOf, type Entry, entryFrom, type Item, itemFrom } from './item.ts';

export type { Entry } from './item.ts';

/** The links table. Its key is called `slug`; of each link there is one item, the whole of it (item.ts). */
export interface LinkStore {
  /**
   * What is kept under a key. Eventually consistent unless asked otherwise: half the price, and the edge holds an answer far
   * longer than a replica lags. Rejects with a ServiceFault.
   */
  get(key: string, options?: { consistent: boolean }): Promise<Entry | undefined>;
  /** What is kept under each of the keys, of which there are at most 100. Rejects with a ServiceFault. */
  getAll(keys: readonly string[], options: { consistent: boolean }): Promise<Map<string, Entry>>;
  /** Entries in the table's own order; `next` is the key to go on behind. Nobody may wait for this. Rejects with a ServiceFault. */
  scan(limit: number, after?: string): Promise<{ entries: Entry[]; next?: string }>;
  /**
   * Writes an entry, if what is there is of the change `expected`; undefined: if nothing is. Answers undefined when it is
   * written, and otherwise who is there instead. Rejects with a ServiceFault, after which it may be written all the same.
   */
  put(entry: Entry, expected: string | undefined): Promise<Refusal | undefined>;
  /** Takes an entry away, if what is there is of that change. Rejects with a ServiceFault. */
  remove(key: string, change: string): Promise<void>;
}

/** `holder` is undefined where there was one, or another, a moment ago. */
export interface Refusal {
  holder: Entry | undefined;
}

const ROUNDS = 4;

export function createLinkStore({ client, name: TableName }: Table): LinkStore {
  const get: LinkStore['get'] = async (slug, { consistent } = { consistent: false }) => {
    const command = new GetCommand({ TableName, Key: { slug }, ConsistentRead: consistent });
    const { Item } = await reach(client.send(command));
    return Item && entryFrom(Item as Item);
  };
  return {
    get,
    async getAll(keys, { consistent }) {
      const entries = new Map<string, Entry>();
      let left = [...new Set(keys)].map(slug => ({ slug }));
      for (let round = 0; left.length > 0; round++) {
        // A throttled table answers a part; so does one whose items come to more than 16 MB.
        if (round === ROUNDS) throw new ServiceFault('DynamoDB', new Error(`${left.length} were not read`));
        const RequestItems = { [TableName]: { Keys: left, ConsistentRead: consistent } };
        const answer = await reach(client.send(new BatchGetCommand({ RequestItems })));
        for (const item of answer.Responses?.[TableName] ?? [])
          entries.set((item as Item).slug, entryFrom(item as Item));
        left = (answer.UnprocessedKeys?.[TableName]?.Keys ?? []) as typeof left;
      }
      return entries;
    },
    async scan(Limit, after) {
      const start = after !== undefined && { ExclusiveStartKey: { slug: after } };
      const answer = await reach(client.send(new ScanCommand({ TableName, Limit, ...start })));
      const entries = (answer.Items ?? []).map(item => entryFrom(item as Item));
      return answer.LastEvaluatedKey ? { entries, next: String(answer.LastEvaluatedKey.slug) } : { entries };
    },
    async put(entry, expected) {
      const item = itemFrom(entry);
      const command = new PutCommand({ TableName, Item: item, ...condition(expected) });
      if (await written(client.send(command))) return undefined;
      // The SDK repeats a write whose answer was lost, and is then refused by its own.
      const holder = await get(item.slug, { consistent: true });
      return holder && changeOf(holder) === changeOf(entry) ? undefined : { holder };
    },
    async remove(slug, change) {
      const command = new DeleteCommand({ TableName, Key: { slug }, ...condition(change) });
      await written(client.send(command));
    },
  };
}

/** Links made before changes were kept are of none. */
function condition(expected: string | undefined) {
  if (expected === undefined) return { ConditionExpression: 'attribute_not_exists(slug)' };
  if (expected === '')
    return {
      ConditionExpression: 'attribute_exists(slug) AND attribute_not_exists(#change)',
      ExpressionAttributeNames: { '#change': 'change' },
    };
  return {
    ConditionExpression: '#change = :change',
    ExpressionAttributeNames: { '#change': 'change' },
    ExpressionAttributeValues: { ':change': expected },
  };
}
