import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { close, listen, respond } from '../../local/http.ts';
import { setEnvironment } from '../tables.ts';

interface Put {
  Entries: { EventBusName: string; Source: string; DetailType: string; Detail: string; Time: number }[];
}

const puts: Put[] = [];
/** What EventBridge answers to each entry, by the id of its event; to a call, where that is a status. */
let refused: (id: string) => boolean = () => false;
let status = 200;
let server: Awaited<ReturnType<typeof listen>>['server'];
let handler: typeof import('../../functions/events.ts').handler;

beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const) jest.spyOn(console, level).mockReturnValue();
  const door = await listen(async ({ body }) => {
    const put = JSON.parse(body.toString()) as Put;
    puts.push(put);
    const Entries = put.Entries.map(({ Detail }) =>
      refused(JSON.parse(Detail).id) ? { ErrorCode: 'InternalFailure' } : { EventId: 'x' },
    );
    const text = status === 200 ? { FailedEntryCount: 0, Entries } : { __type: 'InternalException' };
    return respond(status, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(text));
  }, 0);
  server = door.server;
  setEnvironment(door.port);
  const own = { SHORT_HOST: 'go.example.com', EVENT_BUS: 'bus', WEBHOOKS: '', WEBHOOKS_QUEUE: '' };
  Object.assign(process.env, own);
  ({ handler } = await import('../../functions/events.ts'));
});
afterAll(() => close(server));
beforeEach(() => {
  puts.length = 0;
  refused = () => false;
  status = 200;
});

/** As DynamoDB's stream hands on that a link was made: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
const record = (slug: string, sequence: number): DynamoDBRecord => ({
  eventID: `${sequence}`,
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  dynamodb: {
    Keys: { slug: { S: slug } },
    NewImage: {
      slug: { S: slug },
      url: { S: 'https://example.com/' },
      id: { S: `id of ${slug}` },
      version: { N: '1' },
      change: { S: `made ${slug}` },
      createdAt: { S: '2026-11-30T11:00:00.000Z' },
      createdBy: { S: 'key-1' },
      tags: { L: [{ S: 'a' }] },
    },
    SequenceNumber: String(sequence),
    SizeBytes: 100,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
  eventSourceARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/links/stream/2026',
});

describe('a batch of the stream', () => {
  test('is put on the bus, an entry for each event', async () => {
    expect(await handler({ Records: [record('a', 1), record('b', 2)] })).toEqual({ batchItemFailures: [] });
    const [{ Entries } = { Entries: [] }] = puts;
    expect(Entries).toMatchObject([
      { EventBusName: 'bus', Source: 'signpost', DetailType: 'link.created', Time: 1_796_036_400 },
      { EventBusName: 'bus', Source: 'signpost', DetailType: 'link.created' },
    ]);
    expect(JSON.parse(Entries[0]?.Detail ?? '')).toMatchObject({
      id: 'made a',
      type: 'link.created',
      by: 'key-1',
      link: { shortUrl: 'https://go.example.com/a', tags: ['a'] },
    });
  });

  test('comes again from the first record of which an entry was refused in an answer that says 200', async () => {
    refused = id => id === 'made b';
    const Records = [record('a', 1), record('b', 2), record('c', 3)];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });

  test('comes again whole while EventBridge is away', async () => {
    status = 500;
    const Records = [record('a', 1), record('b', 2)];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  test('that tells nothing asks nobody', async () => {
    const gone = { ...record('a', 1), eventName: 'REMOVE' as const };
    gone.dynamodb = { OldImage: gone.dynamodb?.NewImage ?? {}, SequenceNumber: '1' };
    expect(await handler({ Records: [gone] })).toEqual({ batchItemFailures: [] });
    expect(puts).toEqual([]);
  });
});
