import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, createLink, GOOGLEBOT, get } from './cloud.ts';

// As on a laptop with two cores, whatever this machine has.
let app: Booted;
cloudForFile(booted => (app = booted), { cores: 2 });

test('four crawlers at once on a fresh start all get their page, by the one Chromium that two cores can feed', async () => {
  const paths = ['/products/1', '/products/2', '/products/3', '/about'];
  const answers = await Promise.all(paths.map(path => get(app.site + path, { 'user-agent': GOOGLEBOT })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const feeds = '1 instance is what this machine can feed';
  expect(app.logs).toContain(`signpost-dev-render: 3 requests wait: ${feeds}`);
});

describe('every spelling of this machine is answered as localhost is', () => {
  /** Asks the address, with the Host that a client would send. */
  const asked = async (address: string, port: string, path: string, userAgent: string, host: string) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: `${host}:${port}`, 'user-agent': userAgent };
      const outgoing = request({ host: address, port, path, headers }, resolve);
      outgoing.once('error', reject);
      outgoing.end();
    });
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  };
  const SPELLINGS: [host: string, address: string][] = [
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['0.0.0.0', '0.0.0.0'],
    ['foo.localhost', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['LOCALHOST', '::1'],
  ];
  let page: string;
  beforeAll(async () => {
    await createLink(app.short, { url: 'https://example.com/spring', slug: 'spring' });
    page = await (await get(`${app.site}/products/3`, { 'user-agent': GOOGLEBOT })).text();
  });

  test.each(SPELLINGS)('%s, at %s', async (host, address) => {
    const { port } = new URL(app.site);
    const crawler = await asked(address, port, '/products/3', GOOGLEBOT, host);
    expect([crawler.status, crawler.body]).toEqual([200, page]);
    const person = await asked(address, port, '/products/3', CHROME, host);
    expect([person.status, person.body.includes('<div id="app"></div>')]).toEqual([200, true]);
    const link = await asked(address, new URL(app.short).port, '/spring', CHROME, host);
    expect([link.status, link.headers.location]).toEqual([301, 'https://example.com/spring']);
  });

  test('and one snapshot is kept, whichever was asked first', async () => {
    const { port } = new URL(app.site);
    const first = await asked('127.0.0.1', port, '/products/4', GOOGLEBOT, '127.0.0.1');
    const second = await asked('::1', port, '/products/4', GOOGLEBOT, 'localhost');
    expect([first.status, second.headers['x-cache']]).toEqual([200, 'Hit from cloudfront']);
  });
});
