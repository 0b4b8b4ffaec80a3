import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock.ts';
import { AUDIT } from '../links/audit.ts';
import { placeOfVersion } from '../links/history.ts';
import type { RawItem } from './lines.ts';
import { type Part, TABLES, type TableNames } from './tables.ts';

export interface ScanContext {
  client: DynamoDBClient;
  tables: TableNames;
  clock: Clock;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const GET_BATCH = 100;
/** A table that is throttled gives a part. */
const ROUNDS = 10;

/**
 * One segment of a part, as it is while it is read. Whatever was acknowledged before the first read is in it: reads are consistent.
 * Rejects with what AWS says.
 */
export async function* scanSegment(
  part: Part,
  { segment, of }: { segment: number; of: number },
  { client, tables }: ScanContext,
): AsyncGenerator<RawItem> {
  const { filter } = TABLES[part];
  let after: RawItem | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: tables[part],
        Segment: segment,
        TotalSegments: of,
        ConsistentRead: true,
        ...(after && { ExclusiveStartKey: after }),
        ...(filter && {
          FilterExpression: filter.FilterExpression,
          ExpressionAttributeNames: filter.names,
          ExpressionAttributeValues: filter.values,
        }),
      }),
    );
    yield* Items;
    after = LastEvaluatedKey;
  } while (after);
}

/** Writers that are at work have taken their time already, and clocks differ. */
const MARGIN_MS = 15 * 60_000;

/** Where in the list of all changes those begin that are made from now on. Its times are those of whoever made the changes. */
export async function changesFromNow({ client, tables }: ScanContext): Promise<string> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.history,
      KeyConditionExpression: '#list = :list',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': { S: AUDIT } },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 1,
    }),
  );
  const [at = ''] = (Items[0]?.place?.S ?? '').split('#');
  return at === '' ? '' : new Date(Date.parse(at) - MARGIN_MS).toISOString();
}

/**
 * All that is kept, now, under the slugs of links that were changed from there on. A link that was renamed while the table was read
 * may have been met under neither of its slugs, or under both. Rejects with what AWS says.
 */
export async function* changedLinks(from: string, context: ScanContext): AsyncGenerator<RawItem> {
  const slugs = await changedSlugs(from, context);
  let batch: string[] = [];
  for (const own of slugs.values()) {
    if (batch.length > 0 && batch.length + own.size > GET_BATCH) {
      yield* await entriesOf(batch, context);
      batch = [];
    }
    batch.push(...own);
  }
  yield* await entriesOf(batch, context);
}

/** The slugs that changed links have and had, by their ids: as many as were changed, which a backup that takes an hour can hold. */
async function changedSlugs(from: string, context: ScanContext): Promise<Map<string, Set<string>>> {
  const slugs = new Map<string, Set<string>>();
  let after: RawItem | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await context.client.send(
      new QueryCommand({
        TableName: context.tables.history,
        KeyConditionExpression: '#list = :list AND place >= :from',
        ExpressionAttributeNames: { '#list': 'list' },
        ExpressionAttributeValues: { ':list': { S: AUDIT }, ':from': { S: from || '!' } },
        ConsistentRead: true,
        Limit: GET_BATCH / 2,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    for (const { link } of await getAll(context.tables.history, Items.flatMap(versionsOf), context)) {
      const { id, key } = link?.M ?? {};
      if (id?.S && key?.S) slugs.set(id.S, (slugs.get(id.S) ?? new Set()).add(key.S));
    }
    after = LastEvaluatedKey;
  } while (after);
  return slugs;
}

/** What is kept under slugs, at a moment at which no link is met under two of them: it may be renamed right now. */
async function entriesOf(slugs: readonly string[], context: ScanContext): Promise<RawItem[]> {
  const keys = slugs.map(slug => ({ slug: { S: slug } }));
  for (let round = 0; ; round++) {
    const items = await getAll(context.tables.links, keys, context);
    const links = items.filter(item => !item.movedTo && !item.from);
    const isSettled = new Set(links.map(({ id, slug }) => id?.S ?? slug?.S)).size === links.length;
    if (isSettled || round === ROUNDS) return items;
    await context.clock.sleep(100);
  }
}

/** The version that a change made, and the one before: under whose slug the link was. */
function versionsOf({ of, version, made, previous }: RawItem): RawItem[] {
  const [id = '', number = 0] = [of?.S, Number(version?.N)];
  const places = [placeOfVersion(id, number, made?.S ?? '')];
  if (number > 1) places.push(placeOfVersion(id, number - 1, previous?.S ?? ''));
  return places.map(({ list, place }) => ({ list: { S: list }, place: { S: place } }));
}

async function getAll(
  table: string,
  keys: readonly RawItem[],
  { client, clock }: ScanContext,
): Promise<RawItem[]> {
  const items: RawItem[] = [];
  let left = [...new Map(keys.map(key => [JSON.stringify(key), key])).values()];
  for (let round = 0; left.length > 0; round++) {
    if (round === ROUNDS) throw new Error(`DynamoDB did not answer ${left.length} items of ${table}.`);
    if (round > 0) await clock.sleep(100 * 2 ** round);
    const batch = left.slice(0, GET_BATCH);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: batch, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[table] ?? []));
    const unread = UnprocessedKeys?.[table]?.Keys ?? [];
    if (unread.length < batch.length) round = -1; // it goes on
    left = [...unread, ...left.slice(GET_BATCH)];
  }
  return items;
}
