import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../../core/ids.ts';
import { close, type HttpRequest, listen } from '../../../local/http.ts';
import { Sqs } from '../../../local/services/sqs.ts';
import { HandClock } from '../hand-clock.ts';
import { killedAfter } from '../killed.ts';

let folder: string;
let clock: HandClock;
let sqs: Sqs;
let client: SQSClient;
let server: Awaited<ReturnType<typeof listen>>['server'];
let baseUrl: string;
let QueueUrl: string;
const requests: HttpRequest[] = [];

const seconds = (n: number) => n * 1000;
const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** Opens the queues as the local cloud does at its start: a dead-letter queue, and one that moves to it after two receives. */
function open(): Sqs {
  const opened = new Sqs({ path: folder, clock, random: systemRandom, baseUrl });
  opened.createQueue({ name: 'dead' });
  const redrive = { targetArn: arn('dead'), maxReceiveCount: 2 };
  QueueUrl = opened.createQueue({ name: 'renders', visibilityTimeout: 30, redrive, retention: 3600 }).url;
  return opened;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signpost-sqs-'));
  clock = new HandClock();
  requests.length = 0;
  const address = await listen(request => {
    requests.push(request);
    return sqs.handle(request);
  }, 0);
  server = address.server;
  baseUrl = `http://127.0.0.1:${address.port}`;
  sqs = open();
  client = new SQSClient({
    region: 'us-east-1',
    endpoint: baseUrl,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  sqs.close();
  client.destroy();
  await close(server);
  rmSync(folder, { recursive: true });
});

const send = (MessageBody: string, DelaySeconds?: number) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...(DelaySeconds ? { DelaySeconds } : {}) }));
const receive = async (url = QueueUrl, max = 10) => {
  const input = { QueueUrl: url, MaxNumberOfMessages: max, MessageSystemAttributeNames: ['All' as const] };
  return (await client.send(new ReceiveMessageCommand(input))).Messages ?? [];
};
const bodies = async (url = QueueUrl) => (await receive(url)).map(message => message.Body);

describe('a message', () => {
  test('is received with its attributes, and gone when it is deleted', async () => {
    // The SDK itself compares MD5OfMessageBody with what it sent, and MD5OfBody with what it got.
    const { MessageId } = await send('https://example.com/é');
    await clock.advance(seconds(1));
    const [message] = await receive();
    expect(message).toMatchObject({
      MessageId,
      Body: 'https://example.com/é',
      Attributes: {
        SenderId: '000000000000',
        SentTimestamp: String(Date.UTC(2026, 0, 1)),
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 1, 0, 0, 1)),
      },
    });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    await clock.advance(seconds(31));
    expect(await receive()).toEqual([]);
  });

  test('is hidden from others until its visibility timeout is over', async () => {
    await send('a');
    expect(await bodies()).toEqual(['a']);
    await clock.advance(seconds(29));
    expect(await bodies()).toEqual([]);
    await clock.advance(seconds(1));
    const [again] = await receive();
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  test('can be given back at once, by a visibility of 0', async () => {
    await send('a');
    const [message] = await receive();
    const change = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    await client.send(change);
    expect(await bodies()).toEqual(['a']);
  });

  test('received again is not deleted by the handle of the first receive', async () => {
    await send('a');
    const [first] = await receive();
    await clock.advance(seconds(30));
    const [second] = await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(sqs.counts('renders').inFlight).toBe(1);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(sqs.counts('renders').inFlight).toBe(0);
  });

  test('with a delay comes later', async () => {
    await send('a', 60);
    expect(await bodies()).toEqual([]);
    await clock.advance(seconds(60));
    expect(await bodies()).toEqual(['a']);
  });

  test('received too often moves to the dead-letter queue and says where it came from', async () => {
    const { MessageId } = await send('poison');
    for (let receives = 0; receives < 2; receives += 1) {
      expect(await bodies()).toEqual(['poison']);
      await clock.advance(seconds(30));
    }
    expect(await bodies()).toEqual([]);
    const [dead] = await receive(sqs.url('dead'));
    expect(dead).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: arn('renders') },
    });
  });

  test('older than the retention period is dropped', async () => {
    await send('a');
    await clock.advance(seconds(3600));
    expect(await bodies()).toEqual([]);
    expect(sqs.counts('renders')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});

describe('a long poll', () => {
  const poll = (WaitTimeSeconds: number) =>
    client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
  /** Until the poll has reached the queue. */
  const underway = async (count: number) => {
    while (requests.length < count) await new Promise(resolve => setTimeout(resolve, 5));
  };

  test('answers as soon as a message comes', async () => {
    const polling = poll(20);
    await underway(1);
    await send('a');
    expect((await polling).Messages?.map(message => message.Body)).toEqual(['a']);
  });

  test('that has its answer leaves no sleep behind, which would keep the process up', async () => {
    const sleep = clock.sleep.bind(clock);
    const signals: (AbortSignal | undefined)[] = [];
    clock.sleep = (ms: number, signal?: AbortSignal) => {
      signals.push(signal);
      return sleep(ms);
    };
    const polling = poll(20);
    await underway(1);
    await send('a');
    await polling;
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every(signal => signal?.aborted)).toBe(true);
  });

  test('answers when a hidden message becomes visible', async () => {
    await send('a');
    await receive();
    const polling = poll(20);
    await underway(3);
    await clock.advance(seconds(15));
    const early = await Promise.race([polling, 'nothing yet']);
    await clock.advance(seconds(5));
    expect(early).toBe('nothing yet');
    expect((await polling).Messages).toBeUndefined();
    const next = poll(20);
    await underway(4);
    await clock.advance(seconds(10));
    expect((await next).Messages?.[0]?.Body).toBe('a');
  });

  test('ends without messages when its time is over, and when the queue closes', async () => {
    const polling = poll(5);
    await underway(1);
    await clock.advance(seconds(5));
    expect((await polling).Messages).toBeUndefined();
    const closing = poll(20);
    await underway(2);
    sqs.close();
    expect((await closing).Messages).toBeUndefined();
  });
});

describe('a batch', () => {
  const entries = (...list: string[]) => list.map((MessageBody, at) => ({ Id: `m${at}`, MessageBody }));

  test('sends and deletes ten at once; an entry that fails is reported alone', async () => {
    const ten = Array.from({ length: 10 }, (_, at) => `body ${at}`);
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(...ten) }));
    expect(sent.Successful).toHaveLength(10);
    const messages = await receive();
    expect(messages.map(message => message.Body)).toEqual(ten);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: messages.map(({ ReceiptHandle }, at) => ({
          Id: `m${at}`,
          ReceiptHandle: at === 3 ? 'nonsense' : ReceiptHandle,
        })),
      }),
    );
    expect(deleted.Successful).toHaveLength(9);
    expect(deleted.Failed).toMatchObject([{ Id: 'm3', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    expect(sqs.counts('renders').inFlight).toBe(1);
  });

  test.each([
    ['eleven', 'TooManyEntriesInBatchRequest', entries(...Array.from({ length: 11 }, String))],
    ['none', 'EmptyBatchRequest', []],
    ['the same id twice', 'BatchEntryIdsNotDistinct', [...entries('a'), ...entries('b')]],
  ])('of %s: %s', async (_, name, Entries) => {
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({
      name,
    });
  });
});

describe('a queue', () => {
  test('tells its counts and settings', async () => {
    await send('visible');
    await send('received');
    await receive(QueueUrl, 1);
    await send('delayed', 10);
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toEqual({
      QueueArn: arn('renders'),
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '3600',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 2 }),
    });
  });

  test('is found by its name', async () => {
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'renders' }))).toMatchObject({ QueueUrl });
    expect(QueueUrl).toBe(`${baseUrl}/000000000000/renders`);
    const missing = client.send(new GetQueueUrlCommand({ QueueName: 'none' }));
    await expect(missing).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  test('can be purged', async () => {
    await send('a');
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive()).toEqual([]);
  });

  test('opened again has its messages, their receive counts, and not what was half written', async () => {
    await send('first');
    await clock.advance(1);
    await send('second');
    await receive(QueueUrl, 1);
    writeFileSync(join(folder, 'renders', 'cut-off.json.new'), '{"id":');
    // Another Sqs on the same folder sees what a process would that starts after `kill -9`.
    sqs = open();
    expect(await bodies()).toEqual(['second']);
    await clock.advance(seconds(30));
    const again = await receive();
    expect(again.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ['first', '2'],
      ['second', '2'],
    ]);
    expect(readdirSync(join(folder, 'renders'))).toHaveLength(2);
  });

  test('has every message it acknowledged after kill -9', async () => {
    const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const acknowledged = await killedAfter(
      200,
      `import { Sqs } from ${module('../../../local/services/sqs.ts')};
       import { systemClock } from ${module('../../../core/clock.ts')};
       import { systemRandom } from ${module('../../../core/ids.ts')};
       import { writeSync } from 'node:fs';
       const sqs = new Sqs({ path: ${JSON.stringify(folder)}, clock: systemClock, random: systemRandom, baseUrl: '' });
       sqs.createQueue({ name: 'renders' });
       for (;;) writeSync(1, sqs.send('renders', 'x'.repeat(1000)) + '\\n');`,
    );
    sqs = open();
    const ids = new Set(readdirSync(join(folder, 'renders')).map(file => file.replace('.json', '')));
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
    expect(acknowledged.filter(id => !ids.has(id))).toEqual([]);
    expect(sqs.counts('renders').visible + sqs.counts('renders').delayed).toBe(ids.size);
  });

  test('that is not modelled is refused in one sentence', async () => {
    expect(() => sqs.createQueue({ name: 'a.fifo' })).toThrow(
      'Queue a.fifo: a FIFO queue, and no other, has a name that ends in .fifo.',
    );
    const withAttributes = new SendMessageCommand({
      QueueUrl,
      MessageBody: 'a',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    });
    await expect(client.send(withAttributes)).rejects.toThrow(
      'The local SQS does not model MessageAttributes.',
    );
  });

  test.each([
    ['an empty body', () => send('')],
    ['a body of more than 1 MiB', () => send('x'.repeat(1024 * 1024 + 1))],
    ['a delay of more than 15 minutes', () => send('a', 901)],
    ['more than ten messages at once', () => receive(QueueUrl, 11)],
  ])('refuses %s', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });
});

test.each([
  [
    'SendMessageBatch',
    'sqs:SendMessage',
    () =>
      send('a').then(() =>
        client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'a' }] })),
      ),
  ],
  ['ReceiveMessage', 'sqs:ReceiveMessage', () => receive()],
  ['GetQueueUrl', 'sqs:GetQueueUrl', () => client.send(new GetQueueUrlCommand({ QueueName: 'renders' }))],
])('%s needs %s on the queue', async (_, action, call) => {
  await call();
  const last = requests.at(-1);
  expect(last && sqs.permissions(last)).toEqual([{ action, resource: arn('renders') }]);
});

test('a refused call reaches the SDK as AccessDeniedException', async () => {
  const address = await listen(async () => sqs.accessDenied('no leave'), 0);
  const refused = new SQSClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await expect(
    refused.send(
      new SendMessageCommand({ QueueUrl: `http://127.0.0.1:${address.port}/0/a`, MessageBody: 'a' }),
    ),
  ).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'no leave' });
  refused.destroy();
  await close(address.server);
});

describe('a FIFO queue', () => {
  let url: string;
  const openFifo = () => {
    sqs.createQueue({ name: 'dead.fifo', isFifo: true });
    const redrive = { targetArn: arn('dead.fifo'), maxReceiveCount: 2 };
    url = sqs.createQueue({ name: 'events.fifo', isFifo: true, visibilityTimeout: 30, redrive }).url;
  };
  beforeEach(openFifo);

  const put = (MessageGroupId: string, MessageBody: string, MessageDeduplicationId = MessageBody) =>
    client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody, MessageGroupId, MessageDeduplicationId }),
    );
  const take = async (max = 1) => (await receive(url, max)).map(({ Body }) => Body);
  const remove = (ReceiptHandle: string | undefined) =>
    client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));

  test('hands out a group’s messages one after the other, and those of other groups meanwhile', async () => {
    for (const [group, body] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
    ] as const)
      await put(group, body);
    const [first] = await receive(url, 1);
    expect(first).toMatchObject({
      Body: 'a1',
      Attributes: { MessageGroupId: 'a', MessageDeduplicationId: 'a1' },
    });
    expect(await take()).toEqual(['b1']);
    expect(await take()).toEqual([]);
    await remove(first?.ReceiptHandle);
    expect(await take()).toEqual(['a2']);
  });

  test('hands out what failed before what is behind it, also when it was hidden for longer', async () => {
    await put('a', 'a1');
    await put('a', 'a2');
    const [first] = await receive(url, 1);
    const hidden = { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 600 };
    await client.send(new ChangeMessageVisibilityCommand(hidden));
    await clock.advance(seconds(599));
    expect(await take()).toEqual([]);
    await clock.advance(seconds(1));
    expect(await take(10)).toEqual(['a1', 'a2']);
  });

  test('goes on behind what was put aside, which keeps its group', async () => {
    await put('a', 'a1');
    await put('a', 'a2');
    for (let i = 0; i < 2; i++) {
      expect(await take()).toEqual(['a1']);
      await clock.advance(seconds(30));
    }
    expect(await take()).toEqual(['a2']);
    expect(await receive(`${url.replace('events', 'dead')}`)).toMatchObject([
      { Body: 'a1', Attributes: { MessageGroupId: 'a' } },
    ]);
  });

  test('takes a repeat for none for five minutes, of its group', async () => {
    const { MessageId } = await put('a', 'a1');
    expect((await put('a', 'a1')).MessageId).toBe(MessageId);
    await put('b', 'a1');
    expect(await take(10)).toEqual(['a1', 'a1']);
    await clock.advance(seconds(300));
    await put('a', 'a1');
    expect(sqs.counts('events.fifo').visible).toBe(3);
  });

  test('has its order after a start, of one millisecond, too', async () => {
    for (const body of ['a1', 'a2', 'a3', 'a4']) await put('a', body);
    sqs.close();
    sqs = open();
    openFifo();
    expect(await take(10)).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('takes nothing without a group', async () => {
    const nowhere = new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' });
    await expect(client.send(nowhere)).rejects.toThrow('must contain the parameter MessageGroupId');
  });
});
