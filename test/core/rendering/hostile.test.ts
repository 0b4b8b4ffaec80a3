import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer, loopBound, type Renderer, RenderTimeout } from '../../../core/rendering/renderer.ts';

/*
 * Pages that have no end, or that end where virtual time or the instrument alone would not look: each has to be taken
 * when what it shows is there, and not before.
 */

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const after = (ms: number, text: string) => (_: IncomingMessage, response: ServerResponse) =>
  void setTimeout(() => response.end(text), ms);
const script = (text: string) => (_: IncomingMessage, response: ServerResponse) =>
  void response.setHeader('content-type', 'text/javascript').end(text);

const answers: Record<string, Answer> = {
  '/api/fast': after(60, '{"price":"12.50"}'),
  '/api/slow': after(1_500, '{"price":"12.50"}'),
  '/api/never': () => undefined,
  '/api/unread': (_, response) => void response.writeHead(404).write('a body that has no end'),
  '/api/events': (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': nothing yet\n\n'),
  '/api/told': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    setTimeout(() => response.write('data: by event\n\n'), 60);
  },
  '/chunk.js': (_, response) =>
    void setTimeout(
      () =>
        response
          .setHeader('content-type', 'text/javascript')
          .end('export const text = "by chunk"; await new Promise(done => setTimeout(done, 50))'),
      300,
    ),
  '/worker.js': script(
    'onmessage = async () => { await fetch("/api/fast"); setTimeout(() => postMessage("by worker"), 100) }',
  ),
  '/deaf.js': script('onmessage = () => {}'),
  '/frame': () => undefined,
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://test');
  const answer = answers[pathname];
  if (answer) return answer(request, response);
  response.setHeader('content-type', 'text/html; charset=utf-8').end(pages.get(pathname));
});
// A WebSocket that says one thing, or nothing. Spec: https://www.rfc-editor.org/rfc/rfc6455#section-1.3
server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => undefined);
  if (request.url === '/says')
    setTimeout(() => socket.write(Buffer.concat([Buffer.from([0x81, 9]), Buffer.from('by socket')])), 60);
});

const pages = new Map<string, string>();
let origin: string;
let renderer: Renderer;

beforeAll(async () => {
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  renderer = createRenderer({
    isAllowedOrigin: candidate => candidate === origin,
    gate: { allows: host => host === 'localhost' },
    log: () => undefined,
    clock: systemClock,
  });
  await renderer.warm();
});

afterAll(async () => {
  await renderer.close();
  server.close().closeAllConnections();
});

const SHOW = 'const show = text => { document.querySelector("main").textContent = text };';

/** For all that stand in line; a page whose turn it is has 8 s. */
const DEADLINE_MS = 60_000;

/** Renders a page whose main part a script fills. */
async function render(code: string, { more = '', deadline = DEADLINE_MS } = {}): Promise<{ text: string }> {
  const path = `/page-${pages.size}`;
  pages.set(
    path,
    `<!doctype html><title>A page</title>${more}<header>Shop</header><main></main><script>${SHOW}${code}</script>`,
  );
  const { html } = await renderer.render(origin + path, { deadline });
  const [, text = ''] = /<main[^>]*>(.*?)<\/main>/s.exec(html) ?? [];
  return { text };
}

const FINISHED = "fetch('/api/fast').then(r => r.json()).then(({ price }) => show(price));";

interface Page {
  page: string;
  code: string;
  more?: string;
}

const ENDLESS: Page[] = [
  { page: 'holds an EventSource open', code: `new EventSource('/api/events'); ${FINISHED}` },
  { page: 'holds a WebSocket open', code: `new WebSocket('ws://' + location.host); ${FINISHED}` },
  { page: 'polls by a request that is never answered', code: `${FINISHED} fetch('/api/never')` },
  {
    page: 'polls so by XMLHttpRequest',
    code: `${FINISHED} const x = new XMLHttpRequest(); x.open('GET', '/api/never'); x.send()`,
  },
  { page: 'polls each 300 ms', code: `${FINISHED} setInterval(() => fetch('/api/fast'), 300)` },
  { page: 'never reads a body', code: `${FINISHED} fetch('/api/unread')` },
  {
    page: 'animates without end',
    code: `${FINISHED} let n = 0; (function f() { document.title = ++n; requestAnimationFrame(f) })()`,
  },
  {
    page: 'animates by style sheet',
    code: FINISHED,
    more: '<style>@keyframes k { to { opacity: 0 } } header { animation: k 1s infinite }</style>',
  },
  {
    page: 'has an interval of 16 ms',
    code: `${FINISHED} let n = 0; setInterval(() => { document.title = ++n }, 16)`,
  },
  { page: 'chains timers of 0 ms', code: `${FINISHED} (function f() { setTimeout(f) })()` },
  {
    page: 'chains messages to itself',
    code: `${FINISHED} onmessage = () => postMessage(0); postMessage(0)`,
  },
  { page: 'has a frame that never comes', code: FINISHED, more: '<iframe src="/frame"></iframe>' },
  { page: 'has a worker that never answers', code: `${FINISHED} new Worker('/deaf.js').postMessage(0)` },
  {
    page: 'wants to register a service worker',
    code: `navigator.serviceWorker.register('/sw.js'); ${FINISHED}`,
  },
  { page: 'sends a beacon that is not answered', code: `${FINISHED} navigator.sendBeacon('/api/never')` },
  {
    page: 'sets prerenderReady with a connection open',
    code: `new EventSource('/api/events'); prerenderReady = false;
        fetch('/api/fast').then(() => { show('12.50'); prerenderReady = true })`,
  },
];

const LATE: (Page & { text: string })[] = [
  { page: 'has a timer of 1.9 s', code: "setTimeout(() => show('late'), 1_900)", text: 'late' },
  {
    page: 'waits for data for 1.5 s, with a spinner to be seen',
    code: `show('Loading…'); fetch('/api/slow').then(r => r.json()).then(({ price }) => show(price))`,
    text: '12.50',
  },
  {
    page: 'waits for data for 1.5 s, with nothing in its main part',
    code: `fetch('/api/slow').then(r => r.json()).then(({ price }) => show(price))`,
    text: '12.50',
  },
  {
    page: 'waits for data for 1.5 s after other data came',
    code: `fetch('/api/fast').then(() => { document.querySelector('main').innerHTML = '<i class="skeleton">wait</i>' });
        fetch('/api/slow').then(r => r.json()).then(({ price }) => show(price))`,
    text: '12.50',
  },
  {
    page: 'is told by a WebSocket',
    code: "new WebSocket('ws://' + location.host + '/says').onmessage = ({ data }) => show(data)",
    text: 'by socket',
  },
  {
    page: 'is told by an EventSource',
    code: "new EventSource('/api/told').onmessage = ({ data }) => setTimeout(() => show(data), 50)",
    text: 'by event',
  },
  {
    page: 'is told by a worker',
    code: "const w = new Worker('/worker.js'); w.onmessage = ({ data }) => show(data); w.postMessage(0)",
    text: 'by worker',
  },
  {
    page: 'loads a chunk late, which waits itself',
    code: "setTimeout(() => import('/chunk.js').then(({ text }) => show(text)), 200)",
    text: 'by chunk',
  },
  {
    page: 'reads a database in the browser',
    code: `const open = indexedDB.open('shop', 1);
        open.onupgradeneeded = () => open.result.createObjectStore('prices').put('by database', 1);
        open.onsuccess = () => {
          const get = open.result.transaction('prices').objectStore('prices').get(1);
          get.onsuccess = () => setTimeout(() => show(get.result), 30);
        }`,
    text: 'by database',
  },
  {
    page: 'hashes',
    code: `crypto.subtle?.digest('SHA-256', new Uint8Array(8)).then(hash => show('by hash ' + hash.byteLength))`,
    text: 'by hash 32',
  },
  {
    page: 'says that it is ready after 4 s of its own time',
    code: "prerenderReady = false; setTimeout(() => { show('ready'); prerenderReady = true }, 4_000)",
    text: 'ready',
  },
  {
    page: 'shows itself only when an image is there, that is in no document',
    code: "const i = new Image(); i.src = '/photo.jpg'; i.decode().then(() => { i.onload = () => show('with image'); i.src = '/b.jpg' })",
    text: 'with image',
  },
  {
    page: 'says that it is ready after something that nobody counts',
    code: `prerenderReady = false; const frame = document.createElement('iframe'); frame.srcdoc = 'x';
        frame.onload = () => new BroadcastChannel('a').postMessage(0);
        new BroadcastChannel('a').onmessage = () => { show('by channel'); prerenderReady = true };
        document.body.append(frame)`,
    text: 'by channel',
  },
  {
    page: 'shows what it has when a transition has ended',
    code: `const header = document.querySelector('header'); header.style.transition = 'opacity 300ms';
        requestAnimationFrame(() => requestAnimationFrame(() => { header.style.opacity = 0 }));
        header.addEventListener('transitionend', () => show('after the transition'))`,
    text: 'after the transition',
  },
  {
    page: 'compiles for long',
    code: `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => setTimeout(() => show('compiled'), 20))`,
    text: 'compiled',
  },
  {
    page: 'comes into sight when it is idle, and in the next frame',
    code: 'requestIdleCallback(() => requestAnimationFrame(() => queueMicrotask(() => show("idle"))))',
    text: 'idle',
  },
];

const NEVER: Page[] = [
  { page: 'says for ever that it is not ready', code: "prerenderReady = false; show('half')" },
  { page: 'waits for ever, and shows it', code: "show('Loading…'); fetch('/api/never')" },
];

describe('a page that', () => {
  /** By its name: they mostly wait, so they wait together. */
  let texts: Map<string, Promise<{ text: string }>>;
  beforeAll(async () => {
    texts = new Map([...ENDLESS, ...LATE].map(({ page, code, more }) => [page, render(code, { more })]));
    await Promise.allSettled(texts.values());
    // When none stands in line any more, so that their time is their own.
    for (const { page, code } of NEVER) texts.set(page, render(code, { deadline: 1_500 }));
    await Promise.allSettled(texts.values());
  });

  test.each(ENDLESS)('$page', async ({ page }) => {
    expect(await texts.get(page)).toMatchObject({ text: '12.50' });
  });

  test.each(LATE)('$page', async ({ page, text }) => {
    expect(await texts.get(page)).toMatchObject({ text });
  });

  test.each(NEVER)('$page is no page', async ({ page }) => {
    await expect(texts.get(page)).rejects.toThrow(RenderTimeout);
  });

  describe('works on without an answer', () => {
    beforeAll(() => {
      pages.set('/loop', '<!doctype html><p>text<script>while (true);</script>');
      // Some 3 s of the processor.
      pages.set(
        '/slow',
        `<!doctype html><main></main><script>${SHOW}let n = 1;
          for (let i = 0; i < 250_000_000; i++) n = Math.imul(n ^ (n >>> 15), 2_246_822_507) + i; show('slow ' + (n & 0))</script>`,
      );
    });

    test.each([
      { deadline: 1_000, ms: 1_300, isLongest: false },
      { deadline: 4_000, ms: 1_300, isLongest: false },
      { deadline: 10_000, ms: 3_000, isLongest: false },
      { deadline: 20_000, ms: 6_000, isLongest: true },
      { deadline: 60_000, ms: 6_000, isLongest: true },
    ])('of $deadline ms has $ms ms of a processor', ({ deadline, ...bound }) => {
      expect(loopBound(deadline)).toEqual(bound);
    });

    test('is ended while a crawler waits, and is not taken for a loop yet', async () => {
      const deadline = 4_000;
      // On a machine with other things to do its time is over first.
      const reason = /scripts go on and on|scripts are at work/;
      await expect(renderer.render(`${origin}/loop`, { deadline })).rejects.toThrow(reason);
      expect(await render(FINISHED)).toMatchObject({ text: '12.50' });
    });

    test('in the queue is ended later, and not tried again at once', async () => {
      const deadline = DEADLINE_MS;
      await expect(renderer.render(`${origin}/loop`, { deadline })).rejects.toThrow(/endless loop/);
      await expect(renderer.render(`${origin}/loop`, { deadline })).rejects.toThrow(/a moment ago/);
      expect(await render(FINISHED)).toMatchObject({ text: '12.50' });
    });

    test('for seconds, and has an end: it is a page, from the queue', async () => {
      const { html } = await renderer.render(`${origin}/slow`, { deadline: DEADLINE_MS });
      expect(html).toContain('slow 0');
    });
  });
});
