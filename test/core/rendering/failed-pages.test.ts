import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { watchedRenderer } from '../../../core/misses/watched-renderer.ts';
import { faultOf, PageFailed, RenderTimeout } from '../../../core/rendering/rendered.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';
import { accept } from './pages.ts';

/*
 * Pages whose requests fail, in a real Chromium, each with the text that its app would show: those that are no pages, and
 * those that are pages all the same.
 */

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json =
  (value: unknown, ms = 0): Answer =>
  (_, response) =>
    void setTimeout(
      () => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)),
      ms,
    );
const status =
  (code: number, ms = 0, type = 'application/json'): Answer =>
  (_, response) =>
    void setTimeout(() => response.writeHead(code, { 'content-type': type }).end('{"error":"boom"}'), ms);
const script =
  (text: string, ms = 0): Answer =>
  (_, response) =>
    void setTimeout(() => response.setHeader('content-type', 'text/javascript').end(text), ms);

const PRODUCT = { name: 'Brass cleat', price: 12.5, text: 'For ropes of up to 12 mm.' };
const LONG = 'A cleat of solid brass for ropes of up to twelve millimetres, cast in one piece. '.repeat(6);
let tries = 0;

const answers: Record<string, Answer> = {
  '/api/500': status(500),
  '/api/503': status(503, 60),
  '/api/429': status(429),
  '/api/404': status(404),
  '/api/401': status(401),
  '/api/reset': request => request.socket.destroy(),
  '/api/cut': (request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
      .write('{"name":');
    setTimeout(() => request.socket.destroy(), 60);
  },
  '/api/html': (_, response) =>
    void response.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><p>Shell'),
  '/api/never': () => undefined,
  '/api/track': status(500),
  '/api/lines': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const line of [{ name: PRODUCT.name }, { text: PRODUCT.text }])
      response.write(`${JSON.stringify(line)}\n`);
    setTimeout(() => response.end(), 60);
  },
  '/api/named': (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .write(`event: product\ndata: ${PRODUCT.text}\n\n`),
  '/api/product': json(PRODUCT, 60),
  '/api/long': json({ ...PRODUCT, text: LONG }, 60),
  '/api/config': json({ currency: 'EUR', site: 'Harbour', mail: 'help@harbour.example' }),
  '/locales/en.json': json({ title: 'Shop', oops: 'Something went wrong. Please try again later.' }),
  '/api/twice': (request, response) => (++tries % 2 === 1 ? status(500) : json(PRODUCT))(request, response),
  '/graphql': (request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () =>
      (body.includes('menu') ? json({ data: { menu: ['Ropes', 'Lamps'] } }) : status(502))(request, response),
    );
  },
  '/gone.js': status(404, 60, 'text/html'),
  '/gone.css': status(404),
  '/fallback.js': (_, response) =>
    void setTimeout(() => response.setHeader('content-type', 'text/html').end('<!doctype html><p>Shell'), 60),
  '/env.js': status(404, 0, 'text/html'),
  '/view.js': script(
    'export const show = () => { document.querySelector("main").innerHTML = "<h1>Cleat</h1>" }',
    200,
  ),
};

/** What a worker asks, and tells its page, or an error in words of its own. */
const worker = (ask: string) =>
  script(
    `(async () => { ${ask} })().then(data => postMessage({ data }), () => postMessage({ error: 'Something went wrong' }))`,
  );
const fetching = (path: string) =>
  worker(`const r = await fetch('${path}'); if (!r.ok) throw r.status; return r.json()`);
Object.assign(answers, {
  '/worker-500.js': fetching('/api/500'),
  '/worker-503.js': fetching('/api/503'),
  '/worker-reset.js': fetching('/api/reset'),
  '/worker-html.js': fetching('/api/html'),
  '/worker-404.js': fetching('/api/404'),
  '/worker-works.js': fetching('/api/product'),
  '/worker-tries.js': worker(
    "for (;;) { const r = await fetch('/api/twice'); if (r.ok) return r.json(); await new Promise(d => setTimeout(d, 20)) }",
  ),
  '/worker-parts.js': worker(
    "const [p, reviews] = await Promise.allSettled(['product', '503'].map(async n => (await fetch('/api/' + n)).json())); return p.value",
  ),
  '/worker-xhr.js': worker(
    "const x = new XMLHttpRequest(); x.open('GET', '/api/500', false); x.send(); if (x.status > 299) throw x.status",
  ),
  '/worker-scripts.js': worker("importScripts('/gone.js')"),
  '/worker-imports.js': worker("return import('/gone.js')"),
  '/worker-throws.js': script("setTimeout(() => { throw new Error('no') }, 60)"),
  '/worker-outer.js': script(
    "const w = new Worker('/worker-500.js'); w.onmessage = ({ data }) => postMessage(data)",
  ),
  '/worker-shared.js':
    script(`onconnect = ({ ports: [p] }) => fetch('/api/500').then(r => { if (!r.ok) throw r.status; return r.json() })
    .then(data => p.postMessage({ data }), () => p.postMessage({ error: 'Something went wrong' }))`),
  '/worker-counts.js': script(
    "fetch('/api/track', { method: 'POST' }); fetch('/api/product').then(r => r.json()).then(data => postMessage({ data }))",
  ),
});

const pages = new Map<string, string>();
const serve: Answer = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://test');
  const answer = answers[pathname];
  response.setHeader('access-control-allow-origin', '*');
  if (answer) return answer(request, response);
  response.setHeader('content-type', 'text/html; charset=utf-8').end(pages.get(pathname));
};
const server = createServer(serve);
server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
  if (request.url !== '/socket') return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
  const peer = accept(request, socket);
  peer.send('hello');
  peer.onText(() => peer.close());
});
const other = createServer(serve);
let origin: string;
/** Of another site, as the renderer sees it. */
let stranger: string;
let renderer: Renderer;

const listen = async (each: typeof server, host: string) => {
  await new Promise<void>(listening => each.listen(0, '127.0.0.1', listening));
  return `http://${host}:${(each.address() as AddressInfo).port}`;
};

beforeAll(async () => {
  origin = await listen(server, 'localhost');
  stranger = await listen(other, '127.0.0.1');
  const strangers = Number(new URL(stranger).port);
  renderer = createRenderer({
    isAllowedOrigin: candidate => candidate === origin,
    gate: { allows: (host, port) => host === 'localhost' || port === strangers },
    log: () => undefined,
    clock: systemClock,
  });
  await renderer.warm();
});

afterAll(async () => {
  await renderer.close();
  for (const each of [server, other]) each.close().closeAllConnections();
});

const DEADLINE_MS = 60_000;
const LIBRARY = `
  const main = document.querySelector('main, #app'), show = html => { main.innerHTML = html };
  const sleep = ms => new Promise(done => setTimeout(done, ms));
  const get = async (url, init) => { const r = await fetch(url, init); if (!r.ok) throw new Error(r.status); return r.json() };
  const oops = () => { document.title = 'Error'; show('<h1>Something went wrong</h1><p>Please try again later. <button>Retry</button>') };
  const product = ({ name, price }) => show('<h1>' + name + '</h1><p>' + price + ' EUR, in stock');
  const ask = (w, port = w) => { port.onmessage = e => e.data.data ? product(e.data.data) : oops(); w.onerror = oops };
  const later = work => { const c = new MessageChannel(); c.port1.onmessage = () => c.port1.onmessage = work() ?? null; c.port2.postMessage(0) };
  const xhr = (url, { type = '', accept, ok, no }) => { const x = new XMLHttpRequest(); x.open('GET', url); x.responseType = type;
    if (accept) x.setRequestHeader('accept', accept); x.onload = () => x.status < 400 ? ok(x.response) : no(); x.onerror = no; x.send() };
`;
const SPINNER = '<div class="spinner">…</div>';
const shellOf = (code: string, { main = `<main>${SPINNER}</main>`, head = '' } = {}) =>
  `<!doctype html><title>Shop</title>${head}<header>Harbour Tools</header>${main}<script>${LIBRARY}${code}</script>`;

/** Serves a page; its path. */
function addPage(html: string): string {
  const path = `/page-${pages.size}`;
  pages.set(path, html.replaceAll('STRANGER', stranger));
  return path;
}
const open = (html: string) => renderer.render(origin + addPage(html), { deadline: DEADLINE_MS });
const opened = (html: string) => open(html).catch((error: unknown) => error);

const NAV =
  '<div class="top"><a href="/">Home</a> <a href="/ropes">Ropes and lines</a> <a href="/lamps">Lamps</a></div>';

interface Page {
  page: string;
  code: string;
  /** In place of a main part with a spinner. */
  main?: string;
  head?: string;
}

describe('is no page', () => {
  test.each<Page & { why: RegExp }>([
    {
      page: 'fetch, 500',
      code: 'get("/api/500").then(product, oops)',
      why: /^GET \/api\/500 answered 500: /,
    },
    {
      page: 'fetch, 503 after a while',
      code: 'get("/api/503?id=7").then(product, oops)',
      why: /^GET \/api\/503\?id answered 503/,
    },
    { page: '429', code: 'get("/api/429").then(product, oops)', why: /answered 429/ },
    {
      page: 'the connection is reset',
      code: 'get("/api/reset").then(product, oops)',
      why: /\/api\/reset was not answered/,
    },
    {
      page: 'the body breaks off',
      code: 'get("/api/cut").then(product, oops)',
      why: /\/api\/cut was not answered/,
    },
    {
      page: 'HTML where .json() is called',
      code: 'get("/api/html").then(product, oops)',
      why: /\/api\/html answered HTML/,
    },
    {
      page: 'HTML as XMLHttpRequest of JSON',
      code: 'xhr("/api/html", { type: "json", ok: data => data ? product(data) : oops(), no: oops })',
      why: /answered HTML/,
    },
    {
      page: 'HTML as axios asks',
      code: `xhr('/api/html', { accept: 'application/json, text/plain, */*', no: oops,
        ok: text => { try { product(JSON.parse(text)) } catch { oops() } } })`,
      why: /answered HTML/,
    },
    { page: 'XMLHttpRequest, 500', code: 'xhr("/api/500", { ok: product, no: oops })', why: /answered 500/ },
    {
      page: 'XMLHttpRequest, reset',
      code: 'xhr("/api/reset", { ok: product, no: oops })',
      why: /was not answered/,
    },
    {
      page: 'XMLHttpRequest by onreadystatechange, set before all else',
      code: `const x = new XMLHttpRequest(); x.onreadystatechange = () => { if (x.readyState === 4) x.status === 200 ? product(x.response) : oops() };
        x.open('GET', '/api/reset'); x.send()`,
      why: /was not answered/,
    },
    {
      page: 'XMLHttpRequest for which the page stands still, reset',
      code: `const x = new XMLHttpRequest(); x.open('GET', '/api/reset', false); try { x.send(); product(JSON.parse(x.response)) } catch { oops() }`,
      why: /^GET \/api\/reset was not answered/,
    },
    {
      page: 'GraphQL by POST, whose menu is answered',
      code: `const query = q => get('/graphql', { method: 'POST', body: JSON.stringify({ query: q }) });
        query('{ menu }').then(({ data }) => document.querySelector('header').append(data.menu.join()));
        query('{ product }').then(product, oops)`,
      why: /^POST \/graphql answered 502/,
    },
    {
      page: 'tried again with longer and longer waits, then an error',
      code: `(async () => { for (let n = 0; n < 4; n++) { try { return product(await get('/api/503')) } catch { await sleep(100 * 2 ** n) } } oops() })()`,
      why: /\/api\/503 answered 503/,
    },
    {
      page: 'tried again and again, with the error on show meanwhile',
      code: 'const again = () => get("/api/500").then(product, () => { oops(); setTimeout(again, 2000) }); again()',
      why: /\/api\/500 answered 500/,
    },
    {
      page: 'the configuration is there, the product is not',
      code: 'get("/api/config").then(() => get("/api/500")).then(product, oops)',
      why: /\/api\/500/,
    },
    {
      page: 'both at once, the configuration is there',
      code: 'Promise.all([get("/api/config"), get("/api/503")]).then(([, p]) => product(p), oops)',
      why: /\/api\/503/,
    },
    {
      page: 'the error is said in a language that was fetched',
      code: 'get("/locales/en.json").then(t => get("/api/500").then(product, () => show(t.oops)))',
      why: /\/api\/500/,
    },
    { page: 'the spinner stays', code: 'get("/api/500").then(product, () => {})', why: /\/api\/500/ },
    {
      page: 'the main part is emptied',
      code: 'get("/api/500").then(product, () => show(""))',
      why: /\/api\/500/,
    },
    {
      page: 'a list stays empty',
      code: 'get("/api/500").catch(() => []).then(() => show("<p>0 products</p>"))',
      why: /\/api\/500/,
    },
    {
      page: 'drawn in a task of its own, as React does',
      code: 'get("/api/500").then(product, () => later(oops))',
      why: /\/api\/500/,
    },
    {
      page: 'no main part is marked, and a menu stands beside the error',
      main: `<div id="root">${NAV}<div id="app">${SPINNER}</div></div>`,
      code: 'get("/api/500").then(product, oops)',
      why: /\/api\/500/,
    },
    {
      page: 'what was there is thrown away for one part that fails',
      code: `get('/api/product').then(p => { product(p); return get('/api/503') }).catch(() => { document.body.innerHTML = '<h1>Oops</h1>' })`,
      why: /\/api\/503/,
    },
    {
      page: 'a chunk by import() is gone, which the page says',
      code: 'import("/gone.js").then(m => m.show(), oops)',
      why: /^GET \/gone\.js answered 404/,
    },
    {
      page: 'a chunk by import() is the shell',
      code: 'import("/fallback.js").then(m => m.show(), oops)',
      why: /\/fallback\.js answered HTML where a script/,
    },
    {
      page: 'a chunk by an element is gone, which the page says',
      code: `onload = () => { const s = document.createElement('script'); s.src = '/gone.js'; s.onerror = oops; document.head.append(s) }`,
      why: /\/gone\.js could not be loaded/,
    },
    {
      page: 'the app itself is gone',
      code: '',
      head: '<script defer src="/gone.js"></script>',
      why: /\/gone\.js could not be loaded/,
    },
    {
      page: 'HTML that is read as a text, and parsed',
      code: 'fetch("/api/html").then(r => r.text()).then(JSON.parse).then(product, oops)',
      why: /\/api\/html answered HTML/,
    },
    {
      page: 'a body breaks off that is read piece by piece',
      code: `fetch('/api/cut').then(async r => { const reader = r.body.getReader(); while (!(await reader.read()).done); }).then(product, oops)`,
      why: /\/api\/cut was not answered/,
    },
    {
      page: 'one that is gone through, decoded',
      code: `fetch('/api/cut').then(async r => { for await (const _ of r.body.pipeThrough(new TextDecoderStream())); }).then(product, oops)`,
      why: /\/api\/cut was not answered/,
    },
    {
      page: 'one that is led into another stream',
      code: `fetch('/api/cut').then(r => r.body.pipeTo(new WritableStream())).then(product, oops)`,
      why: /\/api\/cut was not answered/,
    },
    {
      page: 'it loses patience by a timer of its own',
      code: `const c = new AbortController(); setTimeout(() => c.abort(), 3000); get('/api/never', { signal: c.signal }).then(product, oops)`,
      why: /\/api\/never was not answered in time/,
    },
    {
      page: 'a socket is refused',
      code: `const s = new WebSocket('/live'); s.onmessage = e => show(e.data); s.onerror = oops`,
      why: /^GET \/live was not answered/,
    },
    {
      page: 'a socket greets, and is closed when it is asked',
      code: `const s = new WebSocket('/socket'); s.onmessage = () => s.send('?'); s.onclose = oops`,
      why: /^GET \/socket was not answered/,
    },
    {
      page: 'an event stream is refused',
      code: `const s = new EventSource('/api/503'); s.onmessage = e => show(e.data); s.onerror = oops`,
      why: /^GET \/api\/503 was not answered/,
    },
    {
      page: 'the style sheet of a chunk is gone, which is waited for with it',
      code: `const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/gone.css' });
        link.addEventListener('error', oops); document.head.append(link)`,
      why: /^GET \/gone\.css could not be loaded/,
    },
    {
      page: 'an API on another domain',
      code: 'get("STRANGER/api/503").then(product, oops)',
      why: /^GET 127\.0\.0\.1:\d+\/api\/503 answered 503/,
    },
    {
      page: 'it leaves for a page of errors',
      code: 'get("/api/500").then(product, () => location.assign("/error"))',
      why: /^GET \/api\/500 answered 500, and .* left for .*\/error/,
    },
    {
      page: 'a worker’s fetch, 500',
      code: 'ask(new Worker("/worker-500.js"))',
      why: /^GET \/api\/500 answered 500/,
    },
    {
      page: 'a worker’s, 503',
      code: 'ask(new Worker("/worker-503.js"))',
      why: /^GET \/api\/503 answered 503/,
    },
    {
      page: 'a worker’s is reset',
      code: 'ask(new Worker("/worker-reset.js"))',
      why: /\/api\/reset was not answered/,
    },
    {
      page: 'a worker gets HTML for JSON',
      code: 'ask(new Worker("/worker-html.js"))',
      why: /\/api\/html answered HTML/,
    },
    {
      page: 'a worker’s XMLHttpRequest, 500',
      code: 'ask(new Worker("/worker-xhr.js"))',
      why: /\/api\/500 answered 500/,
    },
    {
      page: 'a worker’s part is gone',
      code: 'ask(new Worker("/worker-scripts.js"))',
      why: /\/gone\.js answered 404/,
    },
    {
      page: 'a module of a worker is gone',
      code: 'ask(new Worker("/worker-imports.js"))',
      why: /\/gone\.js answered 404/,
    },
    {
      page: 'a worker itself is gone',
      code: 'ask(new Worker("/gone.js"))',
      why: /\/gone\.js could not be loaded/,
    },
    {
      page: 'a worker throws',
      code: 'ask(new Worker("/worker-throws.js"))',
      why: /\/worker-throws\.js broke off with an error/,
    },
    {
      page: 'a worker of a worker, 500',
      code: 'ask(new Worker("/worker-outer.js"))',
      why: /\/api\/500 answered 500/,
    },
    {
      page: 'a shared worker, 500',
      code: 'const w = new SharedWorker("/worker-shared.js"); ask(w, w.port)',
      why: /\/api\/500 answered 500/,
    },
    {
      page: 'its router goes to a page of errors',
      code: 'get("/api/500").then(product, () => { history.replaceState({}, "", "/error"); oops() })',
      why: /\/api\/500/,
    },
  ])('$page', async ({ code, why, ...more }) => {
    const outcome = await opened(shellOf(code, more));
    expect(outcome).toBeInstanceOf(PageFailed);
    expect([faultOf(outcome), (outcome as Error).message]).toEqual(['requests', expect.stringMatching(why)]);
  });
});

describe('is a page', () => {
  test.each<Page & { shows: string; lacks?: RegExp }>([
    { page: 'all requests work', code: 'get("/api/product").then(product, oops)', shows: 'Brass cleat' },
    {
      page: 'retried, and then it works',
      code: 'get("/api/twice").catch(() => get("/api/twice")).then(product, oops)',
      shows: 'Brass cleat',
    },
    {
      page: 'retried after seconds',
      code: `const again = () => get('/api/twice').then(product, () => { oops(); setTimeout(again, 5000) }); again()`,
      shows: 'Brass cleat',
    },
    {
      page: 'a socket that is refused at first is opened anew',
      code: `let n = 0; const open = () => { const s = new WebSocket(n++ ? '/socket' : '/live');
        s.onmessage = e => show(e.data); s.onerror = () => setTimeout(open, 100) }; open()`,
      shows: '<main>hello',
      lacks: /\/live/,
    },
    {
      page: 'a socket for news is refused, and nobody listens for that',
      code: `const s = new WebSocket('/live'); s.onmessage = e => main.append(e.data);
        setTimeout(() => show('<h1>About us</h1>'), 1000)`,
      shows: 'About us',
    },
    {
      page: 'a socket that the page itself closes',
      code: `const s = new WebSocket('/live'); s.onclose = () => show('<h1>About us</h1>'); s.close()`,
      shows: 'About us',
    },
    {
      page: 'what comes in lines is what an answer has said',
      code: `get('/api/500').catch(() => fetch('/api/lines')).then(async r => { show(''); for await (const text of r.body.pipeThrough(new TextDecoderStream()))
        for (const line of text.trim().split('\\n')) main.append(...Object.values(JSON.parse(line))) })`,
      shows: 'For ropes of up to 12 mm.',
      lacks: /\/api\/500/,
    },
    {
      page: 'so is what comes by an event with a name of its own',
      code: `get('/api/500').catch(() => new EventSource('/api/named').addEventListener('product', e => show(e.data)))`,
      shows: 'For ropes of up to 12 mm.',
      lacks: /\/api\/500/,
    },
    {
      page: 'a counter of its own fails before a chunk comes',
      code: 'fetch("/api/track", { method: "POST" }); import("/view.js").then(m => m.show())',
      shows: 'Cleat',
    },
    {
      page: 'its style sheet is gone, which nobody waits for',
      code: 'show("<h1>About us</h1>")',
      head: '<link rel="stylesheet" href="/gone.css" onerror="this.disabled = true">',
      shows: 'About us',
    },
    {
      page: '404 is the API’s own word',
      code: 'get("/api/404").then(product, () => show("<p>No such product"))',
      shows: 'No such product',
    },
    {
      page: 'so is 401',
      code: 'get("/api/401").then(product, () => show("<p>Please log in"))',
      shows: 'Please log in',
    },
    {
      page: 'who asks for it, which fails early, is nobody',
      code: 'get("/api/500").catch(() => 0); get("/api/product").then(product, oops)',
      shows: 'Brass cleat',
      lacks: /\/api\/500/,
    },
    {
      page: 'the same, drawn in one later task',
      code: `let me, p; const draw = () => later(() => { if (p) show('<h1>' + p.name + '</h1><p>' + p.text + '</p>' + (me ?? 'Log in')) });
        get('/api/500').catch(() => {}).then(draw); get('/api/product').then(d => { p = d; draw() })`,
      shows: 'Brass cleat',
      lacks: /\/api\/500/,
    },
    {
      page: 'the same, and the product waits for it',
      code: 'get("/api/500").catch(() => 0).then(() => get("/api/product")).then(product, oops)',
      shows: 'Brass cleat',
      lacks: /\/api\/500/,
    },
    {
      page: 'one part under a whole product fails',
      code: `get('/api/product').then(p => { product(p); main.insertAdjacentHTML('beforeend', '<p>' + p.text + '</p><section>${SPINNER}</section>');
        get('/api/503').catch(() => { document.querySelector('section').textContent = 'No reviews' }) })`,
      shows: 'No reviews',
      lacks: /\/api\/503/,
    },
    {
      page: 'a word pops up above a whole page',
      code: `get('/api/product').then(p => { product(p); get('/api/503').catch(() => main.insertAdjacentHTML('afterend', '<div role="alert">Could not load</div>')) })`,
      shows: 'Brass cleat',
      lacks: /\/api\/503/,
    },
    {
      page: 'all is drawn at the end, whatever has failed',
      code: `Promise.allSettled([get('/api/long'), get('/api/503')]).then(([{ value }, reviews]) =>
        show('<h1>' + value.name + '</h1><p>' + value.text + '</p>' + (reviews.value ?? '<p>No reviews now</p>')))`,
      shows: 'No reviews now',
      lacks: /\/api\/503/,
    },
    {
      page: 'the same, of few words',
      code: `Promise.allSettled([get('/api/product'), get('/api/503')]).then(([{ value }]) => { product(value); main.append('No reviews') })`,
      shows: 'Brass cleat',
      lacks: /\/api\/503/,
    },
    {
      page: 'a chat of somebody else does not come',
      code: 'get("STRANGER/api/500").catch(() => {}); setTimeout(() => show("<h1>About us</h1>"), 300)',
      shows: 'About us',
    },
    {
      page: 'a counter of somebody else is refused',
      code: 'fetch("https://www.google-analytics.com/collect").catch(() => {}).then(() => show("<h1>About us</h1>"))',
      shows: 'About us',
    },
    {
      page: 'a beacon of its own fails',
      code: 'fetch("/api/500", { keepalive: true, method: "POST" }).catch(() => {}); show("<h1>About us</h1>")',
      shows: 'About us',
    },
    {
      page: 'it gives a request up',
      code: 'const c = new AbortController(); fetch("/api/503", { signal: c.signal }).catch(() => show("<h1>About us</h1>")); c.abort()',
      shows: 'About us',
    },
    {
      page: 'a script that need not be there is not',
      code: 'show("<h1>About us</h1>")',
      head: '<script src="/env.js"></script>',
      shows: 'About us',
    },
    {
      page: 'nor is one that comes at any time',
      code: 'show("<h1>About us</h1>")',
      head: '<script async src="/gone.js"></script>',
      shows: 'About us',
    },
    {
      page: 'a chunk for a part of it is gone',
      code: 'get("/api/product").then(p => { product(p); return import("/gone.js") }).catch(() => main.append("No chat"))',
      shows: 'No chat',
      lacks: /\/gone\.js/,
    },
    { page: 'a worker’s requests work', code: 'ask(new Worker("/worker-works.js"))', shows: 'Brass cleat' },
    { page: 'a worker tries again', code: 'ask(new Worker("/worker-tries.js"))', shows: 'Brass cleat' },
    {
      page: 'one part of what a worker asks for fails',
      code: 'ask(new Worker("/worker-parts.js"))',
      shows: 'Brass cleat',
      lacks: /\/api\/503/,
    },
    {
      page: 'a counter of a worker fails',
      code: 'ask(new Worker("/worker-counts.js"))',
      shows: 'Brass cleat',
    },
    {
      page: '404 is the API’s own word to a worker as well',
      code: 'const w = new Worker("/worker-404.js"); w.onmessage = () => show("<p>No such product")',
      shows: 'No such product',
    },
    {
      page: 'a worker beside it fails',
      code: 'get("/api/product").then(p => { product(p); new Worker("/worker-500.js").onmessage = () => main.append("No stock") })',
      shows: 'No stock',
      lacks: /\/api\/500/,
    },
    {
      page: 'it does without a worker that fails',
      code: 'new Worker("/worker-throws.js").onerror = () => get("/api/product").then(product, oops)',
      shows: 'Brass cleat',
      lacks: /\/worker-throws\.js/,
    },
    {
      page: 'a worker of a frame fails, and the frame hears nothing of ours',
      code: `show('<h1>About us</h1>'); const f = document.createElement('iframe'); f.srcdoc = '<script>new Worker("/worker-500.js").onmessage = ({ data }) => { parent.document.querySelector("main").append(Object.keys(data).join()) }</' + 'script>'; main.append(f)`,
      shows: 'About us',
    },
    {
      page: 'in a frame it fails',
      code: 'show("<h1>About us</h1>"); main.insertAdjacentHTML("beforeend", "<iframe src=/frame></iframe>")',
      shows: 'About us',
    },
  ])('$page', async ({ code, shows, lacks, ...more }) => {
    pages.set('/frame', shellOf('get("/api/500").then(product, oops)'));
    const page = await open(shellOf(code, more));
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining(shows) });
    expect(page.lacks ?? '').toMatch(lacks ?? /^$/);
  });

  test.each([404, 410, 503])('one that says itself that it is an error: %d', async code => {
    const meta = `document.head.insertAdjacentHTML('beforeend', '<meta name="prerender-status-code" content="${code}">')`;
    const page = await open(shellOf(`get('/api/500').then(product, () => { ${meta}; oops() })`));
    expect(page).toMatchObject({ status: code, html: expect.stringContaining('Something went wrong') });
  });
});

describe('a page that is not finished in time', () => {
  // A page that had so long is given a while to say what it waits for, on a busy machine, too.
  const late = (html: string, deadline = 6_000, by = renderer) =>
    by.render(origin + addPage(html), { deadline }).catch((error: unknown) => error);
  const LATE: [string, string, RegExp][] = [
    [
      'waits for requests',
      'get("/api/slow?key=secret"); get("/api/slow?b=1")',
      /2 requests \(\/api\/slow\?key, \/api\/slow\?b\)/,
    ],
    [
      'says that it is not ready',
      'prerenderReady = false; show("half")',
      /window\.prerenderReady, which is false\. It is http/,
    ],
    ['waits for a chunk', 'import("/slow.js")', /1 script or style sheet/],
  ];
  beforeAll(() => {
    answers['/api/slow'] = answers['/slow.js'] = () => undefined;
  });

  let outcomes: unknown[];
  beforeAll(async () => {
    outcomes = await Promise.all(LATE.map(([, code]) => late(shellOf(code))));
  });
  test.each(LATE.map(([name, , words], index) => [name, index, words] as const))(
    'is late by itself when it %s, and says so',
    async (_, index, words) => {
      const outcome = outcomes[index];
      expect(outcome).toBeInstanceOf(RenderTimeout);
      expect(faultOf(outcome)).toBe('late');
      expect((outcome as Error).message).toMatch(/^Still waits after [\d.]+ s: /);
      expect((outcome as Error).message).toMatch(words);
    },
  );

  test('the breaker hears of none of them, nor of a loop', async () => {
    let heard = 0;
    const limits = { noteFailure: async () => void heard++, noteSuccess: async () => undefined };
    const table = { find: async () => undefined };
    const watched = watchedRenderer(renderer, { limits, table, clock: systemClock });
    const all = await Promise.all(LATE.map(([, code]) => late(shellOf(code), 6_000, watched)));
    all.push(await late(shellOf('while (true);'), 6_000, watched));
    for (const outcome of all) expect(outcome).toBeInstanceOf(RenderTimeout);
    expect(heard).toBe(0);
  });

  test('one whose turn came late is not late by itself', async () => {
    const own = createRenderer({
      isAllowedOrigin: candidate => candidate === origin,
      gate: { allows: host => host === 'localhost' },
      log: () => undefined,
      clock: systemClock,
      pages: 1,
    });
    try {
      await own.render(origin + addPage(shellOf('show("<p>warm")')), { deadline: DEADLINE_MS });
      const first = late(shellOf('prerenderReady = false'), 2_000, own);
      const second = late(shellOf('prerenderReady = false'), 2_700, own);
      expect([faultOf(await first), faultOf(await second)]).toEqual(['late', undefined]);
    } finally {
      await own.close();
    }
  });
});
