import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { productOf } from './catalogue.ts';
import { acceptSocket, answerHostile } from './hostile.ts';
import { readyWith } from './program.ts';
import { answerRight, upgradeRight } from './right/server.ts';

/**
 * The shop's origin, in a process of its own, so that its CPU is nobody's: the app, its API, images, a font, a collector of visits;
 * and the pages of which it is told how many come out right. Argument: the folder of the built app.
 */
const [folder = ''] = process.argv.slice(2);

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html; charset=utf-8' };
const FOREVER = 'public, max-age=31536000, immutable';
const COLLECT_MS = 50;

const files = new Map(readdirSync(folder).map(name => [`/${name}`, readFileSync(join(folder, name))]));
const shell = files.get('/index.html') ?? Buffer.alloc(0);
// Named as a font, fetched as one, and refused only then: what a renderer that loads fonts has to load.
const font = Buffer.alloc(30_000, 'font');
const STYLES = `@font-face { font-family: Shop; src: url(/shop.woff2) } header { background: url(/images/header.svg) }
${Array.from({ length: 400 }, (_, n) => `.utility-${n} { margin: ${n}px; padding: ${n % 7}px }`).join('\n')}`;

const server = createServer(answer);
server.keepAliveTimeout = 60_000;
server.on('upgrade', (request, socket) => upgradeRight(request, socket) || acceptSocket(request, socket));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) readyWith(address.port);
});
process.on('disconnect', () => process.exit());

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://shop');
  if (answerHostile(request, response) || answerRight(request, response)) return;
  const [, area = '', kind = '', id] = pathname.split('/');
  const file = files.get(pathname);
  if (file) send(response, TYPES[extname(pathname)] ?? 'text/plain', file, FOREVER);
  else if (area === 'products') send(response, 'text/html; charset=utf-8', shell);
  else if (area === 'api') setTimeout(() => sendJson(response, dataOf(kind, Number(id))), delayOf(pathname));
  else if (area === 'images') send(response, 'image/svg+xml', imageOf(pathname), FOREVER);
  else if (area === 'shop.css') send(response, 'text/css', STYLES, FOREVER);
  else if (area === 'shop.woff2') send(response, 'font/woff2', font, FOREVER);
  else if (area === 'collect') setTimeout(() => response.writeHead(204).end(), COLLECT_MS);
  else response.writeHead(404).end();
}

function dataOf(kind: string, id: number): object {
  const { price, stock, ...product } = productOf(id);
  return kind === 'products' ? { ...product, priceUrl: `/api/prices/${id}` } : { price, stock };
}

/** 50 to 100 ms, by the path: the same for whoever asks. */
function delayOf(path: string): number {
  let hash = 0;
  for (const character of path) hash = (hash * 31 + character.charCodeAt(0)) % 9_973;
  return 50 + (hash % 51);
}

/** About 10 KB. */
function imageOf(path: string): string {
  const dots = Array.from({ length: 200 }, (_, n) => `<circle cx="${n}" cy="${(n * n) % 150}" r="3"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 150"><title>${path}</title>${dots.join('')}</svg>`;
}

const sendJson = (response: ServerResponse, data: object) =>
  send(response, 'application/json', JSON.stringify(data));

function send(response: ServerResponse, type: string, body: string | Buffer, cache = 'no-store'): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': cache }).end(body);
}
