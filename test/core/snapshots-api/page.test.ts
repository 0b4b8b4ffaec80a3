import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Counters } from '../../../core/counters.ts';
import { itemsOf } from '../../../core/dynamodb.ts';
import { systemRandom } from '../../../core/ids.ts';
import { Calls } from '../../../core/keys/calls.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import { ServiceFault } from '../../../core/problem.ts';
import { snapshotKey } from '../../../core/snapshots/page.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { snapshotOf } from '../../../core/snapshots/snapshot.ts';
import { StoredPages } from '../../../core/snapshots/stored-pages.ts';
import { createSnapshotsApi } from '../../../core/snapshots-api/api.ts';
import { httpApiHandler } from '../../../functions/http-api/http-api.ts';
import { eventFor } from '../../functions/event.ts';
import { asking, type Handler, heldToDocument } from '../../functions/links-api.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { SECRET, startTables, type Tables } from '../../tables.ts';
import { linksApiOf } from '../links/makers.ts';
import { BUCKET, type Stores, startStores } from '../snapshots/stores.ts';

const SITE = 'https://www.example.com';
const NOON = Date.UTC(2026, 10, 30, 12);
/** What a Lambda answers at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 6 * 1024 * 1024;

let stores: Stores;
let tables: Tables;
let handler: Handler;
let authorization: string;
let ask: ReturnType<typeof asking>;
const clock = new HandClock(NOON);
/** The paths that the edges were told to forget, and whether they cannot be told. */
const purged: string[] = [];
let purgeFails = false;

beforeAll(async () => {
  stores = await startStores(clock);
  tables = await startTables();
  const keys = createKeyStore(tables.keys, clock, systemRandom);
  const { secret } = await keys.create({ name: 'pages', scopes: ['pages'] });
  const api = createSnapshotsApi({
    keys,
    calls: new Calls(new Counters(itemsOf(tables.counters)), { reads: 10_000, writes: 10_000 }, clock),
    pages: new StoredPages({ client: stores.dynamodb, name: 'snapshots' }),
    store: stores.store,
    table: stores.table,
    purge: async paths => {
      if (purgeFails) throw new ServiceFault('CloudFront', new Error('it refuses'));
      purged.push(...paths);
    },
    site: siteOf('www.example.com', 'page'),
    queue: stores.queue,
    open: () => Promise.reject(new Error('no sitemap')),
    clock,
    random: systemRandom,
  });
  authorization = `Bearer ${secret}`;
  handler = heldToDocument(
    httpApiHandler(api, SECRET),
    httpApiHandler(linksApiOf(tables, { clock }), SECRET),
  );
  ask = asking(handler, authorization);
});
afterAll(async () => {
  await tables.stop();
  await stores.stop();
});

const page = (url: string) => ask('/api/snapshots/page', { query: new URLSearchParams({ url }).toString() });

interface Rendered {
  status?: number;
  html?: string;
  location?: string;
  headers?: Record<string, string>;
}

/** Keeps a page as the renderer does. */
async function keep(path: string, { status = 200, html = '', location, headers = {} }: Rendered = {}) {
  const url = SITE + path;
  await stores.store.put(snapshotOf(url, { status, html, headers, ...(location && { location }) }));
  const now = clock.now();
  await stores.table.lock(url, 'test', { now, until: now + 1000, renderedAfter: now, failedAfter: now });
  await stores.table.index(url, 'test');
  const times = { renderedAt: now - 90_000, changedAt: now - 180_000, dueAt: now + 90_000 };
  await stores.table.rendered(url, 'test', { status, hash: 'h', build: 'b1', ...times });
}

describe('GET /api/snapshots/page', () => {
  const LAMP =
    '<!doctype html><html lang="en"><head><title>Lamp</title><meta name="description" content="It is lit.">' +
    '</head><body><h1>Lamp</h1><p>It is <a href="/lit">lit</a>.</p></body></html>';

  test('the stored document in both forms, what is known of it and what it says', async () => {
    await keep('/lamp', { html: LAMP });
    const { status, headers, body } = await page(`${SITE}/lamp?utm_source=x`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    expect(body).toEqual({
      url: `${SITE}/lamp`,
      key: snapshotKey(`${SITE}/lamp`),
      status: 200,
      renderedAt: '2026-11-30T11:58:30.000Z',
      ageSeconds: 90,
      changedAt: '2026-11-30T11:57:00.000Z',
      dueAt: '2026-11-30T12:01:30.000Z',
      build: 'b1',
      headers: {},
      html: LAMP,
      htmlBytes: LAMP.length,
      markdown: expect.stringContaining(`# Lamp\n\nIt is [lit](${SITE}/lit).`),
      isCut: false,
      facts: expect.objectContaining({ title: 'Lamp', description: 'It is lit.', lang: 'en', h1: ['Lamp'] }),
    });
  });

  test('a page that moved, with where to', async () => {
    await keep('/old', { status: 301, location: `${SITE}/lamp`, headers: { 'x-robots-tag': 'noindex' } });
    const { body } = await page(`${SITE}/old`);
    expect(body).toMatchObject({
      status: 301,
      location: `${SITE}/lamp`,
      headers: { 'x-robots-tag': 'noindex' },
      facts: { title: 'Moved', links: 1 },
    });
  });

  test('of a document whose record is not there yet, what is stored', async () => {
    const url = `${SITE}/unrecorded`;
    await stores.store.put(snapshotOf(url, { status: 404, html: LAMP, headers: {} }));
    const { status, body } = await page(url);
    expect([status, body.status, body.renderedAt, body.facts.title]).toEqual([200, 404, undefined, 'Lamp']);
  });

  test('404 where nothing is stored, with what to do', async () => {
    const { status, body } = await page(`${SITE}/none`);
    expect([status, body.detail]).toEqual([
      404,
      `No snapshot of ${SITE}/none is stored. POST /api/snapshots/rerender with its url has one made.`,
    ]);
  });

  test('404 of a page that only ever failed, with why', async () => {
    const now = clock.now();
    const url = `${SITE}/failing`;
    await stores.table.lock(url, 'test', { now, until: now + 1000, renderedAfter: now, failedAfter: now });
    await stores.table.failed(url, 'test', now, { error: 'it stayed empty' });
    expect((await page(url)).body.detail).toContain(' Its last render failed: it stayed empty. ');
  });

  test.each<[Record<string, string>, string, string]>([
    [{}, 'url', 'is missing'],
    [{ url: 'x' }, 'url', 'is no absolute address'],
    [{ url: 'https://other.example/' }, 'url', 'is not of the site'],
    [{ url: SITE, prefix: SITE }, 'prefix', 'is not a field of a page'],
  ])('%j: 422, %s %s', async (query, field, reason) => {
    const { status, body } = await ask('/api/snapshots/page', {
      query: new URLSearchParams(query).toString(),
    });
    expect([status, body.errors]).toEqual([422, [{ field, reason, expected: expect.stringMatching(/./) }]]);
  });

  // A quotation mark takes four bytes on the way, a control character seven, an emoji four.
  test.each([
    ['quotation marks', '"', true],
    ['control characters', '\u0001', true],
    ['emojis', '😀', true],
    ['letters', 'a', false],
  ])('is answered however large the document is: %s', async (_, character, isCut) => {
    const html = `<title>x</title>${character.repeat(3_000_000)}`;
    const Key = snapshotKey(`${SITE}/large`);
    await stores.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: html }));
    const query = new URLSearchParams({ url: `${SITE}/large` }).toString();
    const result = await handler(eventFor('/api/snapshots/page', { query, headers: { authorization } }));
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(MOST_BYTES);
    const body = JSON.parse(result.body ?? '');
    expect([body.isCut, body.html.length < html.length]).toEqual([isCut, isCut]);
    expect(html.startsWith(body.html)).toBe(true);
    expect(body.htmlBytes).toBe(Buffer.byteLength(html));
    expect(body.html.isWellFormed()).toBe(true);
  });
});

describe('DELETE /api/snapshots', () => {
  const drop = (url: string) =>
    ask('/api/snapshots', { method: 'DELETE', query: new URLSearchParams({ url }).toString() });
  const lamp = `${SITE}/dropped`;
  const isKnown = async (url: string) => (await stores.table.find(url)) !== undefined;
  const copies = [`/${snapshotKey(lamp)}`, `/${snapshotKey(lamp, 'md')}`];

  test('drops both forms, the edges’ copies and the record, and answers it as it was', async () => {
    await keep('/dropped', { html: '<title>x</title>' });
    const { status, body } = await drop(`${lamp}?utm_source=x`);
    expect([status, body]).toEqual([
      200,
      {
        url: lamp,
        key: snapshotKey(lamp),
        status: 200,
        renderedAt: expect.any(String),
        ageSeconds: 90,
        changedAt: expect.any(String),
        dueAt: expect.any(String),
        build: 'b1',
        effectiveWithinSeconds: 300,
      },
    ]);
    expect([await stores.store.holdsAny(lamp), await isKnown(lamp)]).toEqual([false, false]);
    expect(purged.splice(0)).toEqual(copies);
    expect((await page(lamp)).status).toBe(404);
    expect((await drop(lamp)).status).toBe(404);
  });

  test('whoever is stopped where the edges are told leaves the record, and the next one goes on there', async () => {
    await keep('/dropped', { html: '<title>x</title>' });
    purgeFails = true;
    expect((await drop(lamp)).status).toBe(503);
    purgeFails = false;
    expect([await stores.store.holdsAny(lamp), await isKnown(lamp)]).toEqual([false, true]);
    expect((await drop(lamp)).status).toBe(409); // the lock of who was stopped
    await clock.advance(6_000);
    expect((await drop(lamp)).status).toBe(200);
    expect([purged.splice(0), await isKnown(lamp)]).toEqual([copies, false]);
  });

  test('what is stored without a record is dropped as well', async () => {
    await stores.store.put(snapshotOf(lamp, { status: 200, html: '<title>x</title>', headers: {} }));
    expect((await drop(lamp)).body).toEqual({
      url: lamp,
      key: snapshotKey(lamp),
      effectiveWithinSeconds: 300,
    });
    expect([await stores.store.holdsAny(lamp), await isKnown(lamp)]).toEqual([false, false]);
  });

  test('409 while it is being rendered, and nothing is dropped', async () => {
    await keep('/dropped', { html: '<title>x</title>' });
    const now = clock.now();
    await stores.table.lock(lamp, 'renderer', {
      now,
      until: now + 20_000,
      renderedAfter: now,
      failedAfter: now,
    });
    expect((await drop(lamp)).status).toBe(409);
    expect(await stores.store.holdsAny(lamp)).toBe(true);
  });

  test('422 without a page of the site', async () => {
    expect((await drop('https://other.example/')).body.errors[0].reason).toBe('is not of the site');
  });
});
