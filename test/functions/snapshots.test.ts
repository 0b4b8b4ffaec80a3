import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { connectDynamoDb } from '../../core/dynamodb.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { PageTable } from '../../core/snapshots/table.ts';
import { close, listen } from '../../local/http.ts';
import { DynamoDb } from '../../local/services/dynamodb.ts';
import { Sqs } from '../../local/services/sqs.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import { setEnvironment } from '../tables.ts';
import { type Ask, eventFor } from './event.ts';

const SITE = 'https://www.example.com';
let snapshots: typeof import('../../functions/snapshots.ts');
let authorization = '';
let client: ReturnType<typeof connectDynamoDb>;
let stop: () => Promise<void>;
/** The operations asked for so far. */
const calls: string[] = [];
let sqs: Sqs;

// The table is the template's own, index and all.
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signpost-snapshots-'));
  const dynamodb = new DynamoDb();
  const { Resources } = await packagedTemplate('.');
  for (const [id, TableName] of [
    ['KeysTable', 'keys'],
    ['CountersTable', 'counters'],
    ['SnapshotsTable', 'snapshots'],
  ] as const)
    await dynamodb.createTable({ TableName, ...Resources[id]?.Properties });
  const { server, port } = await listen(request => {
    const target = `${request.headers.get('x-amz-target')}`;
    calls.push(target.replace(/^.*\./, ''));
    return target.startsWith('AmazonSQS') ? sqs.handle(request) : dynamodb.handle(request);
  }, 0);
  sqs = new Sqs({
    path: join(folder, 'sqs'),
    clock: systemClock,
    random: systemRandom,
    baseUrl: `http://127.0.0.1:${port}`,
  });
  const { url } = sqs.createQueue({ name: 'render' });
  setEnvironment(port);
  Object.assign(process.env, {
    SNAPSHOTS_TABLE: 'snapshots',
    RENDER_QUEUE: url,
    SITE_HOSTS: 'www.example.com',
    PAGE_PARAMETERS: 'page',
  });
  snapshots = await import('../../functions/snapshots.ts');
  client = connectDynamoDb();
  const { secret } = await createKeyStore({ client, name: 'keys' }, systemClock, systemRandom).create({
    name: 'x',
  });
  authorization = `Bearer ${secret}`;
  await fill(new PageTable({ client, name: 'snapshots' })); // one by one: the client gives up after a second
  stop = async () => {
    client.destroy();
    await close(server);
    sqs.close();
    await dynamodb.close();
    await rm(folder, { recursive: true });
  };
});
afterAll(() => stop());
beforeEach(() => {
  calls.length = 0;
});

/** More products than one answer holds, each fiftieth of which is gone, and many of which are due at the same time; a page with a very long address; one that failed; one never finished. */
const COUNT = 110;
const LONG = `${SITE}/long/${'x'.repeat(3_000)}`;
const dueIn = (i: number) => 1000 * (1 + (i % 3));
const product = (i: number) => `${SITE}/products/${String(i).padStart(3, '0')}`;

async function fill(table: PageTable): Promise<void> {
  const now = systemClock.now();
  const times = { now, until: now + 60_000, renderedAfter: now, failedAfter: now };
  const write = async (url: string, status: number, dueAt = now) => {
    await table.lock(url, 'test', times);
    await table.index(url, 'test');
    const renderedAt = now - 90_000;
    const render = { status, hash: 'h', build: 'b1', renderedAt, changedAt: renderedAt, dueAt };
    await table.rendered(url, 'test', render);
  };
  for (let i = 0; i < COUNT; i++) await write(product(i), i % 50 === 0 ? 404 : 200, now + dueIn(i));
  await write(LONG, 200);
  await table.lock(`${SITE}/failed`, 'test', times);
  await table.failed(`${SITE}/failed`, 'test', now, { error: 'it stayed empty' });
  await table.lock(`${SITE}/unfinished`, 'test', times);
}

async function ask(path: string, { headers, ...more }: Ask = {}) {
  const result = await snapshots.handler(eventFor(path, { headers: { authorization, ...headers }, ...more }));
  const text = result.body ?? '';
  return { status: result.statusCode, headers: result.headers ?? {}, body: text && JSON.parse(text) };
}

const list = (query: Record<string, string> | [string, string][] = {}) =>
  ask('/api/snapshots', { query: new URLSearchParams(query).toString() });
const order = (body: unknown) =>
  ask('/api/snapshots/rerender', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
/** Without those that count what the key does. */
const workOf = (all: string[]) => all.filter(call => call !== 'UpdateItem');
const urlsOf = ({ body }: Awaited<ReturnType<typeof ask>>): string[] =>
  body.snapshots.map(({ url }: { url: string }) => url);

/** All pages of a list, answer by answer, and how many there were in each. */
async function walk(query: Record<string, string>): Promise<{ urls: string[]; sizes: number[] }> {
  const urls: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const answer = await list({ ...query, ...(cursor && { cursor }) });
    expect(answer.status).toBe(200);
    urls.push(...urlsOf(answer));
    sizes.push(urlsOf(answer).length);
    cursor = answer.body.cursor;
  }
  return { urls, sizes };
}

describe('GET /api/snapshots', () => {
  test('a page: all that is known of it', async () => {
    const { status, headers, body } = await list({ url: product(7) });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body.snapshots).toEqual([
      {
        url: product(7),
        key: snapshotKey(product(7)),
        status: 200,
        renderedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        ageSeconds: expect.any(Number),
        changedAt: expect.stringMatching(/Z$/),
        build: 'b1',
        dueAt: expect.stringMatching(/Z$/),
      },
    ]);
    expect(body.snapshots[0].ageSeconds).toBeGreaterThanOrEqual(90);
    expect(workOf(calls)).toEqual(['GetItem', 'BatchGetItem']);
  });

  test('a page that failed, one never finished and one nobody knows: no status, and no time it is due', async () => {
    const urls = ['/failed', '/unfinished', '/unknown'].map(path => SITE + path);
    const { body } = await list(urls.map(url => ['url', url] as [string, string]));
    expect(body.snapshots).toEqual(
      urls.map((url, i) => ({
        url,
        key: snapshotKey(url),
        ...(i === 0 && { lastError: { at: expect.stringMatching(/Z$/), reason: 'it stayed empty' } }),
      })),
    );
  });

  test('a hundred pages, with whatever does not count: in the order asked, the same one twice if so asked', async () => {
    const asked = Array.from({ length: 100 }, (_, i) => product(99 - Math.floor(i / 2)));
    const { body } = await list(asked.map(url => ['url', `${url}?utm_source=x`] as [string, string]));
    expect(body.snapshots.map(({ url }: { url: string }) => url)).toEqual(asked);
  });

  test('all pages, answer by answer: each once, in the order of their paths', async () => {
    const { urls } = await walk({ limit: '60' });
    expect(urls).toHaveLength(COUNT + 3);
    expect(urls).toEqual([...urls].sort());
    expect(new Set(urls).size).toBe(COUNT + 3);
    expect(urls).toContain(LONG);
  });

  test('by prefix', async () => {
    expect((await walk({ prefix: `${SITE}/products/1` })).urls).toEqual(
      Array.from({ length: 10 }, (_, i) => product(100 + i)),
    );
    expect((await walk({ prefix: `${SITE}/products/00`, limit: '7' })).sizes.slice(0, 2)).toEqual([7, 3]);
    expect((await walk({ prefix: `${SITE}/nothing` })).urls).toEqual([]);
  });

  test.each([
    ['404', [product(0), product(50), product(100)]],
    ['4xx', [product(0), product(50), product(100)]],
    ['3xx', []],
    ['failed', [`${SITE}/failed`]],
  ])('by status %s', async (status, urls) => {
    expect((await walk({ status })).urls).toEqual(urls);
    expect((await walk({ status, limit: '1' })).urls).toEqual(urls);
  });

  test('by a status that most have, answer by answer: none is lost where an answer ends', async () => {
    const gone = Math.ceil(COUNT / 50);
    expect((await walk({ status: '200', limit: '50' })).urls).toHaveLength(COUNT - gone + 1);
  });

  /** The products, those that are due next first, each with its like in the order of paths. */
  const products = (of: (i: number) => boolean = () => true) =>
    Array.from({ length: COUNT }, (_, i) => i)
      .filter(of)
      .sort((one, other) => dueIn(one) - dueIn(other));

  test.each(['1', '7', '60', '100'])(
    'by when they are due, %s in an answer: each page with a snapshot once, though many are due at the same time',
    async limit => {
      const { urls } = await walk({ sort: 'due', limit });
      const times = urls.map(url => (url === LONG ? 0 : dueIn(Number(url.slice(-3)))));
      expect(times).toEqual([0, ...products().map(dueIn)]);
      expect([...urls].sort()).toEqual([LONG, ...products().map(product)].sort());
    },
  );

  test.each<[Record<string, string>, (i: number) => boolean]>([
    [{ prefix: `${SITE}/products/1` }, i => i >= 100],
    [{ status: '404' }, i => i % 50 === 0],
    [{ prefix: `${SITE}/products/1`, status: '404' }, i => i === 100],
    [{ prefix: `${SITE}/nothing` }, () => false],
  ])('by when they are due, and only %j', async (query, isOne) => {
    const { urls } = await walk({ ...query, sort: 'due', limit: '2' });
    expect(urls.map(url => dueIn(Number(url.slice(-3))))).toEqual(products(isOne).map(dueIn));
    expect([...urls].sort()).toEqual(products(isOne).map(product).sort());
  });

  test('a page that is rendered while a list is read by when pages are due is found where it went', async () => {
    const table = new PageTable({ client, name: 'snapshots' });
    const now = systemClock.now();
    const first = await list({ sort: 'due', limit: '1' });
    expect(urlsOf(first)).toEqual([LONG]);
    await table.lock(LONG, 'test', { now, until: now + 60_000, renderedAfter: now, failedAfter: now });
    const render = { status: 200, hash: 'h', build: 'b1', renderedAt: now - 90_000, changedAt: now };
    await table.rendered(LONG, 'test', { ...render, dueAt: now + 90_000 });
    const { body } = await list({ sort: 'due', cursor: first.body.cursor });
    const rest = await list({ sort: 'due', cursor: body.cursor });
    expect(urlsOf({ ...rest, body: { snapshots: [...body.snapshots, ...rest.body.snapshots] } })).toEqual([
      ...new Array(COUNT).fill(expect.stringMatching(/products/)),
      LONG,
    ]);
  });

  test.each<[Record<string, string>, string, string]>([
    [{ prefix: '/products' }, 'prefix', 'is no absolute address'],
    [{ prefix: 'https://other.example/' }, 'prefix', 'is not of the site'],
    [{ url: 'x' }, 'url', 'is no absolute address'],
    [{ url: product(1), status: '200' }, 'status', 'does not go with url'],
    [{ url: product(1), prefix: SITE }, 'prefix', 'does not go with url'],
    [{ url: product(1), sort: 'due' }, 'sort', 'does not go with url'],
    [{ status: '99' }, 'status', 'is no status'],
    [{ sort: 'age' }, 'sort', 'is neither'],
    [{ sort: 'due', cursor: 'x' }, 'cursor', 'is not of this request'],
    [{ limit: '0' }, 'limit', 'is too small'],
    [{ limit: '101' }, 'limit', 'is too large'],
    [{ limit: 'ten' }, 'limit', 'is no such number'],
    [{ cursor: 'x' }, 'cursor', 'is not of this request'],
    [
      { cursor: Buffer.from('{"host":"a","path":"/","page":"x","url":"y"}').toString('base64url') },
      'cursor',
      'is not of this request',
    ],
    [{ perfix: SITE }, 'perfix', 'is not a parameter of this list'],
  ])('%j: 422, %s %s', async (query, field, reason) => {
    const { status, headers, body } = await list(query);
    expect([status, headers['content-type']]).toEqual([422, 'application/problem+json']);
    expect(body.errors).toEqual([{ field, reason, expected: expect.stringMatching(/\w/) }]);
    expect(workOf(calls)).toEqual(['GetItem']);
  });

  test.each([
    ['due', 'path'],
    ['path', 'due'],
  ])('a cursor of the order by %s for that by %s: 422', async (one, other) => {
    const { body } = await list({ sort: one, limit: '1' });
    expect((await list({ sort: other, cursor: body.cursor })).body.errors).toMatchObject([
      { field: 'cursor', reason: 'is not of this request' },
    ]);
  });

  test('a cursor of another prefix: 422', async () => {
    const { body } = await list({ prefix: `${SITE}/products/1`, limit: '1' });
    const { status } = await list({ prefix: `${SITE}/products/2`, limit: '1', cursor: body.cursor });
    expect(status).toBe(422);
  });

  test('more than a hundred addresses: 422', async () => {
    const { status, body } = await list(
      Array.from({ length: 101 }, () => ['url', product(1)] as [string, string]),
    );
    expect([status, body.errors[0].reason]).toEqual([422, 'has more than 100 addresses']);
  });
});

test('a key without the scope pages: 403; and its calls are counted', async () => {
  const keys = createKeyStore({ client, name: 'keys' }, systemClock, systemRandom);
  const { secret } = await keys.create({ name: 'links', scopes: ['links:read', 'links:write'] });
  const { status, headers, body } = await ask('/api/snapshots', {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect([status, body.detail]).toEqual([403, 'This takes a key with the scope pages.']);
  expect(headers).toMatchObject({
    'ratelimit-policy': '"reads";q=1200;w=60',
    ratelimit: expect.stringMatching(/^"reads";r=1199;t=\d+$/),
  });
});

describe('POST /api/snapshots/rerender', () => {
  /** What is in the queue, and out of it then. */
  async function jobs(): Promise<{ url: string; queuedAt: number; reason: string }[]> {
    const found = [];
    for (;;) {
      const messages = await sqs.receive('render', { max: 10 });
      if (messages.length === 0) return found;
      for (const { body, receiptHandle } of messages) {
        found.push(JSON.parse(body));
        sqs.delete('render', receiptHandle);
      }
    }
  }

  test('a page: 202 and a job for it', async () => {
    const { status, body } = await order({ url: `${product(1)}?utm_source=x` });
    expect(status).toBe(202);
    expect(body).toEqual({ queued: 1, queuedAt: expect.stringMatching(/Z$/) });
    expect(await jobs()).toEqual([
      { url: product(1), queuedAt: Date.parse(body.queuedAt), reason: 'ordered' },
    ]);
  });

  test('a hundred pages: one job each, ten in a call', async () => {
    const urls = Array.from({ length: 100 }, (_, i) => product(i));
    expect((await order({ urls: [...urls.slice(1), product(0)] })).body.queued).toBe(100);
    expect(calls.filter(call => call === 'SendMessageBatch')).toHaveLength(10);
    expect((await jobs()).map(({ url }) => url).sort()).toEqual(urls);
  });

  test('by prefix: every stored page below it, and no page is read for it', async () => {
    expect((await order({ prefix: `${SITE}/products/` })).body).toEqual({
      queued: COUNT,
      queuedAt: expect.any(String),
    });
    expect(calls).not.toContain('BatchGetItem');
    expect(await jobs()).toHaveLength(COUNT);
    expect((await order({ prefix: `${SITE}/long/` })).body.queued).toBe(1);
    expect((await jobs()).map(({ url }) => url)).toEqual([LONG]);
  });

  test.each<[unknown, string, string]>([
    [{}, 'body', 'does not say which pages'],
    [{ cursor: 'x' }, 'body', 'does not say which pages'],
    [[], 'body', 'is not an object'],
    [{ url: 1 }, 'url', 'is not one text'],
    [{ url: 'https://other.example/' }, 'url', 'is not of the site'],
    [{ url: product(1), cursor: 'x' }, 'cursor', 'is not of this request'],
    [{ urls: [] }, 'urls', 'is empty'],
    [{ urls: product(1) }, 'urls', 'is not a list'],
    [{ urls: [product(1), 'https://other.example/'] }, 'urls.1', 'is not of the site'],
    [{ urls: [product(1), 2] }, 'urls.1', 'is not one text'],
    [{ prefix: 'https://other.example/' }, 'prefix', 'is not of the site'],
    [{ prefix: SITE, cursor: 'x' }, 'cursor', 'is not of this request'],
    [{ sitemap: 'x' }, 'sitemap', 'cannot be read: x is not on a host of the site'],
    [
      { sitemap: 'https://169.254.169.254/latest' },
      'sitemap',
      'cannot be read: https://169.254.169.254/latest is not on a host of the site',
    ],
    [{ sitemap: `${SITE}/sitemap.xml`, cursor: 'x' }, 'cursor', 'is not of this request'],
    [{ pages: [] }, 'pages', 'is not a field of an order'],
  ])('%j: 422, %s %s', async (body, field, reason) => {
    const answer = await order(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ field, reason, expected: expect.stringMatching(/\w/) }]);
    expect(await jobs()).toEqual([]);
  });

  test('more than a hundred pages: 422', async () => {
    const { status, body } = await order({ urls: Array(101).fill(product(1)) });
    expect([status, body.errors[0].reason]).toEqual([422, 'has more than 100 addresses']);
  });

  test('two ways at once: 422 that names both', async () => {
    const { body } = await order({ url: product(1), prefix: SITE });
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['url', 'prefix']);
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
test('the address of a page, however long, fits into the index’s sort key', async () => {
  const Key = { page: snapshotKey(LONG) };
  const { Item } = await client.send(new GetCommand({ TableName: 'snapshots', Key }));
  expect(Item?.path).toBe(new URL(LONG).pathname.slice(0, 1_024));
});

test.each([
  ['POST', '/api/snapshots', 'GET, HEAD, DELETE'],
  ['GET', '/api/snapshots/rerender', 'POST'],
  ['POST', '/api/snapshots/openapi.json', 'GET, HEAD'],
])('%s %s: 405 that allows %s', async (method, path, allow) => {
  const { status, headers } = await ask(path, { method });
  expect([status, headers.allow]).toEqual([405, allow]);
});

test.each(['/api/snapshots/', '/api/snapshots/x', '/api/snapshots/rerender/x'])('GET %s: 404', async path => {
  expect((await ask(path)).status).toBe(404);
});

test('without a key: 401; not by CloudFront: 403', async () => {
  expect((await ask('/api/snapshots', { headers: { authorization: '' } })).status).toBe(401);
  expect(
    (await ask('/api/snapshots/rerender', { method: 'POST', headers: { authorization: '' } })).status,
  ).toBe(401);
  expect((await ask('/api/snapshots', { headers: { 'x-origin-secret': 'x' } })).status).toBe(403);
});

test('GET /api/snapshots/openapi.json, without a key: what can be asked and answered', async () => {
  const { status, body } = await ask('/api/snapshots/openapi.json', { headers: { authorization: '' } });
  expect(status).toBe(200);
  expect(Object.keys(body.paths)).toEqual([
    '/api/snapshots/openapi.json',
    '/api/snapshots',
    '/api/snapshots/page',
    '/api/snapshots/rerender',
    '/api/snapshots/orders',
    '/api/snapshots/orders/{id}',
  ]);
  const parameters = body.paths['/api/snapshots'].get.parameters;
  expect(parameters.map(({ name }: { name: string }) => name)).toEqual([
    'prefix',
    'url',
    'status',
    'sort',
    'limit',
    'cursor',
  ]);
  expect(parameters[1].schema).toMatchObject({ type: 'array', items: { type: 'string' } });
  expect(Object.keys(body.components.schemas).sort()).toEqual([
    'AlterRerenderOrder',
    'DroppedSnapshot',
    'LaterOrder',
    'LaterOrders',
    'Order',
    'PageFacts',
    'Problem',
    'RerenderOrder',
    'Snapshot',
    'SnapshotPage',
    'Snapshots',
  ]);
  expect(body.components.schemas.RerenderOrder.oneOf).toHaveLength(4);
});

describe('a body is judged as that of a link is:', () => {
  const send = (body: string, headers: Record<string, string> = {}) =>
    ask('/api/snapshots/rerender', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const page = JSON.stringify({ url: product(1) });

  test.each([
    ['with what a decoder left of other bytes', `{"url":"${SITE}/\ufffd"}`, {}, 400],
    ['in another charset', page, { 'content-type': 'application/json; charset=latin1' }, 415],
    ['far too large, without a key', ' '.repeat(7 * 1024 * 1024), { authorization: '' }, 413],
    ['for a Host that is none', page, { 'x-signpost-host': '1.2.3.4' }, 400],
    [
      'of 40,000 unknown fields',
      `{${Array.from({ length: 40_000 }, (_, i) => `"f${i}":1`).join()}}`,
      {},
      422,
    ],
    ['of 40,000 wrong addresses', JSON.stringify({ urls: Array(40_000).fill(1) }), {}, 422],
    ['of a hundred wrong addresses', JSON.stringify({ urls: Array(100).fill('x') }), {}, 422],
    ['with an invisible character', `{"url":"${SITE}/\u202e"}`, {}, 422],
  ])('%s', async (_, body, headers, status) => {
    const answer = await send(body, headers);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body).length).toBeLessThan(4096);
    expect(calls).not.toContain('SendMessage');
  });

  test('spelt as few do', async () => {
    expect((await send(`\ufeff${page}`, { 'content-type': 'application/json ;charset=UTF-8;' })).status).toBe(
      202,
    );
  });
});
