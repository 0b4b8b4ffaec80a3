import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemRandom } from '../../../core/ids.ts';
import {
  EventSource,
  type EventSourceConfig,
  eventSourcePermissions,
} from '../../../local/lambda/event-source.ts';
import { LambdaThrottled } from '../../../local/lambda/lambda.ts';
import { Sqs } from '../../../local/services/sqs.ts';
import { HandClock } from '../hand-clock.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:renders';
const deadArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
const seconds = (n: number) => n * 1000;

let folder: string;
let clock: HandClock;
let sqs: Sqs;
let source: EventSource | undefined;
const logged: string[] = [];
/** The bodies of each batch the function got. */
let batches: string[][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signpost-event-source-'));
  clock = new HandClock();
  sqs = new Sqs({ path: folder, clock, random: systemRandom, baseUrl: 'http://127.0.0.1' });
  sqs.createQueue({ name: 'dead' });
  const redrive = { targetArn: deadArn, maxReceiveCount: 2 };
  sqs.createQueue({ name: 'renders', visibilityTimeout: 30, redrive });
  batches = [];
  logged.length = 0;
});
afterEach(async () => {
  await source?.close();
  sqs.close();
  rmSync(folder, { recursive: true });
});

/** Maps the queue to a function that does `work` with each batch. */
function map(work: (event: SQSEvent) => unknown, config: Partial<EventSourceConfig> = {}) {
  const invoke = async (event: unknown) => {
    const { Records } = event as SQSEvent;
    batches.push(Records.map(record => record.body));
    return await work({ Records });
  };
  source = new EventSource({
    sqs,
    queueName: 'renders',
    queueArn,
    target: { invoke },
    clock,
    log: line => logged.push(line),
    ...config,
  });
}

const left = () => {
  const { visible, inFlight } = sqs.counts('renders');
  return { visible, inFlight };
};
const send = (...bodies: string[]) => {
  for (const body of bodies) sqs.send('renders', body);
};

test('a record has the shape the real one has', async () => {
  let event: SQSEvent = { Records: [] };
  map(given => {
    event = given;
  });
  const messageId = sqs.send('renders', 'hello');
  await clock.advance(0);
  const record = {
    messageId,
    receiptHandle: expect.any(String),
    body: 'hello',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(clock.now()),
      SenderId: '000000000000',
      ApproximateFirstReceiveTimestamp: String(clock.now()),
    },
    messageAttributes: {},
    md5OfBody: '5d41402abc4b2a76b9719d911017c592',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: 'us-east-1',
  };
  expect(event).toEqual({ Records: [record] });
});

describe('a batch', () => {
  test('holds at most the batch size', async () => {
    send('a', 'b', 'c', 'd', 'e');
    map(() => {}, { batchSize: 2 });
    await clock.advance(0);
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('is gathered for the batching window, and goes early when it is full', async () => {
    map(() => {}, { batchSize: 3, batchingWindowSeconds: 10, maximumConcurrency: 1 });
    send('a');
    await clock.advance(seconds(9));
    expect(batches).toEqual([]);
    await clock.advance(seconds(1));
    expect(batches).toEqual([['a']]);
    send('b', 'c', 'd');
    await clock.advance(0);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  test('of more than ten is gathered from several receives', async () => {
    send(...Array.from({ length: 25 }, String));
    map(() => {}, { batchSize: 25, batchingWindowSeconds: 1, maximumConcurrency: 1 });
    await clock.advance(0);
    expect(batches.map(batch => batch.length)).toEqual([25]);
  });

  test('waits while as many are under way as the mapping allows', async () => {
    send('a', 'b', 'c');
    const finish: (() => void)[] = [];
    map(() => new Promise<void>(resolve => finish.push(resolve)), { batchSize: 1, maximumConcurrency: 2 });
    await clock.advance(0);
    expect(batches).toEqual([['a'], ['b']]);
    finish.shift()?.();
    await clock.advance(0);
    expect(batches).toEqual([['a'], ['b'], ['c']]);
    for (const done of finish) done();
  });
});

describe('afterwards', () => {
  test('a batch that succeeded is deleted', async () => {
    send('a', 'b');
    map(() => {});
    await clock.advance(0);
    expect(left()).toEqual({ visible: 0, inFlight: 0 });
  });

  test('a batch whose function threw comes again when it is visible, then goes to the dead-letter queue', async () => {
    send('a');
    map(() => Promise.reject(new Error('browser is gone')));
    await clock.advance(seconds(29));
    expect(batches).toEqual([['a']]);
    await clock.advance(seconds(31));
    expect(batches).toEqual([['a'], ['a']]);
    expect(sqs.counts('dead').visible).toBe(1);
    expect(logged).toEqual(Array(2).fill('renders: a batch of 1 failed: browser is gone'));
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
  test.each<[string, (event: SQSEvent) => unknown, number]>([
    ['the failed one', ({ Records }) => report(Records[1]?.messageId), 1],
    ['nothing', () => undefined, 0],
    ['an empty list', () => report(), 0],
    ['no list', () => ({ batchItemFailures: null }), 0],
    ['an unknown id: all failed', () => report('unknown'), 3],
    ['an empty id: all failed', () => report(''), 3],
    ['something else: all failed', () => ({ batchItemFailures: 'x' }), 3],
    ['a failure without an id: all failed', () => ({ batchItemFailures: [{}] }), 3],
  ])('with ReportBatchItemFailures, a function that reports %s', async (_, work, stay) => {
    send('a', 'b', 'c');
    map(work, { reportBatchItemFailures: true });
    await clock.advance(0);
    expect(left()).toEqual({ visible: 0, inFlight: stay });
  });

  test('without ReportBatchItemFailures a report means nothing', async () => {
    send('a', 'b');
    map(({ Records }) => report(Records[0]?.messageId));
    await clock.advance(0);
    expect(left()).toEqual({ visible: 0, inFlight: 0 });
  });

  test('close() lets the batch under way finish and takes no other', async () => {
    send('a');
    let finish = () => {};
    map(() => new Promise<void>(resolve => (finish = resolve)));
    await clock.advance(0);
    const closed = source?.close();
    finish();
    await closed;
    send('b');
    await clock.advance(seconds(60));
    expect(batches).toEqual([['a']]);
    expect(left()).toEqual({ visible: 1, inFlight: 0 });
  });
});

describe('while the function is throttled', () => {
  let isThrottled: boolean;
  const attempts: string[] = [];
  beforeEach(() => {
    isThrottled = true;
    attempts.length = 0;
  });
  const work = ({ Records }: SQSEvent) => {
    attempts.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
    if (isThrottled) throw new LambdaThrottled();
  };

  test('a batch is tried again, longer and longer apart', async () => {
    send('a');
    map(work);
    await clock.advance(seconds(7));
    expect(attempts).toEqual(['1', '1', '1', '1']); // at 0, 1, 3 and 7 s
    isThrottled = false;
    await clock.advance(seconds(8));
    expect([attempts.length, left(), logged]).toEqual([5, { visible: 0, inFlight: 0 }, []]);
  });

  // https://docs.aws.amazon.com/lambda/latest/operatorguide/sqs-retries.html
  test('it is dropped when its visibility timeout is over, and comes once more with a higher count', async () => {
    send('a');
    map(work);
    await clock.advance(seconds(31));
    expect(new Set(attempts)).toEqual(new Set(['1', '2']));
    expect(logged).toEqual(['renders: a batch of 1 failed: Rate Exceeded.']);
  });

  test('and in the end it is in the dead-letter queue, though the function has never seen it', async () => {
    send('a');
    map(work);
    await clock.advance(seconds(65));
    expect([sqs.counts('dead').visible, left()]).toEqual([1, { visible: 0, inFlight: 0 }]);
  });
});

test("the mapping needs three leaves of the function's role", () => {
  expect(eventSourcePermissions(queueArn)).toEqual([
    { action: 'sqs:ReceiveMessage', resource: queueArn },
    { action: 'sqs:DeleteMessage', resource: queueArn },
    { action: 'sqs:GetQueueAttributes', resource: queueArn },
  ]);
});

function report(...ids: (string | undefined)[]): SQSBatchResponse {
  return { batchItemFailures: ids.map(id => ({ itemIdentifier: id ?? '' })) };
}
