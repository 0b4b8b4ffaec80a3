import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import type { Table } from '../../../core/dynamodb.ts';
import { SHARDS } from '../../../core/freshness/due-pages.ts';
import { type Noted, spread } from '../../../core/freshness/freshness.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';
import { snapshotKey } from '../../../core/snapshots/page.ts';
import {
  NotReady,
  obtainSnapshot,
  type RenderContext,
  renderQueued,
  storedSnapshot,
} from '../../../core/snapshots/render.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { type Snapshot, textOf } from '../../../core/snapshots/snapshot.ts';
import { PageTable } from '../../../core/snapshots/table.ts';
import { close } from '../../../local/http.ts';
import { usualMs } from '../rendering/usual.ts';
import { BUCKET, startStores } from './stores.ts';

const HOUR = 3_600_000;
/** More than a page that can be finished takes on the slowest machine. */
const PATIENCE_MS = 60_000;

// The pages: what each answers to the renderer, and how often it was asked.
const PAGES: Record<string, [status: number, body: string]> = {
  '/ready': [200, '<title>Ready</title><p>content'],
  '/gone': [404, '<title>Gone</title><p>no such thing'],
  '/broken': [500, '<title>Broken</title><p>sorry'],
  '/never': [200, '<title>Never</title><p>soon<script>window.prerenderReady = false</script>'],
  '/empty': [200, '<title>Empty</title>'],
};
/** A page whose parts come from an API, each with what it says without. */
const parts = (...without: string[]) => `<title>Parts</title><main></main><script>
  for (const [i, text] of ${JSON.stringify(without)}.entries()) fetch('/api/' + i)
    .then(r => r.ok ? r.text() : Promise.reject())
    .then(t => { document.title = 'Cleat'; return t }, () => text)
    .then(t => document.querySelector('main').insertAdjacentHTML('beforeend', '<p>' + t))</script>`;
PAGES['/parts'] = [200, parts('Something went wrong.')];
PAGES['/two-parts'] = [200, parts('No product', 'No reviews')];
const READY: [number, string] = [200, '<title>Ready</title><p>content'];
const asked: string[] = [];

/** What the parts of pages are; those that are missing fail. */
let said: string[] = [];
const api = (path: string): [number, string] | undefined => {
  const [, part] = /^\/api\/(\d)$/.exec(path) ?? [];
  if (part === undefined) return undefined;
  const text = said[Number(part)];
  return text === undefined ? [500, ''] : [200, text];
};

let pages: Server;
let origin: string;
let renderer: Renderer;
/** Milliseconds a page takes here. */
let usual: number;

beforeAll(async () => {
  pages = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [status, body] = api(request.url ?? '') ?? PAGES[request.url ?? ''] ?? [404, ''];
    const location = request.url === '/far' ? { location: `/${'x'.repeat(3_000)}` } : {};
    response
      .writeHead(location.location ? 301 : status, { 'content-type': 'text/html', ...location })
      .end(body);
  });
  await new Promise<void>(resolve => pages.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
  renderer = createRenderer({
    isAllowedOrigin: () => true,
    gate: { allows: () => true },
    log: () => undefined,
    clock: systemClock,
  });
  usual = await usualMs(() => renderer.render(`${origin}/ready`, { deadline: PATIENCE_MS }));
});

afterAll(async () => {
  await renderer.close();
  await close(pages);
});

let context: RenderContext;
let snapshots: Table;
let now: number;
let stop: () => Promise<void>;
let objects: () => Promise<string[]>;
let drop: (key: string) => Promise<unknown>;
let jobs: () => Promise<unknown[]>;

beforeEach(async () => {
  asked.length = 0;
  now = Date.now();
  ({ context, snapshots, stop, objects, drop, jobs } = await connectStores());
});

afterEach(() => stop());

describe('obtainSnapshot(url, deadline)', () => {
  test('renders the page, keeps it, and notes when it is due again', async () => {
    const url = `${origin}/ready`;
    expect(await obtainSnapshot(url, PATIENCE_MS, context)).toMatchObject({ status: 200 });
    expect(await context.store.get(url)).toMatchObject({
      status: 200,
      html: expect.stringContaining('content'),
    });
    const record = await context.table.find(url);
    expect(record).toMatchObject({ url, status: 200 });
    expect(record?.dueAt).toBe((record?.renderedAt ?? 0) + spread(snapshotKey(url), 24 * HOUR));
    expect(record).not.toHaveProperty('lockedUntil');
  });

  test('a page that says it is not there is kept with its status, for an hour', async () => {
    const url = `${origin}/gone`;
    expect(await obtainSnapshot(url, PATIENCE_MS, context)).toMatchObject({ status: 404 });
    const record = await context.table.find(url);
    expect(record?.dueAt).toBe((record?.renderedAt ?? 0) + HOUR);
  });

  test('many at once make one render and get the same page', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => obtainSnapshot(`${origin}/ready`, PATIENCE_MS, context)),
    );
    expect(new Set(answers.map(({ html }) => html)).size).toBe(1);
    expect(asked).toEqual(['/ready']);
  });

  test('what the lock takes is of the deadline, too: with nothing left no page is asked for', async () => {
    let aheadMs = 0;
    class SlowTable extends PageTable {
      override async lock(...given: Parameters<PageTable['lock']>): ReturnType<PageTable['lock']> {
        const before = await super.lock(...given);
        aheadMs = PATIENCE_MS;
        return before;
      }
    }
    const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
    const slow = { ...context, table: new SlowTable(snapshots), clock };
    await expect(obtainSnapshot(`${origin}/ready`, PATIENCE_MS, slow)).rejects.toThrow(NotReady);
    expect(asked).toEqual([]);
  });

  test('past the deadline: not ready, queued once, nothing stored', async () => {
    const url = `${origin}/never`;
    await expect(obtainSnapshot(url, 400, context)).rejects.toThrow(NotReady);
    expect(await objects()).toEqual([]);
    expect(await jobs()).toEqual([{ url, queuedAt: expect.any(Number), reason: 'asked' }]);
  });

  test('those who waited for a page that failed are told at once, and do not each try again', async () => {
    const url = `${origin}/never`;
    const first = obtainSnapshot(url, 300 + 5 * usual, context).catch(error => error);
    const others = Array.from({ length: 4 }, () =>
      obtainSnapshot(url, PATIENCE_MS, context).catch(error => error),
    );
    for (const answer of await Promise.all([first, ...others])) expect(answer).toBeInstanceOf(NotReady);
    expect(asked).toEqual(['/never']);
    expect(await jobs()).toHaveLength(1);
  });

  test.each(['/broken', '/empty'])('%s is never stored, and the next request tries again', async path => {
    const attempt = () => obtainSnapshot(origin + path, PATIENCE_MS, context).catch(error => error);
    await attempt();
    expect(await objects()).toEqual([]);
    await attempt();
    expect(asked).toEqual([path, path]);
  });

  test('a snapshot that was deleted is made again', async () => {
    const url = `${origin}/ready`;
    await context.table.lock(url, 'earlier', { now, until: now + 1, renderedAfter: now, failedAfter: now });
    await context.table.rendered(url, 'earlier', render({ renderedAt: now })); // its object was never put
    expect(await obtainSnapshot(url, PATIENCE_MS, context)).toMatchObject({ status: 200 });
  });

  test('a renderer that died holds a page up no longer than its lock', async () => {
    const url = `${origin}/ready`;
    await context.table.lock(url, 'dead', { now, until: now + 300, renderedAfter: now, failedAfter: now });
    expect(await obtainSnapshot(url, PATIENCE_MS, context)).toMatchObject({ status: 200 });
  });

  test('who waits in vain for another leaves a job: that other may have died', async () => {
    const url = `${origin}/ready`;
    const times = { now, until: now + 60_000, renderedAfter: now, failedAfter: now };
    await context.table.lock(url, 'dead', times);
    await expect(obtainSnapshot(url, 300, context)).rejects.toThrow(NotReady);
    expect(await jobs()).toEqual([{ url, queuedAt: expect.any(Number), reason: 'asked' }]);
  });

  test('a page in the bucket is always one that will be due, wherever the renderer dies', async () => {
    const url = `${origin}/ready`;
    class DyingTable extends PageTable {
      override rendered = () => Promise.reject(new Error('died'));
      override failed = () => Promise.reject(new Error('died'));
    }
    const table = new DyingTable(snapshots);
    await expect(obtainSnapshot(url, PATIENCE_MS, { ...context, table })).rejects.toThrow('died');
    expect(await objects()).toEqual([snapshotKey(url, 'html'), snapshotKey(url, 'md')]);
    const due = await Promise.all(SHARDS.map(shard => context.table.due(shard, now + HOUR, 5)));
    expect(due.flat()).toEqual([expect.objectContaining({ url })]);
  });

  test('a page whose Location is too long to be kept is answered all the same', async () => {
    const url = `${origin}/far`;
    expect(await obtainSnapshot(url, PATIENCE_MS, context)).toMatchObject({ status: 301 });
    expect(await objects()).toEqual([]);
  });

  test('a render whose lock ran out does not end another’s', async () => {
    const url = `${origin}/ready`;
    await context.table.lock(url, 'mine', { now, until: now + 1_000, renderedAfter: now, failedAfter: now });
    expect(await context.table.rendered(url, 'another', render({ renderedAt: now }))).toBe(false);
    expect(await context.table.find(url)).toMatchObject({ lockedBy: 'mine' });
  });
});

describe('a page that is rendered again', () => {
  const again = (url: string, more: Partial<RenderContext> = {}) =>
    renderQueued({ url, queuedAt: Date.now() + 1, reason: 'due' }, PATIENCE_MS, { ...context, ...more });

  test('and is the same is not written again, and notes that it was looked at', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    const before = await context.table.find(url);
    const puts = puttingStore();
    const tomorrow = { ...systemClock, now: () => Date.now() + 24 * HOUR };
    await renderQueued({ url, queuedAt: tomorrow.now(), reason: 'due' }, PATIENCE_MS, {
      ...context,
      store: puts.store,
      clock: tomorrow,
    });
    expect(puts.urls).toEqual([]);
    const { hash, changedAt } = before ?? {};
    expect(await context.table.find(url)).toMatchObject({ hash, changedAt, changes: 0.95 });
  });

  test('and is another is written and has changed', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    const before = await context.table.find(url);
    PAGES['/ready'] = [200, '<title>Ready</title><p>other content'];
    await again(url).finally(() => {
      PAGES['/ready'] = READY;
    });
    expect((await context.store.get(url))?.html).toContain('other content');
    const after = await context.table.find(url);
    expect(after?.changedAt).toBe(after?.renderedAt);
    expect(after?.hash).not.toBe(before?.hash);
  });

  test.each([
    { what: 'is new', told: true },
    { what: 'is the same', before: READY[1], told: false },
    { what: 'has changed', before: 'other content', told: true },
    { what: 'is another by a deploy', before: 'other content', build: 'an older one', told: false },
  ])('and $what is announced: $told', async ({ before, build, told }) => {
    const url = `${origin}/ready`;
    if (before !== undefined) {
      PAGES['/ready'] = [200, before];
      const older: Renderer = {
        ...renderer,
        render: async (...asked) => ({ ...(await renderer.render(...asked)), ...(build && { build }) }),
      };
      await obtainSnapshot(url, PATIENCE_MS, { ...context, renderer: older });
      PAGES['/ready'] = READY;
    }
    const announced: string[] = [];
    const announce = async (page: string) => void announced.push(page);
    await again(url, { announce });
    expect(announced).toEqual(told ? [url] : []);
  });

  test.each(['html', 'md'] as const)('is written again when its .%s was deleted', async form => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    await drop(snapshotKey(url, form));
    await again(url);
    expect(await objects()).toEqual([snapshotKey(url, 'html'), snapshotKey(url, 'md')]);
  });

  test('is written again when a render that ended late has put an older one in its place', async () => {
    const url = `${origin}/ready`;
    const kept = await obtainSnapshot(url, PATIENCE_MS, context);
    await context.store.put({ ...kept, html: 'older' });
    await again(url);
    expect((await context.store.get(url))?.html).toBe(kept.html);
  });

  test('is written again when the renderer died after it had put another one, which was not noted', async () => {
    const url = `${origin}/ready`;
    const kept = await obtainSnapshot(url, PATIENCE_MS, context);
    PAGES['/ready'] = [200, '<title>Ready</title><p>for a moment'];
    class DyingTable extends PageTable {
      override rendered = () => Promise.reject(new Error('died'));
      override failed = () => Promise.reject(new Error('died'));
    }
    const dying = again(url, { table: new DyingTable(snapshots) });
    await expect(dying).rejects.toThrow('died');
    PAGES['/ready'] = READY;
    expect((await context.store.get(url))?.html).toContain('for a moment');
    const afterTheLock = { ...systemClock, now: () => Date.now() + HOUR };
    await renderQueued({ url, queuedAt: afterTheLock.now(), reason: 'due' }, PATIENCE_MS, {
      ...context,
      clock: afterTheLock,
    });
    expect((await context.store.get(url))?.html).toBe(kept.html);
  });

  test('and fails keeps its snapshot, and says why until it works again', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    PAGES['/ready'] = PAGES['/broken'] ?? READY;
    await again(url).finally(() => {
      PAGES['/ready'] = READY;
    });
    expect(await context.table.find(url)).toMatchObject({
      status: 200,
      error: 'it answered 500, which is not kept',
    });
    expect((await context.store.get(url))?.html).toContain('content');
    await again(url);
    const record = await context.table.find(url);
    expect([record?.error, record?.failedAt]).toEqual([undefined, undefined]);
  });
});

describe('a page whose API fails', () => {
  const PRODUCT = 'A cleat of solid brass for ropes of up to twelve millimetres, cast in one piece. '.repeat(
    3,
  );
  const REVIEWS = 'It holds what it says, and in any weather. '.repeat(30);
  const MINUTE = 60_000;
  const at = (ms: number, more: Partial<RenderContext> = {}) => ({
    ...context,
    ...more,
    clock: { ...systemClock, now: () => now + ms },
  });
  const due = (url: string, ms: number, more?: Partial<RenderContext>) =>
    renderQueued({ url, queuedAt: now + ms, reason: 'due' }, PATIENCE_MS, at(ms, more));
  const texts = async (url: string) => (await context.store.get(url))?.html ?? '';

  test('is not stored the first time, and says why', async () => {
    const url = `${origin}/parts`;
    said = [];
    const outcome = await obtainSnapshot(url, PATIENCE_MS, context).catch(error => error);
    expect(outcome).toBeInstanceOf(NotReady);
    expect(await objects()).toEqual([]);
    expect(await context.table.find(url)).toMatchObject({
      fault: 'requests',
      error: expect.stringMatching(/^GET \/api\/0 answered 500/),
    });
    expect(await jobs()).toHaveLength(1);
  });

  test('keeps its good snapshot, is due soon and then later, and is well again when its API is', async () => {
    const url = `${origin}/parts`;
    said = [PRODUCT];
    await obtainSnapshot(url, PATIENCE_MS, at(0));
    said = [];
    const tries: number[] = [];
    for (let ms = HOUR; ms < 4 * HOUR; ) {
      expect(await due(url, ms)).toBe(false);
      const { dueAt = 0, status } = (await context.table.find(url)) ?? {};
      expect(status).toBe(200);
      tries.push(Math.round((dueAt - now - ms) / MINUTE));
      ms = dueAt - now;
    }
    expect(tries).toEqual([5, 5, 10, 20, 40, 80, 160]);
    expect(await texts(url)).toContain('solid brass');
    expect(await jobs()).toEqual([]);
    said = [PRODUCT.replaceAll('brass', 'bronze')];
    expect(await due(url, 8 * HOUR)).toBe(true);
    expect(await texts(url)).toContain('solid bronze');
    const record = await context.table.find(url);
    expect([record?.error, record?.fault, record?.failingSince]).toEqual([undefined, undefined, undefined]);
  });

  test('in part: is stored without, unless what is stored has much more; that for a day', async () => {
    const url = `${origin}/two-parts`;
    said = [PRODUCT];
    await obtainSnapshot(url, PATIENCE_MS, at(0));
    expect(await texts(url)).toContain('No reviews');
    said = [PRODUCT, REVIEWS];
    expect(await due(url, HOUR)).toBe(true);
    said = [PRODUCT];
    expect(await due(url, 2 * HOUR)).toBe(false);
    expect(await texts(url)).toContain('in any weather');
    expect((await context.table.find(url))?.error).toMatch(/^GET \/api\/1 answered 500: what is stored/);
    expect(await due(url, 27 * HOUR)).toBe(true);
    expect(await texts(url)).toContain('No reviews');
  });

  test('in a small part: is stored without', async () => {
    const url = `${origin}/two-parts`;
    said = [PRODUCT, 'One review: good.'];
    await obtainSnapshot(url, PATIENCE_MS, at(0));
    said = [PRODUCT];
    const heard: unknown[] = [];
    expect(await due(url, HOUR, { log: entry => void heard.push(entry) })).toBe(true);
    expect(await texts(url)).toContain('No reviews');
    expect(heard).toMatchObject([{ message: 'rendered', givenUp: 'GET /api/1 answered 500' }]);
  });
});

test('a page that stays empty leaves no job, and one from the queue ends', async () => {
  const url = `${origin}/empty`;
  await expect(obtainSnapshot(url, PATIENCE_MS, context)).rejects.toThrow(NotReady);
  expect(await jobs()).toEqual([]);
  expect((await context.table.find(url))?.fault).toBe('empty');
  const job = { url, queuedAt: Date.now(), reason: 'asked' } as const;
  expect(await renderQueued(job, PATIENCE_MS, context)).toBe(false);
});

describe('after a deploy', () => {
  const deployed = (url: string) =>
    ({ url, queuedAt: Date.now() + 1, reason: 'deployed', build: '2' }) as const;
  const withBuild = (build: string): RenderContext => ({
    ...context,
    renderer: {
      ...renderer,
      render: async (url, options) => ({ ...(await renderer.render(url, options)), build }),
    },
  });

  test('a page of the older build is rendered, and is of the new one from then on', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, withBuild('1'));
    const shard = (build: string) => Promise.all(SHARDS.map(shard => context.table.ofBuild(build, shard, 5)));
    expect((await shard('1')).flat()).toMatchObject([{ url }]);
    expect(await renderQueued(deployed(url), PATIENCE_MS, withBuild('2'))).toBe(true);
    expect((await shard('1')).flat()).toEqual([]);
    expect((await shard('2')).flat()).toMatchObject([{ url }]);
  });

  test('a page that is of the new build is left alone', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, withBuild('2'));
    expect(await renderQueued(deployed(url), PATIENCE_MS, withBuild('2'))).toBe(false);
    expect(asked).toEqual(['/ready']);
  });

  test('a page that was forgotten meanwhile stays so', async () => {
    expect(await renderQueued(deployed(`${origin}/ready`), PATIENCE_MS, context)).toBe(false);
    expect(asked).toEqual([]);
  });
});

describe('storedSnapshot(url, form)', () => {
  test('is none of a page that is not stored, which is not rendered for that', async () => {
    expect(await storedSnapshot(`${origin}/ready`, 'html', context)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('as Markdown is the stored page of a time before Markdown, and keeps its Markdown', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    await drop(snapshotKey(url, 'md'));
    const stored = await storedSnapshot(url, 'md', context);
    expect(stored && textOf(stored, 'md')).toContain('content');
    expect(await objects()).toEqual([snapshotKey(url, 'html'), snapshotKey(url, 'md')]);
    expect(asked).toEqual(['/ready']);
  });

  test.each(['html', 'md'] as const)(
    'of a page that is gone leaves no Markdown that could outlive it: %s',
    async form => {
      const url = `${origin}/gone`;
      await obtainSnapshot(url, PATIENCE_MS, context);
      await drop(snapshotKey(url, 'md'));
      expect(await storedSnapshot(url, form, context)).toMatchObject({ status: 404 });
      expect(await objects()).toEqual([snapshotKey(url, 'html')]);
      expect(asked).toEqual(['/gone']);
    },
  );
});

describe('renderQueued(url, queuedAt)', () => {
  test('renders a page that was rendered before it was queued', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    expect(await renderQueued({ url, queuedAt: Date.now() + 1, reason: 'due' }, PATIENCE_MS, context)).toBe(
      true,
    );
  });

  test('leaves a page that was rendered since', async () => {
    const url = `${origin}/ready`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    expect(await renderQueued({ url, queuedAt: now - 1, reason: 'due' }, PATIENCE_MS, context)).toBe(false);
    expect(asked).toEqual(['/ready']);
  });

  test('is not done with a page that another has locked: that other may have died', async () => {
    const url = `${origin}/ready`;
    const times = { now, until: now + 60_000, renderedAfter: now, failedAfter: now };
    await context.table.lock(url, 'dead', times);
    const job = { url, queuedAt: now, reason: 'asked' } as const;
    await expect(renderQueued(job, 300, context)).rejects.toThrow(NotReady);
  });

  test('waits for the lock of another that died', async () => {
    const url = `${origin}/ready`;
    const times = { now, until: now + 400, renderedAfter: now, failedAfter: now };
    await context.table.lock(url, 'dead', times);
    expect(await renderQueued({ url, queuedAt: now, reason: 'asked' }, PATIENCE_MS, context)).toBe(true);
  });

  test('forgets a page that is gone, so that nothing is rendered until somebody asks for it', async () => {
    const url = `${origin}/gone`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    expect(await renderQueued({ url, queuedAt: Date.now() + 1, reason: 'due' }, PATIENCE_MS, context)).toBe(
      false,
    );
    expect(await objects()).toEqual([]);
    expect(await context.table.find(url)).toBeUndefined();
    expect(asked).toEqual(['/gone']);
    expect(await obtainSnapshot(url, PATIENCE_MS, context)).toMatchObject({ status: 404 });
  });

  test('renders a page that was gone when a crawler waits for it', async () => {
    const url = `${origin}/gone`;
    await obtainSnapshot(url, PATIENCE_MS, context);
    const job = { url, queuedAt: Date.now() + 1, reason: 'asked' } as const;
    expect(await renderQueued(job, PATIENCE_MS, context)).toBe(true);
  });

  test('tries a page again that failed a moment ago', async () => {
    const url = `${origin}/never`;
    const deadline = 300 + 5 * usual; // it is asked for by then
    await obtainSnapshot(url, deadline, context).catch(() => undefined);
    const job = { url, queuedAt: Date.now(), reason: 'due' } as const;
    expect(await renderQueued(job, deadline, context)).toBe(false);
    expect((await context.table.find(url))?.error).toMatch(/^Still waits after .*prerenderReady/);
    expect(asked).toEqual(['/never', '/never']);
  });
});

test('a page that was rendered is due after its interval; one that never was is not', async () => {
  const urls = ['/ready', '/empty'].map(path => origin + path);
  const times = { now, until: now + 1, renderedAfter: now, failedAfter: now };
  for (const [i, url] of urls.entries()) {
    await context.table.lock(url, 'x', times);
    await context.table.index(url, 'x');
    await context.table.rendered(url, 'x', render({ dueAt: now - i }));
  }
  await context.table.lock(`${origin}/never`, 'x', times);
  await context.table.failed(`${origin}/never`, 'x', now, { error: 'not finished in time' });
  const due = async (time: number) =>
    (await Promise.all(SHARDS.map(shard => context.table.due(shard, time, 5))))
      .flat()
      .map(({ url }) => url)
      .sort();
  expect(await due(now - 2)).toEqual([]);
  expect(await due(now)).toEqual([...urls].sort());
  expect(await due(now + 24 * HOUR)).toEqual([...urls].sort());
});

/** The store, which tells what is put into it. */
function puttingStore() {
  const urls: string[] = [];
  const { store } = context;
  const put = async (snapshot: Snapshot) => {
    urls.push(snapshot.url);
    await store.put(snapshot);
  };
  return { urls, store: Object.assign(Object.create(store), { put, holds: store.holds.bind(store) }) };
}

/** What is noted of a render. */
const render = (changes: Partial<Noted>): Noted => ({
  status: 200,
  hash: 'x',
  renderedAt: now,
  changedAt: now,
  dueAt: now,
  ...changes,
});

/** The real clients over the local S3, DynamoDB and SQS. */
async function connectStores() {
  const { s3, dynamodb, table, store, queue, jobs, stop } = await startStores();
  const site = siteOf(new URL(origin).host, '');
  const rest = { site, clock: systemClock, random: systemRandom, log: () => undefined };
  const context: RenderContext = { renderer, store, table, queue, ...rest };
  return {
    context,
    snapshots: { client: dynamodb, name: 'snapshots' },
    objects: async () => {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return (Contents ?? []).map(({ Key }) => Key ?? '');
    },
    drop: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key })),
    jobs,
    stop,
  };
}
