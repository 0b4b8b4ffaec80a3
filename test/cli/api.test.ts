import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { answered, patientFetch } from '../../cli/api.ts';
import { exitStatusOf } from '../../cli/faults.ts';
import { createClient } from '../../client/client.ts';
import type { Clock } from '../../core/clock.ts';

type Canned = [status: number, body: string, headers?: Record<string, string>];

let server: Server;
let api: string;
/** What is answered next; the last one again and again. */
let answers: Canned[];
/** How long was waited, in milliseconds. */
let waits: number[];
const clock: Clock = { now: () => 0, sleep: async ms => void waits.push(ms) };

beforeAll(async () => {
  server = createServer((_, response) => {
    const [status, body, headers = {}] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, ''];
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  waits = [];
});

const links = (baseUrl = api) =>
  answered(createClient({ baseUrl, key: 'k', fetch: patientFetch(baseUrl, clock) }).GET('/api/links'));

const problem = (status: number, detail: string, errors?: object[]): Canned => [
  status,
  JSON.stringify({ type: 'about:blank', title: 'x', status, detail, ...(errors && { errors }) }),
  { 'content-type': 'application/problem+json' },
];
const error = (field: string) => ({ field, reason: 'is wrong', expected: 'another' });

test.each<[what: string, answer: Canned, status: number, sentence: string]>([
  [
    'a key that is none',
    problem(401, 'There is no such key.'),
    3,
    'There is no such key. `signpost profile list` says',
  ],
  ['what does not exist', problem(404, 'No link.'), 3, 'No link.'],
  [
    'one wrong field',
    problem(422, 'url is wrong; expected another.', [error('url')]),
    3,
    'url is wrong; expected another.',
  ],
  [
    'two wrong fields',
    problem(422, 'Two.', [error('url'), error('slug')]),
    3,
    'Two.\n  url is wrong; expected another\n  slug is wrong; expected another',
  ],
  ['an API that fails', problem(503, 'Try again.'), 4, 'answers 503: Try again.'],
  [
    'a gateway that fails',
    [502, '<h1>Bad gateway</h1>'],
    4,
    'answers 502: this is no answer of Signpost’s API',
  ],
  [
    'a web page',
    [200, '<!doctype html>', { 'content-type': 'text/html' }],
    4,
    'the answer is no JSON, so this is not Signpost’s API',
  ],
])('%s', async (_, answer, status, sentence) => {
  answers = [answer];
  const thrown = await links().catch((fault: unknown) => fault);
  expect([exitStatusOf(thrown), (thrown as Error).message]).toEqual([
    status,
    expect.stringContaining(sentence),
  ]);
});

test('an address where nobody answers', async () => {
  const thrown = await links('http://127.0.0.1:9').catch((fault: unknown) => fault);
  expect(String(thrown)).toContain('http://127.0.0.1:9 cannot be reached: ');
  expect(exitStatusOf(thrown)).toBe(4);
});

test('a key that has no calls left waits as long as it is told, a minute at most, and not for ever', async () => {
  const busy = (seconds: string): Canned => {
    const [status, body] = problem(429, 'Too many.');
    return [status, body, { 'retry-after': seconds }];
  };
  answers = [busy('7'), busy('3600'), [200, '{"links":[]}']];
  expect(await links()).toEqual({ links: [] });
  expect(waits).toEqual([7_000, 60_000]);
  answers = [busy('1')];
  await expect(links()).rejects.toThrow('Too many.');
  expect(waits).toHaveLength(2 + 3);
});
