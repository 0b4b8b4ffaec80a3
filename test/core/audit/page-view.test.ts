import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PageView } from '../../../core/audit/audit.ts';
import { viewPage } from '../../../core/audit/page-view.ts';
import { personOf } from '../../../core/audit/person.ts';
import { type Browser, launchChromium, prepareChromium } from '../../../core/browser/chromium.ts';
import { systemClock } from '../../../core/clock.ts';

/*
 * Two readers of pages that do their best to be misread: by what comes late, by what only a browser with pictures and fonts has,
 * and by what they do to their own scripts. Time is the wall clock's, so all are opened at once.
 */

interface Page {
  /** What the script of the page does; `show` says a line. */
  script?: string;
  html?: string;
  /** What a person sees. */
  person: string[];
  /** What a reader without scripts sees. */
  crawler?: string[];
}

/** The pinned Chromium brings it. */
const font = join(
  dirname(await prepareChromium({ log: () => undefined })),
  'fonts/Open_Sans/OpenSans-Regular.ttf',
);
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>';

const pages: Record<string, Page> = {
  'a timer of 4.5 s, by the wall clock': {
    script: `const start = Date.now(); setTimeout(() => show(Date.now() - start >= 4490 && performance.now() >= 4490), 4500)`,
    person: ['true'],
  },
  'a chain of timers that say something': {
    script: `let n = 0; const next = () => { show(++n); if (n < 4) setTimeout(next, 2500) }; next()`,
    person: ['1', '2', '3', '4'],
  },
  'a socket that is late': {
    script: `new WebSocket(location.origin.replace('http', 'ws') + '/socket').onmessage = ({ data }) => show(data)`,
    person: ['socket'],
  },
  'an image is loaded': {
    script: `const image = new Image(); image.onload = () => show(image.naturalWidth); image.src = '/picture.svg'`,
    person: ['40'],
  },
  'an image that is missing is not': {
    script: `const image = new Image(); image.onload = () => show('there'); image.onerror = () => show('none'); image.src = '/none.svg'`,
    person: ['none'],
  },
  'an image in the page has a size': {
    html: `<img src="/picture.svg?slow" onload="show(this.width + ' ' + this.complete)">`,
    person: ['40 true'],
    crawler: [],
  },
  ...(existsSync(font) && {
    'a font is loaded': {
      html: '<style>@font-face { font-family: Own; src: url(/font.ttf?slow) }</style>',
      script: `document.fonts.load('16px Own').then(([face]) => show(face.status + ' ' + document.fonts.check('16px Own')))`,
      person: ['loaded true'],
    },
  }),
  'frames are drawn': {
    script: `let n = 0; const draw = () => ++n < 5 ? requestAnimationFrame(draw) : show(n); draw()`,
    person: ['5'],
  },
  'it is looked at, and by no machine': {
    script: `show([document.visibilityState, document.hasFocus(), navigator.webdriver, navigator.userAgent.includes('Headless'),
      navigator.userAgentData.brands.length > 0].join())`,
    person: ['visible,true,false,false,true'],
  },
  'nothing of ours is in it': {
    script: `show(Element.prototype.attachShadow); show(Function.prototype.toString.call(setTimeout)); show(Document.prototype.hasOwnProperty('fonts'))`,
    person: ['function attachShadow() { [native code] }', 'function setTimeout() { [native code] }', 'true'],
  },
  'what it does to its own scripts is not met': {
    script: `show('here'); document.querySelectorAll = Element.prototype.querySelectorAll = () => []; JSON.stringify = () => '{}';
      Array.prototype.map = () => { throw new Error('no') }; Object.defineProperty(document, 'title', { get() { throw new Error('no') } });
      Element.prototype.matches = Map = getComputedStyle = undefined`,
    person: ['here'],
  },
  'closed shadow roots, one in the other': {
    script: `const root = main.attachShadow({ mode: 'closed' }); root.innerHTML = '<p>one</p><div></div>';
      root.lastChild.attachShadow({ mode: 'closed' }).innerHTML = '<p>two</p>'`,
    person: ['one', 'two'],
  },
  'a style sheet that is late hides what it hides': {
    html: '<link rel="stylesheet" href="/hide.css?slow"><p class="hidden">hidden</p><p>seen</p>',
    person: ['seen'],
    crawler: ['seen'],
  },
  'a style sheet of a style sheet that is late': {
    html: '<style>@import "/import.css?slow";</style><p class="hidden">hidden</p><p>seen</p>',
    person: ['seen'],
    crawler: ['seen'],
  },
  'a document that comes in two halves': {
    html: '<p>one</p><!--half--><p>two</p>',
    person: ['one', 'two'],
    crawler: ['one', 'two'],
  },
  'its own work holds it up': {
    script: `let n = 0; const work = () => { const end = Date.now() + 2500; while (Date.now() < end); show(++n); if (n < 3) setTimeout(work, 100) }; setTimeout(work)`,
    person: ['1', '2', '3'],
  },
  'it goes elsewhere after a while': {
    script: `location.search ? show('arrived') : setTimeout(() => { location.search = '?a' }, 3000)`,
    person: ['arrived'],
  },
  'it writes itself anew': {
    script: `setTimeout(() => { document.open(); document.write('<p>new'); setTimeout(() => { document.write('<p>newer'); document.close() }, 2000) }, 2000)`,
    person: ['new', 'newer'],
  },
  'it has no element for a while': {
    script: `const { documentElement } = document; documentElement.remove(); setTimeout(() => { document.append(documentElement); show('back') }, 3000)`,
    person: ['back'],
  },
};

const paths = Object.keys(pages).map((name, n) => [name, `/page-${n}`] as const);

const server = createServer((request, response) => {
  if (/[?&]slow/.test(request.url ?? '')) setTimeout(() => answer(request, response), 2_500);
  else answer(request, response);
});
server.on('upgrade', (request, socket) => greetLate(request, socket));

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const [path = ''] = url.split('?');
  const send = (type: string, body: string | Buffer) => response.setHeader('content-type', type).end(body);
  if (path === '/picture.svg') return void send('image/svg+xml', PICTURE);
  if (path === '/hide.css') return void send('text/css', '.hidden { display: none }');
  if (path === '/import.css') return void send('text/css', '@import "/hide.css?slow";');
  if (path === '/font.ttf') return void send('font/ttf', readFileSync(font));
  const [name] = paths.find(([, each]) => each === path) ?? [];
  const page = name === undefined ? undefined : pages[name];
  if (!page) return void response.writeHead(404).end();
  const [first = '', second] = documentOf(page).split('<!--half-->');
  response.setHeader('content-type', 'text/html; charset=utf-8');
  if (second === undefined) return void response.end(first);
  response.write(first);
  setTimeout(() => response.end(second), 2_500);
}

const documentOf = ({ html = '', script = '' }: Page) =>
  `<!doctype html><title>A page</title><main id="main"></main>
  <script>const show = said => { const p = document.createElement('p'); p.textContent = said; main.append(p) }</script>
  ${html}<script>{ ${script} }</script>`;

/** A WebSocket that says one word after a while. Spec: https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2 */
function greetLate(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.on('error', () => undefined);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n');
  socket.write(`sec-websocket-accept: ${accept}\r\n\r\n`);
  setTimeout(() => socket.write(Buffer.concat([Buffer.of(0x81, 6), Buffer.from('socket')])), 4_000);
}

let browser: Browser;
const views = new Map<string, Promise<PageView>[]>();

beforeAll(async () => {
  browser = await launchChromium({ isPlain: true, log: () => undefined });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const person = await personOf(browser);
  const clock = systemClock;
  const picture = true;
  for (const [name, path] of paths)
    views.set(name, [
      viewPage(browser, origin + path, { ...person, scripts: true, picture, clock }),
      viewPage(browser, origin + path, { userAgent: 'A crawler', scripts: false, picture, clock }),
    ]);
  await Promise.allSettled([...views.values()].flat());
});
afterAll(async () => {
  await browser.kill();
  server.close().closeAllConnections();
});

describe('a person sees', () => {
  test.each(Object.entries(pages))('%s', async (name, { person }) => {
    expect((await views.get(name)?.[0])?.text).toEqual(person);
  });
});

describe('a reader without scripts sees', () => {
  test.each(Object.entries(pages).filter(([, { crawler }]) => crawler))('%s', async (name, { crawler }) => {
    expect((await views.get(name)?.[1])?.text).toEqual(crawler);
  });
});

test('there is a picture of each', async () => {
  for (const each of [...views.values()].flat()) {
    const { picture = '' } = await each;
    expect(picture.length).toBeLessThan(150_001);
    expect(Buffer.from(picture, 'base64').subarray(0, 3)).toEqual(Buffer.of(0xff, 0xd8, 0xff)); // a JPEG begins so
  }
});
