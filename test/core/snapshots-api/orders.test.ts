import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import type { RenderJob } from '../../../core/queue/jobs.ts';
import type { SitemapPosition } from '../../../core/sitemaps/sitemap.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import type { IndexEntry } from '../../../core/snapshots/stored-pages.ts';
import {
  MAX_PAGES,
  type OrderContext,
  orderBelow,
  orderSitemap,
} from '../../../core/snapshots-api/orders.ts';

const ORIGIN = 'https://www.example.com';
const COUNT = 2 * MAX_PAGES + 500;
const paths = Array.from({ length: COUNT }, (_, i) => `/p/${String(i).padStart(6, '0')}`);
const urls = paths.map(path => ORIGIN + path);

/** A site with more pages than one request may order, in its index and in its sitemap. */
function stage(sitemaps: Record<string, string> = {}) {
  const jobs: RenderJob[] = [];
  let now = 1_000;
  const context: OrderContext = {
    site: siteOf('www.example.com', ''),
    clock: { ...systemClock, now: () => now },
    queue: { addAll: async added => void jobs.push(...added) },
    pages: {
      // As DynamoDB does, it answers fewer than it is asked for: 1 MB at most.
      below: async (_, limit, after) => {
        const from = after ? paths.indexOf(after.path) + 1 : 0;
        const to = Math.min(from + Math.min(limit, 3_000), COUNT);
        const entries = paths.slice(from, to).map(path => entryOf(path));
        return { entries, more: to < COUNT };
      },
    },
    open: async address => {
      now += 2; // a clock that goes on
      const text = sitemaps[address] ?? '';
      return (async function* () {
        yield Buffer.from(text);
      })();
    },
  };
  return { context, jobs, later: (ms: number) => (now += ms) };
}

const entryOf = (path: string): IndexEntry => ({
  host: 'www.example.com',
  path,
  url: ORIGIN + path,
  page: path,
});

test('orderBelow: with its answers’ places, one request after the other orders every page once', async () => {
  const { context, jobs } = stage();
  const counts: number[] = [];
  for (let after: IndexEntry | undefined, first = true; first || after; first = false) {
    const { queued, next } = await orderBelow({ host: 'www.example.com', path: '/' }, after, context);
    counts.push(queued);
    after = next;
  }
  expect(counts).toEqual([MAX_PAGES, MAX_PAGES, 500]);
  expect(jobs.map(({ url }) => url)).toEqual(urls);
});

describe('orderSitemap', () => {
  const listed = (addresses: string[]) =>
    `<urlset>${addresses.map(url => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
  const SITEMAPS = {
    [`${ORIGIN}/sitemap.xml`]: `<sitemapindex>${['a', 'b', 'c']
      .map(name => `<sitemap><loc>${ORIGIN}/${name}.xml</loc></sitemap>`)
      .join('')}</sitemapindex>`,
    [`${ORIGIN}/a.xml`]: listed(urls.slice(0, 4_000)),
    [`${ORIGIN}/b.xml`]: listed([...urls.slice(4_000, 10_000), 'https://other.example/', 'no address']),
    [`${ORIGIN}/c.xml`]: listed([...urls.slice(10_000), `${urls[0]}?utm_source=x`]),
  };

  async function orderAll(context: OrderContext) {
    const answers: { queued: number; skipped: number }[] = [];
    for (let from: SitemapPosition | undefined, first = true; first || from; first = false) {
      const { queued, skipped, next } = await orderSitemap(`${ORIGIN}/sitemap.xml`, from, context);
      answers.push({ queued, skipped });
      from = next;
    }
    return answers;
  }

  test('with its answers’ places, one request after the other orders every page; others are counted', async () => {
    const { context, jobs } = stage(SITEMAPS);
    expect(await orderAll(context)).toEqual([
      { queued: MAX_PAGES, skipped: 0 },
      { queued: MAX_PAGES, skipped: 0 },
      { queued: 501, skipped: 2 },
    ]);
    expect(new Set(jobs.map(({ url }) => url))).toEqual(new Set(urls));
  });

  test('ends in time with what it has, when the sitemap is slow', async () => {
    const stageOf = stage(SITEMAPS);
    const { open } = stageOf.context;
    const slow: OrderContext['open'] = async address => {
      stageOf.later(6_000);
      return open(address);
    };
    expect((await orderAll({ ...stageOf.context, open: slow })).map(({ queued }) => queued)).toEqual([
      4_000,
      MAX_PAGES,
      1_000,
      501,
    ]);
    expect(new Set(stageOf.jobs.map(({ url }) => url))).toEqual(new Set(urls));
  });

  test('that is none is an error, and nothing is ordered', async () => {
    const { context, jobs } = stage();
    await expect(orderSitemap(`${ORIGIN}/x.xml`, undefined, context)).rejects.toThrow(
      /is no sitemap: it is empty$/,
    );
    expect(jobs).toEqual([]);
  });
});
