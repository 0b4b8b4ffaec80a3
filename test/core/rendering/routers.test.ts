import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import { type Browser, launchChromium } from '../../../core/browser/chromium.ts';
import { openTab, type Tab } from '../../../core/browser/tab.ts';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';
import { loosePath } from '../../../core/rendering/same-page.ts';
import { pageUrl } from '../../../core/snapshots/page.ts';
import { NotReady, obtainSnapshot, type RenderContext } from '../../../core/snapshots/render.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { close } from '../../../local/http.ts';
import { type Stores, startStores } from '../snapshots/stores.ts';
import { buildSvelteKit } from './routers/svelte-kit.ts';

/*
 * Small apps of the routers people have, in their usual settings. Whoever follows as a crawler does, by what is rendered and kept
 * and by its redirects, comes to what a browser shows that opens the same address.
 */

/** The settings of each app in routers/. */
const APPS = {
  'react-router': ['plain', 'slash', 'no slash', 'lower case'],
  'tanstack-router': ['never', 'always', 'preserve'],
  'vue-router': ['plain', 'strict, with a slash'],
  angular: ['plain', 'view transitions'],
  'svelte-kit': ['ignore', 'never', 'always'],
};

const ALWAYS = [
  '/',
  '/guide',
  '/guide/',
  '/Guide',
  '//guide',
  '/wiki/C%2B%2B',
  '/wiki/C++/',
  '/wiki/Mercury_%28planet%29',
  '/wiki/Mercury_(planet)',
  '/wiki/a%2Fb',
  '/wiki/100%25',
  '/wiki/%C3%BC%20b/',
  '/wiki/a;b=1',
  '/wiki/%zz',
  '/files/a//b/',
  '/files/a%2fb/C/',
];
/** Of those, so many more: the same ones in each run, for what a router does with them is not ours to mend. */
const MORE = 2;
/** Settings that are nothing to addresses: a few of them tell as much. */
const ONLY: Record<string, string[]> = { 'view transitions': ['/', '/Guide', '/wiki/C++/', '/files/a//b/'] };

const piece = fc.constantFrom(
  ...[
    'a',
    'B',
    'ü',
    '%C3%BC',
    '%c3%bc',
    '日',
    '(',
    '%28',
    ')',
    '+',
    '%2B',
    '@',
    '%40',
    '%25',
    '%',
    ' ',
    '%20',
  ],
  ...['%2F', '%2f', ';', '%3B', '=', '~', '%7E', "'", '!', '$', '&', ',', ':', '.', '[', '|', '^', '*'],
);
const address = fc
  .tuple(
    fc.constantFrom('/wiki/', '/files/', '/files/x/', '/guide', '/GUIDE/', '/', '//'),
    fc.array(piece, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '/', '//', '?', '?x=1'),
  )
  .map(([start, pieces, end]) => (start + pieces.join('') + end).trimEnd()); // no address ends in a space

const PATIENCE_MS = 60_000;
const AT_ONCE = 4;

/** What is served of an app: its files by their paths, and its shell at all other addresses. */
interface App {
  files: Map<string, string>;
  shell: string;
}

/** By their names: one that takes long to be built is waited for by its own tests alone. */
let apps: Record<string, Promise<App>>;
/** Where the app of this test is, which has a port of its own and so nothing of those before. */
let origin: string;
const servers: Server[] = [];
let renderer: Renderer;
let browser: Browser;
let stores: Stores;
let context: RenderContext;

beforeAll(async () => {
  apps = { ...bundledApps(), 'svelte-kit': svelteKitApp() };
  for (const app of Object.values(apps)) app.catch(() => undefined); // its own tests say so
  renderer = createRenderer({
    isAllowedOrigin: () => true,
    gate: { allows: () => true },
    log: () => undefined,
    clock: systemClock,
  });
  browser = await launchChromium({ log: () => undefined });
  stores = await startStores();
  context = {
    ...stores,
    renderer,
    site: siteOf('', ''),
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
  };
});

afterAll(async () => {
  const built = Promise.allSettled(Object.values(apps));
  await Promise.all([renderer.close(), browser.kill(), stores.stop(), built, ...servers.map(close)]);
});

function bundledApps(): Record<string, Promise<App>> {
  const names = Object.keys(APPS).filter(name => name !== 'svelte-kit');
  const built = build({
    entryPoints: names.map(name => join(import.meta.dirname, `routers/${name}.js`)),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    outdir: 'out',
    define: { 'process.env.NODE_ENV': '"production"', ngDevMode: 'false' },
    logLevel: 'error',
  }).then(({ outputFiles }) => new Map(outputFiles.map(({ path, text }) => [basename(path), text])));
  const app = async (name: string) => ({
    files: new Map([[`/${name}.js`, (await built).get(`${name}.js`) ?? '']]),
    shell: `<!doctype html><head><title>${name}</title></head><div id="app"></div><script src="/${name}.js"></script>`,
  });
  return Object.fromEntries(names.map(name => [name, app(name)]));
}

async function svelteKitApp(): Promise<App> {
  const files = await buildSvelteKit();
  return { files, shell: files.get('/index.html') ?? '' };
}

async function serve(name: string, setting: string): Promise<string> {
  const { files, shell = '' } = (await apps[name]) ?? {};
  const set = shell.replace('<head>', `<head><script>var SETTING = ${JSON.stringify(setting)}</script>`);
  const server = createServer(({ url = '' }, response) => {
    const script = files?.get(url);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    if (script !== undefined) response.setHeader('cache-control', 'max-age=3600');
    response.end(script ?? set);
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

interface Found {
  text: string;
  /** The path at the end, in the one form that a router's forms share. */
  path: string;
}

/** Renders and follows; what is met on the way is kept, as for all who come later. */
async function asCrawler(path: string): Promise<Found> {
  const { host } = new URL(origin);
  let [uri = '', query = ''] = path.split('?');
  for (let hops = 0; hops <= 10; hops++) {
    const url = pageUrl(host, uri, query, []);
    const page = await obtainSnapshot(url, PATIENCE_MS, context).catch(error => {
      if (error instanceof NotReady) return { html: '', location: undefined };
      throw error;
    });
    if (page.location === undefined)
      return { text: textOf(page.html), path: loosePath(new URL(url).pathname) };
    const next = new URL(page.location);
    if (loosePath(next.pathname) === loosePath(new URL(url).pathname))
      return { text: 'redirects to itself', path };
    [uri, query] = [next.pathname, next.search.slice(1)];
  }
  return { text: 'redirects without an end', path };
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&nbsp;': '\u00a0' };
const textOf = (html: string) =>
  (/<main[^>]*>(.*?)<\/main>/s.exec(html)?.[1] ?? '')
    .replace(/<[^>]*>/g, '')
    .replace(/&\w+;/g, entity => ENTITIES[entity] ?? entity);

/** What is shown, once the page has been the same for some turns of its own, however long they take on this machine. */
const SETTLED = `(() => {
  if (globalThis.looking) return globalThis.settled;
  globalThis.looking = true;
  let before, same = 0, looks = 0;
  const look = () => {
    const found = { text: document.querySelector('main')?.textContent ?? '', path: location.pathname };
    const now = JSON.stringify(found);
    same = now === before ? same + 1 : 0;
    before = now;
    if (same > 8 && (found.text || ++looks > 200)) globalThis.settled = found;
    else setTimeout(look, 5);
  };
  if (document.readyState === 'complete') look();
  else addEventListener('load', look);
})()`;

async function asPerson(tab: Tab, path: string): Promise<Found> {
  await tab.cdp.send('Page.navigate', { url: origin + path }, PATIENCE_MS);
  for (;;) {
    const found = (await tab.evaluate(SETTLED, PATIENCE_MS)) as Found | undefined;
    if (found) return { text: found.text, path: loosePath(found.path) };
    await systemClock.sleep(10);
  }
}

/** Does it for each, a few at a time; the results are in their order. */
async function each<T, R>(items: T[], work: (item: T, worker: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const worker = async (_: unknown, number: number) => {
    for (const [i, item] of entries) results[i] = await work(item, number);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

const sampled = fc.sample(address, { numRuns: 1_000, seed: 20 });

describe.each(
  Object.entries(APPS).flatMap(([name, settings]) => settings.map(setting => [name, setting] as const)),
)('%s, %s', (name, setting) => {
  test('a crawler that follows comes to what a browser shows', async () => {
    origin = await serve(name, setting);
    context = { ...context, site: siteOf(new URL(origin).host, '') };
    const addresses = ONLY[setting] ?? [...ALWAYS, ...sampled.splice(0, MORE)];
    const tabs = await Promise.all(Array.from({ length: AT_ONCE }, () => openTab(browser, PATIENCE_MS)));
    const shown = await each(addresses, (path, worker) => asPerson(tabs[worker] as Tab, path));
    await Promise.all(tabs.map(tab => tab.close()));
    const followed = await each(addresses, asCrawler);
    const told = (found: Found[]) =>
      addresses.map((path, i) => `${path} shows ${found[i]?.text}, at ${found[i]?.path}`);
    expect(told(followed)).toEqual(told(shown));
  });
});
