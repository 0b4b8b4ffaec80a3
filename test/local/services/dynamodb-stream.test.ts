import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemRandom } from '../../../core/ids.ts';
import { close, listen } from '../../../local/http.ts';
import { type Image, TableStream } from '../../../local/services/dynamodb/stream.ts';
import { DynamoDb } from '../../../local/services/dynamodb.ts';
import { HandClock } from '../hand-clock.ts';
import { killedAfter } from '../killed.ts';

const TableName = 'links';
const TABLE = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'slug', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'slug', AttributeType: 'S' }],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
};
const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/links/stream/x';

let folder: string;
let db: DynamoDb;
let stream: TableStream;
let client: DynamoDBClient;
let server: Awaited<ReturnType<typeof listen>>['server'];

async function open(): Promise<void> {
  db = new DynamoDb({ path: join(folder, 'tables') });
  await db.createTable(TABLE);
  stream = new TableStream({
    arn,
    folder: join(folder, 'stream'),
    clock: new HandClock(),
    random: systemRandom,
  });
  await db.addStream(TableName, stream);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signpost-stream-'));
  await open();
  const address = await listen(request => db.handle(request), 0);
  server = address.server;
  client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await close(server);
  await db.close();
  rmSync(folder, { recursive: true });
});

const Key = { slug: { S: 'a' } };
const put = (url: string, condition?: string) =>
  client.send(
    new PutItemCommand({ TableName, Item: { ...Key, url: { S: url } }, ConditionExpression: condition }),
  );
const records = () =>
  stream
    .oldest(100)
    .map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage?.url?.S, dynamodb?.NewImage?.url?.S]);

test('a record has the shape the real one has', async () => {
  await put('1');
  expect(stream.oldest(1)).toEqual([
    {
      eventID: expect.any(String),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
        Keys: Key,
        NewImage: { ...Key, url: { S: '1' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: arn,
    },
  ]);
});

test('each write that changes an item is a record, in order, and what changes nothing is none', async () => {
  await put('1');
  await put('1');
  await expect(put('9', 'attribute_not_exists(slug)')).rejects.toThrow('conditional request failed');
  await put('2');
  const update = { UpdateExpression: 'SET #u = :u', ExpressionAttributeNames: { '#u': 'url' } };
  const ExpressionAttributeValues = { ':u': { S: '3' } };
  await client.send(new UpdateItemCommand({ TableName, Key, ...update, ExpressionAttributeValues }));
  await client.send(new DeleteItemCommand({ TableName, Key }));
  await client.send(new DeleteItemCommand({ TableName, Key }));
  expect(records()).toEqual([
    ['INSERT', undefined, '1'],
    ['MODIFY', '1', '2'],
    ['MODIFY', '2', '3'],
    ['REMOVE', '3', undefined],
  ]);
});

test('writes at once are records of which each has what the one before has left', async () => {
  await Promise.all(['1', '2', '3', '4', '5'].map(url => put(url)));
  const seen = records();
  expect(seen).toHaveLength(5);
  for (const [i, [, before]] of seen.entries()) expect(before).toBe(seen[i - 1]?.[2]);
});

test('records that were not taken are there after a start, and new ones come behind them', async () => {
  await put('1');
  await put('2');
  stream.remove(1);
  await db.close();
  await open();
  await put('3');
  expect(records()).toEqual([
    ['MODIFY', '1', '2'],
    ['MODIFY', '2', '3'],
  ]);
});

test('a batch of writes is refused', async () => {
  const RequestItems = { [TableName]: [{ DeleteRequest: { Key } }] };
  await expect(client.send(new BatchWriteItemCommand({ RequestItems }))).rejects.toThrow('Not modelled');
});

test('every write that was acknowledged, or is in the table, has its record after kill -9', async () => {
  await db.close();
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const acknowledged = await killedAfter(
    40,
    `import { writeSync } from 'node:fs';
     import { DynamoDb } from ${module('../../../local/services/dynamodb.ts')};
     import { TableStream } from ${module('../../../local/services/dynamodb/stream.ts')};
     import { systemClock as clock } from ${module('../../../core/clock.ts')};
     import { systemRandom as random } from ${module('../../../core/ids.ts')};
     const db = new DynamoDb({ path: ${JSON.stringify(join(folder, 'tables'))} });
     await db.createTable(${JSON.stringify(TABLE)});
     await db.addStream('links', new TableStream({ arn: 'x', folder: ${JSON.stringify(join(folder, 'stream'))}, clock, random }));
     const headers = new Headers({ 'x-amz-target': 'DynamoDB_20120810.PutItem' });
     for (let n = 1; ; n++) {
       const Item = { slug: { S: 'a' }, url: { S: String(n) } };
       const body = Buffer.from(JSON.stringify({ TableName: 'links', Item }));
       if ((await db.handle({ headers, body })).status === 200) writeSync(1, n + '\\n');
     }`,
  );
  await open();
  const urls = records().map(([, , url]) => Number(url));
  expect(urls).toEqual(Array.from({ length: urls.length }, (_, i) => i + 1));
  expect(acknowledged.length).toBeGreaterThanOrEqual(40);
  expect(urls.length).toBeGreaterThanOrEqual(acknowledged.length);
  await put('after');
  expect(records().at(-1)).toEqual(['MODIFY', String(urls.length), 'after']); // the table holds what was recorded last
});

test('a write that was killed before its record is recorded at the next start', async () => {
  const config = { arn, folder: join(folder, 'other'), clock: new HandClock(), random: systemRandom };
  let item: Image | undefined;
  const read = async () => item;
  const write = () => {
    item = { ...Key, url: { S: '1' } };
    return new Promise<never>(() => undefined); // here the process ends
  };
  void new TableStream(config).observe(Key, read, write);
  await new Promise(resolve => setImmediate(resolve));
  const next = new TableStream(config);
  await next.recover(read);
  expect(next.oldest(9).map(({ dynamodb }) => dynamodb?.NewImage)).toEqual([item]);
  const third = new TableStream(config);
  await third.recover(read);
  expect(third.oldest(9)).toHaveLength(1);
});
