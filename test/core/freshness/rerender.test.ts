import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../../../core/clock.ts';
import { SHARDS } from '../../../core/freshness/due-pages.ts';
import {
  budgetAt,
  candidatesPerShard,
  chooseRerenders,
  queueRerenders,
  RUN_MS,
} from '../../../core/freshness/rerender.ts';
import { systemRandom } from '../../../core/ids.ts';
import type { RenderJob } from '../../../core/queue/jobs.ts';
import { forgetPage } from '../../../core/snapshots/forget.ts';
import { isSiteOrigin } from '../../../core/snapshots/hosts.ts';
import { snapshotKey } from '../../../core/snapshots/page.ts';
import { snapshotOf } from '../../../core/snapshots/snapshot.ts';
import { BUCKET, startStores } from '../snapshots/stores.ts';

const DAY = 24 * 3_600_000;

describe('the budget of a run', () => {
  test('comes to that of a day, however small it is', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(20_000), (rendersPerDay, day) => {
        let sum = 0;
        for (let now = day * DAY; now < (day + 1) * DAY; now += RUN_MS) sum += budgetAt(now, rendersPerDay);
        expect(sum).toBe(rendersPerDay);
      }),
      { numRuns: 30 },
    );
  });

  test('is the same in all runs, but for one more or less', () => {
    const runs = Array.from({ length: 500 }, (_, i) => budgetAt(i * RUN_MS, 50_000));
    expect([Math.min(...runs), Math.max(...runs)]).toEqual([173, 174]);
  });

  test('asks no shard for so few that the others could not make up for one with more than its share', () => {
    for (const budget of [0, 1, 174, 3_472])
      expect(SHARDS.length * candidatesPerShard(budget)).toBeGreaterThanOrEqual(2 * budget);
  });
});

describe('of the pages to render', () => {
  const due = [3, 1, 2].map(n => ({ url: `due ${n}`, dueAt: n }));
  const old = [2, 1, 3].map(n => ({ url: `old ${n}`, rank: n }));

  test.each<[string, typeof due, typeof old, number, string[]]>([
    ['the most overdue come first', due, [], 2, ['due 1', 'due 2']],
    [
      'after a deploy the first of an older build, in turns with them',
      due,
      old,
      4,
      ['due 1', 'old 1', 'due 2', 'old 2'],
    ],
    [
      'those left of one kind take the place of the other',
      due.slice(0, 1),
      old,
      3,
      ['due 3', 'old 1', 'old 2'],
    ],
    ['none comes twice', due, [{ url: 'due 1', rank: 0 }, ...old], 3, ['due 1', 'due 2', 'old 1']],
    ['none comes without a budget', due, old, 0, []],
  ])('%s', (_, pages, outdated, budget, chosen) => {
    expect([...chooseRerenders(pages, outdated, budget).keys()]).toEqual(chosen);
  });
});

describe('a run of the schedule', () => {
  const now = Math.floor(Date.now() / RUN_MS) * RUN_MS;
  const urlOf = (n: number) => `https://site.example/products/${n}`;
  let stores: Awaited<ReturnType<typeof startStores>>;
  let build = 0;

  beforeEach(async () => {
    stores = await startStores();
  });
  afterEach(() => stores.stop());

  /** The setting SITE_HOSTS. */
  let hosts: string;
  beforeEach(() => {
    hosts = 'site.example';
  });
  const run = (rendersPerDay: number, time = now) =>
    queueRerenders(time, {
      ...stores,
      rendersPerDay,
      site: { setting: hosts, includes: url => isSiteOrigin(new URL(url).origin, hosts) },
      forget: url => forgetPage(url, { ...stores, clock: systemClock, random: systemRandom }),
    });

  /** So many in each run. */
  const perRun = (renders: number) => (renders * DAY) / RUN_MS;

  async function deploy(): Promise<string> {
    const Body = `<div id=app>${++build}`;
    await stores.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'app/index.html', Body }));
    return (await stores.store.build()) ?? '';
  }

  async function keep(url: string, more: { dueAt: number; build?: string; status?: number }): Promise<void> {
    const times = { now, until: now, renderedAfter: now + DAY, failedAfter: now + DAY };
    await stores.table.lock(url, 'x', times);
    await stores.table.index(url, 'x');
    const render = { status: 200, hash: 'x', renderedAt: now - DAY, changedAt: now - DAY, ...more };
    expect(await stores.table.rendered(url, 'x', render)).toBe(true);
  }

  /** Takes all jobs out of the queue. */
  async function jobs(): Promise<RenderJob[]> {
    const found: RenderJob[] = [];
    for (;;) {
      const asked = { QueueUrl: stores.queueUrl, MaxNumberOfMessages: 10 };
      const { Messages = [] } = await stores.sqs.send(new ReceiveMessageCommand(asked));
      if (Messages.length === 0) return found;
      for (const { Body = '', ReceiptHandle } of Messages) {
        found.push(JSON.parse(Body));
        await stores.sqs.send(new DeleteMessageCommand({ QueueUrl: stores.queueUrl, ReceiptHandle }));
      }
    }
  }

  test('queues the most overdue, of all shards, as many as the budget has', async () => {
    for (let n = 1; n <= 40; n++) await keep(urlOf(n), { dueAt: now - n });
    await keep(urlOf(99), { dueAt: now + 1 });
    expect(await run(perRun(25))).toBe(25);
    const urls = (await jobs()).map(({ url }) => url);
    expect(new Set(urls)).toEqual(new Set(Array.from({ length: 25 }, (_, i) => urlOf(40 - i))));
    expect(await run(perRun(1_000))).toBe(40);
  });

  test('counts what waits in the queue against the budget', async () => {
    for (let n = 1; n <= 10; n++) await keep(urlOf(n), { dueAt: now - n });
    for (let n = 1; n <= 3; n++) await stores.queue.add({ url: urlOf(n), queuedAt: now, reason: 'asked' });
    expect(await run(perRun(5))).toBe(2);
    expect(await run(perRun(5))).toBe(0);
  });

  test('after a deploy queues pages of the older build, those due too, and each leaves it when it is rendered', async () => {
    const first = await deploy();
    await run(perRun(10));
    for (let n = 1; n <= 4; n++) await keep(urlOf(n), { dueAt: now + DAY, build: first });
    await keep('https://site.example/', { dueAt: now + DAY, build: first });
    await keep(urlOf(5), { dueAt: now - 1, build: first });
    await keep(urlOf(6), { dueAt: now + DAY, build: first, status: 404 });
    expect(await run(perRun(10))).toBe(1);
    await jobs();
    const second = await deploy();
    expect(await run(perRun(2))).toBe(2);
    expect(await jobs()).toEqual([
      { url: urlOf(5), queuedAt: now, reason: 'due' },
      { url: 'https://site.example/', queuedAt: now, reason: 'deployed', build: second },
    ]);
    await keep('https://site.example/', { dueAt: now + DAY, build: second });
    await keep(urlOf(5), { dueAt: now + DAY, build: second });
    expect(await run(perRun(10))).toBe(4);
    expect(new Set((await jobs()).map(({ url }) => url))).toEqual(new Set([1, 2, 3, 4].map(urlOf)));
  });

  test('goes on with the older builds until they have no pages left, a while longer, and then forgets them', async () => {
    const first = await deploy();
    await run(perRun(10));
    await keep(urlOf(1), { dueAt: now + DAY, build: first });
    const second = await deploy();
    await run(perRun(10));
    await keep(urlOf(1), { dueAt: now + DAY, build: second });
    await run(perRun(10), now + RUN_MS);
    expect(await stores.table.builds()).toMatchObject({ current: second, older: [{ id: first }] });
    await run(perRun(10), now + 2 * RUN_MS);
    expect(await stores.table.builds()).toMatchObject({ current: second, older: [] });
  });

  test('does not come back at once to a page that fails with the new build', async () => {
    const first = await deploy();
    await run(perRun(10));
    await keep(urlOf(1), { dueAt: now + DAY, build: first });
    await deploy();
    expect(await run(perRun(10))).toBe(1);
    const times = { now, until: now, renderedAfter: now, failedAfter: now };
    await stores.table.lock(urlOf(1), 'x', times);
    await stores.table.failed(urlOf(1), 'x', now, { error: 'it stayed empty' });
    expect(await run(perRun(10) + perRun(1), now + RUN_MS - 1)).toBe(0);
    await jobs();
    expect(await run(perRun(10), now + RUN_MS)).toBe(1);
    expect(await jobs()).toMatchObject([{ url: urlOf(1), reason: 'due' }]);
  });

  describe('when the site’s hosts have changed', () => {
    const page = (host: string, n = 1) => `https://${host}/products/${n}`;
    const PAGE = { status: 200, headers: {}, html: '<p>text' };
    /** A page with its snapshot, due tomorrow unless said otherwise. */
    async function put(url: string, dueAt = now + DAY): Promise<void> {
      await keep(url, { dueAt });
      await stores.store.put(snapshotOf(url, PAGE));
    }
    /** The objects and the items there are of pages. */
    async function left(): Promise<string[]> {
      const { Contents = [] } = await stores.s3.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'snapshots/' }),
      );
      const { Items = [] } = await stores.dynamodb.send(new ScanCommand({ TableName: 'snapshots' }));
      const items = Items.filter(item => item.url !== undefined).map(({ url }) => url);
      return [...Contents.map(({ Key = '' }) => Key), ...items].sort();
    }
    const all = (...urls: string[]) =>
      urls.flatMap(url => [snapshotKey(url, 'html'), snapshotKey(url, 'md'), url]).sort();

    test.each<[string, former: string, now: string, page: string, isForgotten: boolean]>([
      ['the one host is another', 'old.example', 'site.example', 'old.example', true],
      ['one of two is gone', 'old.example,site.example', 'site.example', 'old.example', true],
      ['one of two is left', 'old.example,site.example', 'site.example', 'site.example', false],
      ['with a domain of its own at last', '*.cloudfront.net', 'site.example', 'd1.cloudfront.net', true],
      ['with another label', '*.old.example', '*.site.example', 'a.old.example', true],
      ['with a port', 'localhost:4001', 'localhost:4002', 'localhost:4001', true],
      ['a host came in addition', 'site.example', 'site.example,new.example', 'site.example', false],
    ])('%s', async (_, former, next, host, isForgotten) => {
      const url = page(host);
      hosts = former;
      await run(perRun(10));
      await put(url);
      await run(perRun(10));
      expect(await left()).toEqual(all(url));
      hosts = next;
      await run(perRun(10));
      expect(await left()).toEqual(isForgotten ? [] : all(url));
      await run(perRun(10));
      expect(await stores.table.hosts()).toEqual({ setting: next, former: [] });
      expect(await jobs()).toEqual([]);
    });

    test('pages that never had a snapshot are forgotten with the others', async () => {
      hosts = 'old.example';
      await run(perRun(10));
      const times = { now, until: now, renderedAfter: now, failedAfter: now };
      await stores.table.lock(page('old.example'), 'x', times);
      await stores.table.failed(page('old.example'), 'x', now, { error: 'it stayed empty' });
      hosts = 'site.example';
      await run(perRun(10));
      expect(await left()).toEqual([]);
    });

    test('those of a stack that never noted its hosts are met when they are due, and take no render of the site’s', async () => {
      for (let n = 1; n <= 30; n++) await put(page('old.example', n), n);
      await put(page('site.example'), now - 1);
      expect(await run(perRun(1))).toBe(1);
      expect(await jobs()).toMatchObject([{ url: page('site.example'), reason: 'due' }]);
      expect(await left()).toEqual(all(page('site.example')));
    });

    test('after a deploy, too', async () => {
      const first = await deploy();
      await run(perRun(10));
      await keep(page('old.example'), { dueAt: now + DAY, build: first });
      await deploy();
      expect(await run(perRun(10))).toBe(0);
    });

    test('a host that comes back keeps what is left, and is rendered as before', async () => {
      hosts = 'site.example';
      await run(perRun(10));
      await put(page('site.example'), now - 1);
      await stores.table.lock(page('site.example'), 'a renderer', {
        ...{ now, until: now + DAY, renderedAfter: now + DAY, failedAfter: now + DAY },
      });
      hosts = 'new.example';
      await run(perRun(10)); // it is being rendered
      expect(await stores.table.hosts()).toEqual({ setting: 'new.example', former: ['site.example'] });
      hosts = 'site.example';
      await run(perRun(10));
      expect(await stores.table.hosts()).toEqual({ setting: 'site.example', former: [] });
      expect(await left()).toEqual(all(page('site.example')));
    });
  });

  test('of two runs that meet, the one that saw less overwrites nothing', async () => {
    await deploy();
    await run(perRun(1));
    const seen = await stores.table.builds();
    await deploy();
    await run(perRun(1));
    expect(await stores.table.saveBuilds({ current: 'late', older: [] }, seen)).toBe(false);
    expect(await stores.table.saveBuilds({ current: 'late', older: [] }, undefined)).toBe(false);
  });
});
