import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { GOOGLEBOT, get, until } from './cloud.ts';
import { npmStart, type Running } from './npm-start.ts';

const KEY = 'a-key-of-my-own-0123';

/** A router that is strict about slashes and writes its own forms, with a few pages that lead to each other. */
const APP = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title></head><body><main></main><script>
const path = location.pathname;
const show = text => { document.querySelector("main").innerHTML = "<h1>" + text + "</h1><a href='next'>next</a>"; };
const meta = (name, content) => document.head.insertAdjacentHTML("beforeend", '<meta name="' + name + '" content="' + content + '">');
const go = to => history.replaceState(null, "", to);
document.head.insertAdjacentHTML("beforeend", '<link rel="canonical" href="' + location.href + '">');
if (path === "/guide/") fetch("data.json").then(answer => answer.json()).then(({ text }) => show(text), error => show("" + error));
else if (path === "/guide") { meta("prerender-status-code", "404"); show("this page ends with a slash"); }
else if (path.startsWith("/wiki/")) { go("/wiki/" + encodeURIComponent(decodeURIComponent(path.slice(6)))); show("about " + decodeURIComponent(path.slice(6))); }
else if (path === "/round/one") { go("/round/two"); show("one"); }
else if (path === "/round/two") { go("/round/one"); show("two"); }
else if (path === "/leaves/one") location.replace("/leaves/two");
else if (path === "/leaves/two") location.replace("/leaves/one");
else if (/[A-Z]/.test(path)) { go(path.toLowerCase()); show("lower"); }
else { if (!path.endsWith("/")) go(path + "/"); show("page " + path.replace(/\\/+$/, "")); }
</script></body></html>`;

const { start, data } = npmStart(beforeAll, afterAll);
let app: Running;

beforeAll(async () => {
  const folder = join(data(), 'own');
  await mkdir(join(folder, 'guide'), { recursive: true });
  await writeFile(join(folder, 'index.html'), APP);
  await writeFile(join(folder, 'guide/data.json'), '{"text":"of the folder"}');
  app = await start({ API_KEY: KEY }, ['--app', folder]);
});

/** As a crawler that comes again while a page is not ready, which it may never be. */
async function crawl(path: string, expected?: number): Promise<Response> {
  let answer = await get(app.site + path, { 'user-agent': GOOGLEBOT });
  await until(async () => {
    if (answer.status === 503 && expected !== 503)
      answer = await get(app.site + path, { 'user-agent': GOOGLEBOT });
    return answer.status !== 503 || expected === 503;
  }, `${path} is rendered`);
  return answer;
}
const listed = async (
  query: string,
): Promise<{ url: string; status?: number; lastError?: { reason: string } }[]> => {
  const answer = await get(`${app.short}/api/snapshots?${query}`, { authorization: `Bearer ${KEY}` });
  return ((await answer.json()) as { snapshots: [] }).snapshots;
};

describe('a crawler gets the page of the very address it asked', () => {
  test.each<[path: string, status: number, text: string]>([
    ['/guide', 404, 'this page ends with a slash'],
    ['/guide/', 200, 'of the folder'],
    ['/about', 200, 'page /about'],
    ['/about/', 200, 'page /about'],
    ['/about//', 200, 'page /about'],
    ['/about?', 200, 'page /about'],
    ['/wiki/C%2B%2B', 200, 'about C++'],
    ['/wiki/C++', 200, 'about C++'],
    ['/wiki/Mercury_%28planet%29', 200, 'about Mercury_(planet)'],
    ['/wiki/Mercury_(planet)', 200, 'about Mercury_(planet)'],
    ['/wiki/a%2Fb', 200, 'about a/b'],
    ['/wiki/a%2fb', 200, 'about a/b'],
    ['/wiki/100%25', 200, 'about 100%'],
    ['/wiki/%C3%BC%20;x', 200, 'about ü ;x'],
  ])('%s: %d', async (path, status, text) => {
    const answer = await crawl(path);
    const html = await answer.text();
    expect([answer.status, /<h1>(.*?)<\/h1>/.exec(html)?.[1]]).toEqual([status, text]);
    expect(html).toContain(`<link rel="canonical" href="${app.site}${path.replace(/\?$/, '')}">`);
  });

  test('other letters are a move, which ends', async () => {
    const answer = await crawl('/About/Us/');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, `${app.site}/about/us/`]);
    expect((await crawl('/about/us/')).status).toBe(200);
  });

  test('what is relative is of the address that the router has written', async () => {
    expect(await (await crawl('/shelf')).text()).toContain(`<base href="${app.site}/shelf/">`);
    expect(await (await crawl('/shelf/')).text()).not.toContain('<base');
  });
});

describe('redirects that lead back', () => {
  test('end at what a browser shows, whoever asks first', async () => {
    const statuses = [await crawl('/round/one'), await crawl('/round/two')].map(({ status }) => status);
    expect(statuses).toEqual([301, 200]);
    expect(await (await crawl('/round/two')).text()).toContain('<h1>two</h1>');
    expect(app.output()).toContain(
      `"message":"redirects in a circle","url":"${app.site}/round/two","addresses":["${app.site}/round/two","${app.site}/round/one","${app.site}/round/two"]`,
    );
  });

  test('where a browser shows nothing are no page, and it is told why', async () => {
    expect((await crawl('/leaves/one')).status).toBe(301);
    expect((await crawl('/leaves/two', 503)).status).toBe(503);
    const [page] = await listed(`url=${app.site}/leaves/two`);
    expect(page?.lastError?.reason).toContain('in a circle');
    expect(page).not.toHaveProperty('status');
  });
});

describe('the API goes by the same rule', () => {
  test('a page is known at its own address alone', async () => {
    const addresses = ['/guide', '/guide/', '/Guide/', '/a/../guide/?x=1'].map(path => app.site + path);
    const found = await listed(addresses.map(url => `url=${encodeURIComponent(url)}`).join('&'));
    expect(found.map(({ url, status }) => [url, status])).toEqual([
      [`${app.site}/guide`, 404],
      [`${app.site}/guide/`, 200],
      [`${app.site}/Guide/`, undefined],
      [`${app.site}/guide/`, 200],
    ]);
    expect((await listed(`prefix=${app.site}/wiki/C%252B`)).map(({ url }) => url)).toEqual([
      `${app.site}/wiki/C%2B%2B`,
    ]);
  });

  test('an order is of the address that it names', async () => {
    const order = { url: `${app.site}/ordered/` };
    await fetch(`${app.short}/api/snapshots/rerender`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    await until(async () => (await listed(`url=${order.url}`))[0]?.status === 200, 'it is rendered');
    const [other] = await listed(`url=${app.site}/ordered`);
    expect(other).toEqual({ url: `${app.site}/ordered`, key: snapshotKey(`${app.site}/ordered`) });
  });
});
