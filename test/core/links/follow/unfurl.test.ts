import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cardOf } from '../../../../core/links/follow/unfurl.ts';
import { close } from '../../../../local/http.ts';

const USER_AGENT = 'facebookexternalhit/1.1';
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!doctype html><html><head><title>A lamp</title></head><body>';

const PAGES: Record<string, (response: ServerResponse) => void> = {
  '/page': response => response.writeHead(200, HTML).end(PAGE),
  // Whoever waits for its end waits for ever.
  '/endless': response => void response.writeHead(200, HTML).write(PAGE),
  '/moved': response => response.writeHead(302, { location: '/page' }).end(),
  '/missing': response => response.writeHead(404, HTML).end(PAGE),
  '/later': response => response.writeHead(503, HTML).end(PAGE),
  '/data': response => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
  '/empty': response => response.writeHead(200, HTML).end(''),
  '/broken': response => response.destroy(),
};

let server: Server;
let host: string;
const asked: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    PAGES[request.url ?? '']?.(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => close(server));

const card = (path: string, siteHosts = [host]) =>
  cardOf('auto', `http://${host}${path}`, { userAgent: USER_AGENT, siteHosts, fetch });

describe('the card of a page of our site', () => {
  test.each(['/page', '/endless'])('%s: what its head says', async path => {
    expect(await card(path)).toMatchObject({ title: 'A lamp' });
    expect(asked.at(-1)?.headers).toMatchObject({ 'user-agent': USER_AGENT, accept: 'text/html' });
  });

  test.each(['/moved', '/missing', '/later', '/data', '/empty', '/broken'])('%s: none', async path => {
    const before = asked.length;
    expect(await card(path)).toBeUndefined();
    expect(asked.length).toBe(before + 1);
  });
});

test.each([[['example.com']], [['*.0.0.1']], [['127.0.0.1']], [['']]])(
  'sites %j: another one is not asked',
  async hosts => {
    const before = asked.length;
    expect(await card('/page', hosts)).toBeUndefined();
    expect(asked.length).toBe(before);
  },
);

test('a card of the link’s own is taken as it is', async () => {
  const unfurl = { title: 'Sale' };
  expect(await cardOf(unfurl, 'https://example.com/', { userAgent: '', siteHosts: [], fetch })).toBe(unfurl);
});
