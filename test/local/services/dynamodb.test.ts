import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { close, type HttpRequest, listen } from '../../../local/http.ts';
import { DynamoDb } from '../../../local/services/dynamodb.ts';
import { killedAfter } from '../killed.ts';

/** The resolved properties of an `AWS::DynamoDB::Table`, as the packaged template has them. */
const links = {
  TableName: 'links',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'slug', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'slug', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'createdAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'createdAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  DeletionProtectionEnabled: true,
  SSESpecification: { SSEEnabled: true },
  Tags: [{ Key: 'app', Value: 'signpost' }],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

const folder = mkdtempSync(join(tmpdir(), 'signpost-dynamodb-'));
const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/links';
const requests: HttpRequest[] = [];
let db: DynamoDb;
let client: DynamoDBClient;
let server: Awaited<ReturnType<typeof listen>>['server'];

const clientOf = (port: number) =>
  new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });

beforeAll(async () => {
  db = new DynamoDb({ path: folder });
  await db.createTable(links);
  const address = await listen(request => {
    requests.push(request);
    return db.handle(request);
  }, 0);
  server = address.server;
  client = clientOf(address.port);
});
afterAll(async () => {
  client.destroy();
  await close(server);
  await db.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  requests.length = 0;
});

const TableName = 'links';
const item = (slug: string, url = 'https://example.com/') => ({
  slug: { S: slug },
  url: { S: url },
  owner: { S: 'ada' },
  createdAt: { N: '1' },
});
const create = (slug: string, url?: string) =>
  client.send(
    new PutItemCommand({
      TableName,
      Item: item(slug, url),
      ConditionExpression: 'attribute_not_exists(slug)',
    }),
  );
const get = async (slug: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: { slug: { S: slug } } }))).Item;

describe('a table', () => {
  test('is there at once, with the keys and indexes of the template', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: tableArn,
      KeySchema: links.KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'byOwner', Projection: { ProjectionType: 'ALL' } }],
    });
  });

  test('that exists is left as it is, with its items', async () => {
    await create('kept');
    await db.createTable(links);
    expect(await get('kept')).toEqual(item('kept'));
  });

  test('that exists with other keys is refused in one sentence', async () => {
    const other = { ...links, KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] };
    await expect(db.createTable(other)).rejects.toThrow(
      'Table links on disk has other keys or indexes than the template',
    );
    const { GlobalSecondaryIndexes, ...noIndex } = links;
    expect(GlobalSecondaryIndexes).toHaveLength(1);
    await expect(db.createTable(noIndex)).rejects.toThrow('Table links on disk has other keys or indexes');
  });

  test('with a property that is not modelled is refused in one sentence', async () => {
    const streaming = { ...links, TableName: 'other', StreamSpecification: { StreamViewType: 'NEW_IMAGE' } };
    await expect(db.createTable(streaming)).rejects.toThrow(
      'Table other: the local DynamoDB does not model StreamSpecification.',
    );
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['links']);
  });

  test('that is emptied has no item left, though one answer does not hold them all; other tables keep theirs', async () => {
    await create('elsewhere');
    await db.createTable({ ...links, TableName: 'emptied' });
    const put = (slug: string) =>
      client.send(
        new PutItemCommand({ TableName: 'emptied', Item: item(slug, `https://${'x'.repeat(60_000)}/`) }),
      );
    for (let i = 0; i < 40; i++) await put(`page-${i}`);
    const scan = () => client.send(new ScanCommand({ TableName: 'emptied' }));
    expect((await scan()).LastEvaluatedKey).toBeDefined();
    await db.emptyTable('emptied');
    expect((await scan()).Items).toEqual([]);
    expect(await get('elsewhere')).toEqual(item('elsewhere'));
  });

  test('knows its TTL, which deletes nothing', async () => {
    const describeTtl = async () =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    expect(await describeTtl()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: false };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    expect(await describeTtl()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });
});

describe('items', () => {
  test('of fifty creators at once have one winner', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => create('race', `https://example.com/${n}`)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = results.filter(result => result.status === 'rejected').map(({ reason }) => reason.name);
    expect(new Set(lost)).toEqual(new Set(['ConditionalCheckFailedException']));
  });

  test('are counted without loss by two hundred at once', async () => {
    const add = new UpdateItemCommand({
      TableName,
      Key: { slug: { S: 'count' } },
      UpdateExpression: 'ADD clicks :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await Promise.all(Array.from({ length: 200 }, () => client.send(add)));
    expect((await get('count'))?.clicks).toEqual({ N: '200' });
  });

  test('are found by an index', async () => {
    await create('indexed');
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: 'ada' } },
      }),
    );
    expect(Items?.map(({ slug }) => slug)).toContainEqual({ S: 'indexed' });
  });

  test('survive closing and opening again', async () => {
    const path = mkdtempSync(join(tmpdir(), 'signpost-dynamodb-'));
    const first = new DynamoDb({ path });
    await first.createTable(links);
    await first.handle(await asRequest(to => to.send(new PutItemCommand({ TableName, Item: item('a') }))));
    await first.close();
    const second = new DynamoDb({ path });
    await second.createTable(links);
    const { body } = await second.handle(
      await asRequest(to => to.send(new GetItemCommand({ TableName, Key: { slug: { S: 'a' } } }))),
    );
    expect(JSON.parse(body.toString()).Item).toEqual(item('a'));
    await second.close();
    rmSync(path, { recursive: true });
  });

  test('that are being written while it closes are written, and later ones refused', async () => {
    const closing = new DynamoDb();
    await closing.createTable(links);
    const door = await listen(request => closing.handle(request), 0);
    const writer = clientOf(door.port);
    const put = (slug: string) =>
      writer.send(new PutItemCommand({ TableName: 'links', Item: { slug: { S: slug } } }));
    const writes = Promise.allSettled(Array.from({ length: 100 }, (_, i) => put(`w${i}`)));
    await put('first');
    await closing.close();
    for (const write of await writes)
      if (write.status === 'rejected') expect(write.reason.name).toBe('InternalServerError');
    await expect(put('late')).rejects.toMatchObject({ name: 'InternalServerError' });
    writer.destroy();
    await close(door.server);
  });

  test('that were acknowledged are there after kill -9', async () => {
    const path = mkdtempSync(join(tmpdir(), 'signpost-dynamodb-'));
    const put = await asRequest(to => to.send(new PutItemCommand({ TableName, Item: item('SLUG') })));
    const acknowledged = await killedAfter(
      300,
      `import { writeSync } from 'node:fs';
       import { DynamoDb } from ${JSON.stringify(new URL('../../../local/services/dynamodb.ts', import.meta.url).href)};
       const db = new DynamoDb({ path: ${JSON.stringify(path)} });
       await db.createTable(${JSON.stringify(links)});
       const headers = new Headers({ 'x-amz-target': 'DynamoDB_20120810.PutItem' });
       const text = ${JSON.stringify(put.body.toString())};
       for (let n = 0; ; n += 1) {
         const answer = await db.handle({ headers, body: Buffer.from(text.replace('SLUG', 's' + n)) });
         if (answer.status === 200) writeSync(1, 's' + n + '\\n');
       }`,
    );
    const opened = new DynamoDb({ path });
    await opened.createTable(links);
    const { body } = await opened.handle(
      await asRequest(to => to.send(new ScanCommand({ TableName, ProjectionExpression: 'slug' }))),
    );
    const slugs = new Set(
      JSON.parse(body.toString()).Items.map((found: { slug: { S: string } }) => found.slug.S),
    );
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    expect(acknowledged.filter(slug => !slugs.has(slug))).toEqual([]);
    await opened.close();
    rmSync(path, { recursive: true });
  });
});

describe('what a call needs leave for', () => {
  const key = { slug: { S: 'a' } };
  test.each<[string, (to: DynamoDBClient) => Promise<unknown>, string[][]]>([
    ['GetItem', to => to.send(new GetItemCommand({ TableName, Key: key })), [['dynamodb:GetItem', tableArn]]],
    ['Query on a table', to => to.send(query()), [['dynamodb:Query', tableArn]]],
    ['Query on an index', to => to.send(query('byOwner')), [['dynamodb:Query', `${tableArn}/index/byOwner`]]],
    [
      'Scan on an index',
      to => to.send(new ScanCommand({ TableName, IndexName: 'byOwner' })),
      [['dynamodb:Scan', `${tableArn}/index/byOwner`]],
    ],
    [
      'BatchGetItem',
      to =>
        to.send(
          new BatchGetItemCommand({ RequestItems: { links: { Keys: [key] }, clicks: { Keys: [key] } } }),
        ),
      [
        ['dynamodb:BatchGetItem', tableArn],
        ['dynamodb:BatchGetItem', tableArn.replace('links', 'clicks')],
      ],
    ],
    [
      'BatchWriteItem',
      to =>
        to.send(new BatchWriteItemCommand({ RequestItems: { links: [{ DeleteRequest: { Key: key } }] } })),
      [['dynamodb:BatchWriteItem', tableArn]],
    ],
    ['ListTables', to => to.send(new ListTablesCommand({})), [['dynamodb:ListTables', '*']]],
  ])('%s', async (_, call, expected) => {
    const permissions = db.permissions(await asRequest(call));
    expect(permissions.map(({ action, resource }) => [action, resource])).toEqual(expected);
  });
});

describe('a call that fails', () => {
  test('at the capacity limit: ProvisionedThroughputExceededException, until it is lifted', async () => {
    db.throttle('links', true);
    const read = get('a').catch(error => error.name);
    const batch = client
      .send(new BatchGetItemCommand({ RequestItems: { links: { Keys: [{ slug: { S: 'a' } }] } } }))
      .catch(error => error.name);
    expect(await Promise.all([read, batch])).toEqual(Array(2).fill('ProvisionedThroughputExceededException'));
    db.throttle('links', false);
    expect(await get('a')).toBeUndefined();
  });

  test('a transaction is not modelled: UnknownOperationException', async () => {
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [{ Put: { TableName, Item: item('t') } }],
    });
    await expect(client.send(transaction)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  test('a body that is no JSON: SerializationException', async () => {
    const request = await asRequest(to =>
      to.send(new GetItemCommand({ TableName, Key: { slug: { S: 'a' } } })),
    );
    const { status, body } = await db.handle({ ...request, body: Buffer.from('{') });
    expect([status, body.toString()]).toEqual([400, expect.stringContaining('SerializationException')]);
  });

  test('a refused call reaches the SDK as AccessDeniedException', async () => {
    const address = await listen(async () => db.accessDenied('no leave'), 0);
    const refused = clientOf(address.port);
    await expect(
      refused.send(new GetItemCommand({ TableName, Key: { slug: { S: 'a' } } })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'no leave',
    });
    refused.destroy();
    await close(address.server);
  });
});

function query(IndexName?: string) {
  return new QueryCommand({
    TableName,
    ...(IndexName ? { IndexName } : {}),
    KeyConditionExpression: 'slug = :slug',
    ExpressionAttributeValues: { ':slug': { S: 'a' } },
  });
}

/** The request that the real SDK makes of a call. */
async function asRequest(send: (to: DynamoDBClient) => Promise<unknown>): Promise<HttpRequest> {
  let request: HttpRequest | undefined;
  const address = await listen(async given => {
    request = given;
    return db.accessDenied('only recorded');
  }, 0);
  const recording = clientOf(address.port);
  await send(recording).catch(() => {});
  recording.destroy();
  await close(address.server);
  if (!request) throw new Error('The SDK sent nothing.');
  return request;
}
