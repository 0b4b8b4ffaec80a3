import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';
import type { StandIn } from '../../../core/rendering/stand-in.ts';

const SITE = 'http://www.shop.example';
const SHELL = `<title>Shop</title><link rel=stylesheet href=/app.css><main></main>
  <iframe src=/frame></iframe><script src=/app.js type=module></script>`;
/** What the bucket has. It asks for all it can, in every way. */
const FILES: Record<string, [type: string, text: string]> = {
  '/app.css': ['text/css', 'main { color: rgb(1, 2, 3) }'],
  '/app.js': [
    'text/javascript',
    `const { name } = await import('/part.js');
     const text = async (...of) => (await fetch(...of).catch(() => new Response('refused'))).text();
     const worker = new Worker('/worker.js');
     const socket = new WebSocket('ws://www.shop.example/socket');
     const said = await Promise.race([
       new Promise(resolve => { worker.onmessage = ({ data }) => resolve(data); worker.onerror = () => resolve('no worker'); }),
       new Promise(resolve => setTimeout(() => resolve('no word'), 1500)),
     ]);
     document.querySelector('main').textContent =
       [name, await text('/data.json'), await text('/api/price'), await text('/missing.js'), said].join(' | ') +
       ' | ' + getComputedStyle(document.querySelector('main')).color;`,
  ],
  '/part.js': ['text/javascript', "export const name = 'of the bucket'"],
  '/worker.js': [
    'text/javascript',
    "fetch('/from-worker').then(r => r.text()).catch(() => 'refused').then(postMessage)",
  ],
  '/data.json': ['application/json', '{"a":1}'],
};

/** Who has the site's name, and who has the API's: both are at one server. */
let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.headers.host}${request.url}`);
  const [type, text] = FILES[request.url ?? ''] ?? ['text/plain', `${request.headers.host} answers`];
  response.setHeader('content-type', type).end(text);
});
let isNeeded: boolean;
let renderer: Renderer;
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const standIn: StandIn = {
    isNeededFor: async origin => isNeeded && origin === SITE,
    answer: async ({ url }) => {
      if (url.pathname.startsWith('/api/')) return { ask: new URL(url.pathname, 'http://api.example') };
      const [type, body] = FILES[url.pathname] ?? [];
      if (!type || body === undefined) return { status: 404, headers: {}, body: 'missing' };
      return { status: 200, headers: { 'content-type': type }, body };
    },
  };
  renderer = createRenderer({
    isAllowedOrigin: origin => origin === SITE,
    standIn,
    loadDocument: async () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: SHELL }),
    gate: {
      allows: () => true,
      refuses: host => isNeeded && host === 'www.shop.example',
      resolve: async () => ['127.0.0.1'],
      connect: () => connect({ host: '127.0.0.1', port, allowHalfOpen: true }),
    },
    log: () => undefined,
    clock: systemClock,
  });
});
afterAll(async () => {
  await renderer.close();
  server.close().closeAllConnections();
});
beforeEach(() => {
  asked = [];
});

const textOf = async (path: string) => {
  const { html } = await renderer.render(`${SITE}${path}`, { deadline: 20_000 });
  return /<main>(.*)<\/main>/.exec(html)?.[1];
};

test('while the site’s name leads elsewhere a page is made of the bucket’s files, and nothing is asked there', async () => {
  isNeeded = true;
  for (const path of ['/', '/products/1'])
    expect(await textOf(path)).toMatch(
      /^of the bucket \| \{"a":1\} \| api\.example answers \| missing \| .* \| rgb\(1, 2, 3\)$/,
    );
  expect(asked.filter(address => address.startsWith('www.shop.example'))).toEqual([]);
  expect(asked).toContain('api.example/api/price');
});

test('and once it leads here all comes over the network again, in the same tab', async () => {
  isNeeded = true;
  await textOf('/');
  isNeeded = false;
  asked = [];
  expect(await textOf('/')).toMatch(/^of the bucket \| .* \| www\.shop\.example answers \|/);
  expect(asked).toContain('www.shop.example/app.js');
  expect(asked).toContain('www.shop.example/api/price');
});
