import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IDENTITIES_KEY } from '../../core/crawlers/identity-store.ts';
import { SnapshotStore, snapshotOf } from '../../core/snapshots/snapshot.ts';
import { type Booted, boot, CHROME, GOOGLEBOT, get, KEY, temporaryFolder, until } from './cloud.ts';
import { askApi } from './documented.ts';

const GPTBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)';
const BINGBOT =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/141.0.0.0 Safari/537.36';
const SLACKBOT = 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)';

/** The address that all clients of a strict cloud have, and one that none has. */
const THEIRS = ['192.0.2.0/24'];
const OTHERS = ['198.51.100.0/24'];

let app: Booted;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  app = await boot({ data: folder.data, strict: true });
  const fetchedAt = Date.now();
  const sources = {
    'https://www.bing.com/toolbox/bingbot.json': { fetchedAt, prefixes: THEIRS },
    'https://openai.com/gptbot.json': { fetchedAt, prefixes: THEIRS },
    'https://developers.google.com/static/crawling/ipranges/common-crawlers.json': {
      fetchedAt,
      prefixes: OTHERS,
    },
  };
  const Bucket = app.cloud.stack.ref('SiteBucket');
  await app.s3.send(new PutObjectCommand({ Bucket, Key: IDENTITIES_KEY, Body: JSON.stringify({ sources }) }));
});
afterAll(async () => {
  await app?.stop();
  await folder.remove();
});

const visit = async (path: string, userAgent: string, method = 'GET') => {
  const response = await get(app.site + path, { 'user-agent': userAgent }, method);
  return [response.status, response.headers.get('content-type')];
};
const html = (answered: string) => `text/html; page=${answered}; charset=utf-8`;

async function ask(query: string) {
  const response = await askApi(app.short, 'GET', `/api/crawlers${query}`, { key: KEY });
  expect(response.status).toBe(200);
  return await response.json();
}
const byValue = async (query: string) => {
  const { rows } = (await ask(query)) as { rows: { value: string; count: number }[] };
  return Object.fromEntries(rows.map(({ value, count }) => [value, count]));
};

test('a page says how it came: from the bucket, and as Markdown, too', async () => {
  const url = `${app.site}/kept`;
  const store = new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket'));
  await store.put(snapshotOf(url, { status: 200, headers: {}, html: '<p>Brass' }));
  const typeFor = async (headers: Record<string, string>) =>
    (await get(url, { 'user-agent': CHROME, ...headers })).headers.get('content-type');
  for (const cached of [false, true]) {
    expect([cached, await typeFor({ 'user-agent': SLACKBOT })]).toEqual([cached, html('stored')]);
    const markdown = 'text/markdown; page=stored; charset=utf-8';
    expect([cached, await typeFor({ accept: 'text/markdown' })]).toEqual([cached, markdown]);
  }
});

test('who came to the site is counted, each as what he is, with what he got', async () => {
  expect(await visit('/products/1', BINGBOT)).toEqual([200, html('rendered')]); // and the edge has it from now on
  expect(await visit('/products/1', GPTBOT)).toEqual([200, html('rendered')]);
  expect(await visit('/products/1', SLACKBOT)).toEqual([200, html('rendered')]);
  expect(await visit('/products/2', GOOGLEBOT)).toEqual([200, html('shell-unproved')]);
  expect(await visit('/no/such/page', GPTBOT)).toEqual([404, html('rendered')]);
  for (const path of ['/', '/products/1', '/products/2'])
    expect(await visit(path, CHROME)).toEqual([200, 'text/html; charset=utf-8']);
  await visit('/products/1', 'curl/8.5.0');
  await visit('/products/1', BINGBOT, 'HEAD');
  await visit('/sitemap.xml', BINGBOT); // no page
  const all = {
    visits: 7,
    people: 5,
    hits: 4,
    rendered: 1,
    failed: 1,
    app: 1,
    unproved: 1,
    search: 1,
    cards: 3,
    aiTraining: 2,
    tools: 1,
    heads: 1,
    aiAssistants: 0,
    others: 0,
  };
  await until(async () => {
    const { visits, people, heads, unproved } = (await ask('')).total;
    return visits + people + heads + unproved === 14; // the log is read file by file
  });
  const { total, rows } = await ask('?by=hour&tz=Asia/Kolkata');
  expect(total).toMatchObject(all);
  expect(total.renderMs).toBeGreaterThan(0);
  expect(rows.at(-1).visits + (rows.at(-2)?.visits ?? 0)).toBe(7);
  expect(await byValue('?by=name')).toEqual({ bingbot: 1, GPTBot: 2, 'Slackbot-LinkExpanding': 3, curl: 1 });
  expect(await byValue('?by=answer')).toEqual({ edge: 3, stored: 1, rendered: 2, app: 1 });
  expect(await byValue('?by=status&name=gptbot')).toEqual({ 200: 1, 404: 1 });
  expect(await byValue('?by=claimed')).toEqual({ Googlebot: 1 });
  expect(await byValue('?by=identity')).toEqual({ proved: 3, unverifiable: 4 });
  expect(await byValue('?by=kind')).toEqual({ crawler: 6, tool: 1 });
  expect(await byValue('?by=page')).toEqual({
    [`${app.site}/products/1`]: 3,
    [`${app.site}/kept`]: 2,
  });
});

test('which pages were read most, and which failed, with what is known of them', async () => {
  const { read, failed } = await ask('/pages');
  expect(read).toEqual({
    slack: 0,
    pages: [
      { url: `${app.site}/products/1`, count: 3, renderedAt: expect.any(String), dueAt: expect.any(String) },
      { url: `${app.site}/kept`, count: 2 },
    ],
  });
  expect(failed).toMatchObject({
    slack: 0,
    pages: [{ url: `${app.site}/no/such/page`, count: 1, status: 404, cause: 'missing' }],
  });
});
