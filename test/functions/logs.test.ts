import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { ClicksTable } from '../../core/clicks/table/clicks-table.ts';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createLink } from '../../core/links/create.ts';
import { close, listen } from '../../local/http.ts';
import { S3 } from '../../local/services/s3.ts';
import { PERSON } from '../core/clicks/lines.ts';
import { askerOf, given, makerOf } from '../core/links/makers.ts';
import { StrictLoki } from '../core/loki/strict-loki.ts';
import { startTables, type Tables } from '../tables.ts';

const BUCKET = 'signpost-logs-test';
const loki = new StrictLoki({ now: Date.now, tenant: 'team', authorization: 'Bearer token' });

let tables: Tables;
let handler: typeof import('../../functions/logs.ts').handler;
let s3: S3Client;
let folder: string;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  for (const name of ['log', 'error'] as const) jest.spyOn(console, name).mockImplementation(() => undefined);
  tables = await startTables();
  folder = await mkdtemp(join(tmpdir(), 'signpost-logs-'));
  const store = new S3({ directory: folder, clock: systemClock, random: systemRandom });
  await store.createBucket(BUCKET);
  const { server, port } = await listen(request => store.handle(request), 0);
  const { url, stop } = await loki.start();
  closers.push(stop, () => close(server));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    LOKI_URL: url,
    LOKI_TENANT: 'team',
    LOKI_SECRET: 'token',
  });
  s3 = new S3Client({ forcePathStyle: true });
  ({ handler } = await import('../../functions/logs.ts'));
});
afterAll(async () => {
  s3.destroy();
  for (const stop of closers) await stop();
  await tables.stop();
  await rm(folder, { recursive: true });
});

let made = 0;
let slug: string;
let id: string;
beforeEach(async () => {
  slug = `spring${made++}`;
  const maker = makerOf(tables);
  const settings = { url: `https://example.org/${slug}`, slug };
  ({
    link: { id },
  } = await createLink(given(settings), askerOf(maker), maker));
  loki.taken.length = loki.pushes.length = loki.planned.length = loki.dropped = 0;
});

const clicks = async () => {
  const [item] = await new ClicksTable(tables.clicks).read([{ subject: `link#${id}`, period: 'all#' }]);
  return item?.counts.clicks ?? 0;
};

const visits = async () => {
  const period = `day#${new Date().toISOString().slice(0, 10)}`;
  const [item] = await new ClicksTable(tables.clicks).read([{ subject: 'crawler#googlebot', period }]);
  return item ?? { counts: {} };
};

/** Puts a file of follows into the bucket; what S3 tells the queue of it. */
async function fileOf(distribution: string, follows: number, more: Record<string, string> = {}) {
  const now = Date.now();
  const lines = Array.from({ length: follows }, (_, i) => ({
    'timestamp(ms)': String(now - 60_000 + i),
    'c-ip': '203.0.113.9',
    'cs-method': 'GET',
    'cs(Host)': 'd111.cloudfront.net',
    'x-host-header': 'go.example.com',
    'cs-uri-stem': `/${slug}`,
    'cs-uri-query': '-',
    'sc-status': '301',
    'sc-bytes': '400',
    'time-taken': '0.012',
    'cs(User-Agent)': encodeURIComponent(PERSON),
    'cs(Referer)': '-',
    'x-edge-result-type': 'Hit',
    'x-edge-request-id': `request-${made}-${i}`,
    date: new Date(now).toISOString().slice(0, 10),
    time: new Date(now).toISOString().slice(11, 19),
    ...more,
  }));
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  const key = `cloudfront/${distribution}/2026/11/30/05/file-${made++}.gz`;
  const Body = gzipSync(`${text}what is no line\n`);
  const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
  const object = { key, size: Body.length, eTag: ETag.replaceAll('"', '') };
  return JSON.stringify({
    Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: BUCKET }, object } }],
  });
}

const take = async (bodies: string[], leftMs = 120_000) => {
  const Records = bodies.map((body, i) => ({ messageId: `m${i}`, body }));
  const lambda = { getRemainingTimeInMillis: () => leftMs };
  const { batchItemFailures } = await handler({ Records } as Parameters<typeof handler>[0], lambda);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

test('a file is counted and shipped once, however often it is named', async () => {
  const file = await fileOf('ELINKS', 3);
  for (const bodies of [[file], [file, file], [file]]) expect(await take(bodies)).toEqual([]);
  expect(await clicks()).toBe(3);
  expect(loki.taken.map(({ time }) => time.slice(-6))).toEqual(['000000', '000001', '000002']);
  expect(loki.pushes).toHaveLength(1);
  expect(JSON.stringify(loki.taken)).not.toContain('203.0.113.9');
});

test('ten files of one batch are counted by as many writes as one of them, and told of in a line for each', async () => {
  const log = jest.mocked(console.log);
  log.mockClear();
  const files = await Promise.all(Array.from({ length: 10 }, () => fileOf('ELINKS', 3)));
  const before = tables.calls.length;
  expect(await take(files)).toEqual([]);
  expect(await clicks()).toBe(30);
  expect(tables.calls.slice(before).filter(call => call === 'PutItem').length).toBeLessThanOrEqual(25);
  const told = () => log.mock.calls.filter(([line]) => String(line).includes('log file read')).length;
  expect(told()).toBe(10);
  expect(await take(files)).toEqual([]);
  expect(told()).toBe(10); // nothing was in them that was not read before
});

test('two at it at the same time ship each line once', async () => {
  const file = await fileOf('ELINKS', 3);
  expect((await Promise.all([take([file]), take([file])])).flat()).toEqual([]);
  expect(await clicks()).toBe(3);
  expect(loki.taken).toHaveLength(3);
});

test('the site’s files are shipped, too, and the visits of crawlers in them counted once, and no clicks', async () => {
  const googlebot = {
    'cs(User-Agent)': encodeURIComponent(
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    ),
    'sc-status': '200',
    'sc-content-type': 'text/html;%20page=stored;%20charset=utf-8',
    'cache-behavior-path-pattern': '*',
  };
  const file = await fileOf('ESITE', 2, googlebot);
  for (const bodies of [[file], [file, file]]) expect(await take(bodies)).toEqual([]);
  expect(await clicks()).toBe(0);
  const { counts } = await visits();
  expect(counts).toMatchObject({ visits: 2, hits: 2, search: 2 });
  expect(loki.taken).toHaveLength(2);
  const broken = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'broken/cloudfront/ESITE/' }),
  );
  expect(broken.KeyCount).toBe(1);
});

test('while Loki is away all is counted, the messages fail, and later each line is shipped once', async () => {
  const files = [await fileOf('ELINKS', 3), await fileOf('ELINKS', 2), await fileOf('ESITE', 1)];
  loki.planned.push({ status: 503, headers: { 'retry-after': '3600' } });
  expect(await take(files)).toEqual(['m0', 'm1', 'm2']);
  expect(await clicks()).toBe(5);
  expect(loki.taken).toEqual([]);
  expect(loki.pushes).toHaveLength(1);
  for (let again = 0; again < 2; again++) expect(await take(files)).toEqual([]);
  expect(await clicks()).toBe(5);
  expect(loki.taken).toHaveLength(6);
  expect(loki.dropped).toBe(0);
});

test('Loki takes no file that another message’s failure is of', async () => {
  const files = ['{', await fileOf('ELINKS', 1)];
  expect(await take(files)).toEqual(['m0']);
  expect(loki.taken).toHaveLength(1);
});

test('a file that is too large for one go is gone on with', async () => {
  const file = await fileOf('ESITE', 6000);
  loki.planned.push({ status: 204, takes: true }, { status: 503, headers: { 'retry-after': '3600' } });
  expect(await take([file])).toEqual(['m0']);
  expect(loki.taken.length).toBeGreaterThan(0);
  expect(await take([file])).toEqual([]);
  expect([loki.taken.length, loki.dropped]).toEqual([6000, 0]);
});

test('with no time left all is counted all the same', async () => {
  const file = await fileOf('ELINKS', 3);
  expect(await take([file], 3000)).toEqual(['m0']);
  expect(await clicks()).toBe(3);
  expect(loki.pushes).toEqual([]);
});

test('a table that fails after Loki took a file costs nothing: what is sent again is dropped', async () => {
  const file = await fileOf('ELINKS', 3);
  const { Ledger } = await import('../../core/clicks/table/ledger.ts');
  jest.spyOn(Ledger.prototype, 'ship').mockRejectedValueOnce(new Error('the table is away'));
  expect(await take([file])).toEqual(['m0']);
  expect(await take([file])).toEqual([]);
  expect(await clicks()).toBe(3);
  expect([loki.taken.length, loki.dropped]).toEqual([3, 3]);
});
