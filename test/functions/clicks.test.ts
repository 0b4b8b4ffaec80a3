import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { emptyTally } from '../../core/clicks/tally.ts';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore, type NewKey } from '../../core/keys/keys.ts';
import { resolveLink } from '../../core/links/resolve.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { clickItems } from '../core/clicks/items.ts';
import { eventFor } from './event.ts';
import { type asking, startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
const ids: Record<string, string> = {};
beforeAll(async () => {
  links = await startLinksFunction();
  for (const [slug, tags] of [
    ['spring', ['Sale']],
    ['summer', ['other']],
    ['never', []],
  ] as const) {
    await links.send('POST', '/api/links', { url: 'https://example.com/', slug, tags });
    ids[slug] = await idOf(slug);
  }
  const table = new CountingTable(links.tables.clicks);
  const additions = [
    ...clickItems(`link#${ids.spring}`, { '2026-11-03T10': 3, '2026-11-05T23': 2 }, 'spring'),
    ...clickItems(`link#${ids.summer}`, { '2026-11-03T10': 4 }, 'summer'),
    ...clickItems('tag#Sale', { '2026-11-03T10': 4 }),
    ...clickItems('creator#key-1', { '2026-11-03T10': 5 }),
    ...clickItems('all#', { '2026-11-03T10': 6 }),
  ];
  const visitors = new Set(['AAAAAAAAAAA', 'AAAAAAAAAAE', 'AAAAAAAAAAI']);
  const day = { subject: `link#${ids.spring}`, period: 'day#2026-11-03', tally: emptyTally(), visitors };
  await table.add([day], { file: 'visitors', pass: 0, claim: 1 });
  await table.add(additions, { file: 'file', pass: 0, claim: 1 });
});
afterAll(() => links.stop());

async function idOf(slug: string): Promise<string> {
  const link = await resolveLink(slug, createLinkStore(links.tables.links), systemClock.now());
  return link?.id ?? '';
}

const NOVEMBER = 'from=2026-11-01&to=2026-12-01';
const ask: ReturnType<typeof asking> = (path, more) => links.ask(path, more);
const text = async (path: string, query: string, method = 'GET') => {
  const headers = { authorization: links.authorization };
  return await links.handler(eventFor(path, { method, query, headers }));
};
const keyWith = async (key: Partial<NewKey>) => {
  const keys = createKeyStore(links.tables.keys, systemClock, systemRandom);
  return { authorization: `Bearer ${(await keys.create({ name: 'test', ...key })).secret}` };
};

const NOTHING = {
  clicks: 0,
  scans: 0,
  doubtful: 0,
  heads: 0,
  prefetches: 0,
  previews: 0,
  crawlers: 0,
  tools: 0,
  ended: 0,
};

describe('GET /api/links/{slug}/clicks', () => {
  test('day by day, those without clicks as well', async () => {
    const { status, headers, body } = await ask('/api/links/spring/clicks', {
      query: 'from=2026-11-02&to=2026-11-05T00:00:00%2B01:00',
    });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({
      from: '2026-11-02T00:00:00.000Z',
      to: '2026-11-04T23:00:00.000Z',
      tz: 'UTC',
      by: 'day',
      total: { ...NOTHING, clicks: 3 },
    });
    expect(body.rows.map(({ time, clicks }: { time: string; clicks: number }) => [time, clicks])).toEqual([
      ['2026-11-02', 0],
      ['2026-11-03', 3],
      ['2026-11-04', 0],
    ]);
  });

  test.each([
    ['by=month', [['2026-11', 5]]],
    [
      'by=week&tz=Europe/Berlin',
      [
        ['2026-10-26', 0],
        ['2026-11-02', 5],
        ['2026-11-09', 0],
        ['2026-11-16', 0],
        ['2026-11-23', 0],
        ['2026-11-30', 0],
      ],
    ],
  ])('%s', async (query, rows) => {
    const { body } = await ask('/api/links/spring/clicks', { query: `${NOVEMBER}&${query}` });
    expect(body.rows.map(({ time, clicks }: { time: string; clicks: number }) => [time, clicks])).toEqual(
      rows,
    );
  });

  test.each<[string, (number | undefined)[]]>([
    ['from=2026-11-02&to=2026-11-05', [0, 3, 0]],
    ['from=2026-11-03T12:00:00Z&to=2026-11-03T14:00:00Z', [3]],
    ['from=2026-11-02&to=2026-11-05&tz=Europe/Berlin', [undefined, undefined, undefined, undefined]],
    ['from=2026-11-02&to=2026-11-05&by=week', [undefined]],
  ])('%s: visitors of each day of UTC', async (query, visitors) => {
    const { body } = await ask('/api/links/spring/clicks', { query });
    expect(body.rows.map((row: { visitors?: number }) => row.visitors)).toEqual(visitors);
    const csv = await text('/api/links/spring/clicks', `${query}&format=csv`);
    expect(/,visitors\r\n/.test(csv.body ?? '')).toBe(visitors[0] !== undefined);
  });

  test('of 93 days there are none', async () => {
    const visitorsOf = async (query: string) =>
      (await ask('/api/links/spring/clicks', { query })).body.rows[0].visitors;
    expect(await visitorsOf('from=2026-08-31&to=2026-12-01')).toBe(0);
    expect(await visitorsOf('from=2026-08-30&to=2026-12-01')).toBeUndefined();
  });

  test('a click of the last hour of a day in UTC is one of the next day in Berlin', async () => {
    const query = 'from=2026-11-05T12:00:00Z&to=2026-11-07&tz=Europe/Berlin';
    const { body } = await ask('/api/links/spring/clicks', { query });
    expect(body.rows.find(({ clicks }: { clicks: number }) => clicks > 0).time).toBe('2026-11-06');
  });

  test('by what tells clicks apart, the most first', async () => {
    const { body } = await ask('/api/links/spring/clicks', { query: `${NOVEMBER}&by=country` });
    expect(body.rows).toEqual([{ value: 'DE', count: 5 }]);
  });

  test.each([
    ['by=country', 'value,count\r\nDE,5\r\n'],
    ['by=campaign', 'value,count\r\n'],
    [
      'by=month',
      'time,clicks,scans,doubtful,heads,prefetches,previews,crawlers,tools,ended\r\n2026-11,5,0,0,0,0,0,0,0,0\r\n',
    ],
  ])('as CSV, with a header whether there are rows or not: %s', async (query, csv) => {
    const answer = await text('/api/links/spring/clicks', `${NOVEMBER}&format=csv&${query}`);
    expect(answer.body).toBe(csv);
    expect(answer.headers?.['content-type']).toBe('text/csv; charset=utf-8');
  });

  test('by HEAD: the same without a body', async () => {
    const { statusCode, body = '' } = await text('/api/links/spring/clicks', NOVEMBER, 'HEAD');
    expect([statusCode, body]).toEqual([200, '']);
  });

  test('by a slug that the link had before, and once it is deleted', async () => {
    await links.send('POST', '/api/links', { url: 'https://a.example/', slug: 'was' });
    const additions = clickItems(`link#${await idOf('was')}`, { '2026-11-03T10': 7 }, 'was');
    await new CountingTable(links.tables.clicks).add(additions, { file: 'other', pass: 0, claim: 1 });
    await links.send('PATCH', '/api/links/was', { slug: 'is' });
    const clicks = async (slug: string) =>
      (await ask(`/api/links/${slug}/clicks`, { query: NOVEMBER })).body.total.clicks;
    expect([await clicks('was'), await clicks('is')]).toEqual([7, 7]);
    await ask('/api/links/is', { method: 'DELETE' });
    expect(await clicks('is')).toBe(7);
  });

  test('there is no such link: 404', async () => {
    expect((await ask('/api/links/none/clicks')).status).toBe(404);
  });

  test('it is only read: 405', async () => {
    const { status, headers } = await links.send('POST', '/api/links/spring/clicks', {});
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

const TIME = 'a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z';
const BEHIND = 'a day or a time with its zone, behind `from`';
const BYS =
  'one of hour, day, week, month, country, referrer, device, browser, os, campaign, rule, via, agent';

describe.each(['/api/links/spring/clicks', '/api/clicks'])('%s', path => {
  test.each([
    ['from=yesterday', 'from', 'is no such time', TIME],
    ['from=2026-11-01T00:00', 'from', 'is no such time', TIME],
    ['from=2026-13-01', 'from', 'is no such time', TIME],
    ['from=2026-11-01T99:00:00Z', 'from', 'is no such time', TIME],
    ['from=2026-11-01&from=2026-11-02', 'from', 'is not one text', TIME],
    ['to=', 'to', 'is no such time', BEHIND],
    ['from=2026-11-02&to=2026-11-02', 'from', 'is no time before the end', TIME],
    ['from=2026-11-03&to=2026-11-02', 'from', 'is no time before the end', TIME],
    ['from=2025-01-01&to=2026-11-02', 'from', 'is more than 400 days before the end', TIME],
    ['by=year', 'by', 'is none of them', BYS],
    ['tz=Mars', 'tz', 'is no time zone', 'a time zone, e.g. Europe/Berlin'],
    ['tz=', 'tz', 'is no time zone', 'a time zone, e.g. Europe/Berlin'],
    ['format=xml', 'format', 'is neither', 'json or csv'],
    [
      'domain=nowhere.example',
      'domain',
      'is no short domain of this deployment',
      'nothing, as there is but one',
    ],
  ])('%s: 422', async (query, field, reason, expected) => {
    const { status, body } = await ask(path, { query });
    expect(body.errors).toEqual([{ field, reason, expected }]);
    expect(status).toBe(422);
  });

  test('an unknown parameter is refused by its name', async () => {
    const { status, body } = await ask(path, { query: 'form=2026-11-01' });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      expect.objectContaining({
        field: 'form',
        expected: expect.stringMatching(/^one of from, to, by, tz,/),
      }),
    ]);
  });

  test('a key without stats:read is told so', async () => {
    const headers = await keyWith({ scopes: ['links:read', 'links:write'] });
    const { status, headers: answered } = await ask(path, { headers });
    expect(status).toBe(403);
    expect(answered['www-authenticate']).toContain('scope="stats:read"');
    expect((await ask(path, { headers: await keyWith({ scopes: ['stats:read'] }) })).status).toBe(200);
  });

  test('without a key: 401', async () => {
    expect((await ask(path, { headers: { authorization: '' } })).status).toBe(401);
  });
});

describe('GET /api/clicks', () => {
  test.each([
    ['', 6],
    ['&tag=Sale', 4],
    ['&creator=key-1', 5],
    ['&tag=nobody', 0],
  ])('%j', async (query, clicks) => {
    const { body } = await ask('/api/clicks', { query: NOVEMBER + query });
    expect(body.total).toEqual({ ...NOTHING, clicks });
  });

  test.each([
    ['tag=a&creator=b', 'creator', 'does not go with tag'],
    ['tag=a&domain=go.example.com', 'domain', 'does not go with tag'],
  ])('%s: 422', async (query, field, reason) => {
    const { status, body } = await ask('/api/clicks', { query });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ field, reason, expected: 'one of tag, creator, domain' }]);
  });
});

describe('GET /api/clicks/top', () => {
  const top = (query: string) => ask('/api/clicks/top', { query });
  const spring = {
    slug: 'spring',
    shortUrl: 'https://go.example.com/spring',
    url: 'https://example.com/',
    clicks: 5,
  };
  const summer = { ...spring, slug: 'summer', shortUrl: 'https://go.example.com/summer', clicks: 4 };

  test('the most clicked links of a window', async () => {
    const { status, body } = await top(`${NOVEMBER}&limit=2`);
    expect(status).toBe(200);
    expect(body).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      exact: true,
      links: expect.any(Array),
    });
    const slugs = body.links.map(({ slug }: { slug: string }) => slug);
    expect(body.links.find(({ slug }: { slug: string }) => slug === 'spring')).toEqual(spring);
    // One that was renamed since, and deleted, is named as it is now.
    expect(slugs).toEqual(['is', 'spring']);
  });

  test('a day of it has another order', async () => {
    const { body } = await top('from=2026-11-03&to=2026-11-04&limit=100');
    const ours = body.links.filter(({ slug }: { slug: string }) => slug.startsWith('s'));
    expect(ours).toEqual([summer, { ...spring, clicks: 3 }]);
  });

  test.each([
    ['limit=0', 'limit', 'is too small', 'a whole number, 1 to 100'],
    ['limit=101', 'limit', 'is too large', 'a whole number, 1 to 100'],
    ['limit=ten', 'limit', 'is no such number', 'a whole number, 1 to 100'],
    ['tag=a', 'tag', 'is not a field of the most clicked links', 'one of from, to, limit, domain'],
    ['from=2026-11-02&to=2026-11-02', 'from', 'is no time before the end', TIME],
  ])('%s: 422', async (query, field, reason, expected) => {
    const { status, body } = await top(query);
    expect(body.errors).toEqual([{ field, reason, expected }]);
    expect(status).toBe(422);
  });
});

describe('a key that is for links of a tag', () => {
  test.each([
    ['/api/links/spring/clicks', 200],
    ['/api/links/summer/clicks', 404],
    ['/api/clicks', 403],
    ['/api/clicks/top', 403],
  ])('%s: %d', async (path, status) => {
    const headers = await keyWith({ scopes: ['stats:read'], limits: { tags: ['sale'] } });
    expect((await ask(path, { headers })).status).toBe(status);
  });
});
