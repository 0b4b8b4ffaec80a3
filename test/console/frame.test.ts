import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Frame, Page } from 'playwright-core';
import { close, listen, respond } from '../../local/http.ts';
import { get, until } from '../e2e/cloud.ts';
import { consoleForFile } from './browser.ts';

const { app, open } = consoleForFile();

/** A server of somebody else, and what it was asked. */
let stranger: Awaited<ReturnType<typeof listen>>;
let asked: string[] = [];
let there: string;
beforeAll(async () => {
  stranger = await listen(async ({ path }) => {
    asked.push(path);
    if (path === '/style.css')
      return respond(200, { 'content-type': 'text/css' }, 'p { color: rgb(1, 2, 3) }');
    if (path === '/hostile') return respond(200, { 'content-type': 'text/html' }, hostile());
    return respond(404, {}, '');
  }, 0);
  there = `http://localhost:${stranger.port}`;
});
afterAll(() => close(stranger.server));
beforeEach(() => {
  asked = [];
});

const run = (name: string) => `void(new Image().src='${there}/ran/${name}')`;

/** Ways of a page to run a script, or to ask for what is not shown, by the path that would be asked for. */
const WAYS: Record<string, (ran: string) => string> = {
  script: ran => `<script>${ran}</script>`,
  onerror: ran => `<img alt="" src="data:," onerror="${ran}">`,
  onload: ran => `<svg onload="${ran}"></svg>`,
  'svg-script': ran => `<svg><script>${ran}</script></svg>`,
  'svg-animation': ran => `<svg><animate attributeName="x" dur="1ms" onbegin="${ran}"></animate></svg>`,
  ontoggle: ran => `<details open ontoggle="${ran}">x</details>`,
  onfocus: ran => `<input autofocus onfocus="${ran}">`,
  srcdoc: ran => `<iframe srcdoc="<script>${ran}</script>"></iframe>`,
  'shadow-root': ran =>
    `<div><template shadowrootmode="open"><img alt="" src="data:," onerror="${ran}"></template></div>`,
  link: ran => `<a href="javascript:${ran}" class="go">x</a>`,
  'link-tab': ran => `<a href=" java&#10;script:${ran}" class="go">x</a>`,
  form: ran => `<form action="javascript:${ran}"><button class="go">x</button></form>`,
  button: ran => `<form><button formaction="javascript:${ran}" class="go">x</button></form>`,
  frame: () => `<iframe src="${there}/ran/frame"></iframe>`,
  object: () => `<object data="${there}/ran/object"></object>`,
  embed: () => `<embed src="${there}/ran/embed">`,
  prefetch: () => `<link rel="prefetch" href="${there}/ran/prefetch">`,
  sent: () => `<form action="${there}/ran/sent" target="_blank"><button class="go">x</button></form>`,
  left: () => `<a href="${there}/ran/left" target="_blank" class="go">x</a>`,
};
const ways = () => Object.entries(WAYS).map(([name, write]) => write(run(name)));

/** Pictures and styles, and all that it might try. */
const hostile = () => `<!doctype html><html lang="en"><head><title>Shop</title>
  <link rel="stylesheet" href="${there}/style.css"><style>h1 { color: rgb(4, 5, 6) }</style></head>
  <body onload="${run('body')}"><h1 style="margin: 7px">Shop</h1><p>Words</p><img alt="" src="/relative.png">
  ${ways().join('\n')}</body></html>`;

async function pressAll(page: Page | Frame): Promise<void> {
  for (const one of await page.locator('.go').all()) await one.click();
}

const ran = () => asked.filter(path => path.startsWith('/ran/')).map(path => path.slice('/ran/'.length));

test('a page of its own could do all of it', async () => {
  const { page } = await open('/console', { allowed: [there], expected: [/./] });
  await page.goto(`${there}/hostile`);
  await pressAll(page);
  await until(() => new Set(ran()).size > Object.keys(WAYS).length, String([...Object.keys(WAYS), 'body']));
});

test('a stored page is shown with its styles and pictures, and does none of it', async () => {
  const { page } = await open('/console', { allowed: [there], expected: [/relative\.png|404/] });
  const frame = await show(page, hostile(), `${there}/products/3`);
  expect(await frame.locator('h1').evaluate(looks)).toEqual(['rgb(4, 5, 6)', '7px', 'Shop']);
  expect(await frame.locator('p').evaluate(looks)).toEqual(['rgb(1, 2, 3)', '16px', 'Words']);
  await pressAll(frame);
  // Once more all that might have been under way.
  await frame.evaluate(() => new Promise(done => setTimeout(done)));
  expect(ran()).toEqual([]);
  expect(asked.toSorted()).toEqual(['/relative.png', '/style.css']);
  expect(frame.url()).toBe(`${app().short}/console/frame.html`);
});

test('a page that would lead on at once stays', async () => {
  const { page } = await open('/console', { allowed: [there] });
  const html = `<meta http-equiv="refresh" content="0;url=${there}/ran/refresh"><h1>Here</h1>`;
  const frame = await show(page, html, app().site);
  await frame.evaluate(() => new Promise(done => setTimeout(done, 50)));
  expect(await frame.locator('h1').textContent()).toBe('Here');
  expect(asked).toEqual([]);
});

test('without what takes scripts out its policy alone stops them', async () => {
  const { page } = await open('/console', { allowed: [there], expected: [/./] });
  const frame = await show(page, '<p>x</p>', app().site);
  // As a fault in frame.ts would: the page comes in as it is.
  await frame.evaluate(
    html => document.body.replaceChildren(document.createRange().createContextualFragment(html)),
    ways().join(''),
  );
  await frame.evaluate(() => new Promise(done => setTimeout(done, 50)));
  // What is fetched ahead tells that somebody looks, as a picture does, and runs nothing.
  expect(ran().filter(name => name !== 'prefetch')).toEqual([]);
});

test('beside it the live page is shown, with its scripts', async () => {
  const { page } = await open('/console', { allowed: [app().site] });
  const address = `${app().site}/products/3`;
  await page.evaluate(src => {
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
  }, address);
  await page.frameLocator('iframe').locator('h1').waitFor();
  expect((await get(address)).headers.get('content-security-policy')).toBe(
    `frame-ancestors 'self' ${new URL(app().short).host}`,
  );
});

test('of no other host is a page shown', async () => {
  const { page } = await open('/console', { allowed: [there], expected: [/frame-src/] });
  await page.evaluate(src => {
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
  }, `${there}/hostile`);
  await page.waitForLoadState('networkidle');
  expect(asked).toEqual([]);
});

test('nobody else may show it, and by itself it shows nothing', async () => {
  const answer = await get(`${app().short}/console/frame.html`);
  expect(answer.headers.get('content-security-policy')).toMatch(
    /frame-ancestors 'self'; sandbox allow-scripts$/,
  );
});

const looks = (element: Element) => {
  const { color, marginTop } = getComputedStyle(element);
  return [color, marginTop, element.textContent];
};

/** What the console does to show a page beside the live one. */
async function show(page: Page, html: string, url: string): Promise<Frame> {
  const shown = page.evaluate(
    message =>
      new Promise<void>(done => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.src = '/console/frame.html';
        addEventListener('message', ({ source, data }) => {
          if (source !== frame.contentWindow || data !== 'ready') return;
          frame.contentWindow?.postMessage(message, '*');
          done();
        });
        document.body.append(frame);
      }),
    { html, url },
  );
  await shown;
  const frame = page.frames().find(each => each.url().endsWith('/console/frame.html'));
  if (!frame) throw new Error('there is no frame');
  await frame.locator('base').waitFor({ state: 'attached' });
  await frame.waitForLoadState('networkidle');
  return frame;
}
