import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { close, type HttpRequest, listen } from '../../../local/http.ts';
import { EventBridge } from '../../../local/services/event-bridge.ts';

const lines: string[] = [];
const requests: HttpRequest[] = [];
const service = new EventBridge({ buses: ['links'], newId: () => 'an-id', log: line => lines.push(line) });
let client: EventBridgeClient;
let server: Awaited<ReturnType<typeof listen>>['server'];

beforeAll(async () => {
  const address = await listen(request => {
    requests.push(request);
    return service.handle(request);
  }, 0);
  server = address.server;
  client = new EventBridgeClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await close(server);
});
beforeEach(() => {
  lines.length = 0;
  requests.length = 0;
});

const entry = { EventBusName: 'links', Source: 'signpost', DetailType: 'link.created', Detail: '{"a":1}' };
const put = (...Entries: object[]) => client.send(new PutEventsCommand({ Entries }));

test('what is put on a bus is a line in the log', async () => {
  expect(await put(entry)).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: 'an-id' }] });
  expect(lines).toEqual(['links signpost link.created {"a":1}']);
});

test('what is refused of a call is told, and the rest is put', async () => {
  const answer = await put({ ...entry, Detail: 'none' }, entry, { ...entry, EventBusName: 'other' });
  expect(answer.FailedEntryCount).toBe(2);
  expect(answer.Entries?.map(each => each.ErrorCode ?? each.EventId)).toEqual([
    'MalformedDetail',
    'an-id',
    'ResourceNotFoundException',
  ]);
  expect(lines).toHaveLength(1);
});

test('too many, and too much, are refused', async () => {
  await expect(put(...Array(11).fill(entry))).rejects.toThrow('1 to 10');
  await expect(put({ ...entry, Detail: JSON.stringify('x'.repeat(262_144)) })).rejects.toThrow('Total size');
});

test('a call needs the leave for each bus it names', async () => {
  await put(entry, { ...entry, EventBusName: 'other' });
  expect(requests.flatMap(request => service.permissions(request))).toEqual(
    ['links', 'other'].map(bus => ({
      action: 'events:PutEvents',
      resource: `arn:aws:events:us-east-1:000000000000:event-bus/${bus}`,
    })),
  );
});
