import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import type { RenderJob } from '../../../core/queue/jobs.ts';
import { SitemapBucket } from '../../../core/sitemaps/bucket.ts';
import type { Seen } from '../../../core/sitemaps/diff.ts';
import { type LookContext, lookAtSitemap } from '../../../core/sitemaps/look.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { operatorClients } from '../../../local/start/operator.ts';

const ORIGIN = 'https://www.example.com';
const listed = (...paths: string[]) =>
  `<urlset>${paths.map(path => `<url><loc>${new URL(path, ORIGIN)}</loc><lastmod>2026-01-01</lastmod></url>`).join('')}</urlset>`;

/** A site of one sitemap, whose parts can be made to fail. */
function stage(first: string) {
  let sitemap = first;
  const jobs: RenderJob[] = [];
  const faults = { queue: false, remember: false };
  let seen: Seen = new Map();
  const context: LookContext = {
    site: siteOf('www.example.com', ''),
    clock: { ...systemClock, now: () => 1_000 },
    pages: { records: async () => new Map() },
    queue: {
      addAll: async added => {
        if (faults.queue) throw new Error('no queue');
        jobs.push(...added);
      },
    },
    bucket: {
      open: async () =>
        (async function* () {
          yield Buffer.from(sitemap);
        })(),
      seen: async () => seen,
      remember: async given => {
        if (faults.remember) throw new Error('no bucket');
        seen = given;
      },
    },
  };
  const publish = (next: string) => {
    sitemap = next;
  };
  return { context, faults, publish, ordered: () => jobs.map(({ url }) => url) };
}

describe('lookAtSitemap', () => {
  test('orders what is new, counts what is of another site, and orders nothing twice', async () => {
    const { context, ordered } = stage(listed('/a', '/b/?utm_source=x', 'https://other.example/'));
    expect(await lookAtSitemap('/sitemap.xml', 10, context)).toEqual({
      listed: 2,
      skipped: 1,
      queued: 2,
      left: 0,
    });
    expect(ordered()).toEqual([`${ORIGIN}/a`, `${ORIGIN}/b/`]);
    expect(await lookAtSitemap('/sitemap.xml', 10, context)).toMatchObject({ queued: 0 });
  });

  test('a page that left it, or the host of all, is new when it comes back', async () => {
    const { context, ordered, publish } = stage(listed('/a', '/b'));
    const look = () => lookAtSitemap('/sitemap.xml', 10, context);
    await look();
    const ours = context.site;
    context.site = siteOf('shop.example.com', '');
    expect(await look()).toEqual({ listed: 0, skipped: 2, queued: 0, left: 0 });
    context.site = ours;
    expect(await look()).toMatchObject({ queued: 2 });
    publish(listed('/a'));
    await look();
    publish(listed('/a', '/b'));
    expect(await look()).toMatchObject({ queued: 1 });
    expect(ordered()).toEqual(['a', 'b', 'a', 'b', 'b'].map(name => `${ORIGIN}/${name}`));
  });

  test('within its budget, look by look', async () => {
    const { context, ordered } = stage(listed('/a', '/b', '/c', '/d', '/e'));
    const lefts: number[] = [];
    for (let i = 0; i < 3; i++) lefts.push((await lookAtSitemap('/sitemap.xml', 2, context)).left);
    expect(lefts).toEqual([3, 1, 0]);
    expect(ordered()).toEqual(['a', 'b', 'c', 'd', 'e'].map(name => `${ORIGIN}/${name}`));
  });

  test.each(['queue', 'remember'] as const)(
    'that ends at %s loses nothing: the next one orders all of it',
    async part => {
      const { context, faults, ordered } = stage(listed('/a', '/b'));
      faults[part] = true;
      await expect(lookAtSitemap('/sitemap.xml', 10, context)).rejects.toThrow();
      faults[part] = false;
      await lookAtSitemap('/sitemap.xml', 10, context);
      expect(ordered().slice(-2)).toEqual([`${ORIGIN}/a`, `${ORIGIN}/b`]);
    },
  );

  test('of what is no sitemap throws, and has ordered nothing', async () => {
    const { context, ordered } = stage(listed('/a', '/b').slice(0, -5));
    await expect(lookAtSitemap('/sitemap.xml', 10, context)).rejects.toThrow('/sitemap.xml is no sitemap');
    expect(ordered()).toEqual([]);
  });
});

test.each([
  ['https://other.example/sitemap.xml', 'https://other.example/sitemap.xml is not on a host of the site'],
  ['http://', 'http:// is not on a host of the site'],
  ['/%FF.xml', '/%FF.xml is no path of a file'],
])('SitemapBucket.open(%j): %s, and the bucket is not asked', async (address, reason) => {
  const { s3 } = operatorClients('http://127.0.0.1:9');
  await expect(new SitemapBucket(s3, 'bucket', 'www.example.com').open(address)).rejects.toThrow(reason);
});
