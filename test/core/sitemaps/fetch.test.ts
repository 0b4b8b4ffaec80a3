import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fetchSitemaps } from '../../../core/sitemaps/fetch.ts';
import { readSitemap } from '../../../core/sitemaps/sitemap.ts';
import { close } from '../../../local/http.ts';

const SITEMAP = '<urlset><url><loc>https://a.example/</loc></url></urlset>';

/** What the server answers, by path. */
const ANSWERS: Record<string, RequestListener> = {
  '/plain.xml': (_, response) => response.end(SITEMAP),
  '/encoded.xml': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(SITEMAP)),
  '/packed.xml.gz': (_, response) => response.end(gzipSync(SITEMAP)),
  '/moved.xml': (_, response) => response.writeHead(301, { location: '/plain.xml' }).end(),
  '/circle.xml': (_, response) => response.writeHead(302, { location: '/circle.xml' }).end(),
  '/away.xml': (_, response) => response.writeHead(302, { location: 'http://localhost:9/x.xml' }).end(),
  '/nowhere.xml': (_, response) => response.writeHead(302, { location: 'http://' }).end(),
  '/bare.xml': (_, response) => response.writeHead(302).end(),
  '/silent.xml': () => undefined,
  '/stuck.xml': (_, response) => response.write(SITEMAP.slice(0, 20)),
  '/cut.xml': (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(SITEMAP);
    setTimeout(() => response.destroy(), 20);
  },
};
const server = createServer((request, response) => {
  const answer = ANSWERS[request.url ?? ''];
  if (answer) answer(request, response);
  else response.writeHead(404).end();
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await close(server);
});

/** Milliseconds that an answer has which comes, and one that does not. */
const PATIENCE = 60_000;
const IMPATIENCE = 1_000;

async function read(address: string, timeout = PATIENCE): Promise<string[]> {
  const open = fetchSitemaps({
    fetch,
    isAllowed: url => url.origin === origin,
    allowed: 'on the site',
    timeout,
  });
  const urls: string[] = [];
  for await (const { url } of readSitemap(address, open)) urls.push(url);
  return urls;
}

test.each(['/plain.xml', '/encoded.xml', '/packed.xml.gz', '/moved.xml'])('%s is read', async path => {
  expect(await read(origin + path)).toEqual(['https://a.example/']);
});

describe('what cannot be had is named', () => {
  test.each<[path: string, reason: RegExp, timeout?: number]>([
    ['/no.xml', /\/no\.xml answers 404$/],
    ['/bare.xml', /\/bare\.xml answers 302$/],
    ['/circle.xml', /\/circle\.xml is redirected more than 3 times$/],
    ['/away.xml', /\/away\.xml leads to http:\/\/localhost:9\/x\.xml, which is not on the site$/],
    ['/nowhere.xml', /\/nowhere\.xml leads to http:\/\/, which is not on the site$/],
    ['/silent.xml', /\/silent\.xml did not come within 1 s$/, IMPATIENCE],
    ['/stuck.xml', /\/stuck\.xml did not come within 1 s$/, IMPATIENCE],
    ['/cut.xml', /\/cut\.xml cannot be had: /],
  ])('%s', async (path, reason, timeout = PATIENCE) => {
    await expect(read(origin + path, timeout)).rejects.toMatchObject({
      name: 'SitemapError',
      message: expect.stringMatching(reason),
    });
  });

  test('an address elsewhere is not even asked', async () => {
    await expect(read('http://localhost:9/sitemap.xml')).rejects.toThrow(
      'http://localhost:9/sitemap.xml is not on the site',
    );
  });
});
