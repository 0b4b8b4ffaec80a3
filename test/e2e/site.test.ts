import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { SnapshotStore, snapshotOf } from '../../core/snapshots/snapshot.ts';
import { chromiumPids } from './chromium-pids.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get, until } from './cloud.ts';

/** Time as it is, and what a test adds to it. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

let app: Booted;
const file = cloudForFile(
  booted => {
    app = booted;
  },
  { clock },
);

const asPerson = (path: string) => get(app.site + path, { 'user-agent': CHROME });
const asCrawler = (path: string) => get(app.site + path, { 'user-agent': GOOGLEBOT });

describe('a person', () => {
  test.each(['/', '/products/3', '/no/such/page'])('gets the app shell on %s', async path => {
    const response = await asPerson(path);
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain('<div id="app"></div>');
    expect(html).toContain('<script');
    expect(html).not.toContain('application/ld+json');
  });

  test('gets assets straight from the bucket, compressed, and no verdict is made', async () => {
    const [, script = ''] = /src="(\/assets\/[^"]+)"/.exec(await (await asPerson('/')).text()) ?? [];
    const response = await get(app.site + script, { 'user-agent': CHROME, 'accept-encoding': 'br' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/javascript/);
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(app.records.at(-1)).toMatchObject({ behaviour: '/assets/*', originWay: ['assets'] });
  });

  test('reaches the app’s own API under the same host', async () => {
    const response = await asPerson('/api/products/3');
    expect(await response.json()).toMatchObject({ id: '3', name: expect.any(String) });
  });

  test('is never told by the edge what the API no longer says', async () => {
    for (let i = 0; i < 2; i++) expect((await asPerson('/api/products/none')).status).toBe(404);
    expect(app.records.slice(-2).map(({ lookup }) => lookup)).toEqual(['Miss', 'Miss']);
  });
});

describe('a crawler', () => {
  test('gets the finished page, rendered once and then from the cache', async () => {
    const product = await (await get(`${app.site}/api/products/3`)).json();
    const first = await asCrawler('/products/3');
    expect(first.status).toBe(200);
    const html = await first.text();
    expect(html).toContain(`<h1`);
    expect(html).toContain(product.name);
    expect(html).toMatch(new RegExp(`<title>[^<]*${product.name}`));
    expect(html).toContain(`<link rel="canonical" href="${app.site}/products/3"`);
    const [, data = '{}'] = /<script type="application\/ld\+json"[^>]*>([^<]+)</.exec(html) ?? [];
    expect(JSON.parse(data)).toMatchObject({ '@type': 'Product', name: product.name });
    expect(html.replace(/<script type="application\/ld\+json"/g, '')).not.toContain('<script');
    expect(app.records.at(-1)).toMatchObject({ originWay: ['bucket', 'render'], cacheResult: 'Miss' });
    const second = await asCrawler('/products/3?utm_source=x');
    expect(second.headers.get('x-cache')).toBe('Hit from cloudfront');
    expect(await second.text()).toBe(html);
  });

  test('finds the snapshot in the bucket, with its status as metadata', async () => {
    const object = await app.s3.send(new GetObjectCommand(objectOf(`${app.site}/products/3`)));
    expect(object.Metadata).toMatchObject({ status: '200' });
    expect(object.ContentType).toBe('text/html; charset=utf-8');
  });

  test.each(['/no/such/page', '/products/99999'])('gets a real 404 on %s', async path => {
    const response = await asCrawler(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<h1');
  });

  test('gets a real 301 where the app redirects', async () => {
    const response = await asCrawler('/old-products/3');
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe(`${app.site}/products/3`);
  });

  test('gets statuses and redirects from the bucket, too', async () => {
    await file.restart(); // the edge's cache is empty now, the bucket is not
    const answers = [await asCrawler('/no/such/page'), await asCrawler('/old-products/3')];
    expect(answers.map(({ status }) => status)).toEqual([404, 301]);
    expect(answers[1]?.headers.get('location')).toBe(`${app.site}/products/3`);
    expect(app.records.slice(-2).map(({ originWay }) => originWay)).toEqual([['bucket'], ['bucket']]);
  });

  test.each<[string, number]>([
    ['/products/3', 200],
    ['/no/such/page', 404],
    ['/old-products/3', 301],
  ])('that asks for the first bytes of %s only gets all of it, with its status %d', async (path, status) => {
    await file.restart(); // the bucket has them, the edge has not
    const response = await get(app.site + path, { 'user-agent': GOOGLEBOT, range: 'bytes=0-9' });
    expect(response.status).toBe(status);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10);
  });

  test('hears of a redirect that leads elsewhere now, though the edge holds the old one', async () => {
    const url = `${app.site}/moved`;
    const store = new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket'));
    const lead = (location: string) =>
      store.put(snapshotOf(url, { status: 301, location, headers: {}, html: '' }));
    const location = async () => (await asCrawler('/moved')).headers.get('location');
    await lead(`${app.site}/here`);
    expect(await location()).toBe(`${app.site}/here`);
    await lead(`${app.site}/there`);
    later += 301_000; // past s-maxage: the edge answers what it has once more, and asks whether that is still good
    await until(async () => (await location()) === `${app.site}/there`);
  });

  test('on a listing gets each page of it, and parameters that make no other page change nothing', async () => {
    const [one, two] = await Promise.all([asCrawler('/products'), asCrawler('/products?page=2&gclid=1')]);
    expect(await one.text()).not.toBe(await two.text());
    const again = await asCrawler('/products?fbclid=3&page=2');
    expect(again.headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  test('twenty at once on a new page make one render', async () => {
    const before = await snapshotCount();
    const answers = await Promise.all(Array.from({ length: 20 }, () => asCrawler('/products/7')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(await snapshotCount()).toBe(before + 1);
    expect(renders('/products/7')).toBe(1);
  });

  test('eight at once that the edge cannot collapse make one render, too', async () => {
    const url = `${app.site}/products/8`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => invokeRender(url)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(renders('/products/8')).toBe(1);
  });
});

describe('the renderer', () => {
  test('loses no page when Chromium is killed under it', async () => {
    const answer = asCrawler('/products/11');
    await until(() => app.records.some(({ path }) => path === '/api/products/11')); // the page waits for its data
    expect(chromiumPids(app)).not.toEqual([]);
    for (const pid of chromiumPids(app)) process.kill(pid, 'SIGKILL');
    expect((await answer).status).toBe(200);
    expect((await asCrawler('/products/12')).status).toBe(200);
  });

  test('answers nobody but CloudFront', async () => {
    const host = new URL(app.cloud.stack.attribute('RenderLambdaFunctionUrl', 'FunctionUrl')).host;
    const direct = await app.cloud.origins.get(host)?.({
      method: 'GET',
      path: '/',
      query: '',
      headers: new Headers(),
      body: Buffer.alloc(0),
      clientIp: '203.0.113.7',
    });
    expect(direct?.status).toBe(403);
  });

  test('refuses to keep one page in the place of another', async () => {
    const { lambda } = app.cloud.functions.byArn(app.cloud.stack.attribute('RenderLambdaFunction', 'Arn'));
    const event = {
      rawPath: `/${snapshotKey(`${app.site}/about`)}`,
      headers: { 'x-signpost-url': `${app.site}/products/9` },
    };
    expect(await lambda.invoke(event)).toMatchObject({ statusCode: 404 });
    expect(renders('/products/9')).toBe(0);
  });

  test('refuses a page of another host', async () => {
    const answer = await invokeRender('https://evil.example/');
    expect(answer.statusCode).toBe(403);
  });
});

interface Answer {
  statusCode: number;
  body: string;
}

/** Calls the function itself, as from another edge location. */
async function invokeRender(url: string): Promise<Answer> {
  const { lambda } = app.cloud.functions.byArn(app.cloud.stack.attribute('RenderLambdaFunction', 'Arn'));
  return (await lambda.invoke({
    rawPath: `/${snapshotKey(url)}`,
    headers: { 'x-signpost-url': url },
    requestContext: { http: { method: 'GET' } },
  })) as Answer;
}

/** Where the snapshot of a page is. */
const objectOf = (url: string) => ({ Bucket: app.cloud.stack.ref('SiteBucket'), Key: snapshotKey(url) });

/** How often the page was rendered, as the function says in its log. */
const renders = (path: string) =>
  app.logs.filter(line => line.includes('rendered') && line.includes(`${path}"`)).length;

/** How many pages have a snapshot. */
async function snapshotCount(): Promise<number> {
  const { Contents = [] } = await app.s3.send(
    new ListObjectsV2Command({ Bucket: app.cloud.stack.ref('SiteBucket'), Prefix: 'snapshots/' }),
  );
  return Contents.filter(({ Key }) => Key?.endsWith('.html')).length;
}
