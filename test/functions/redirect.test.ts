import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLinkStore } from '../../core/links/store.ts';
import { startTables, type Tables } from '../tables.ts';
import { type Ask, eventFor } from './event.ts';

let tables: Tables;
let redirect: typeof import('../../functions/redirect.ts');

beforeAll(async () => {
  tables = await startTables();
  redirect = await import('../../functions/redirect.ts');
  const store = createLinkStore(tables.links);
  const link = { createdAt: '2026-11-20T11:00:00.000Z', createdBy: 'key-1' };
  await store.create({ slug: 'plain', url: 'https://example.org/a?x=1#top', forwardQuery: false, ...link });
  await store.create({ slug: 'forward', url: 'https://example.org/a?x=1#top', forwardQuery: true, ...link });
  // Made before slugs had to end in a letter or a digit.
  await store.create({ slug: 'old_', url: 'https://example.org/old-one', forwardQuery: false, ...link });
  await store.create({ slug: 'old', url: 'https://example.org/other', forwardQuery: false, ...link });
  await store.create({ slug: 'raw', url: 'https://example.org/[a]|%', forwardQuery: true, ...link });
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
});

const ask = async (path: string, more?: Ask) => {
  const { statusCode, headers = {}, body = '' } = await redirect.handler(eventFor(path, more));
  return { statusCode, headers, body };
};
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('a link', () => {
  test.each(['GET', 'HEAD'])('%s: 301 that only the edge keeps, for 60 s, after one read', async method => {
    expect(await ask('/plain', { method })).toEqual({
      statusCode: 301,
      headers: { location: 'https://example.org/a?x=1#top', 'cache-control': 'max-age=0, s-maxage=60' },
      body: '',
    });
    expect(tables.calls).toEqual(['GetItem']);
  });

  test.each(['a=1', 'redir_url=https://evil.org', 'url=//evil.org#x'])(
    'with ?%s: its url all the same',
    async query => {
      expect((await ask('/plain', { query })).headers.location).toBe('https://example.org/a?x=1#top');
    },
  );

  test('that forwards the query: parameters added, fragment last, never kept', async () => {
    const { headers } = await ask('/forward', { query: 'a=1&x=2' });
    expect(headers).toEqual({
      location: 'https://example.org/a?x=1&a=1&x=2#top',
      'cache-control': 'no-store',
    });
  });

  test('that forwards the query, without one: never kept either', async () => {
    const { headers } = await ask('/forward');
    expect(headers).toEqual({ location: 'https://example.org/a?x=1#top', 'cache-control': 'no-store' });
  });

  test('in other letter case: not found', async () => {
    expect((await ask('/Plain')).statusCode).toBe(404);
  });
});

describe('an address that was pasted with what stood behind it', () => {
  test.each(['/', '.', ')', ',', ' ', '\u200b', '"', '**', '…', '%20', '%E2%80%8B', ').', '/>'])(
    'plain and %j: the link after one read, kept nowhere',
    async behind => {
      for (const method of ['GET', 'HEAD']) {
        tables.calls.length = 0;
        expect(await ask(`/plain${behind}`, { method })).toEqual({
          statusCode: 301,
          headers: { location: 'https://example.org/a?x=1#top', 'cache-control': 'no-store' },
          body: '',
        });
        expect(tables.calls).toEqual(['GetItem']);
      }
    },
  );

  test.each(['/plain-', '/plain_', '/plain-_-', '/plain_)'])(
    '%s: the link after one more read',
    async path => {
      const { statusCode, headers } = await ask(path);
      expect([statusCode, headers['cache-control']]).toEqual([301, 'no-store']);
      expect(tables.calls).toEqual(['GetItem', 'GetItem']);
    },
  );

  test('and a slug that really ends so: that one, kept as any other', async () => {
    const { headers } = await ask('/old_');
    expect(headers).toEqual({
      location: 'https://example.org/old-one',
      'cache-control': 'max-age=0, s-maxage=60',
    });
    expect((await ask('/old_.')).headers.location).toBe('https://example.org/old-one');
    expect((await ask('/old-')).headers.location).toBe('https://example.org/other');
  });

  test('its query is passed on as ever', async () => {
    expect((await ask('/forward).', { query: 'b=2' })).headers.location).toBe(
      'https://example.org/a?x=1&b=2#top',
    );
  });

  test.each(['/nothing.', '/nothing/', '/nothing-'])('%s: not found, after two reads at most', async path => {
    expect((await ask(path)).statusCode).toBe(404);
    expect(tables.calls.length).toBeLessThanOrEqual(2);
  });
});

test('Location is a URI of RFC 3986, what is passed on included', async () => {
  expect((await ask('/raw')).headers.location).toBe('https://example.org/%5Ba%5D%7C%25');
  expect((await ask('/raw', { query: 'f[0]=a|b&c=%' })).headers.location).toBe(
    'https://example.org/%5Ba%5D%7C%25?f%5B0%5D=a%7Cb&c=%25',
  );
});

describe('no link', () => {
  test('for a person: a 404 page', async () => {
    const { statusCode, headers, body } = await ask('/nothing', { headers: HTML });
    expect(statusCode).toBe(404);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers).not.toHaveProperty('location');
    expect(body).toContain('This sign points nowhere');
  });

  test('the page keeps to its own content security policy', async () => {
    const { headers, body } = await ask('/nothing', { headers: HTML });
    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toMatch(/<script|\sstyle=|\son\w+=|src=|url\(|https?:/);
  });

  test.each([undefined, '*/*', 'application/json'])(
    'for a program that accepts %s: a problem, never kept',
    async accept => {
      const { statusCode, headers, body } = await ask('/nothing', accept ? { headers: { accept } } : {});
      expect(statusCode).toBe(404);
      expect(headers).toEqual({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
      expect(JSON.parse(body)).toEqual({
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: 'There is no link at this address.',
      });
    },
  );

  test.each(['api', 'console', 'admin'])(
    '%s, which is reserved: the same answer for the same work',
    async slug => {
      const free = await ask('/nothing', { headers: HTML });
      const callsForFree = tables.calls.splice(0);
      expect(await ask(`/${slug}`, { headers: HTML })).toEqual(free);
      expect(tables.calls).toEqual(callsForFree);
    },
  );

  test.each([
    '/',
    '/plain/more',
    '/favicon.ico',
    '/.well-known/security.txt',
    '/wp-login.php',
    '/pl%61in',
    '/%2e%2e%2fetc',
    '/plain?',
    `/${'x'.repeat(65)}`,
  ])('%s, which cannot be one: 404 without a read', async path => {
    expect((await ask(path)).statusCode).toBe(404);
    expect(tables.calls).toEqual([]);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
  '%s: 405 that says what is possible',
  async method => {
    const { statusCode, headers } = await ask('/plain', { method });
    expect([statusCode, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(tables.calls).toEqual([]);
  },
);

test.each([{}, { 'x-origin-secret': '' }, { 'x-origin-secret': 'wrong' }])(
  'not by CloudFront (%j): 403',
  async headers => {
    const event = eventFor('/plain');
    delete event.headers['x-origin-secret'];
    const result = await redirect.handler({ ...event, headers: { ...event.headers, ...headers } });
    expect(result.statusCode).toBe(403);
    expect(result.headers).not.toHaveProperty('location');
    expect(tables.calls).toEqual([]);
  },
);

test('/robots.txt: everything may be crawled', async () => {
  const { statusCode, body } = await ask('/robots.txt');
  expect([statusCode, body]).toEqual([200, 'User-agent: *\nDisallow:\n']);
});
