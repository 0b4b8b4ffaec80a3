import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, KEY, until } from './cloud.ts';

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

const auth = { authorization: `Bearer ${KEY}` };

interface Snapshot {
  url: string;
  status?: number;
  renderedAt?: string;
  ageSeconds?: number;
  dueAt?: string;
  lastError?: { at: string; reason?: string };
}

async function list(query: Record<string, string> = {}): Promise<{ snapshots: Snapshot[]; cursor?: string }> {
  const response = await get(`${app.short}/api/snapshots?${new URLSearchParams(query)}`, auth);
  expect(response.status).toBe(200);
  return response.json() as Promise<{ snapshots: Snapshot[]; cursor?: string }>;
}

const one = async (url: string) => (await list({ url })).snapshots[0];

const rerender = (body: unknown) =>
  fetch(`${app.short}/api/snapshots/rerender`, {
    method: 'POST',
    headers: { ...auth, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const crawl = (path: string) => get(app.site + path, { 'user-agent': GOOGLEBOT });

const listed = (pages: [string, string][]) =>
  `<urlset>${pages.map(([path, day]) => `<url><loc>${app.site}${path}</loc><lastmod>${day}</lastmod></url>`).join('')}</urlset>`;

const upload = (xml: string) =>
  app.s3.send(
    new PutObjectCommand({ Bucket: app.cloud.stack.ref('SiteBucket'), Key: 'app/sitemap.xml', Body: xml }),
  );

describe('what is stored', () => {
  test('is listed with its status, its age and when it is due', async () => {
    const before = Date.now();
    for (const path of ['/products/2', '/products/1', '/about', '/no/such/page']) await crawl(path);
    await until(async () => (await list()).snapshots.filter(({ status }) => status).length === 4);
    const { snapshots, cursor } = await list();
    expect(cursor).toBeUndefined();
    expect(snapshots.map(({ url, status }) => [url.replace(app.site, ''), status])).toEqual([
      ['/about', 200],
      ['/no/such/page', 404],
      ['/products/1', 200],
      ['/products/2', 200],
    ]);
    const [about] = snapshots;
    expect(about).toMatchObject({ key: snapshotKey(`${app.site}/about`), ageSeconds: expect.any(Number) });
    expect(Date.parse(about?.renderedAt ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(about?.dueAt ?? '')).toBeGreaterThan(Date.now());
  });

  test('by prefix, by status, and page by page', async () => {
    const paths = async (query: Record<string, string>) =>
      (await list(query)).snapshots.map(({ url }) => url.replace(app.site, ''));
    expect(await paths({ prefix: `${app.site}/products/` })).toEqual(['/products/1', '/products/2']);
    expect(await paths({ status: '404' })).toEqual(['/no/such/page']);
    expect(await paths({ status: '2xx', prefix: `${app.site}/a` })).toEqual(['/about']);
    const walked: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const answer: { snapshots: Snapshot[]; cursor?: string } = await list({
        limit: '1',
        ...(cursor && { cursor }),
      });
      expect(answer.snapshots.length).toBeLessThanOrEqual(1);
      walked.push(...answer.snapshots.map(({ url }) => url.replace(app.site, '')));
      cursor = answer.cursor;
    }
    expect(walked).toEqual(['/about', '/no/such/page', '/products/1', '/products/2']);
  });

  test('by address, as a browser would read it; what is not known has no status', async () => {
    const page = await one(`${app.site}/a/../products/./1?utm_source=x`);
    expect(page).toMatchObject({ url: `${app.site}/products/1`, status: 200 });
    const unknown = `${app.site}/never/asked`;
    expect((await list({ url: unknown })).snapshots).toEqual([{ url: unknown, key: snapshotKey(unknown) }]);
  });
});

describe('an order to render again', () => {
  test('of one page is done, however fresh the page is', async () => {
    const { renderedAt = '' } = (await one(`${app.site}/products/1`)) ?? {};
    const response = await rerender({ url: `${app.site}/products/1?utm_source=x` });
    expect(response.status).toBe(202);
    const answer = (await response.json()) as { queued: number; queuedAt: string };
    expect(answer).toEqual({ queued: 1, queuedAt: expect.any(String) });
    expect(answer.queuedAt > renderedAt).toBe(true);
    await until(async () => ((await one(`${app.site}/products/1`))?.renderedAt ?? '') >= answer.queuedAt);
  });

  test('by prefix renders what is stored below it, and only that', async () => {
    const { renderedAt: about } = (await one(`${app.site}/about`)) ?? {};
    const answer = (await (await rerender({ prefix: `${app.site}/products/` })).json()) as {
      queuedAt: string;
    };
    expect(answer).toEqual({ queued: 2, queuedAt: expect.any(String) });
    await until(async () =>
      (await list({ prefix: `${app.site}/products/` })).snapshots.every(
        ({ renderedAt = '' }) => renderedAt >= answer.queuedAt,
      ),
    );
    expect((await one(`${app.site}/about`))?.renderedAt).toBe(about);
  });

  test('by sitemap renders pages nobody has asked for', async () => {
    const pages = ['/products/2', '/products/3', '/products/4', '/products?page=3'];
    await upload(listed(pages.map(path => [path, '2026-01-01'])));
    const response = await rerender({ sitemap: `${app.site}/sitemap.xml` });
    const { queued, skipped, queuedAt } = (await response.json()) as {
      queued: number;
      skipped: number;
      queuedAt: string;
    };
    expect([response.status, skipped]).toEqual([202, 0]);
    expect(queued).toBe(pages.length);
    await until(async () => {
      const { snapshots } = await list({ status: '200' });
      const rendered = snapshots.filter(({ renderedAt = '' }) => renderedAt >= queuedAt);
      return rendered.map(({ url }) => url.replace(app.site, '')).join() === pages.join();
    });
  });
});

describe('the sitemap, looked at by schedule', () => {
  const look = () => app.cloud.scheduler.run('SitemapSchedulerSchedule1');

  test('orders what is new and what has changed, and nothing twice', async () => {
    await upload(
      listed([
        ['/products/1', '2026-01-01'],
        ['/products?page=2', '2026-01-01'],
      ]),
    );
    // The first is rendered already, after that day.
    expect(await look()).toEqual({ listed: 2, skipped: 0, queued: 1, left: 0 });
    await until(async () => (await one(`${app.site}/products?page=2`))?.status === 200);
    expect(await look()).toEqual({ listed: 2, skipped: 0, queued: 0, left: 0 });
    const { renderedAt = '' } = (await one(`${app.site}/products/1`)) ?? {};
    await upload(
      listed([
        ['/products/1', '2026-01-02'],
        ['/products?page=2', '2026-01-01'],
      ]),
    );
    expect(await look()).toEqual({ listed: 2, skipped: 0, queued: 1, left: 0 });
    await until(async () => ((await one(`${app.site}/products/1`))?.renderedAt ?? '') > renderedAt);
  });

  test('that is none is named in the log, and nothing is ordered', async () => {
    await upload('<!doctype html><html></html>');
    expect(await look()).toEqual({
      reason: expect.stringContaining('/sitemap.xml is no sitemap: it begins with <html>'),
    });
    expect(app.logs.join('\n')).toContain('sitemap not read');
  });

  test('what was seen of it is closed to the web', async () => {
    expect((await get(`${app.site}/sitemaps/seen.json.gz`)).status).toBe(404);
    expect((await get(`${app.short}/sitemaps/seen.json.gz`)).status).toBe(404);
  });
});
