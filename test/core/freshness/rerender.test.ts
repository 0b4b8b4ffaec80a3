import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SHARDS } from '../../../core/freshness/due-pages.ts';
import {
  budgetAt,
  candidatesPerShard,
  chooseRerenders,
  queueRerenders,
  RUN_MS,
} from '../../../core/freshness/rerender.ts';
import type { RenderJob } from '../../../core/queue/jobs.ts';
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

  const run = (rendersPerDay: number, time = now) => queueRerenders(time, { ...stores, rendersPerDay });

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
    await stores.table.failed(urlOf(1), 'x', now, 'it stayed empty');
    expect(await run(perRun(10) + perRun(1), now + RUN_MS)).toBe(0);
    await jobs();
    expect(await run(perRun(10), now + 13 * RUN_MS)).toBe(1);
    expect(await jobs()).toMatchObject([{ url: urlOf(1), reason: 'due' }]);
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
