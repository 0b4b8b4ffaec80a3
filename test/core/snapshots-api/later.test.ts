import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Clock } from '../../../core/clock.ts';
import { Counters } from '../../../core/counters.ts';
import { itemsOf } from '../../../core/dynamodb.ts';
import { systemRandom } from '../../../core/ids.ts';
import { Calls } from '../../../core/keys/calls.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import type { RenderJob } from '../../../core/queue/jobs.ts';
import { SitemapError } from '../../../core/sitemaps/sitemap.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { StoredPages } from '../../../core/snapshots/stored-pages.ts';
import { PageTable } from '../../../core/snapshots/table.ts';
import { createSnapshotsApi } from '../../../core/snapshots-api/api.ts';
import { wakeOrders } from '../../../core/snapshots-api/wake-orders.ts';
import { httpApiHandler } from '../../../functions/http-api/http-api.ts';
import { asking, heldToDocument, JSON_TYPE } from '../../functions/links-api.ts';
import { SECRET, startTables, type Tables } from '../../tables.ts';
import { linksApiOf } from '../links/makers.ts';

const SITE = 'https://www.example.com';
const MONDAY = Date.parse('2026-11-30T09:00:00Z');
const FRIDAY = Date.parse('2026-12-04T17:00:00Z');
const FRIDAY_18 = { at: '2026-12-04T18:00:00', timeZone: 'Europe/Berlin' };

let tables: Tables;
let ask: ReturnType<typeof asking>;
let keyId: string;
let now: number;
let jobs: RenderJob[];
let sitemaps: Record<string, string[]>;
/** Milliseconds that a look at a sitemap takes. */
let slow = 0;
const clock: Clock = { now: () => now, sleep: async () => undefined };
let pages: StoredPages;
const contextOf = (stored = pages) => ({
  pages: stored,
  store: {
    get: async () => undefined,
    markdown: async () => undefined,
    holdsAny: async () => false,
    delete: async () => undefined,
  },
  table: new PageTable(tables.snapshots),
  purge: async () => undefined,
  site: siteOf('www.example.com', ''),
  clock,
  random: systemRandom,
  queue: { addAll: async (added: readonly RenderJob[]) => void jobs.push(...added) },
  open: async (address: string) => {
    const listed = sitemaps[address];
    if (!listed) throw new SitemapError(`${address} answers 404`);
    return (async function* () {
      now += slow;
      yield Buffer.from(listed[0]?.endsWith('.xml') ? indexOf(listed) : listOf(listed));
    })();
  },
});
const listOf = (urls: string[]) =>
  `<urlset>${urls.map(url => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
const indexOf = (urls: string[]) =>
  `<sitemapindex>${urls.map(url => `<sitemap><loc>${url}</loc></sitemap>`).join('')}</sitemapindex>`;

beforeAll(async () => {
  now = MONDAY;
  tables = await startTables();
  const { client, name: TableName } = tables.snapshots;
  for (const path of ['/a/1', '/a/2', '/b'])
    await client.send(
      new PutCommand({
        TableName,
        Item: { page: path, url: SITE + path, host: 'www.example.com', path },
      }),
    );
  pages = new StoredPages(tables.snapshots);
  const keys = createKeyStore(tables.keys, clock, systemRandom);
  const { key, secret } = await keys.create({ name: 'pages', scopes: ['pages'] });
  keyId = key.id;
  const calls = new Calls(new Counters(itemsOf(tables.counters)), { reads: 10_000, writes: 10_000 }, clock);
  const api = createSnapshotsApi({ ...contextOf(), keys, calls });
  const documented = httpApiHandler(linksApiOf(tables, { clock }), SECRET);
  ask = asking(heldToDocument(httpApiHandler(api, SECRET), documented), `Bearer ${secret}`);
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});
afterAll(() => tables.stop());
beforeEach(async () => {
  now = MONDAY;
  jobs = [];
  sitemaps = {};
  slow = 0;
  for (const { id } of await list()) await call('DELETE', id);
});

const call = (method: string, id: string, body?: unknown) =>
  ask(id === '' ? '/api/snapshots/rerender' : `/api/snapshots/orders/${id}`, {
    method,
    ...(body !== undefined && { headers: JSON_TYPE, body: JSON.stringify(body) }),
  });
const order = (what: object, when: object = FRIDAY_18) => call('POST', '', { ...what, ...when });
const list = async () =>
  (await ask('/api/snapshots/orders')).body.orders as { id: string; at: string; state: string }[];
const wakeUp = (context = contextOf()) => wakeOrders(context);

test('pages are ordered for later, each once and as of then', async () => {
  const { status, headers, body } = await order({ urls: [`${SITE}/x`, `${SITE}/y`, `${SITE}/x`] });
  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.any(String),
    state: 'pending',
    at: '2026-12-04T17:00:00Z',
    urls: [`${SITE}/x`, `${SITE}/y`, `${SITE}/x`],
    orderedBy: keyId,
    orderedAt: '2026-11-30T09:00:00.000Z',
  });
  expect(headers.location).toBe(`https://go.example.com/api/snapshots/orders/${body.id}`);
  expect((await call('GET', body.id)).body).toEqual(body);
  now = FRIDAY - 1;
  expect(await wakeUp()).toEqual({ queued: 0, failed: 0 });
  now = FRIDAY + 40_000;
  expect(await wakeUp()).toEqual({ queued: 2, failed: 0 });
  expect(await wakeUp()).toEqual({ queued: 0, failed: 0 });
  expect(jobs).toEqual([
    { url: `${SITE}/x`, queuedAt: FRIDAY, reason: 'ordered' },
    { url: `${SITE}/y`, queuedAt: FRIDAY, reason: 'ordered' },
  ]);
  expect((await call('GET', body.id)).body).toMatchObject({
    state: 'done',
    lastDone: { at: body.at, queued: 2 },
  });
  expect((await call('PATCH', body.id, { url: `${SITE}/z` })).status).toBe(410);
});

describe('an order', () => {
  test.each<[string, object, object, string]>([
    ['in the past', { url: `${SITE}/` }, { at: '2026-11-30T09:00:00Z' }, 'at is in the past'],
    ['with a zone and no time', { url: `${SITE}/` }, { timeZone: 'Europe/Berlin' }, 'at is missing'],
    ['of another site', { url: 'https://other.example/' }, FRIDAY_18, 'url is not of the site'],
    ['below another site', { prefix: 'https://other.example/' }, FRIDAY_18, 'prefix is not of the site'],
    [
      'of a sitemap elsewhere',
      { sitemap: 'https://other.example/s.xml' },
      FRIDAY_18,
      'sitemap is not of the site',
    ],
    ['of nothing', {}, FRIDAY_18, 'body does not say which pages'],
    [
      'that goes on',
      { prefix: `${SITE}/`, cursor: 'x' },
      FRIDAY_18,
      'cursor does not go with an order for later',
    ],
  ])('%s is refused', async (_, what, when, expected) => {
    const { status, body } = await order(what, when);
    const [{ field, reason }] = body.errors;
    expect([status, `${field} ${reason}`]).toEqual([422, expected]);
  });

  test('once more by the same key is found', async () => {
    const first = await order({ prefix: `${SITE}/a` });
    const again = await order({ prefix: `${SITE}/a` });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
  });

  test('is changed, and called off', async () => {
    const { id } = (await order({ prefix: `${SITE}/a` })).body;
    expect((await call('PATCH', id, { at: '2026-12-05T00:00:00Z' })).body).toMatchObject({
      at: '2026-12-05T00:00:00Z',
      prefix: `${SITE}/a`,
    });
    const other = (await call('PATCH', id, { url: `${SITE}/x` })).body;
    expect(other).toMatchObject({ at: '2026-12-05T00:00:00Z', url: `${SITE}/x` });
    expect(other).not.toHaveProperty('prefix');
    expect((await call('PATCH', id, { url: 'https://other.example/' })).status).toBe(422);
    expect((await call('DELETE', id)).body).toEqual(other);
    expect((await call('GET', id)).status).toBe(404);
    now = Date.parse('2026-12-06T00:00:00Z');
    expect(await wakeUp()).toMatchObject({ queued: 0 });
  });

  test('of the stored pages below an address is of those that are there when it comes', async () => {
    await order({ prefix: `${SITE}/a` });
    now = FRIDAY;
    await wakeUp();
    expect(jobs.map(({ url }) => url)).toEqual([`${SITE}/a/1`, `${SITE}/a/2`]);
  });

  test('that repeats is done each time', async () => {
    const { id } = (await order({ url: `${SITE}/x` }, { repeat: '0 18 * * 5', timeZone: 'Europe/Berlin' }))
      .body;
    for (now of [FRIDAY, FRIDAY + 1_000, FRIDAY + 7 * 24 * 3_600_000]) await wakeUp();
    expect(jobs.map(({ queuedAt }) => new Date(queuedAt).toISOString())).toEqual([
      '2026-12-04T17:00:00.000Z',
      '2026-12-11T17:00:00.000Z',
    ]);
    expect((await call('GET', id)).body).toMatchObject({ state: 'pending', at: '2026-12-18T17:00:00Z' });
  });

  test('of more pages than a run has time for is gone on with by the next one', async () => {
    const names = ['1', '2', '3', '4', '5', '6'].map(name => `${SITE}/${name}.xml`);
    sitemaps = Object.fromEntries(names.map((name, n) => [name, [`${SITE}/page-${n}`]]));
    sitemaps[`${SITE}/all.xml`] = names;
    slow = 9_000;
    const { id } = (await order({ sitemap: `${SITE}/all.xml` })).body;
    now = FRIDAY;
    const runs = [];
    for (let run = 0; run < 5; run++) runs.push((await wakeUp()).queued);
    expect(runs[0]).toBeLessThan(6);
    expect(jobs.map(({ url }) => url)).toEqual(names.map((_, n) => `${SITE}/page-${n}`));
    expect((await call('GET', id)).body).toMatchObject({ state: 'done', lastDone: { queued: 6 } });
  });

  test('that cannot be done is told', async () => {
    const { id } = (await order({ sitemap: `${SITE}/sitemap.xml` })).body;
    now = FRIDAY;
    expect(await wakeUp()).toEqual({ queued: 0, failed: 0 });
    expect((await call('GET', id)).body).toMatchObject({
      state: 'dropped',
      lastDropped: { reason: expect.stringContaining('answers 404') },
    });
  });

  test('of which nobody wrote down that it was done is done again, and its pages need no second render', async () => {
    await order({ url: `${SITE}/x` });
    now = FRIDAY;
    const { client } = tables.links;
    const send = async (command: Parameters<typeof client.send>[0]) => {
      if (command instanceof PutCommand) throw new Error('died');
      return await client.send(command);
    };
    const dying = new StoredPages({
      ...tables.snapshots,
      client: Object.assign(Object.create(client), { send }),
    });
    expect(await wakeUp(contextOf(dying))).toEqual({ queued: 0, failed: 1 });
    now = FRIDAY + 60_000;
    expect(await wakeUp()).toEqual({ queued: 1, failed: 0 });
    expect(jobs).toEqual(Array(2).fill({ url: `${SITE}/x`, queuedAt: FRIDAY, reason: 'ordered' }));
    expect((await list()).map(({ state }) => state)).toEqual(['done']);
  });

  test('that is called off while it is done stays called off', async () => {
    const { id } = (await order({ url: `${SITE}/x` })).body;
    now = FRIDAY;
    const context = { ...contextOf(), queue: { addAll: async () => void (await call('DELETE', id)) } };
    await wakeUp(context);
    expect(await list()).toEqual([]);
  });
});
