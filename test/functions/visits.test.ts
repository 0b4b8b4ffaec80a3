import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { VISIT_SERIES } from '../../core/clicks/series.ts';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { systemClock } from '../../core/clock.ts';
import { compileIdentities } from '../../core/crawlers/identities.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore, type NewKey } from '../../core/keys/keys.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { countVisits } from '../../core/visits/count.ts';
import { PERSON } from '../core/clicks/lines.ts';
import { GPTBOT, SLACKBOT, visitLine } from '../core/visits/lines.ts';
import { eventFor } from './event.ts';
import { type asking, startLinksFunction } from './links-api.ts';

const LAMPS = 'https://www.example.com/lamps';
const AT = Date.UTC(2026, 10, 3, 10, 30);
const LATER = Date.UTC(2026, 10, 5, 23, 30);

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
  const rendered = { contentType: 'text/html; page=rendered; charset=utf-8' };
  const late = { status: 503, contentType: 'application/problem+json; page=retry-limit', result: 'Error' };
  const lines = [
    visitLine({ at: AT }),
    visitLine({ at: AT, userAgent: GPTBOT, ...rendered }),
    visitLine({ at: AT, userAgent: GPTBOT, path: '/chairs', ...late }),
    visitLine({ at: LATER, userAgent: SLACKBOT }),
    visitLine({ at: LATER, userAgent: 'curl/8.5.0', contentType: 'text/html' }),
    visitLine({ at: LATER, userAgent: PERSON, contentType: 'text/html' }),
  ];
  const context = {
    table: new CountingTable(links.tables.clicks),
    clock: systemClock,
    known: async () => compileIdentities({ sources: {} }, 0),
    pageParameters: [],
  };
  async function* batches() {
    yield lines;
  }
  const file = { bucket: 'logs', key: 'a', etag: 'e', size: 1 };
  expect(await countVisits([{ file, batches }], context)).toEqual([{ status: 'fulfilled', value: true }]);
  const { client } = links.tables.clicks;
  const times = { renderedAt: AT, dueAt: LATER, dueShard: '0', failedAt: LATER, error: 'it was late' };
  const Item = { page: snapshotKey(LAMPS), url: LAMPS, ...times };
  await client.send(new PutCommand({ TableName: 'snapshots', Item }));
});
afterAll(() => links.stop());

const NOVEMBER = 'from=2026-11-01&to=2026-12-01';
const NOTHING = Object.fromEntries(VISIT_SERIES.map(series => [series, 0]));
const ask: ReturnType<typeof asking> = (path, more) => links.ask(path, more);
const keyWith = async (key: Partial<NewKey>) => {
  const keys = createKeyStore(links.tables.keys, systemClock, systemRandom);
  return { authorization: `Bearer ${(await keys.create({ name: 'test', ...key })).secret}` };
};

describe('GET /api/crawlers', () => {
  test('day by day, those without visits as well', async () => {
    const { status, headers, body } = await ask('/api/crawlers', { query: 'from=2026-11-03&to=2026-11-06' });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    const first = { visits: 3, hits: 1, rendered: 1, failed: 1, search: 1, aiTraining: 2, renderMs: 120 };
    const last = { visits: 2, hits: 1, app: 1, cards: 1, tools: 1, people: 1 };
    expect(body).toEqual({
      from: '2026-11-03T00:00:00.000Z',
      to: '2026-11-06T00:00:00.000Z',
      tz: 'UTC',
      by: 'day',
      total: { ...NOTHING, ...first, ...last, visits: 5, hits: 2 },
      rows: [
        { time: '2026-11-03', ...NOTHING, ...first },
        { time: '2026-11-04', ...NOTHING },
        { time: '2026-11-05', ...NOTHING, ...last },
      ],
    });
  });

  test('in another zone, and hour by hour', async () => {
    const { body } = await ask('/api/crawlers', {
      query: 'from=2026-11-06&to=2026-11-07&tz=Europe/Berlin&by=day',
    });
    expect(body.total.visits).toBe(0);
    const hours = 'from=2026-11-05T23:00:00Z&to=2026-11-06T00:00:00Z&by=hour&tz=Europe/Berlin';
    const { rows } = (await ask('/api/crawlers', { query: hours })).body;
    expect(rows).toMatchObject([{ time: '2026-11-06T00:00+01:00', visits: 2 }]);
  });

  test.each<[string, [string, number][]]>([
    [
      'by=name',
      [
        ['GPTBot', 2],
        ['Googlebot', 1],
        ['Slackbot-LinkExpanding', 1],
        ['curl', 1],
      ],
    ],
    [
      'by=kind',
      [
        ['crawler', 4],
        ['tool', 1],
      ],
    ],
    [
      'by=answer',
      [
        ['stored', 2],
        ['app', 1],
        ['rendered', 1],
        ['retry', 1],
      ],
    ],
    [
      'by=status',
      [
        ['200', 4],
        ['503', 1],
      ],
    ],
    ['by=cause', [['limit', 1]]],
    ['by=time', [['up to 0.5 s', 1]]],
    ['by=page', [[LAMPS, 3]]],
    ['by=name&kind=tool', [['curl', 1]]],
    ['by=page&name=gptbot', [[LAMPS, 1]]],
    [
      'by=answer&name=GPTBot',
      [
        ['rendered', 1],
        ['retry', 1],
      ],
    ],
    ['by=answer&name=nobody', []],
  ])('%s', async (query, rows) => {
    const { body } = await ask('/api/crawlers', { query: `${NOVEMBER}&${query}` });
    expect(body.rows).toEqual(rows.map(([value, count]) => ({ value, count })));
  });

  test('by value a window is of whole days in UTC, and says so', async () => {
    const query = 'from=2026-11-03T09:00:00Z&to=2026-11-03T10:00:00Z&by=kind';
    const { body } = await ask('/api/crawlers', { query });
    expect([body.from, body.to]).toEqual(['2026-11-03T00:00:00.000Z', '2026-11-04T00:00:00.000Z']);
    expect(body.total.visits).toBe(3);
  });

  test('as CSV', async () => {
    const headers = { authorization: links.authorization };
    const query = `${NOVEMBER}&format=csv&by=kind`;
    const answer = await links.handler(eventFor('/api/crawlers', { query, headers }));
    expect(answer.body).toBe('value,count\r\ncrawler,4\r\ntool,1\r\n');
  });

  test.each([
    ['by=country', 'by', 'is none of them'],
    ['kind=person', 'kind', 'is neither'],
    ['name=', 'name', 'is empty'],
    ['name=GPTBot&kind=tool', 'kind', 'does not go with name'],
    ['by=page&kind=tool', 'kind', 'does not go with by=page'],
    [
      'by=page&from=2026-01-01&to=2026-11-01',
      'from',
      'is more than 92 days before the end, of which pages are known',
    ],
    ['from=2025-01-01&to=2026-11-02', 'from', 'is more than 400 days before the end'],
    ['tag=a', 'tag', 'is not a field of visits'],
  ])('%s: 422', async (query, field, reason) => {
    const { status, body } = await ask('/api/crawlers', { query });
    expect([status, body.errors]).toEqual([422, [{ field, reason, expected: expect.any(String) }]]);
  });
});

describe('GET /api/crawlers/pages', () => {
  test('the pages that were read most and failed most, with what is known of them now', async () => {
    const { status, body } = await ask('/api/crawlers/pages', { query: NOVEMBER });
    expect(status).toBe(200);
    const now = {
      renderedAt: new Date(AT).toISOString(),
      dueAt: new Date(LATER).toISOString(),
      lastError: { at: new Date(LATER).toISOString(), reason: 'it was late' },
    };
    expect(body).toEqual({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      read: { slack: 0, pages: [{ url: LAMPS, count: 3, ...now }] },
      failed: {
        slack: 0,
        pages: [{ url: 'https://www.example.com/chairs', count: 1, status: 503, cause: 'limit' }],
      },
    });
  });

  test('of one crawler', async () => {
    const { body } = await ask('/api/crawlers/pages', { query: `${NOVEMBER}&name=Googlebot` });
    expect(body.read.pages).toMatchObject([{ url: LAMPS, count: 1 }]);
    expect(body.failed.pages).toEqual([]);
  });

  test.each([
    ['limit=0', 'limit', 'is too small'],
    [
      'from=2026-01-01&to=2026-11-01',
      'from',
      'is more than 92 days before the end, of which pages are known',
    ],
  ])('%s: 422', async (query, field, reason) => {
    const { status, body } = await ask('/api/crawlers/pages', { query });
    expect([status, body.errors]).toEqual([422, [{ field, reason, expected: expect.any(String) }]]);
  });
});

describe.each(['/api/crawlers', '/api/crawlers/pages'])('%s', path => {
  test.each<[string, Partial<NewKey>, number]>([
    ['stats:read', { scopes: ['stats:read'] }, 200],
    ['another scope', { scopes: ['links:read'] }, 403],
    ['links of a tag alone', { scopes: ['stats:read'], limits: { tags: ['sale'] } }, 403],
  ])('a key for %s: %d', async (_, key, status) => {
    expect((await ask(path, { headers: await keyWith(key) })).status).toBe(status);
  });

  test('without a key: 401', async () => {
    expect((await ask(path, { headers: { authorization: '' } })).status).toBe(401);
  });

  test('it is only read: 405', async () => {
    const { status, headers } = await links.send('POST', path, {});
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});
