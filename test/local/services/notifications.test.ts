import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemRandom } from '../../../core/ids.ts';
import { close, listen } from '../../../local/http.ts';
import { createEndpoint } from '../../../local/services/endpoint.ts';
import { AccessControl } from '../../../local/services/iam.ts';
import type { QueueNotification } from '../../../local/services/s3/notifications.ts';
import { S3 } from '../../../local/services/s3.ts';
import { Sqs } from '../../../local/services/sqs.ts';
import { HandClock } from '../hand-clock.ts';

const NOON = Date.UTC(2026, 10, 30, 12);
const NOTIFICATION: QueueNotification = {
  id: 'LogsBucket-1',
  event: 's3:ObjectCreated:*',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:logs',
  prefix: 'cloudfront/',
  suffix: '',
};

let directory: string;
let clock: HandClock;
let server: Server;
let baseUrl: string;
let s3: S3;
let sqs: Sqs;
let clients: { s3: S3Client; sqs: SQSClient };
let QueueUrl: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-notifications-'));
  clock = new HandClock(NOON);
  const access = new AccessControl();
  const listening = await listen(
    request =>
      createEndpoint({
        services: { s3, sqs },
        access,
        callerOf: () => ({ kind: 'operator' }),
        onDenied: () => undefined,
      })(request),
    0,
  );
  server = listening.server;
  baseUrl = `http://127.0.0.1:${listening.port}`;
  const options = {
    endpoint: baseUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  clients = { s3: new S3Client({ ...options, forcePathStyle: true }), sqs: new SQSClient(options) };
  await boot();
});

afterEach(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await close(server);
  await rm(directory, { recursive: true });
});

/** A new process on the same directory. */
async function boot(): Promise<void> {
  sqs = new Sqs({ path: join(directory, 'sqs'), clock, random: systemRandom, baseUrl });
  QueueUrl = sqs.createQueue({ name: 'logs' }).url;
  const send = (arn: string, body: string) => sqs.send(arn.split(':').at(-1) ?? '', body);
  s3 = new S3({ directory: join(directory, 's3'), clock, random: systemRandom, send });
  for (const bucket of ['log-bucket', 'other-bucket']) await s3.createBucket(bucket);
}

const put = (Key: string, Body = 'hello', Bucket = 'log-bucket') =>
  clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** Every message of the queue, taken out of it. */
async function messages(): Promise<Record<string, unknown>[]> {
  const taken = [];
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return taken;
    for (const { Body = '', ReceiptHandle } of Messages) {
      taken.push(JSON.parse(Body));
      await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

interface Told {
  Records: { s3: { object: { key: string; sequencer: string } } }[];
}
const keysTold = async () =>
  ((await messages()) as unknown as Told[]).flatMap(({ Records }) => Records.map(each => each.s3.object.key));

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
test('an object that is put is told as S3 tells it', async () => {
  s3.notify('log-bucket', [NOTIFICATION]);
  await messages();
  const { ETag } = await put('cloudfront/a b+c/é.gz', 'hello');
  const hex = expect.stringMatching(/^[0-9A-F]{16}$/);
  const base64 = expect.stringMatching(/^[\w+/]{64}$/);
  expect(await messages()).toEqual([
    {
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'us-east-1',
          eventTime: '2026-11-30T12:00:00.000Z',
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: expect.any(String) },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': hex, 'x-amz-id-2': base64 },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'LogsBucket-1',
            bucket: {
              name: 'log-bucket',
              ownerIdentity: { principalId: expect.any(String) },
              arn: 'arn:aws:s3:::log-bucket',
            },
            object: {
              key: 'cloudfront/a+b%2Bc/%C3%A9.gz',
              size: 5,
              eTag: ETag?.replaceAll('"', ''),
              sequencer: hex,
            },
          },
        },
      ],
    },
  ]);
});

test('the queue is tried out when the configuration is made or changes, and not at each start', async () => {
  s3.notify('log-bucket', [NOTIFICATION]);
  const tried = {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: '2026-11-30T12:00:00.000Z',
    Bucket: 'log-bucket',
    RequestId: expect.stringMatching(/^[0-9A-F]{16}$/),
    HostId: expect.stringMatching(/^[\w+/]{64}$/),
  };
  expect(await messages()).toEqual([tried]);
  await boot();
  s3.notify('log-bucket', [NOTIFICATION]);
  expect(await messages()).toEqual([]);
  s3.notify('log-bucket', [{ ...NOTIFICATION, prefix: 'other/' }]);
  expect(await messages()).toEqual([tried]);
  s3.notify('log-bucket', []);
  await put('other/x');
  expect(await messages()).toEqual([]);
});

test.each<[string, Partial<QueueNotification>, string[]]>([
  ['the prefix', {}, ['cloudfront/a.gz', 'cloudfront/a.txt']],
  ['prefix and suffix', { suffix: '.gz' }, ['cloudfront/a.gz']],
  ['neither', { prefix: '' }, ['cloudfront/a.gz', 'cloudfront/a.txt', 'broken/a.gz']],
])('only keys that fit are told: %s', async (_, changes, told) => {
  s3.notify('log-bucket', [{ ...NOTIFICATION, ...changes }]);
  await messages();
  for (const key of ['cloudfront/a.gz', 'cloudfront/a.txt', 'broken/a.gz']) await put(key);
  await put('cloudfront/b.gz', 'hello', 'other-bucket');
  expect(await keysTold()).toEqual(told);
});

test('an object that was not put is not told', async () => {
  s3.notify('log-bucket', [NOTIFICATION]);
  await put('cloudfront/a');
  await messages();
  const again = new PutObjectCommand({
    Bucket: 'log-bucket',
    Key: 'cloudfront/a',
    Body: 'x',
    IfNoneMatch: '*',
  });
  await expect(clients.s3.send(again)).rejects.toThrow();
  expect(await messages()).toEqual([]);
});

test('of two events the later one has the greater sequencer, after a restart too', async () => {
  const sequencer = async () => {
    await put('cloudfront/a', 'again');
    const [told] = (await messages()) as unknown as Told[];
    return told?.Records[0]?.s3.object.sequencer ?? '';
  };
  s3.notify('log-bucket', [NOTIFICATION]);
  await messages();
  const found = [await sequencer(), await sequencer(), await sequencer()];
  await clock.advance(1);
  await boot();
  s3.notify('log-bucket', [NOTIFICATION]);
  found.push(await sequencer());
  expect([...found].sort()).toEqual(found);
  expect(new Set(found).size).toBe(4);
});
