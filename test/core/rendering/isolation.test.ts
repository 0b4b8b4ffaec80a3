import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';

/* A page leaves nothing for the next one but the caches, which no page can read as such. */

/** Each tells what it finds, and then leaves its mark. */
const PLACES: Record<string, string> = {
  cookie: "tell(document.cookie || 'nothing'); document.cookie = 'a=mark'",
  localStorage: "tell(localStorage.getItem('a')); localStorage.setItem('a', 'mark')",
  sessionStorage: "tell(sessionStorage.getItem('a')); sessionStorage.setItem('a', 'mark')",
  'window.name': "tell(name || 'nothing'); name = 'mark'",
  history:
    "tell(history.length < 3 ? 'nothing' : history.length); for (const p of ['?1', '?2']) history.pushState(0, '', p)",
  IndexedDB: `const open = indexedDB.open('a', 1);
    open.onupgradeneeded = () => { open.result.createObjectStore('mark'); tell('nothing') };
    open.onsuccess = () => tell('mark')`,
  'cache storage': "caches.keys().then(keys => { tell(keys[0]); return caches.open('mark') })",
  'service worker':
    "navigator.serviceWorker.getRegistrations().then(all => { tell(all.length ? 'mark' : 'nothing'); return navigator.serviceWorker.register('/sw.js') })",
  opener: "tell(opener ? 'mark' : 'nothing'); window.open('/x')",
  timers:
    "tell(globalThis.mark ?? 'nothing'); globalThis.mark = 'mark'; setInterval(() => tell('mark'), 10_000)",
};

const asked: string[] = [];
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://test');
  asked.push(pathname);
  if (pathname === '/sw.js') response.setHeader('content-type', 'text/javascript').end('');
  else if (pathname === '/app.js')
    response
      .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'public, max-age=600' })
      .end('document.querySelector("main").textContent = "by the script"');
  else {
    const code = PLACES[decodeURIComponent(pathname.slice(1))];
    const script = code
      ? `<script>let told; const tell = text => { if (!told) document.querySelector('main').textContent = told = text ?? 'nothing' };${code}</script>`
      : '<script src="/app.js"></script>';
    response.setHeader('content-type', 'text/html').end(`<!doctype html><main></main>${script}`);
  }
});

let origin: string;
const renderers: Partial<Record<'shared' | 'strict', Renderer>> = {};

beforeAll(async () => {
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`; // a secure context, as caches and workers want
  for (const isolation of ['shared', 'strict'] as const)
    renderers[isolation] = createRenderer({
      isAllowedOrigin: () => true,
      gate: { allows: () => true },
      pages: 1,
      isolation,
      log: () => undefined,
      clock: systemClock,
    });
});

afterAll(async () => {
  await Promise.all(Object.values(renderers).map(renderer => renderer.close()));
  server.close().closeAllConnections();
});

async function mainOf(path: string, isolation: 'shared' | 'strict'): Promise<string | undefined> {
  const page = await renderers[isolation]?.render(`${origin}/${encodeURIComponent(path)}`, {
    deadline: 8_000,
  });
  return /<main>(.*?)<\/main>/.exec(page?.html ?? '')?.[1];
}

describe.each(['shared', 'strict'] as const)(
  '%s: a page finds nothing of the one before it in',
  isolation => {
    test.each(Object.keys(PLACES))('%s', async place => {
      for (const _ of ['first', 'second', 'third']) expect(await mainOf(place, isolation)).toBe('nothing');
    });
  },
);

test.each([
  { isolation: 'shared' as const, downloads: 1 },
  { isolation: 'strict' as const, downloads: 3 },
])(
  '$isolation: what may be cached is fetched $downloads times for three pages',
  async ({ isolation, downloads }) => {
    asked.length = 0;
    for (const page of ['a', 'b', 'c']) expect(await mainOf(page, isolation)).toBe('by the script');
    expect(asked.filter(path => path === '/app.js')).toHaveLength(downloads);
  },
);

test('pages of several origins at once take each other’s tabs, and no browser ends of it', async () => {
  const others = await Promise.all(
    [1, 2, 3].map(async () => {
      const other = createServer((_, response) => {
        response
          .setHeader('content-type', 'text/html')
          .end('<!doctype html><title>A</title><main>A page</main>');
      });
      await new Promise<void>(listening => other.listen(0, '127.0.0.1', listening));
      return other;
    }),
  );
  const lines: string[] = [];
  const renderer = createRenderer({
    isAllowedOrigin: () => true,
    gate: { allows: () => true },
    log: line => lines.push(line),
    clock: systemClock,
  });
  await renderer.warm();
  const urls = others.flatMap(other =>
    [1, 2, 3, 4].map(n => `http://localhost:${(other.address() as AddressInfo).port}/${n}`),
  );
  const pages = await Promise.all(urls.map(url => renderer.render(url, { deadline: 60_000 })));
  await renderer.close();
  for (const other of others) other.close().closeAllConnections();
  expect(pages.map(({ status }) => status)).toEqual(urls.map(() => 200));
  expect(lines).toEqual([]);
});
