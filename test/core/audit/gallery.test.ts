import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { contentTypeOf } from '../../../core/app/content-type.ts';
import { type Browser, launchChromium } from '../../../core/browser/chromium.ts';
import { openTab, type Tab } from '../../../core/browser/tab.ts';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';
import { type ShopApi, startShopApi } from '../../../examples/shop/api.ts';
import { buildShop } from '../../../examples/shop/build.ts';
import { linesScript, type VisibleLine } from './gallery/lines.ts';

/*
 * Whether a snapshot looks like its page: the sample shop and three small apps of other routers, with what hides pages while they
 * load. Each line that a person sees must stand, and be seen, about where it does without scripts.
 */

const PAGES: [app: string, path: string][] = [
  ['shop', '/'],
  ['shop', '/products'],
  ['shop', '/products/3'],
  ['shop', '/no/such/page'],
  ['react-router', '/'],
  ['react-router', '/lamps/2'],
  ['vue-router', '/'],
  ['vue-router', '/lamps/3'],
  ['tanstack-router', '/'],
  ['tanstack-router', '/lamps/1'],
];

/** Each app's own shell, with what hides the page until it is there. */
const SHELLS: Record<string, string> = {
  'react-router': `<!doctype html><html lang="en" class="async-hide"><head><meta charset="utf-8"><title>Lamps</title>
    <style>.async-hide { opacity: 0 !important }</style><script>setTimeout(() => document.documentElement.classList.remove('async-hide'), 4000)</script>
    <link rel="stylesheet" href="/styles.css"></head><body><div id="app"></div><script src="/app.js"></script></body></html>`,
  'vue-router': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lamps</title><link rel="stylesheet" href="/styles.css"></head>
    <body><div class="splash">Just a moment</div><div id="app" v-cloak></div><script src="/app.js"></script></body></html>`,
  'tanstack-router': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lamps</title><style>body { visibility: hidden }</style>
    <link rel="stylesheet" href="/styles.css"></head><body><div id="app"><div class="skeleton"></div></div><script src="/app.js"></script>
    <script>addEventListener('load', () => { document.body.style.visibility = 'visible' })</script></body></html>`,
};
const LAMPS = ['Quay', 'Towpath', 'Harbour', 'Lock', 'Weir', 'Mill'].map((name, n) => ({
  id: n + 1,
  name: `${name} lamp`,
  price: `€ ${n + 1}9.00`,
  text: `The lamp number ${n + 1} lights the ground in front of your feet, leaves the stars alone, and lasts.`,
}));
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#cde"/></svg>';

/** By it the server knows that the snapshot is asked for. */
const CRAWLER = 'A crawler';

interface App {
  origin: string;
  snapshots: Map<string, string>;
  answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const apps = new Map<string, App>();
const servers: Server[] = [];
let folder: string;
let api: ShopApi;
let renderer: Renderer;
let browser: Browser;

async function start(name: string, answer: App['answer']): Promise<void> {
  const snapshots = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const isDocument = request.headers['user-agent'] === CRAWLER && snapshots.has(path);
    if (isDocument) response.setHeader('content-type', 'text/html; charset=utf-8').end(snapshots.get(path));
    else answer(path, request, response).catch(error => response.destroy(error));
  });
  servers.push(server);
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  apps.set(name, { origin: `http://localhost:${(server.address() as AddressInfo).port}`, snapshots, answer });
}

async function startShop(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'signpost-gallery-'));
  [api] = await Promise.all([startShopApi(), buildShop(folder)]);
  await start('shop', async (path, _, response) => {
    if (path.startsWith('/api/')) {
      const answer = await fetch(api.url + path);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      return;
    }
    const file = /\.\w+$/.test(path) ? path : '/index.html';
    const bytes = await readFile(join(folder, file));
    response.setHeader('content-type', contentTypeOf(file, bytes)).end(bytes);
  });
}

async function startApp(name: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, `gallery/${name}.js`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const styles = await readFile(join(import.meta.dirname, 'gallery/styles.css'));
  await start(name, async (path, _, response) => {
    const send = (type: string, body: string | Uint8Array) =>
      void response.setHeader('content-type', type).end(body);
    if (path === '/app.js') return send('text/javascript', outputFiles[0]?.contents ?? '');
    if (path === '/styles.css') return send('text/css', styles);
    if (path.endsWith('.svg')) return send('image/svg+xml', PICTURE);
    if (path === '/data/lamps') return send('application/json', JSON.stringify(LAMPS));
    send('text/html; charset=utf-8', SHELLS[name] ?? '');
  });
}

const PATIENCE_MS = 60_000;
/** As long as the page has been the same: more than any of these apps waits for. */
const QUIET_MS = 1_500;
const POLL_MS = 100;
/** A picture that has not come has no height yet, and all below it stands too high. */
const IS_WHOLE =
  "document.readyState === 'complete' && [...document.images].every(({ complete }) => complete)";

/** The lines of a page that a person sees, once they stay as they are. */
async function linesOf(tab: Tab, url: string): Promise<VisibleLine[]> {
  await tab.cdp.send('Page.navigate', { url }, PATIENCE_MS);
  let before = '';
  let lines: VisibleLine[] = [];
  for (let quiet = 0; quiet < QUIET_MS; quiet += POLL_MS) {
    await systemClock.sleep(POLL_MS);
    lines = (await tab.evaluate(linesScript(), PATIENCE_MS)) as VisibleLine[];
    const now = JSON.stringify(lines);
    if (now !== before || lines.length === 0 || !(await tab.evaluate(IS_WHOLE, PATIENCE_MS))) quiet = 0;
    before = now;
  }
  return lines;
}

async function see(url: string, scripts: boolean): Promise<VisibleLine[]> {
  const tab = await openTab(browser, PATIENCE_MS);
  try {
    // As tall as all of the page: what is below the window is looked at, too, and has come into sight.
    const window = { width: 1_280, height: 4_000, deviceScaleFactor: 1, mobile: false };
    await tab.cdp.send('Emulation.setDeviceMetricsOverride', window);
    await tab.cdp.send('Emulation.setScriptExecutionDisabled', { value: !scripts });
    if (!scripts) await tab.cdp.send('Emulation.setUserAgentOverride', { userAgent: CRAWLER });
    return await linesOf(tab, url);
  } finally {
    await tab.close();
  }
}

interface Seen {
  person: VisibleLine[];
  crawler: VisibleLine[];
}

const seen = new Map<string, Promise<Seen>>();

async function seeBoth(name: string, path: string): Promise<Seen> {
  const app = apps.get(name) as App;
  const url = app.origin + path;
  const person = see(url, true);
  app.snapshots.set(path, (await renderer.render(url, { deadline: PATIENCE_MS })).html);
  const crawler = await see(url, false);
  return { person: await person, crawler };
}

beforeAll(async () => {
  renderer = createRenderer({
    isAllowedOrigin: () => true,
    gate: { allows: () => true },
    log: () => undefined,
    clock: systemClock,
  });
  [browser] = await Promise.all([
    launchChromium({ isPlain: true, log: () => undefined }),
    renderer.warm(),
    startShop(),
    ...Object.keys(SHELLS).map(startApp),
  ]);
  for (const [name, path] of PAGES) seen.set(name + path, seeBoth(name, path));
  await Promise.allSettled(seen.values());
});
afterAll(async () => {
  await Promise.all([browser.kill(), renderer.close(), api.close()]);
  for (const server of servers) server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

/** Lines that the others have not, about where they are. */
function missing(lines: VisibleLine[], others: VisibleLine[]): VisibleLine[] {
  const height = Math.max(...lines.map(({ bottom }) => bottom), 0);
  const near = Math.max(40, height * 0.05);
  return lines.filter(
    line =>
      !others.some(
        other =>
          other.text === line.text &&
          (['left', 'top', 'right', 'bottom'] as const).every(
            side => Math.abs(other[side] - line[side]) <= near,
          ),
      ),
  );
}

describe('a snapshot looks like its page', () => {
  test.each(PAGES)('%s %s', async (name, path) => {
    const { person, crawler } = (await seen.get(name + path)) as Seen;
    expect(person.length).toBeGreaterThan(3);
    // A tenth may be elsewhere; as texts, so that it is known which.
    const allowed = Math.floor(person.length / 10);
    const [lost, added] = [missing(person, crawler), missing(crawler, person)];
    expect(lost.length > allowed ? lost : []).toEqual([]);
    expect(added.length > allowed ? added : []).toEqual([]);
  });
});
