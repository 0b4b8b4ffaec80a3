import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLinkStore } from '../../core/links/store.ts';
import { aLink } from '../core/links/links.ts';
import { startTables, type Tables } from '../tables.ts';
import { type Ask, eventFor, NOW } from './event.ts';

let tables: Tables;
let redirect: typeof import('../../functions/redirect.ts');

const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const URL = 'https://example.org/a?x=1#top';

const LINKS = [
  aLink({ slug: 'plain', url: URL }),
  aLink({ slug: 'forward', url: URL, forwardQuery: true }),
  // Made before slugs had to end in a letter or a digit.
  aLink({ slug: 'old_', url: 'https://example.org/old-one' }),
  aLink({ slug: 'old', url: 'https://example.org/other' }),
  aLink({ slug: 'raw', url: 'https://example.org/[a]|%', forwardQuery: true }),
  aLink({ slug: 'a/deep/one', url: 'https://example.org/deep' }),
  aLink({ slug: 'docs', url: 'https://example.org/manual?v=2#top', forwardPath: true }),
  aLink({ slug: 'docs/news', url: 'https://example.org/news' }),
  aLink({ slug: 'temporary', status: 302, maxAge: 600 }),
  aLink({ slug: 'unkept', maxAge: 0 }),
  aLink({ slug: 'hook', status: 307 }),
  aLink({ slug: 'campaign', url: URL, utm: { source: 'letter' } }),
  aLink({ slug: 'loop', url: 'https://go.example.com/plain' }),
  aLink({ slug: 'loop-by-rule', rules: [{ url: 'https://also.example.com/x', country: ['DE'] }] }),
  aLink({ slug: 'soon', startsAt: at(100) }),
  aLink({ slug: 'docs/soon', startsAt: at(100) }),
  aLink({ slug: 'ends', expiresAt: at(100) }),
  aLink({ slug: 'ends-elsewhere', expiresAt: at(100), expiredUrl: 'https://example.org/over' }),
  aLink({ slug: 'deleted', deletedAt: at(-5) }),
  aLink({ slug: 'deleted-elsewhere', deletedAt: at(-5), expiredUrl: 'https://example.org/over' }),
  aLink({ slug: 'for-germans', rules: [{ url: 'https://example.de/', country: ['DE'] }] }),
  aLink({
    slug: 'Also',
    key: '//also.example.com/also',
    domain: 'also.example.com',
    url: 'https://example.org/also',
  }),
  aLink({ slug: 'a.b', key: '//also.example.com/a.b', domain: 'also.example.com' }),
];

beforeAll(async () => {
  tables = await startTables();
  process.env.SHORT_DOMAINS = JSON.stringify([
    { name: '', host: 'go.example.com' },
    {
      name: 'also.example.com',
      caseSensitive: false,
      slugsWithDots: true,
      rootUrl: 'https://example.org/home',
      notFoundUrl: 'https://example.org/lost',
    },
    {
      name: 'round.example.com',
      rootUrl: 'https://go.example.com/',
      notFoundUrl: 'https://round.example.com/x',
    },
  ]);
  redirect = await import('../../functions/redirect.ts');
  const store = createLinkStore(tables.links);
  for (const link of LINKS) await store.put({ link }, undefined);
  const alias = { movedTo: 'plain', id: 'id-plain', change: 'change-plain' };
  await store.put({ alias: { key: 'renamed', ...alias } }, undefined);
  await store.put({ alias: { key: 'renamed-for-now', until: at(31), ...alias } }, undefined);
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

describe('another method', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])(
    '%s of a link: 405 that says what is possible',
    async method => {
      const { statusCode, headers } = await ask('/plain', { method });
      expect([statusCode, headers.allow]).toEqual([405, 'GET, HEAD']);
    },
  );

  test('OPTIONS: the same, without a read', async () => {
    expect((await ask('/plain', { method: 'OPTIONS' })).statusCode).toBe(405);
    expect(tables.calls).toEqual([]);
  });

  test('POST of a link whose status lets it: it goes along', async () => {
    const { statusCode, headers } = await ask('/hook', { method: 'POST', body: 'a=1' });
    expect([statusCode, headers.location]).toEqual([307, 'https://example.org/']);
  });

  test.each(['/nothing', '/soon'])('POST of %s, which is none: 404', async path => {
    expect((await ask(path, { method: 'POST' })).statusCode).toBe(404);
  });
});

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

describe('a slug of several segments', () => {
  test.each<[string, string, number]>([
    ['/a/deep/one', 'https://example.org/deep', 1],
    ['/a/deep/one).', 'https://example.org/deep', 1],
    ['/docs/news', 'https://example.org/news', 1],
    ['/docs', 'https://example.org/manual?v=2#top', 1],
    ['/docs/', 'https://example.org/manual?v=2#top', 1],
    ['/docs/a', 'https://example.org/manual/a?v=2#top', 2],
    ['/docs/a/b', 'https://example.org/manual/a/b?v=2#top', 3],
    ['/docs/a/b/c/d/e', 'https://example.org/manual/a/b/c/d/e?v=2#top', 4],
    ['/docs/a.html', 'https://example.org/manual/a.html?v=2#top', 1],
    ['/docs/ä b', 'https://example.org/manual/%C3%A4%20b?v=2#top', 1],
    ['/docs/news/today', 'https://example.org/manual/news/today?v=2#top', 3],
  ])('%s: %s after %d reads', async (path, location, reads) => {
    expect((await ask(path)).headers.location).toBe(location);
    expect(tables.calls.length).toBe(reads);
  });

  test.each(['/plain/more', '/a/deep', '/a/deep/one/more', '/docs/../plain', '/x/y/z/1/2/3'])(
    '%s, which is none: 404 after four reads at most',
    async path => {
      expect((await ask(path)).statusCode).toBe(404);
      expect(tables.calls.length).toBeLessThanOrEqual(4);
    },
  );

  test('what is passed on is kept nowhere, the slug itself is', async () => {
    expect((await ask('/docs/a')).headers['cache-control']).toBe('no-store');
    expect((await ask('/docs')).headers['cache-control']).toBe('max-age=0, s-maxage=60');
    expect((await ask('/docs/news')).headers['cache-control']).toBe('max-age=0, s-maxage=60');
  });
});

describe('a name a link had', () => {
  test('leads where the link does, and is kept like it', async () => {
    const { statusCode, headers } = await ask('/renamed');
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([
      301,
      URL,
      'max-age=0, s-maxage=60',
    ]);
  });

  test('until its end, past which nothing is kept', async () => {
    const { headers } = await ask('/renamed-for-now');
    expect(headers['cache-control']).toBe('max-age=0, s-maxage=30, stale-if-error=0');
    expect((await ask('/renamed-for-now', { now: NOW + 31_000 })).statusCode).toBe(404);
  });
});

describe('status and maxAge', () => {
  test.each([
    ['/temporary', 302, 'max-age=0, s-maxage=600'],
    ['/hook', 307, 'max-age=0, s-maxage=60'],
    ['/unkept', 301, 'no-store'],
  ])('%s: %d, %s', async (path, status, cacheControl) => {
    const { statusCode, headers } = await ask(path);
    expect([statusCode, headers['cache-control']]).toEqual([status, cacheControl]);
  });
});

test('a campaign is added to the url, and the same for all', async () => {
  const { headers } = await ask('/campaign');
  expect(headers).toEqual({
    location: 'https://example.org/a?x=1&utm_source=letter#top',
    'cache-control': 'max-age=0, s-maxage=60',
  });
});

test('a rule’s answer is kept nowhere, whoever it holds for', async () => {
  const germany = { headers: { 'cloudfront-viewer-country': 'DE' } };
  expect((await ask('/for-germans', germany)).headers).toEqual({
    location: 'https://example.de/',
    'cache-control': 'no-store',
    'content-type': 'text/html; way=rule-1', // for whoever counts clicks
  });
  expect((await ask('/for-germans')).headers).toEqual({
    location: 'https://example.org/',
    'cache-control': 'no-store',
  });
});

describe('a way round in circles, over a short domain that came later', () => {
  test.each<[string, Ask]>([
    ['/loop', {}],
    ['/loop', { headers: HTML }],
    ['/loop-by-rule', { headers: { 'cloudfront-viewer-country': 'DE' } }],
    ['/', { headers: { ...HTML, 'x-signpost-domain': 'round.example.com' } }],
    ['/nothing', { headers: { ...HTML, 'x-signpost-domain': 'round.example.com' } }],
  ])('%s, %j: 404', async (path, more) => {
    const { statusCode, headers } = await ask(path, more);
    expect([statusCode, headers.location]).toEqual([404, undefined]);
  });
});

describe('times', () => {
  const MS = 1000;
  test.each<[string, number, number | string]>([
    ['/soon', 99_999, 404],
    ['/soon', 100_000, 'https://example.org/'],
    ['/ends', 99_999, 'https://example.org/'],
    ['/ends', 100_000, 410],
    ['/ends-elsewhere', 99_999, 'https://example.org/'],
    ['/ends-elsewhere', 100_000, 'https://example.org/over'],
    ['/deleted', 0, 410],
    ['/deleted-elsewhere', 0, 'https://example.org/over'],
  ])('%s after %d ms: %s', async (path, ms, expected) => {
    const { statusCode, headers } = await ask(path, { now: NOW + ms });
    expect(headers.location ?? statusCode).toBe(expected);
  });

  test.each([
    [0, 'max-age=0, s-maxage=60, stale-if-error=39'],
    [69, 'max-age=0, s-maxage=30, stale-if-error=0'],
    [99, 'no-store'],
  ])('%d s on, before the end in 100 s: %s', async (seconds, cacheControl) => {
    const { headers } = await ask('/ends', { now: NOW + seconds * MS });
    expect(headers['cache-control']).toBe(cacheControl);
  });

  test('at the end: 410 in the form the client reads, or a 302, for as long as an edit may take', async () => {
    const now = NOW + 100 * MS;
    const page = await ask('/ends', { now, headers: HTML });
    expect([page.statusCode, page.headers['cache-control']]).toEqual([410, 'no-store']);
    expect(page.body).toContain('This sign has been taken down');
    expect(JSON.parse((await ask('/ends', { now })).body)).toMatchObject({ status: 410, title: 'Gone' });
    const { statusCode, headers } = await ask('/ends-elsewhere', { now });
    expect([statusCode, headers['cache-control']]).toEqual([302, 'max-age=0, s-maxage=60']);
  });

  test.each([
    ['/soon', '/nothing'],
    ['/docs/soon', '/docs/nothing'],
    ['/soon+', '/nothing+'],
    ['/soon.', '/nothing.'],
  ])('before its time %s cannot be told from %s', async (path, none) => {
    for (const more of [{}, { headers: HTML }, { method: 'HEAD' }, { method: 'POST' }] satisfies Ask[]) {
      const expected = await ask(none, more);
      const reads = tables.calls.splice(0);
      const { headers, ...rest } = await ask(path, more);
      const same = JSON.parse(JSON.stringify({ ...rest, headers }).replaceAll('soon', 'nothing'));
      expect(same).toEqual(expected);
      expect(tables.calls.splice(0)).toEqual(reads);
    }
  });
});

describe('a further short domain', () => {
  const also = (more: Ask = {}) => ({
    ...more,
    headers: { 'x-signpost-domain': 'also.example.com', ...more.headers },
  });

  test.each(['/also', '/Also', '/ALSO'])('whose slugs have no letter case: %s', async path => {
    expect((await ask(path, also())).headers.location).toBe('https://example.org/also');
    expect(tables.calls).toEqual(['GetItem']);
  });

  test('of all the ways to write a slug, the edge keeps the link’s own and the one in lower case', async () => {
    const kept = async (path: string) => (await ask(path, also())).headers['cache-control'] !== 'no-store';
    expect([await kept('/Also'), await kept('/also'), await kept('/aLSO')]).toEqual([true, true, false]);
  });

  test('whose slugs may hold dots', async () => {
    expect((await ask('/a.b', also())).statusCode).toBe(301);
  });

  test('has links of its own', async () => {
    expect((await ask('/plain', also())).statusCode).toBe(404);
    expect((await ask('/also')).statusCode).toBe(404);
  });

  test('/ leads home, for a minute at most', async () => {
    const { statusCode, headers } = await ask('/', also());
    expect([statusCode, headers]).toEqual([
      302,
      {
        location: 'https://example.org/home',
        'cache-control': 'max-age=0, s-maxage=60',
        'content-type': 'text/html; way=home',
      },
    ]);
    expect(tables.calls).toEqual([]);
  });

  test('people whose link is none are helped on, and programs told', async () => {
    const { statusCode, headers } = await ask('/nothing', also({ headers: HTML }));
    expect([statusCode, headers]).toEqual([
      302,
      {
        location: 'https://example.org/lost',
        'cache-control': 'no-store',
        'content-type': 'text/html; way=missing',
      },
    ]);
    expect((await ask('/nothing', also())).statusCode).toBe(404);
  });

  test('its robots.txt', async () => {
    expect((await ask('/robots.txt', also())).body).toBe('User-agent: *\nDisallow:\n');
  });
});

describe('a look at a link', () => {
  const JSON_WANTED = { accept: 'application/json' };

  test('for a person: where it leads, and since when', async () => {
    const { statusCode, headers, body } = await ask('/plain+', { headers: HTML });
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([200, undefined, 'no-store']);
    expect(body).toContain(`<a class="way" href="${URL}"`);
    expect(body).toContain('November 20, 2026');
  });

  test('for a program', async () => {
    const { statusCode, headers, body } = await ask('/docs+', { headers: JSON_WANTED });
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(JSON.parse(body)).toEqual({
      slug: 'docs',
      url: 'https://example.org/manual?v=2#top',
      state: 'active',
      createdAt: '2026-11-20T11:00:00.000Z',
      dependsOnVisitor: false,
    });
  });

  test.each<[string, Ask, number]>([
    ['/nothing+', {}, 404],
    ['/ends+', { now: NOW + 100_000 }, 410],
    ['/deleted+', {}, 410],
    ['/loop+', {}, 404],
    ['/plain+', { method: 'POST' }, 405],
  ])('%s, %j: %d', async (path, more, status) => {
    expect((await ask(path, more)).statusCode).toBe(status);
  });

  test('of one at its end: where it leads then', async () => {
    const { body } = await ask('/ends-elsewhere+', { now: NOW + 100_000, headers: JSON_WANTED });
    expect(JSON.parse(body)).toMatchObject({ url: 'https://example.org/over', state: 'expired' });
  });
});
