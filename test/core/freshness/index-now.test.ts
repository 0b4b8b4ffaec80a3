import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { indexNow } from '../../../core/freshness/index-now.ts';

const asked: string[] = [];
const logs: string[] = [];
let status = 200;
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(status).end();
});

/** The engine, played on this machine: everything but the host is as it would be asked. */
const here: typeof fetch = (input, init) => {
  const { pathname, search } = new URL(String(input));
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}${search}`, init);
};
const options = { key: 'k3y', fetch: here, log: (line: string) => logs.push(line) };

beforeAll(() => new Promise<void>(listening => server.listen(0, '127.0.0.1', listening)));
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  asked.length = logs.length = 0;
  status = 200;
});

test('a page is told of with the key', async () => {
  await indexNow(options)?.('https://shop.example/a?page=2&x=ä');
  expect(asked).toEqual(['/indexnow?url=https%3A%2F%2Fshop.example%2Fa%3Fpage%3D2%26x%3D%C3%A4&key=k3y']);
  expect(logs).toEqual([]);
});

test.each([403, 422, 429, 500])('a refusal (%d) is logged and is no failure', async refusal => {
  status = refusal;
  await indexNow(options)?.('https://shop.example/a');
  expect(logs).toEqual([`IndexNow answered ${refusal} for https://shop.example/a`]);
});

test('nobody answers: logged, and no failure', async () => {
  const away = () => Promise.reject(new TypeError('fetch failed'));
  await indexNow({ ...options, fetch: away })?.('https://shop.example/a');
  expect(logs).toEqual(['IndexNow was not told of https://shop.example/a: TypeError: fetch failed']);
});

test('without a key nobody is told', () => {
  expect(indexNow({ ...options, key: '' })).toBeUndefined();
});
