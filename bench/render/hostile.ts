import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A page that some way of waiting never sees the end of, or the end of too early. */
export interface HostilePage {
  name: string;
  path: string;
  html: string;
  /** What a person reads there in the end. */
  wanted: string;
}

const WANTED = 'the wanted text';

/** In a page, `show()` makes the wanted text and `get()` is a request of 60 ms. */
const page = (name: string, script: string, head = ''): HostilePage => ({
  name,
  path: `/hostile/${name.replace(/\W+/g, '-')}`,
  html: `<!doctype html><html lang="en"><title>${name}</title>${head}<main>loading</main><script>
const show = () => { document.querySelector('main').textContent = ['the', 'wanted', 'text'].join(' ') };
const get = (ms = 60) => fetch('/hostile/data?ms=' + ms).then(response => response.json());
const later = ms => new Promise(resolve => setTimeout(resolve, ms));
${script}</script>`,
  wanted: WANTED,
});

/** Each ends at once for a person. They need `answerHostile` and `acceptSocket` behind them. */
export const HOSTILE: readonly HostilePage[] = [
  page('EventSource left open', `new EventSource('/hostile/events'); get().then(show)`),
  page('long-poll without an answer', `fetch('/hostile/never'); get().then(show)`),
  page(
    'endless animation frames',
    'const frame = () => requestAnimationFrame(frame); frame(); get().then(show)',
  ),
  page(
    'interval each 16 ms',
    'setInterval(() => { document.title = String(performance.now()) }, 16); get().then(show)',
  ),
  page('WebSocket left open', `new WebSocket('ws://' + location.host + '/hostile/socket'); get().then(show)`),
  page('content after a timer of 900 ms', 'setTimeout(show, 900)'),
  page(
    'five times a request and a timer of 120 ms',
    `(async () => { for (let n = 0; n < 5; n++) { await get(); await later(120) } show() })()`,
  ),
  page(
    'unread body of a 404 that never ends',
    `fetch('/hostile/endless').then(response => response.ok ? 0 : get()).then(show)`,
  ),
  page('polling each 300 ms', 'setInterval(get, 300); get().then(show)'),
  page(
    'analytics beacons of 1.5 s',
    `navigator.sendBeacon('/hostile/data?ms=1500', '{}');
     fetch('/hostile/data?ms=1500', { method: 'POST', keepalive: true }); get().then(show)`,
  ),
  page(
    'lazy chunk of 300 ms',
    `get().then(() => import('/hostile/chunk.js?ms=300')).then(chunk => chunk.start(show))`,
  ),
  page(
    'service worker',
    `navigator.serviceWorker.register('/hostile/worker.js').catch(() => 0).finally(() => get().then(show))`,
  ),
  page(
    'prerenderReady after 400 ms',
    'window.prerenderReady = false; setTimeout(() => { show(); window.prerenderReady = true }, 400)',
  ),
  page(
    'endless CSS animation',
    'get().then(show)',
    '<style>@keyframes turn { to { rotate: 1turn } } main { animation: turn 1s infinite linear }</style>',
  ),
  page(
    'third-party frame of 3 s',
    `const frame = document.createElement('iframe'); frame.src = '//localhost:' + location.port + '/hostile/data?ms=3000';
     document.body.append(frame); get().then(show)`,
  ),
];

/** Never ends for anybody. */
export const ENDLESS = page('endless loop', 'for (;;) {}');

/** Answers what is below /hostile/; false when a request is for something else. */
export function answerHostile(request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://hostile');
  if (!pathname.startsWith('/hostile/')) return false;
  const found = [...HOSTILE, ENDLESS].find(({ path }) => path === pathname);
  const after = (type: string, body: string) =>
    void setTimeout(
      () => response.writeHead(200, { 'content-type': type }).end(body),
      Number(searchParams.get('ms') ?? 0),
    );
  if (found) after('text/html; charset=utf-8', found.html);
  else if (pathname === '/hostile/data') after('application/json', '{}');
  else if (pathname === '/hostile/chunk.js') after('text/javascript', 'export const start = show => show()');
  else if (pathname === '/hostile/worker.js')
    after('text/javascript', 'addEventListener("fetch", () => undefined)');
  else if (pathname === '/hostile/events')
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: hello\n\n');
  else if (pathname === '/hostile/endless') response.writeHead(404).write('a body without an end');
  else if (pathname !== '/hostile/never') response.writeHead(404).end();
  return true;
}

/** Opens a WebSocket, which says nothing by itself. Spec: https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2 */
export function acceptSocket(request: IncomingMessage, socket: Duplex): void {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.on('error', () => undefined);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}
