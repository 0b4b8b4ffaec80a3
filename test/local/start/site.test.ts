import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { respond } from '../../../local/http.ts';
import { DynamoDb } from '../../../local/services/dynamodb.ts';
import { S3 } from '../../../local/services/s3.ts';
import { Sqs } from '../../../local/services/sqs.ts';
import { uploadApp } from '../../../local/start/app.ts';
import { operatorClients } from '../../../local/start/operator.ts';
import { localSite, OF_THE_SITE } from '../../../local/start/site.ts';
import { packagedTemplate } from '../../../local/template/package.ts';
import type { Template } from '../../../local/template/template.ts';

/** What outlives a change of the site: it belongs to whoever makes links, or to nobody. */
const KEPT = [
  'LinksTable',
  'HintsTable',
  'CountersTable',
  'KeysTable',
  'ClicksTable',
  'LogsBucket',
  'LogsQueue',
  'LogsDeadLetterQueue',
  'ServerlessDeploymentBucket',
];
const STORES = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue'];

/** The stores of the template that deploys, who may put what into them, and nothing that works on them. */
let stores: Template;
let data: string;
let clouds: Cloud[];

beforeAll(async () => {
  const { Resources, ...rest } = await packagedTemplate('.');
  const isStore = ([, { Type }]: [string, { Type: string }]) =>
    STORES.includes(Type) || Type === 'AWS::SQS::QueuePolicy';
  stores = { ...rest, Outputs: {}, Resources: Object.fromEntries(Object.entries(Resources).filter(isStore)) };
});
beforeEach(async () => {
  clouds = [];
  data = await mkdtemp(join(tmpdir(), 'signpost-site-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const cloud of clouds) await cloud.close();
  await rm(data, { recursive: true, force: true });
});

test('each table, bucket and queue of the template is either of the site or kept', () => {
  const all = Object.entries(stores.Resources).filter(([, { Type }]) => STORES.includes(Type));
  expect([...OF_THE_SITE, ...KEPT].sort()).toEqual(all.map(([id]) => id).sort());
});

test.each<[what: string, before: string | undefined, now: string, emptied: readonly string[]]>([
  ['a new folder', undefined, '/a', OF_THE_SITE],
  ['the same app', '/a', '/a', []],
  ['another', '/a', '/b', OF_THE_SITE],
  ['one whose path begins the same', '/a', '/a/b', OF_THE_SITE],
])('%s', (_, before, now, emptied) => {
  if (before !== undefined) localSite(data, before).settled();
  expect(localSite(data, now).emptied()).toEqual(emptied);
  // Until it is settled, it begins empty again.
  expect(localSite(data, now).emptied()).toEqual(emptied);
  localSite(data, now).settled();
  expect(localSite(data, now).emptied()).toEqual([]);
});

test('a change that was cut short leaves a folder of neither app', () => {
  localSite(data, '/a').settled();
  localSite(data, '/b').emptied();
  expect(localSite(data, '/a').emptied()).toEqual(OF_THE_SITE);
});

test('wherever a change of the app is cut short, the next start has nothing of the former one, and links and keys', async () => {
  for (let cut = 0, isCut = true; isCut; cut++) {
    await fill(await start('one', Number.POSITIVE_INFINITY));
    await end();
    isCut = await start('two', cut).then(
      () => false,
      () => true,
    );
    await end();
    const held = await heldBy(await start('two', Number.POSITIVE_INFINITY));
    expect([cut, held]).toEqual([
      cut,
      {
        tables: {
          LinksTable: 1,
          KeysTable: 1,
          HintsTable: 0,
          CountersTable: 0,
          ClicksTable: 0,
          SnapshotsTable: 0,
          LimitsTable: 0,
        },
        messages: { RenderQueue: 0, RenderDeadLetterQueue: 0 },
        objects: ['app/index.html', 'app/two.js'],
      },
    ]);
    await end();
    await rm(data, { recursive: true });
    if (!isCut) expect(cut).toBeGreaterThan(2 * OF_THE_SITE.length);
  }
});

/** Starts the stores for an app as `npm start` does; after so many steps nothing goes on any more. */
async function start(app: string, steps: number): Promise<Cloud> {
  let left = steps;
  const step = () => {
    if (left-- <= 0) throw new Error('killed');
  };
  const { emptyTable } = DynamoDb.prototype;
  const { createBucket, handle } = S3.prototype;
  const { createQueue } = Sqs.prototype;
  jest.spyOn(DynamoDb.prototype, 'emptyTable').mockImplementation(async function (this: DynamoDb, name) {
    step();
    await emptyTable.call(this, name);
    step();
  });
  jest.spyOn(S3.prototype, 'createBucket').mockImplementation(async function (this: S3, name) {
    step();
    await createBucket.call(this, name);
  });
  jest.spyOn(Sqs.prototype, 'createQueue').mockImplementation(function (this: Sqs, config) {
    step();
    return createQueue.call(this, config);
  });
  jest.spyOn(S3.prototype, 'handle').mockImplementation(async function (this: S3, request) {
    return left-- > 0 ? handle.call(this, request) : respond(403);
  });
  const folder = join(data, 'builds', app);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), app);
  await writeFile(join(folder, `${app}.js`), app);
  const site = localSite(data, folder);
  const cloud = await startCloud({
    template: stores,
    root: '.',
    dataDirectory: data,
    parameters: {},
    ports: {},
    emptied: () => {
      const ids = site.emptied();
      step();
      return ids;
    },
    prepare: async ({ stack, endpoint }) => {
      const clients = operatorClients(endpoint);
      await uploadApp(clients.s3, stack.ref('SiteBucket'), folder).finally(() => clients.s3.destroy());
      step();
      site.settled();
    },
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
  }).finally(() => jest.restoreAllMocks());
  clouds.push(cloud);
  return cloud;
}

async function end(): Promise<void> {
  for (const cloud of clouds.splice(0)) await cloud.close();
}

/** What an app leaves behind when it is used. */
async function fill({ stack, endpoint }: Cloud): Promise<void> {
  const { dynamodb, s3, sqs } = operatorClients(endpoint);
  const items = {
    LinksTable: { slug: 'kept' },
    KeysTable: { hash: 'kept' },
    SnapshotsTable: { page: 'p', url: 'http://localhost/a', host: 'localhost', path: '/a' },
    LimitsTable: { id: 'breaker' },
  };
  for (const [id, Item] of Object.entries(items))
    await dynamodb.send(new PutCommand({ TableName: stack.ref(id), Item }));
  for (const id of QUEUES)
    await sqs.send(new SendMessageCommand({ QueueUrl: stack.ref(id), MessageBody: '{"url":"/a"}' }));
  for (const Key of ['snapshots/v1/a.html', 'sitemaps/seen.json', 'uploads/app.json'])
    await s3.send(new PutObjectCommand({ Bucket: stack.ref('SiteBucket'), Key, Body: '{}' }));
  for (const client of [dynamodb, s3, sqs]) client.destroy();
}

const QUEUES = ['RenderQueue', 'RenderDeadLetterQueue'];

async function heldBy({ stack, endpoint }: Cloud) {
  const { dynamodb, s3, sqs } = operatorClients(endpoint);
  const tables: Record<string, unknown> = {};
  for (const { id } of stack.all('AWS::DynamoDB::Table'))
    tables[id] = (await dynamodb.send(new ScanCommand({ TableName: stack.ref(id) }))).Count;
  const messages: Record<string, unknown> = {};
  for (const id of QUEUES) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: stack.ref(id), AttributeNames: ['All'] }),
    );
    messages[id] = Number(Attributes?.ApproximateNumberOfMessages);
  }
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: stack.ref('SiteBucket') }));
  for (const client of [dynamodb, s3, sqs]) client.destroy();
  return { tables, messages, objects: Contents.map(({ Key }) => Key) };
}
