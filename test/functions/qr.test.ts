import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encode } from 'fast-png';
import { createLinkStore } from '../../core/links/store.ts';
import { aLink } from '../core/links/links.ts';
import { drawn, read } from '../core/links/qr/reader.ts';
import { type Ask, eventFor, NOW } from './event.ts';
import { JSON_TYPE, startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
let redirect: typeof import('../../functions/redirect.ts');

const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const ALSO = { domain: 'also.example.com', caseSensitive: false };
const LINKS = [
  aLink({ slug: 'spring', maxAge: 60 }),
  aLink({ slug: 'spring/sale' }),
  aLink({ slug: 'docs', url: 'https://example.org/manual', forwardPath: true }),
  aLink({ slug: 'forwards', forwardQuery: true, url: 'https://example.org/?x=1' }),
  aLink({ slug: 'locked', password: { salt: 'c2FsdA', hash: 'aGFzaA', cost: 1 } as never }),
  aLink({ slug: 'unkept', maxAge: 0 }),
  aLink({ slug: 'long', maxAge: 86_400 }),
  aLink({ slug: 'soon', startsAt: at(100) }),
  aLink({ slug: 'over', expiresAt: at(-100) }),
  aLink({ slug: 'deleted', deletedAt: at(-5) }),
  aLink({ ...ALSO, slug: 'Poster', key: '//also.example.com/poster' }),
  aLink({ ...ALSO, slug: 'old.qr', key: '//also.example.com/old.qr', url: 'https://example.org/old' }),
  aLink({ ...ALSO, slug: 'old', key: '//also.example.com/old' }),
];

beforeAll(async () => {
  links = await startLinksFunction();
  const domains = [
    { name: '', host: 'go.example.com' },
    { name: 'also.example.com', caseSensitive: false, slugsWithDots: true },
  ];
  process.env.SHORT_DOMAINS = JSON.stringify(domains);
  redirect = await import('../../functions/redirect.ts');
  const store = createLinkStore(links.tables.links);
  for (const link of LINKS) await store.put({ link }, undefined);
  const alias = { movedTo: 'spring', id: 'id-spring', change: 'change-spring' };
  await store.put({ alias: { ...alias, key: 'former' } }, undefined);
  await store.put({ alias: { ...alias, key: 'renamed', until: at(31) } }, undefined);
});
afterAll(() => links.stop());

/** Asks the API, and reads the code that it answers. */
async function api(path: string, more: Ask = {}) {
  const { authorization } = links;
  const { headers = {}, ...rest } = more;
  const event = eventFor(path, { ...rest, headers: { authorization, ...headers } });
  return await readIn(await links.handler(event));
}
const post = (path: string, body: unknown) =>
  api(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });

async function short(path: string, { domain = '', ...more }: Ask & { domain?: string } = {}) {
  const headers = { ...more.headers, ...(domain && { 'x-signpost-domain': domain }) };
  return await readIn(await redirect.handler(eventFor(path, { ...more, headers })));
}

async function readIn(result: Awaited<ReturnType<typeof redirect.handler>>) {
  const { statusCode: status, headers = {}, body = '', isBase64Encoded = false } = result;
  const type = String(headers['content-type']);
  const kept = headers['cache-control'];
  if (!type.startsWith('image/')) return { status, type, kept, body };
  const picture = isBase64Encoded ? new Uint8Array(Buffer.from(body, 'base64')) : drawn(body, 4);
  return { status, type, kept, body, codes: (await read(picture)).map(({ text }) => text) };
}

const SPRING = 'https://go.example.com/spring?qr';

describe('the API', () => {
  test.each([
    ['', 'image/svg+xml', 'HTTPS://GO.EXAMPLE.COM/spring?qr'],
    ['format=png', 'image/png', 'HTTPS://GO.EXAMPLE.COM/spring?qr'],
    ['format=png&size=300&margin=1&level=H&dark=0b5d3b&light=%23FFF4D6', 'image/png', SPRING],
    ['level=L&margin=20', 'image/svg+xml', SPRING],
  ])('?%s: %s that holds %s', async (query, type, code) => {
    expect(await api('/api/links/spring/qr', { query })).toMatchObject({
      status: 200,
      type,
      kept: 'no-store',
      codes: [code],
    });
  });

  test('of a slug of two segments, and by a slug that the link had before', async () => {
    expect((await api('/api/links/spring/sale/qr')).codes).toEqual(['https://go.example.com/spring/sale?qr']);
    const { codes } = await api('/api/links/former/qr');
    expect(codes).toEqual(['HTTPS://GO.EXAMPLE.COM/spring?qr']);
  });

  test('with a logo, which an address has no room for', async () => {
    const picture = { width: 60, height: 60, channels: 3, depth: 8 as const, data: new Uint8Array(10_800) };
    const logo = `data:image/png;base64,${Buffer.from(encode(picture)).toString('base64')}`;
    for (const format of ['svg', 'png']) {
      const answer = await post('/api/links/spring/qr', { format, logo, size: 300, level: 'L' });
      expect(answer).toMatchObject({ status: 200, codes: [SPRING] });
      if (format === 'svg') expect(answer.body).toContain(`href="${logo}"/></svg>`);
    }
  });

  const COLOUR = 'a colour as six hexadecimal digits, e.g. 1c2430';
  test.each([
    ['format=gif', 'format', 'is none of them', 'one of svg, png'],
    ['size=31', 'size', 'is not from 32 to 2048', 'a whole number of pixels, 32 to 2048'],
    ['size=1e3', 'size', 'is no such number', 'a whole number of pixels, 32 to 2048'],
    ['size=32&format=png', 'size', expect.stringContaining('less than two pixels'), '66 to 2048'],
    ['margin=21', 'margin', 'is not from 0 to 20', 'a whole number of modules, 0 to 20'],
    ['margin=-1', 'margin', 'is no such number', 'a whole number of modules, 0 to 20'],
    ['level=X', 'level', 'is none of them', 'one of L, M, Q, H'],
    ['dark=red', 'dark', 'is no such colour', COLOUR],
    ['light=%22/%3E%3Cscript%3E', 'light', 'is no such colour', COLOUR],
    ['dark=ffff00', 'dark', 'has a contrast of 1 to 1 with light', expect.stringContaining(' 3 to 1')],
    ['dark=ffffff&light=000000', 'dark', 'is not darker than light', expect.stringContaining('inverted')],
    [
      'logo=x',
      'logo',
      'is not a field of the query of a QR code',
      'one of format, level, dark, light, size, margin, domain',
    ],
  ])('?%s is 422: %s %s', async (query, field, reason, expected) => {
    const { status, body } = await api('/api/links/spring/qr', { query });
    expect([status, JSON.parse(body).errors]).toEqual([422, [{ field, reason, expected }]]);
  });

  test('a logo that is none, or is elsewhere', async () => {
    const { status, body } = await post('/api/links/spring/qr', { logo: 'https://example.org/logo.png' });
    expect([status, JSON.parse(body).errors[0]]).toMatchObject([
      422,
      { field: 'logo', reason: 'is no PNG in a data address' },
    ]);
  });

  test('no link, no key, another method', async () => {
    expect((await api('/api/links/none/qr')).status).toBe(404);
    expect((await links.handler(eventFor('/api/links/spring/qr'))).statusCode).toBe(401);
    const { statusCode, headers } = await links.handler(
      eventFor('/api/links/spring/qr', { method: 'DELETE', headers: { authorization: links.authorization } }),
    );
    expect([statusCode, headers?.allow]).toEqual([405, 'GET, HEAD, POST']);
  });
});

describe('the public address', () => {
  test.each([
    ['/spring.qr', 'image/svg+xml', 'HTTPS://GO.EXAMPLE.COM/spring?qr', 60],
    ['/spring.qr.svg', 'image/svg+xml', 'HTTPS://GO.EXAMPLE.COM/spring?qr', 60],
    ['/spring.qr.png', 'image/png', 'HTTPS://GO.EXAMPLE.COM/spring?qr', 60],
    ['/spring/sale.qr', 'image/svg+xml', 'https://go.example.com/spring/sale?qr', 60],
    // Where the link may be kept longer: as long as a purge takes, which does not name it.
    ['/long.qr', 'image/svg+xml', 'HTTPS://GO.EXAMPLE.COM/long?qr', 300],
    ['/over.qr', 'image/svg+xml', 'HTTPS://GO.EXAMPLE.COM/over?qr', 60],
  ])('%s: %s, %s', async (path, type, code, seconds) => {
    for (const method of ['GET', 'HEAD'])
      expect(await short(path, { method })).toMatchObject({
        status: 200,
        type,
        kept: `max-age=0, s-maxage=${seconds}`,
        codes: [code],
      });
  });

  test('after one read', async () => {
    links.tables.calls.length = 0;
    await short('/spring.qr');
    expect(links.tables.calls).toEqual(['GetItem']);
  });

  test('by a slug that ends: no longer than that, and with the slug as it is now', async () => {
    expect(await short('/renamed.qr')).toMatchObject({
      codes: ['HTTPS://GO.EXAMPLE.COM/spring?qr'],
      kept: 'max-age=0, s-maxage=30, stale-if-error=0',
    });
  });

  test('says nothing of where a link leads that has a password', async () => {
    expect(await short('/locked.qr')).toMatchObject({ codes: ['HTTPS://GO.EXAMPLE.COM/locked?qr'] });
  });

  test.each(['/unkept.qr'])('%s: kept nowhere', async path => {
    expect(await short(path)).toMatchObject({ status: 200, kept: 'no-store' });
  });

  test.each([
    ['/none.qr', 404],
    ['/soon.qr', 404],
    ['/deleted.qr', 410],
    ['/spring.qr.gif', 404],
    ['/spring.qr.png.png', 404],
    ['/spring.QR', 404],
    ['/.qr', 404],
    ['/spring/.qr', 404],
  ])('%s: %d', async (path, status) => {
    expect((await short(path)).status).toBe(status);
  });

  test('can only be read', async () => {
    expect((await short('/spring.qr', { method: 'POST' })).status).toBe(405);
  });

  test('of another domain, where letter case means nothing', async () => {
    for (const path of ['/poster.qr', '/Poster.qr.svg'])
      expect((await short(path, { domain: 'also.example.com' })).codes).toEqual([
        'https://also.example.com/Poster?qr',
      ]);
  });

  test('is no link’s that is called so', async () => {
    const { status, body } = await short('/old.qr', { domain: 'also.example.com' });
    expect([status, body]).toEqual([301, '']);
    expect((await short('/old.qr.png', { domain: 'also.example.com' })).codes).toHaveLength(1);
  });

  test('nor what a link passes on: only where there is no link in front of it', async () => {
    const event = eventFor('/docs/a.qr');
    expect((await redirect.handler(event)).headers).toMatchObject({
      location: 'https://example.org/manual/a.qr',
    });
  });

  test('the mark does not reach the page that is scanned', async () => {
    const { headers } = await redirect.handler(eventFor('/forwards', { query: 'a=1&qr&b=2' }));
    expect(headers).toMatchObject({ location: 'https://example.org/?x=1&a=1&b=2' });
  });
});
