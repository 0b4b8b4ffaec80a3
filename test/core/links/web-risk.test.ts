import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createWebRisk } from '../../../core/links/web-risk.ts';
import { close } from '../../../local/http.ts';

type Answer = (response: ServerResponse) => void;
const json =
  (status: number, body: unknown): Answer =>
  response => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

/** As documented: https://cloud.google.com/web-risk/docs/lookup-api */
const FOUND = { threat: { threatTypes: ['MALWARE'], expireTime: '2026-11-30T12:05:00.045123456Z' } };
const NOW = Date.parse('2026-11-30T12:00:00Z');

let answer: Answer;
let asked: IncomingMessage[];
const server = createServer((request, response) => {
  asked.push(request);
  answer(response);
});
let address: string;
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/uris:search`;
});
afterAll(() => close(server));

let now: number;
let logs: string[];
beforeEach(() => {
  now = NOW;
  logs = [];
  asked = [];
});

const webRisk = (more: { address?: string; timeoutMs?: number } = {}) =>
  createWebRisk({
    key: 'web-risk-key',
    clock: { now: () => now, sleep: async () => undefined },
    log: reason => logs.push(reason),
    address,
    ...more,
  });

test('asks by the documented request, the key in a header', async () => {
  answer = json(200, {});
  expect(await webRisk()('https://example.com/a|b?c=d&e#f')).toBe(false);
  const [request] = asked;
  const url = new URL(request?.url ?? '', address);
  expect([request?.method, url.pathname]).toEqual(['GET', '/v1/uris:search']);
  expect(url.searchParams.getAll('uri')).toEqual(['https://example.com/a%7Cb?c=d&e#f']);
  expect(url.searchParams.getAll('threatTypes')).toEqual([
    'MALWARE',
    'SOCIAL_ENGINEERING',
    'UNWANTED_SOFTWARE',
  ]);
  expect(request?.headers['x-goog-api-key']).toBe('web-risk-key');
  expect(request?.url).not.toContain('web-risk-key');
  expect(logs).toEqual([]);
});

test('what is found is kept until the time that the answer names, and no longer', async () => {
  const isRisky = webRisk();
  answer = json(200, FOUND);
  expect(await isRisky('https://bad.example/')).toBe(true);
  now = NOW + 299_999;
  expect(await isRisky('https://bad.example/')).toBe(true);
  expect(asked).toHaveLength(1);
  expect(await isRisky('https://bad.example/other')).toBe(true);
  expect(asked).toHaveLength(2);
  now = NOW + 300_100;
  answer = json(200, {});
  expect(await isRisky('https://bad.example/')).toBe(false);
  expect(asked).toHaveLength(3);
});

const HANGING: Answer = () => undefined;
test.each<[what: string, answer: Answer]>([
  ['500', json(500, { error: { code: 500, message: 'Internal', status: 'INTERNAL' } })],
  ['a key that is refused', json(403, { error: { code: 403, status: 'PERMISSION_DENIED' } })],
  ['too many requests', json(429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } })],
  ['no JSON', response => response.end('<html>')],
  ['nothing', response => response.end()],
  ['JSON of another kind', json(200, [])],
  ['a threat of no kind', json(200, { threat: { threatTypes: [], expireTime: '' } })],
  ['a threat that is a word', json(200, { threat: 'MALWARE' })],
  ['null', json(200, null)],
  ['a redirect', response => response.writeHead(302, { location: address }).end()],
  ['a connection that breaks', response => response.destroy()],
  ['half an answer', response => response.writeHead(200, { 'content-length': '100' }).write('{"thr')],
  ['silence', HANGING],
])('%s stands in nobody’s way, and is told', async (_, given) => {
  answer = given;
  expect(await webRisk({ timeoutMs: 200 })('https://example.com/')).toBe(false);
  expect(logs).toHaveLength(1);
  expect(logs[0]).toMatch(/^Web Risk is of no use: ./);
  expect(logs[0]).not.toContain('web-risk-key');
});

test('nobody there stands in nobody’s way either', async () => {
  expect(await webRisk({ address: 'http://127.0.0.1:1/' })('https://example.com/')).toBe(false);
  expect(logs).toHaveLength(1);
});

test('a find whose time cannot be read refuses, and is asked for again', async () => {
  const isRisky = webRisk();
  answer = json(200, { threat: { threatTypes: ['MALWARE'], expireTime: 'soon' } });
  expect([await isRisky('https://bad.example/'), await isRisky('https://bad.example/')]).toEqual([
    true,
    true,
  ]);
  expect(asked).toHaveLength(2);
});

test('it need not hear whom a link writes to', async () => {
  expect(await webRisk()('mailto:info@example.com')).toBe(false);
  expect(asked).toEqual([]);
});

test('a batch asks for twenty urls at once, and once for all links to the same one', async () => {
  let [underWay, most] = [0, 0];
  answer = response => {
    most = Math.max(most, ++underWay);
    const body = asked.length === 1 ? FOUND : {};
    // A service that is far away: whoever does not hold back has all of them there by then.
    setTimeout(() => {
      underWay--;
      json(200, body)(response);
    }, 100);
  };
  const urls = Array.from({ length: 100 }, (_, n) => `https://example.com/${n % 50}`);
  const isThreat = webRisk({ timeoutMs: 10_000 });
  const found = await Promise.all(urls.map(isThreat));
  expect(asked).toHaveLength(50);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(20);
  const [first] = asked.map(({ url = '' }) => new URL(url, address).searchParams.get('uri'));
  expect(urls.filter((_, n) => found[n])).toEqual([first, first]);
});
