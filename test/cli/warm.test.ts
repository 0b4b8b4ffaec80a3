import { describe, expect, test } from '@jest/globals';
import type { StoredPage } from '../../cli/snapshots-client.ts';
import { type WarmClient, type WarmState, warm } from '../../cli/warm.ts';
import type { Clock } from '../../core/clock.ts';

/** An hour of a renderer passes in no time: sleeping is what makes its clock go. */
function renderer({
  pagesPerSecond = 15,
  fails = (_: string): boolean => false,
  dead = false,
  lookMs = 50,
} = {}) {
  let now = 1_000_000;
  const stored = new Map<string, StoredPage>();
  const queue: string[] = [];
  const orders: number[] = [];
  let longest = 0;
  let looks = 0;
  let finished = 0;
  const work = () => {
    if (dead) return;
    for (; queue.length > 0 && finished < ((now - 1_000_000) / 1000) * pagesPerSecond; finished++) {
      const url = queue.shift() ?? '';
      stored.set(url, fails(url) ? { failedAt: now, error: 'it broke' } : { renderedAt: now, status: 200 });
    }
  };
  const clock: Clock = {
    now: () => now,
    sleep: async ms => {
      now += ms;
      work();
    },
  };
  const client: WarmClient = {
    find: async urls => {
      now += lookMs;
      looks += 1;
      return urls.map(url => stored.get(url) ?? {});
    },
    order: async urls => {
      orders.push(urls.length);
      queue.push(...urls);
      longest = Math.max(longest, queue.length);
      return now;
    },
  };
  return { client, clock, stored, orders, longest: () => longest, looks: () => looks };
}

const pages = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ url: `https://www.example.com/${i}` }));

async function run(
  entries: { url: string; lastmod?: number }[],
  { client, clock }: ReturnType<typeof renderer>,
  more: { all?: boolean; signal?: AbortSignal } = {},
) {
  const states: WarmState[] = [];
  const state = await warm(entries, {
    client,
    clock,
    all: false,
    signal: new AbortController().signal,
    progress: given => states.push({ ...given }),
    ...more,
  });
  return { state, states };
}

describe('warm', () => {
  test('orders pages in windows: few are in the queue at once, however many there are', async () => {
    const cloud = renderer();
    const { state } = await run(pages(5_000), cloud);
    expect(state).toMatchObject({ total: 5_000, rendered: 5_000, upToDate: 0, failed: [], waiting: 0 });
    expect([...state.statuses]).toEqual([[200, 5_000]]);
    expect(Math.max(...cloud.orders)).toBe(100);
    expect(cloud.longest()).toBeLessThanOrEqual(300);
    // The queue never runs dry for long: 5,000 pages at 15 a second take 333 s.
    expect(cloud.clock.now() - 1_000_000).toBeLessThan(400_000);
  });

  test('done again orders nothing, unless all is asked for', async () => {
    const cloud = renderer();
    await run(pages(250), cloud);
    const ordered = cloud.orders.length;
    expect((await run(pages(250), cloud)).state).toMatchObject({ rendered: 0, upToDate: 250 });
    expect(cloud.orders).toHaveLength(ordered);
    expect((await run(pages(250), cloud, { all: true })).state).toMatchObject({ rendered: 250, upToDate: 0 });
  });

  test('orders what the sitemap says has changed since it was rendered', async () => {
    const cloud = renderer();
    const { clock } = cloud;
    await run(pages(3), cloud);
    const entries = pages(3).map((entry, i) => ({ ...entry, lastmod: clock.now() + (i - 1) * 10_000 }));
    const { state } = await run(entries, cloud);
    expect(state.upToDate + state.rendered).toBe(3);
    expect(state.rendered).toBe(2);
  });

  test('names the pages that failed and goes on with the others', async () => {
    const cloud = renderer({ fails: url => url.endsWith('/7') });
    const { state } = await run(pages(150), cloud);
    expect(state).toMatchObject({ rendered: 149, waiting: 0 });
    expect(state.failed).toEqual([{ url: 'https://www.example.com/7', reason: 'it broke' }]);
  });

  test('gives up when no page was finished for five minutes', async () => {
    const cloud = renderer({ dead: true });
    const { state } = await run(pages(1_000), cloud);
    expect(state).toMatchObject({ rendered: 0, waiting: 300 });
    expect(cloud.clock.now() - 1_000_000).toBeLessThan(310_000);
  });

  test('does not take a long row of pages that are up to date for a standstill', async () => {
    const cloud = renderer({ lookMs: 20_000 });
    const rendered = pages(3_000).slice(0, 2_900);
    for (const { url } of rendered) cloud.stored.set(url, { renderedAt: 1, status: 200 });
    expect((await run(pages(3_000), cloud)).state).toMatchObject({
      upToDate: 2_900,
      rendered: 100,
      waiting: 0,
    });
  });

  test('asks about once a second, whatever was finished', async () => {
    const cloud = renderer();
    await run(pages(5_000), cloud);
    expect(cloud.looks()).toBeLessThan((cloud.clock.now() - 1_000_000) / 1000 + 5_000 / 100);
  });

  test('of a page that is rendered at once ends soon', async () => {
    const cloud = renderer();
    await run(pages(1), cloud);
    expect(cloud.clock.now() - 1_000_000).toBeLessThan(500);
  });

  test('ends where it is told to, and orders no more', async () => {
    const cloud = renderer();
    const { state } = await run(pages(1_000), cloud, { signal: AbortSignal.abort() });
    expect([state.rendered, cloud.orders]).toEqual([0, []]);
  });

  test('tells of each step, and its counts only grow', async () => {
    const { states } = await run(pages(1_000), renderer());
    const rendered = states.map(state => state.rendered);
    expect(rendered.length).toBeGreaterThan(10);
    expect(rendered).toEqual([...rendered].sort((a, b) => a - b));
    expect(Math.max(...states.map(({ waiting }) => waiting))).toBe(300);
  });

  test('of no pages ends at once', async () => {
    expect((await run([], renderer())).state).toMatchObject({ total: 0, rendered: 0, waiting: 0 });
  });
});
