import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type SnapshotForm, snapshotKey } from '../../core/snapshots/page.ts';
import { SnapshotStore, snapshotOf } from '../../core/snapshots/snapshot.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get, ROOT, until } from './cloud.ts';

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

/** As Claude Code asks: https://github.com/upstash/upstash-web/pull/614 */
const AGENT = {
  'user-agent': 'Claude-User (claude-code/2.1.238; +https://support.anthropic.com/)',
  accept: 'text/markdown, text/html, */*',
};
/** https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Content_negotiation/List_of_default_Accept_values */
const BROWSER_ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

const asAgent = (path: string, method = 'GET') => get(app.site + path, AGENT, method);
const asCrawler = (path: string) => get(app.site + path, { 'user-agent': GOOGLEBOT, accept: BROWSER_ACCEPT });

describe('a client that prefers Markdown', () => {
  test('gets the page’s text, rendered once and then from the cache', async () => {
    const product = await (await get(`${app.site}/api/products/3`)).json();
    const first = await asAgent('/products/3');
    expect(first.status).toBe(200);
    expect(type(first)).toBe('text/markdown; charset=utf-8');
    const text = await first.text();
    expect(text).toContain(`\ntitle: "${product.name} · Waymark"\n`);
    expect(text).toContain(`\nurl: "${app.site}/products/3"\n`);
    expect(text).toContain(`\n# ${product.name}\n`);
    expect(text).toContain(`](${app.site}${product.image})`);
    expect(text).toContain('"@type":"Product"');
    expect(text).not.toMatch(/<script|<div|Skip to the content/);
    const second = await asAgent('/products/3?utm_source=x');
    expect(second.headers.get('x-cache')).toBe('Hit from cloudfront');
    expect(await second.text()).toBe(text);
  });

  test('has made the page, too: a crawler needs no other render, and each has its own object in the cache', async () => {
    const page = await asCrawler('/products/3');
    expect(type(page)).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1');
    expect(renders('/products/3')).toBe(1);
    const answers = [await asCrawler('/products/3'), await asAgent('/products/3')];
    expect(answers.map(type)).toEqual(['text/html; charset=utf-8', 'text/markdown; charset=utf-8']);
    expect(answers.map(({ headers }) => headers.get('x-cache'))).toEqual(
      Array(2).fill('Hit from cloudfront'),
    );
  });

  test.each([
    ['a crawler', GOOGLEBOT],
    ['a browser', CHROME],
    ['a program', 'axios/1.8.4'],
  ])('may be named like %s', async (_, userAgent) => {
    const answer = await get(`${app.site}/products/3`, { ...AGENT, 'user-agent': userAgent });
    expect(type(answer)).toBe('text/markdown; charset=utf-8');
  });

  test.each([
    ['text/html, text/markdown;q=0.9', 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['text/html;q=0.9, text/markdown', 'text/markdown; charset=utf-8'],
  ])('is told by its Accept: %s gets %s', async (accept, expected) => {
    expect(type(await get(`${app.site}/products/3`, { 'user-agent': GOOGLEBOT, accept }))).toBe(expected);
  });

  test('may ask with HEAD', async () => {
    const whole = await asAgent('/products/3');
    const head = await asAgent('/products/3', 'HEAD');
    expect([head.status, type(head)]).toEqual([200, 'text/markdown; charset=utf-8']);
    expect(head.headers.get('content-length')).toBe(String((await whole.arrayBuffer()).byteLength));
    expect(await head.text()).toBe('');
  });

  test.each<[path: string, status: number, location: string | null]>([
    ['/no/such/page', 404, null],
    ['/old-products/3', 301, '/products/3'],
  ])('on %s gets a real %d, rendered, cached and from the bucket', async (path, status, location) => {
    for (const way of [['bucket', 'render'], undefined, ['bucket']]) {
      if (way?.length === 1) await file.restart(); // the edge's cache is empty now, the bucket is not
      const answer = await asAgent(path);
      expect([answer.status, type(answer)]).toEqual([status, 'text/markdown; charset=utf-8']);
      expect(answer.headers.get('location')).toBe(location && app.site + location);
      expect(answer.headers.get('vary')).toMatch(/\bAccept\b/);
      if (way) expect(app.records.at(-1)).toMatchObject({ originWay: way });
    }
  });

  test('hears of a new snapshot when the crawlers do', async () => {
    const url = `${app.site}/edited`;
    const store = new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket'));
    const write = (text: string) =>
      store.put(snapshotOf(url, { status: 200, headers: {}, html: `<p>${text}` }));
    const both = async () => [
      await (await asAgent('/edited')).text(),
      await (await asCrawler('/edited')).text(),
    ];
    await write('Brass');
    for (const text of await both()) expect(text).toContain('Brass');
    await write('Copper');
    later += 301_000; // past s-maxage: the edge answers what it has once more, and asks whether that is still good
    await until(async () => (await both()).every(text => text.includes('Copper')));
  });

  test('needs no render where a page was stored before there was Markdown', async () => {
    await asCrawler('/products/5');
    await app.s3.send(new DeleteObjectCommand(objectOf('/products/5', 'md')));
    const answer = await asAgent('/products/5');
    expect([answer.status, type(answer)]).toEqual([200, 'text/markdown; charset=utf-8']);
    expect(renders('/products/5')).toBe(1);
    const stored = await app.s3.send(new GetObjectCommand(objectOf('/products/5', 'md')));
    expect(await stored.Body?.transformToString()).toBe(await answer.text());
  });
});

describe('that an answer depends on Accept', () => {
  test('is said to every cache behind the edge, of the page, its Markdown and the app', async () => {
    const person = await get(`${app.site}/products/3`, { 'user-agent': CHROME, accept: BROWSER_ACCEPT });
    for (const answer of [await asAgent('/products/3'), await asCrawler('/products/3'), person])
      expect(answer.headers.get('vary')).toMatch(/\bAccept\b(?!-)/);
  });

  // CloudFront takes any other name out of Vary. The local cloud does not model this.
  test('is let through, because Accept is forwarded', async () => {
    const { Resources } = await packagedTemplate(ROOT);
    expect(Resources.PageRequestPolicy).toMatchObject({
      Properties: {
        OriginRequestPolicyConfig: { HeadersConfig: { Headers: expect.arrayContaining(['Accept']) } },
      },
    });
  });
});

/** Without what it says of how the answer came (core/snapshots/answered.ts). */
const type = ({ headers }: Response) => headers.get('content-type')?.replace(/; page=[a-z]+/, '');

/** Where the snapshot of a page is. */
const objectOf = (path: string, form: SnapshotForm) => ({
  Bucket: app.cloud.stack.ref('SiteBucket'),
  Key: snapshotKey(app.site + path, form),
});

/** How often the page was rendered, as the function says in its log. */
const renders = (path: string) =>
  app.logs.filter(line => line.includes('rendered') && line.includes(`${path}"`)).length;
