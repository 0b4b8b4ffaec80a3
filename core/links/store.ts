import { BatchGetCommand, DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import { ServiceFault } from '../problem.ts';
import { type Alias, type Arriving, DEFAULTS, type Link } from './link.ts';

/** What is kept under a key. */
export type Entry = { link: Link } | { alias: Alias } | { arriving: Arriving };

/**
 * The only module that knows the links table. Its key is called `slug`; of each link there is one item, the whole of it.
 */
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

/** The change an entry is of: no two writes have the same. */
export function changeOf(entry: Entry): string {
  if ('alias' in entry) return entry.alias.change;
  return 'link' in entry ? entry.link.change : entry.arriving.link.change;
}

/** The id of the link an entry is of. */
export function idOf(entry: Entry): string {
  if ('alias' in entry) return entry.alias.id;
  return 'link' in entry ? entry.link.id : entry.arriving.link.id;
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

type LinkItem = Partial<Link> & { slug: string; url: string; creation?: string; spelling?: string };
type AliasItem = Omit<Alias, 'key'> & { slug: string };
type ArrivingItem = LinkItem & { from: string; wasAlias?: boolean };
type Item = LinkItem | AliasItem | ArrivingItem;

/** What is as it is without being said is not kept: a plain link's item is the smallest. */
function itemFrom(entry: Entry): Item {
  if ('alias' in entry) {
    const { key, ...rest } = entry.alias;
    return { slug: key, ...rest };
  }
  const link = 'link' in entry ? entry.link : entry.arriving.link;
  const { key, slug, ...rest } = link;
  const kept = Object.entries(rest).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify({ ...DEFAULTS, domain: '' }[name as 'tags']),
  );
  const item = { ...Object.fromEntries(kept), slug: key } as LinkItem;
  if (slug !== key) item.spelling = slug;
  if ('link' in entry) return item;
  const { from, wasAlias } = entry.arriving;
  return { ...item, from, ...(wasAlias && { wasAlias }) };
}

function entryFrom(item: Item): Entry {
  if ('movedTo' in item) {
    const { slug: key, movedTo, id, change, until } = item;
    return { alias: { key, movedTo, id, change, until } };
  }
  const link = linkFrom(item);
  return 'from' in item
    ? { arriving: { link, from: item.from, wasAlias: item.wasAlias ?? false } }
    : { link };
}

function linkFrom(item: LinkItem): Link {
  const { slug: key, spelling = key, creation, createdAt = '', createdBy = '', ...rest } = item;
  const { from: _from, wasAlias: _wasAlias, ...settings } = rest as ArrivingItem;
  return {
    ...DEFAULTS,
    domain: '',
    // A link made before changes were kept.
    id: creation ?? key,
    version: 1,
    change: '',
    hints: '',
    changedAt: createdAt,
    changedBy: createdBy,
    ...settings,
    key,
    slug: spelling,
    createdAt,
    createdBy,
  };
}
