import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemRandom } from '../../../core/ids.ts';
import { StreamSource, type StreamSourceConfig } from '../../../local/lambda/stream-source.ts';
import { TableStream } from '../../../local/services/dynamodb/stream.ts';
import { HandClock } from '../hand-clock.ts';

let folder: string;
let clock: HandClock;
let stream: TableStream;
let source: StreamSource | undefined;
/** The items of each batch the function got. */
let batches: string[][];
let givenUp: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signpost-stream-source-'));
  clock = new HandClock();
  stream = new TableStream({ arn: 'stream', folder, clock, random: systemRandom });
  batches = [];
  givenUp = [];
});
afterEach(async () => {
  const closed = source?.close();
  await clock.advance(60_000);
  await closed;
  rmSync(folder, { recursive: true });
});

/** Writes items, each as its own record. */
async function write(...names: string[]): Promise<void> {
  for (const name of names) {
    const images = [undefined, { slug: { S: name } }];
    await stream.observe(
      { slug: { S: name } },
      async () => images.shift(),
      async () => undefined,
    );
  }
}

function map(
  work: (names: string[], event: DynamoDBStreamEvent) => unknown,
  config: Partial<StreamSourceConfig> = {},
): void {
  const invoke = async (event: unknown) => {
    const { Records } = event as DynamoDBStreamEvent;
    const names = Records.map(({ dynamodb }) => dynamodb?.Keys?.slug?.S ?? '');
    batches.push(names);
    return await work(names, { Records });
  };
  source = new StreamSource({
    stream,
    target: { invoke },
    clock,
    batchSize: 3,
    maximumAgeSeconds: 3600,
    reportBatchItemFailures: true,
    giveUp: message => givenUp.push(message),
    log: () => undefined,
    ...config,
  });
}

/** As a function reports the first record that failed. */
const failedAt = (name: string, names: string[], { Records }: DynamoDBStreamEvent) => {
  const record = Records[names.indexOf(name)];
  return { batchItemFailures: record ? [{ itemIdentifier: record.dynamodb?.SequenceNumber }] : [] };
};

test('records come in order, in batches, one after the other', async () => {
  await write('a', 'b', 'c', 'd');
  map(() => ({ batchItemFailures: [] }));
  await clock.advance(0);
  await write('e');
  await clock.advance(0);
  expect(batches).toEqual([['a', 'b', 'c'], ['d'], ['e']]);
  expect(stream.oldest(9)).toEqual([]);
});

test('from the first that failed all come again, later and later', async () => {
  await write('a', 'b', 'c', 'd');
  let left = 2;
  map((names, event) => failedAt(names.includes('b') && left-- > 0 ? 'b' : '', names, event));
  await clock.advance(0);
  expect(batches).toEqual([['a', 'b', 'c']]);
  await clock.advance(1_000);
  await clock.advance(1_999);
  expect(batches).toHaveLength(2);
  await clock.advance(1);
  expect(batches.slice(1)).toEqual([
    ['b', 'c', 'd'],
    ['b', 'c', 'd'],
  ]);
});

test.each<[string, () => unknown]>([
  ['throws', () => Promise.reject(new Error('no'))],
  ['reports what was not in the batch', () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] })],
])('when the function %s, all of the batch comes again', async (_, work) => {
  await write('a', 'b');
  let isBroken = true;
  map(() => (isBroken ? work() : { batchItemFailures: [] }));
  await clock.advance(0);
  isBroken = false;
  await clock.advance(1_000);
  expect(batches).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('what is too old is given up, and its place in the stream told', async () => {
  await write('a', 'b');
  const [first, last] = stream.oldest(2);
  map(() => Promise.reject(new Error('no')));
  await clock.advance(3_700_000);
  expect(givenUp.map(text => JSON.parse(text).DDBStreamBatchInfo)).toEqual([
    {
      startSequenceNumber: first?.dynamodb?.SequenceNumber,
      endSequenceNumber: last?.dynamodb?.SequenceNumber,
      batchSize: 2,
      streamArn: 'stream',
    },
  ]);
  expect(stream.oldest(2)).toEqual([]);
});
