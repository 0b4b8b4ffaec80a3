import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareChromium } from '../../../core/browser/chromium.ts';
import { systemClock } from '../../../core/clock.ts';
import { faultOf } from '../../../core/rendering/rendered.ts';
import {
  createRenderer,
  OriginNotAllowed,
  type Renderer,
  type RendererOptions,
  RenderFailed,
  RenderTimeout,
} from '../../../core/rendering/renderer.ts';
import { alive, browserOf, until } from '../browser/processes.ts';
import { usualMs } from './usual.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What the app's origin answers, by path. A text is an HTML page. */
const pages: Record<string, string | Answer> = {
  '/api/fast': (_, response) => void setTimeout(() => response.end('{"next":"/api/next"}'), 90),
  '/api/next': (_, response) => void setTimeout(() => response.end('{"price":"12.50"}'), 90),
  '/api/never': () => undefined,
  '/api/unread': (_, response) => void response.writeHead(404).write('a body that has no end'),
  '/api/events': (_, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: hello\n\n'),
  '/chunk.js': (_, response) =>
    void setTimeout(
      () =>
        response
          .setHeader('content-type', 'text/javascript')
          .end('export const show = () => { document.querySelector("main").textContent = "from the chunk" }'),
      150,
    ),
  '/empty-404': (_, response) =>
    void response.writeHead(404, { 'content-type': 'text/html', 'content-length': '0' }).end(),
  '/empty-404-in-chunks': (_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).flushHeaders();
    response.end();
  },
  '/not-found': (_, response) =>
    void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Nothing here</h1>'),
  '/moved': (_, response) => void response.writeHead(302, { location: '/new-place?a=1' }).end(),
  '/data': (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
  '/headers': (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'text/html', 'x-robots-tag': 'noarchive', 'set-cookie': 'a=1' })
      .end('<p>text'),
};

const asked: string[] = [];
const server = createServer((request, response) => {
  const path = new URL(`http://test${request.url}`).pathname;
  asked.push(path);
  const page = pages[path];
  if (typeof page === 'function') return page(request, response);
  response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(page);
});
const foreignAsked: string[] = [];
const foreign = createServer((request, response) => {
  foreignAsked.push(request.url ?? '');
  response.setHeader('content-type', 'text/html').end('<p>foreign');
});

const directory = mkdtempSync(join(tmpdir(), 'signpost-renderer-'));
const log: string[] = [];
let origin: string;
let foreignOrigin: string;
let renderer: Renderer;
let launch: { directory: string; executable: string };

const rendererOf = (options: Partial<RendererOptions> = {}) =>
  createRenderer({
    isAllowedOrigin: candidate => candidate === origin,
    gate: { allows: host => host === '127.0.0.1' },
    launch,
    log: line => log.push(line),
    clock: systemClock,
    ...options,
  });

beforeAll(async () => {
  origin = await listen(server);
  foreignOrigin = await listen(foreign);
  launch = { directory, executable: await prepareChromium({ log: () => undefined }) };
  renderer = rendererOf();
});

afterAll(async () => {
  await renderer.close();
  for (const each of [server, foreign]) each.close().closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});

afterEach(() => {
  asked.length = foreignAsked.length = 0;
});

async function listen(each: typeof server): Promise<string> {
  await new Promise<void>(listening => each.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(each.address() as AddressInfo).port}`;
}

/** Of a page that is finished: no test is about it. */
const DEADLINE_MS = 20_000;
/** Promised of a page that has no end: it takes no longer past its deadline. */
const PAST_DEADLINE_MS = 1_000;

let pageNumber = 0;

/** Serves a page under a path of its own; its address. */
function serve(html: string): string {
  const path = `/page-${++pageNumber}`;
  pages[path] = html;
  return origin + path;
}

const render = (html: string, deadline = DEADLINE_MS) => renderer.render(serve(html), { deadline });

const MAIN = '<!doctype html><html lang="en"><title>A page</title><main>loading</main>';
const SHOW = 'const show = text => { document.querySelector("main").textContent = text };';
const app = (script: string) => `${MAIN}<script>${SHOW}${script}</script>`;

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  return [await work(), performance.now() - started];
}

describe('a page is finished when it has all it waits for', () => {
  const later = 'setTimeout(() => show("finished"), 80)';
  let usual: number;

  beforeAll(async () => {
    usual = await usualMs(() => render(app('show("usual")')));
  });

  test.each([
    {
      page: 'chained fetches',
      script: `fetch('/api/fast').then(r => r.json()).then(({ next }) => fetch(next)).then(r => r.json())
        .then(({ price }) => show(price))`,
      text: '12.50',
    },
    {
      page: 'chained XMLHttpRequests',
      script: `const get = (url, done) => { const x = new XMLHttpRequest(); x.open('GET', url);
        x.onload = () => done(JSON.parse(x.response)); x.send() };
        get('/api/fast', ({ next }) => get(next, ({ price }) => show(price)))`,
      text: '12.50',
    },
    { page: 'a timer of 900 ms', script: 'setTimeout(() => show("late"), 900)', text: 'late' },
    {
      page: 'five times a request and a timer',
      script: `(async () => { for (let i = 1; i <= 5; i++) { await fetch('/api/fast').then(r => r.text());
        await new Promise(done => setTimeout(done, 60)); show('step ' + i) } })()`,
      text: 'step 5',
    },
    {
      page: 'a chunk by import()',
      script: "import('/chunk.js').then(({ show }) => show())",
      text: 'from the chunk',
    },
    {
      page: 'a script that is put in',
      script: `const s = document.createElement('script'); s.type = 'module'; s.src = '/chunk.js';
        s.onload = () => show('loaded'); document.head.append(s)`,
      text: 'loaded',
    },
    {
      page: 'window.prerenderReady is false until the app says so',
      script: `window.prerenderReady = false; show('half');
        setInterval(() => { show('whole'); window.prerenderReady = true }, 700)`,
      text: 'whole',
    },
    {
      page: 'images, which are never loaded, and whose loss is not noticed',
      script: `const i = new Image(); i.onerror = () => show('broken'); i.onload = () => show('image ok');
        i.src = '/photo.jpg'`,
      text: 'image ok',
    },
    {
      page: 'alert, confirm and prompt',
      script: `alert(1); show(String(confirm('?')) + prompt('?'))`,
      text: 'falsenull',
    },
    { page: 'nothing, for it stands there at once', script: 'show("static")', text: 'static' },
    {
      page: 'an EventSource that stays open',
      script: `new EventSource('/api/events'); ${later}`,
      text: 'finished',
    },
    { page: 'a body that nobody reads', script: `fetch('/api/unread'); ${later}`, text: 'finished' },
    {
      page: 'a beacon without an answer',
      script: `fetch('/api/never', { keepalive: true }); navigator.sendBeacon('/api/never'); ${later}`,
      text: 'finished',
    },
    {
      page: 'a WebSocket',
      script: `new WebSocket('ws://' + location.host + '/api/never'); ${later}`,
      text: 'finished',
    },
    {
      page: 'an endless interval',
      script: `let n = 0; setInterval(() => show('tick ' + ++n), 16)`,
      text: 'tick',
    },
    {
      page: 'an endless chain of timers',
      script: `let n = 0; (function f() { show('n' + ++n); setTimeout(f, 300) })()`,
      text: 'n',
    },
    {
      page: 'endless animation frames',
      script: `let n = 0; (function f() { show('frame ' + ++n); requestAnimationFrame(f) })()`,
      text: 'frame',
    },
    {
      page: 'polling each 300 ms',
      script: `setInterval(() => fetch('/api/next').then(r => r.text()).then(show), 300)`,
      text: '',
    },
  ])('$page', async ({ script, text }) => {
    // Past the deadline there would be no page.
    const deadline = 3_000 + 10 * usual;
    const answer = await render(app(script), deadline);
    expect(answer).toMatchObject({ status: 200, html: expect.stringContaining(`<main>${text}`) });
  });

  test('the same path with another query: the page that comes, however late, not the one that goes', async () => {
    pages['/again'] = (request, response) => {
      response.setHeader('content-type', 'text/html');
      if (request.url === '/again')
        response.end(app('show("first"); onload = () => setTimeout(() => location.replace("?again=1"))'));
      else setTimeout(() => response.end(app('show("second")')), 200);
    };
    const { html } = await renderer.render(`${origin}/again`, { deadline: DEADLINE_MS });
    expect(html).toContain('<main>second');
  });

  test('window.prerenderReady true with nothing in flight is ready at once', async () => {
    const { html } = await render(
      app('show("early"); prerenderReady = true; setTimeout(() => show("late"), 500)'),
    );
    expect(html).toContain('<main>early');
  });

  test('images, fonts and media are not downloaded', async () => {
    await render(`<style>@font-face { font-family: F; src: url(/f.woff2) } p { font-family: F; background: url(/b.png) }</style>
      <p>text<img src="/i.png" srcset="/i2.png 2x"><video src="/v.mp4" autoplay></video>`);
    expect(asked.filter(path => !path.startsWith('/page-'))).toEqual([]);
  });

  test.each([
    { icon: 'the usual one', html: '' },
    {
      icon: 'one of its own',
      html: '<link rel="icon" href="/icon.png"><link rel="apple-touch-icon" href="/touch.png">',
    },
    {
      icon: 'one put in by script',
      html: `<script>document.head.append(Object.assign(document.createElement('link'), { rel: 'icon', href: '/icon.svg' }))</script>`,
    },
  ])('no icon is downloaded: $icon', async ({ html }) => {
    // A whole browser asks for it once the page is loaded.
    const later = `prerenderReady = false; onload = async () => {
      for (let n = 0; n < 5; n++) await fetch('/api/fast'); prerenderReady = true }`;
    await render(`<!doctype html>${html}<p>text</p><script>${later}</script>`);
    expect(asked.filter(path => !/^\/(page-|api\/fast)/.test(path))).toEqual([]);
  });

  test('the app sees its functions as they were', async () => {
    const script = `show([fetch.name, fetch.length, setTimeout.name, 'prototype' in fetch,
      XMLHttpRequest.prototype.send.length, Response.prototype.json.name,
      /native code/.test(Function.prototype.toString.call(fetch)), Object.keys(window).some(k => /^_[0-9a-f]{24}/.test(k))].join())`;
    const { html } = await render(app(script));
    expect(html).toContain('<main>fetch,1,setTimeout,false,0,json,true,false');
  });
});

describe('what is no page is never answered as one', () => {
  test('past the deadline: RenderTimeout', async () => {
    const rendering = render(app(`show('half'); fetch('/api/never').then(() => show('whole'))`), 600);
    await expect(rendering).rejects.toThrow(RenderTimeout);
  });

  test('window.prerenderReady stays false: RenderTimeout', async () => {
    await expect(render(app('prerenderReady = false; show("half")'), 600)).rejects.toThrow(RenderTimeout);
  });

  test.each([
    ['its processes got no processor', "fetch('/stopped').then(() => show('whole'))"],
    [
      'a script waited for an answer',
      "const x = new XMLHttpRequest(); x.open('GET', '/late', false); x.send(); show('whole')",
    ],
  ])('a page that says nothing for seconds since %s is no endless loop', async (_, script) => {
    const silentMs = 2_600;
    const own = rendererOf({ launch: { ...launch, directory: join(directory, 'silent') } });
    await own.render(serve(app('show("warm")')), { deadline: DEADLINE_MS });
    pages['/late'] = (_, response) => void setTimeout(() => response.end(), silentMs);
    pages['/stopped'] = (_, response) => {
      const { group } = browserOf(join(directory, 'silent'));
      const stopped = alive(group).filter(({ command }) => command.includes('--type=renderer'));
      expect(stopped).not.toEqual([]);
      for (const { pid } of stopped) process.kill(pid, 'SIGSTOP');
      setTimeout(() => {
        for (const { pid } of stopped) process.kill(pid, 'SIGCONT');
        response.end();
      }, silentMs);
    };
    expect((await own.render(serve(app(script)), { deadline: DEADLINE_MS })).html).toContain('<main>whole');
    await own.close();
  });

  test('while (true): RenderTimeout in time, its process is gone, and the next page is rendered', async () => {
    const own = rendererOf({ pages: 1, launch: { ...launch, directory: join(directory, 'loop') } });
    await own.render(serve(app('show("warm")')), { deadline: DEADLINE_MS });
    const { group } = browserOf(join(directory, 'loop'));
    const tabs = () => alive(group).filter(({ command }) => command.includes('--type=renderer'));
    const [looping] = tabs();
    const usual = await usualMs(() => own.render(serve(app('show("usual")')), { deadline: DEADLINE_MS }));
    const rendering = () => own.render(serve(app('while (true);')), { deadline: 700 });
    const [, ms] = await timed(() => expect(rendering()).rejects.toThrow(RenderTimeout));
    expect(ms).toBeLessThan(700 + PAST_DEADLINE_MS + 10 * usual);
    expect((await own.render(serve(app('show("next")')), { deadline: DEADLINE_MS })).html).toContain(
      '<main>next',
    );
    await until(() => tabs().every(({ pid }) => pid !== looping?.pid), 'it has ended');
    await own.close();
  });

  test('an empty one, or nothing at all: RenderFailed', async () => {
    const empty = '<!doctype html><div id="root"></div><script>throw new Error()</script>';
    // Whether something comes after all is waited for, so they wait together.
    await Promise.all([empty, ''].map(html => expect(render(html)).rejects.toThrow(RenderFailed)));
  });

  test('something else than HTML: RenderFailed', async () => {
    await expect(renderer.render(`${origin}/data`, { deadline: DEADLINE_MS })).rejects.toThrow(/is no page/);
  });

  test('nobody listens: RenderFailed', async () => {
    const unused = rendererOf({ isAllowedOrigin: () => true });
    const rendering = unused.render('http://127.0.0.1:9/', { deadline: DEADLINE_MS });
    await expect(rendering).rejects.toThrow(RenderFailed);
    await unused.close();
  });
});

test('a view transition changes the page at once, and is no error of it', async () => {
  const { html } = await render(
    app(`
      onunhandledrejection = () => { document.title = "an error" };
      const transition = document.startViewTransition(() => show("after the transition"));
      transition.finished.then(() => document.body.append("it is over"))`),
  );
  expect(html).toMatch(/<title>A page.*<main>after the transition.*it is over/s);
});

describe('status, headers and redirects', () => {
  const meta = (name: string, content: string) => `<meta name="${name}" content="${content}">`;
  const withMetas = (...metas: string[]) => `<!doctype html><head>${metas.join('')}</head><p>text</p>`;

  test.each([
    { metas: [meta('prerender-status-code', '404')], answer: { status: 404, headers: {} } },
    { metas: [meta('render:status_code', '410')], answer: { status: 410 } },
    { metas: [meta('prerender-status-code', 'none')], answer: { status: 200 } },
    {
      metas: [meta('prerender-header', 'X-Robots-Tag: noindex')],
      answer: { headers: { 'x-robots-tag': 'noindex' } },
    },
    {
      metas: [meta('prerender-status-code', '302'), meta('prerender-header', 'Location: /elsewhere')],
      answer: { status: 302, location: '/elsewhere', html: '' },
    },
    {
      metas: [
        meta('render:status_code', '301'),
        meta('render:header', 'location:https://other.example/a?b=c'),
      ],
      answer: { status: 301, location: 'https://other.example/a?b=c', html: '' },
    },
    { metas: [meta('prerender-status-code', '301')], answer: { status: 200 } },
    {
      metas: [
        meta('prerender-status-code', '301'),
        meta('prerender-header', 'Location: javascript:alert(1)'),
      ],
      answer: { status: 200 },
    },
  ])('metas $metas', async ({ metas, answer }) => {
    const page = await render(withMetas(...metas));
    const location = 'location' in answer && { location: new URL(answer.location ?? '', origin).href };
    expect(page).toMatchObject({ ...answer, ...location });
    expect(page.html).not.toMatch(/prerender-|render:/);
    if (!location) expect(page).not.toHaveProperty('location');
  });

  test.each([
    { path: '/not-found', answer: { status: 404, html: expect.stringContaining('<h1>Nothing here</h1>') } },
    { path: '/headers', answer: { status: 200, headers: { 'x-robots-tag': 'noarchive' } } },
    { path: '/moved', answer: { status: 302, location: '/new-place?a=1', headers: {}, html: '' } },
  ])('the origin’s own answer: $path', async ({ path, answer }) => {
    const page = await renderer.render(origin + path, { deadline: DEADLINE_MS });
    const location = answer.location && { location: origin + answer.location };
    expect(page).toMatchObject({ ...answer, ...location });
    expect(asked).not.toContain('/new-place');
  });

  test('the origin’s own answer that has no body, with its length or in chunks', async () => {
    const paths = ['/empty-404', '/empty-404-in-chunks'];
    const deadline = DEADLINE_MS;
    const answers = await Promise.all(paths.map(path => renderer.render(origin + path, { deadline })));
    expect(answers).toEqual(paths.map(() => expect.objectContaining({ status: 404 })));
  });

  test('metas do not count when the origin answered with an error', async () => {
    pages['/broken'] = (_, response) =>
      void response
        .writeHead(500, { 'content-type': 'text/html' })
        .end(withMetas(meta('prerender-status-code', '200'), meta('prerender-header', 'X-Robots-Tag: all')));
    const page = await renderer.render(`${origin}/broken`, { deadline: DEADLINE_MS });
    expect(page).toMatchObject({ status: 500, headers: {} });
  });

  test.each([
    { way: 'location.replace', html: app('location.replace("/target?x=1")') },
    {
      way: 'location.assign, after data',
      html: app('fetch("/api/fast").then(() => location.assign("/target?x=1"))'),
    },
    { way: 'location.href', html: app('location.href = "/target?x=1"') },
    { way: 'meta refresh', html: `<meta http-equiv="refresh" content="0; url=/target?x=1"><p>text` },
    { way: 'history.pushState', html: app('history.pushState({}, "", "/target?x=1"); show("target")') },
    { way: 'history.replaceState', html: app('history.replaceState({}, "", "/target?x=1"); show("target")') },
  ])('a redirect by $way is a 301', async ({ html }) => {
    const page = await render(html);
    const { shown, ...redirect } = page;
    expect(redirect).toEqual({ status: 301, location: `${origin}/target?x=1`, headers: {}, html: '' });
    const isShown = html.includes('history.') && {
      status: 200,
      html: expect.stringContaining('<main>target'),
    };
    expect(shown ?? false).toEqual(isShown && expect.objectContaining(isShown));
    expect(asked).not.toContain('/target');
  });

  test('a redirect by a router that shows nothing leaves nothing to be shown in its place', async () => {
    const page = await render(
      '<!doctype html><title>t</title><script>history.replaceState(0, "", "/to")</script>',
    );
    expect(page).toMatchObject({ status: 301, location: `${origin}/to` });
    expect(page.shown).toBeUndefined();
  });

  test('history.replaceState within the path is no redirect', async () => {
    const page = await render(app('history.replaceState({}, "", "?tidy=1#top"); show("here")'));
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining('<main>here') });
  });
});

describe('a page is rendered at the address that was asked', () => {
  const at = (path: string) => renderer.render(origin + path, { deadline: DEADLINE_MS });
  const whereabouts = app('show(location.pathname + " " + document.baseURI)');

  test.each([
    '/At/GUIDE',
    '/at/guide/',
    '//at//guide//',
    '/at/a;b=1;c',
    '/at/a%20b',
    '/at/%C3%BC',
    '/at/%c3%bc',
    '/at/a%2Fb',
    '/at/a%2fb',
    '/at/100%25',
    '/at/100%',
    '/at/%zz',
    '/at/%E9',
    '/at/C%2B%2B',
    '/at/Mercury_%28planet%29',
    "/at/!$&'()*+,;=:@[]^",
  ])('%s', async path => {
    const sent = new URL(origin + path).pathname.replaceAll('^', '%5E');
    pages[sent] = whereabouts;
    const page = await at(path);
    const seen = sent.replaceAll('&', '&amp;');
    expect(page).toMatchObject({
      status: 200,
      html: expect.stringContaining(`<main>${seen} ${origin}${seen}</main>`),
    });
  });

  test('so relative requests and canonicals are of its folder', async () => {
    pages['/folder/data.json'] = '{"text":"of the folder"}';
    pages['/folder/'] = app(`
      document.head.insertAdjacentHTML("beforeend", '<link rel="canonical" href="' + location.href + '">');
      fetch("data.json").then(answer => answer.json()).then(({ text }) => show(text))`);
    const { status, html } = await at('/folder/');
    expect([
      status,
      html.includes('<main>of the folder<'),
      html.includes(`href="${origin}/folder/"`),
    ]).toEqual([200, true, true]);
  });

  const leads =
    (location: string): Answer =>
    (_, response) =>
      void response.writeHead(301, { location }).end();

  test.each<[by: string, from: string, to: string, Record<string, string | Answer>]>([
    ['the origin', '/door', '/door/', { '/door': leads('/door/'), '/door/': whereabouts }],
    [
      'the origin',
      '/Tür%281%29/',
      '/Tür(1)',
      { '/T%C3%BCr%281%29/': leads('/T%C3%BCr(1)'), '/T%C3%BCr(1)': whereabouts },
    ],
    [
      'the origin, by a query',
      '/gate',
      '/gate',
      {
        '/gate': (request, response) => {
          if (request.url === '/gate') response.writeHead(302, { location: '/gate?known=1' }).end();
          else response.setHeader('content-type', 'text/html').end(whereabouts);
        },
      },
    ],
    ['a script', '/hall', '/hall/', { '/hall': app('location.replace("/hall/")'), '/hall/': whereabouts }],
    [
      'a router',
      '/loft',
      '/loft/',
      {
        '/loft': app(
          'history.replaceState(0, "", "/loft/"); show(location.pathname + " " + document.baseURI)',
        ),
      },
    ],
  ])('%s that leads to another form of it leads to no other page: %s', async (_, from, to, answers) => {
    Object.assign(pages, answers);
    const { status, html } = await at(from);
    const path = encodeURI(to);
    expect(status).toBe(200);
    expect(html).toContain(`<main>${path} ${origin}${path}`);
    expect(/<base href="([^"]*)">/.exec(html)?.[1]).toBe(
      from.endsWith('/') === to.endsWith('/') ? undefined : origin + path,
    );
  });

  test.each<[by: string, Record<string, string | Answer>]>([
    ['an origin', { '/round': leads('/round/'), '/round/': leads('/round') }],
    [
      'scripts',
      { '/round': app('location.replace("/round/")'), '/round/': app('location.replace("/round")') },
    ],
    [
      'metas',
      {
        '/round': '<meta http-equiv="refresh" content="0; url=/round/">',
        '/round/': '<meta http-equiv="refresh" content="0; url=/round">',
      },
    ],
  ])(
    'what leads from one form to the other and back, by %s, is no page, which is soon known',
    async (_, answers) => {
      Object.assign(pages, answers);
      await expect(at('/round')).rejects.toThrow(RenderFailed);
    },
  );

  test('what has gone to and fro and is on its way again when the time is up goes round, and is not late', async () => {
    let asked = 0;
    const on = (request: IncomingMessage, response: ServerResponse) => {
      // The sixth never comes, as if each took its time.
      if (++asked > 5) return;
      const to = request.url === '/orbit' ? '/orbit/' : '/orbit';
      response
        .setHeader('content-type', 'text/html')
        .end(`<meta http-equiv="refresh" content="0; url=${to}">`);
    };
    Object.assign(pages, { '/orbit': on, '/orbit/': on });
    const orbit = renderer.render(`${origin}/orbit`, { deadline: 8_000 });
    await expect(orbit).rejects.toThrow(/goes from one address to the next for ever/);
  });

  test('a document that does not come through the network may lead to another form of its address, too', async () => {
    const own = rendererOf({
      loadDocument: async ({ pathname }) =>
        pathname.endsWith('/')
          ? { status: 200, headers: { 'content-type': 'text/html' }, body: whereabouts }
          : { status: 301, headers: { Location: `${pathname}/` }, body: '' },
    });
    const page = await own.render(`${origin}/porch`, { deadline: DEADLINE_MS });
    await own.close();
    expect(page).toMatchObject({ status: 200, html: expect.stringContaining('<main>/porch/ ') });
  });
});

describe('the HTML is for readers that run no scripts', () => {
  test.each([
    { what: 'the doctype stays', html: '<!DOCTYPE html><p>text', kept: '<!DOCTYPE html><html>' },
    {
      what: 'an old doctype too',
      html: '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><p>text',
      kept: '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    },
    {
      what: 'attributes stay',
      html: '<html lang="de" data-a=\'"&amp;\'><p class="x">text',
      kept: '<html lang="de" data-a="&quot;&amp;">',
    },
    {
      what: 'JSON-LD stays, other scripts go',
      html: '<p>text<script type="application/ld+json">{"@type":"Thing"}</script><script>var gone</script><svg><script>gone</script></svg>',
      kept: '<script type="application/ld+json">{"@type":"Thing"}</script>',
      gone: /gone/,
    },
    {
      what: 'preloads of scripts go, others stay',
      html: '<link rel="modulepreload" href="/gone.js"><link rel="preload" as="script" href="/gone.js"><link rel="canonical" href="/kept"><p>text',
      kept: '<link rel="canonical" href="/kept">',
      gone: /gone/,
    },
    {
      what: 'event handlers go',
      html: '<body onload="gone()"><p onclick="gone()" ONMOUSEOVER="gone()" id="kept">text',
      kept: '<p id="kept">text</p>',
      gone: /gone/,
    },
    {
      what: 'javascript: addresses go',
      html: '<a href=" java&#10;script:gone()" id="kept">text</a><form action="JavaScript:gone()"></form>',
      kept: '<a id="kept">text</a>',
      gone: /gone/,
    },
    {
      what: 'templates are cleaned too',
      html: '<p>text<template><b onclick="gone()">kept</b><script>gone()</script></template>',
      kept: '<template><b>kept</b></template>',
      gone: /gone/,
    },
    {
      what: 'noscript goes',
      html: '<noscript>Please enable JavaScript: gone</noscript><p>text',
      kept: '<p>text',
      gone: /gone/,
    },
    {
      what: 'rules inserted by script are written out',
      html: `<style></style><p>text<script>const { sheet } = document.querySelector('style');
        sheet.insertRule('p { color: red; }'); sheet.insertRule('p::after { content: "<' + '/style>"; }', 1)</script>`,
      kept: '<style>p { color: red; }\np::after { content: "<\\/style>"; }</style>',
    },
    { what: 'text is escaped', html: '<p>a &lt;b&gt; &amp;amp;', kept: '<p>a &lt;b&gt; &amp;amp;</p>' },
  ])('$what', async ({ html, kept, gone }) => {
    const page = await render(html);
    expect(page.html).toContain(kept);
    if (gone) expect(page.html).not.toMatch(gone);
  });
});

describe('only the site’s own pages are opened', () => {
  test.each([
    'file:///etc/passwd',
    'data:text/html,<p>text',
    'https://example.com/',
    'not an address',
    'http://user:secret@127.0.0.1/',
  ])('%s: OriginNotAllowed', async address => {
    await expect(renderer.render(address, { deadline: DEADLINE_MS })).rejects.toThrow(OriginNotAllowed);
  });

  test('a redirect to another origin is answered, never followed', async () => {
    const page = await render(app(`location.href = '${foreignOrigin}/there'`));
    expect(page).toMatchObject({ status: 301, location: `${foreignOrigin}/there` });
    pages['/leave'] = (_, response) => void response.writeHead(301, { location: `${foreignOrigin}/a` }).end();
    const moved = await renderer.render(`${origin}/leave`, { deadline: DEADLINE_MS });
    expect(moved).toMatchObject({ status: 301, location: `${foreignOrigin}/a` });
    expect(foreignAsked).toEqual([]);
  });

  test('frames and windows of another origin stay empty', async () => {
    pages['/frame-moves'] = (_, response) => void response.writeHead(302, { location: foreignOrigin }).end();
    const page =
      await render(`<iframe src="${foreignOrigin}/frame"></iframe><iframe src="/frame-moves"></iframe>
      <p>text<a id="out" target="_blank" href="${foreignOrigin}/link">out</a>
      <script>window.open('${foreignOrigin}/window'); document.querySelector('#out').click()</script>`);
    expect(page.html).toContain('text');
    expect(asked).toContain('/frame-moves');
    expect(foreignAsked).toEqual([]);
  });

  test('the origin is told who asks', async () => {
    let userAgent: string | undefined;
    pages['/who'] = (request, response) => {
      userAgent = request.headers['user-agent'];
      response.setHeader('content-type', 'text/html').end('<p>text');
    };
    await renderer.render(`${origin}/who`, { deadline: DEADLINE_MS });
    expect(userAgent).toMatch(/ Chrome\/\d+.* SignpostRenderer\/1\.0$/);
  });
});

test('loadDocument takes the place of the network, for the document alone', async () => {
  const loaded: string[] = [];
  const own = rendererOf({
    loadDocument: async url => {
      loaded.push(url.pathname);
      if (url.pathname === '/from-network') return undefined;
      return {
        status: 200,
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': '1' },
        build: `build ${loaded.length}`,
        body:
          url.pathname === '/old'
            ? app('location.replace("/new")')
            : app(`fetch('/api/next').then(r => r.json()).then(({ price }) => show('€ ' + price))`),
      };
    },
  });
  pages['/from-network'] = '<p>from the network<iframe src="/frame"></iframe>';
  const shell = await own.render(`${origin}/products/1`, { deadline: DEADLINE_MS });
  const network = await own.render(`${origin}/from-network`, { deadline: DEADLINE_MS });
  const moved = await own.render(`${origin}/old`, { deadline: DEADLINE_MS });
  await own.close();
  expect(shell).toMatchObject({
    status: 200,
    html: expect.stringContaining('<main>€ 12.50'),
    build: 'build 1',
  });
  expect(network.html).toContain('from the network');
  expect(moved).toMatchObject({ status: 301, build: 'build 3' });
  expect(loaded).toEqual(['/products/1', '/from-network', '/old']);
  expect(asked).not.toContain('/products/1');
});

test('loadDocument fails: RenderFailed, with its reason', async () => {
  const own = rendererOf({ loadDocument: () => Promise.reject(new Error('the bucket is away')) });
  const rendering = own.render(`${origin}/`, { deadline: DEADLINE_MS });
  await expect(rendering).rejects.toThrow(/the bucket is away/);
  await own.close();
});

test('a page sees nothing of the page before it', async () => {
  const seen = `show(document.cookie + '|' + localStorage.getItem('who') + '|' + navigator.userAgent.length);
    document.cookie = 'who=first'; localStorage.setItem('who', 'first')`;
  pages['/seen'] = app(seen);
  for (const _ of ['first', 'second']) {
    const { html } = await renderer.render(`${origin}/seen`, { deadline: DEADLINE_MS });
    expect(html).toContain('<main>|null|');
  }
});

test.each(['div', 'span'])('3,000 of %s in one another are no reason to crash', async name => {
  const build = `show(''); let at = document.querySelector('main'); for (let n = 0; n < 3_000; n++) at = at.appendChild(document.createElement('${name}'));
    at.textContent = 'the innermost'`;
  const { html } = await render(app(build));
  expect(html.match(new RegExp(`<${name}>`, 'g'))).toHaveLength(3_000);
  expect(html).toContain(`<${name}>the innermost</${name}>`);
  expect(log.filter(line => line.includes('crashed'))).toEqual([]);
});

test('pages rendered at once do not mix', async () => {
  const texts = ['one', 'two', 'three', 'four'];
  const rendered = await Promise.all(
    texts.map(text => render(app(`setTimeout(() => show('${text}'), 100)`))),
  );
  rendered.forEach(({ html }, index) => {
    expect(html).toContain(`<main>${texts[index]}<`);
  });
});

test('Chromium hangs: RenderTimeout in time, it is killed, and the next page is rendered', async () => {
  await render(app('show("warm")'));
  const { pid, group } = browserOf(directory);
  const usual = await usualMs(() => render(app('show("usual")')));
  const deadline = 1_500 + 10 * usual; // it has asked by then, and not answered for a second
  let isStopped = false;
  pages['/api/stop'] = () => {
    if (!isStopped) process.kill(pid, 'SIGSTOP'); // at once: a moment later the page might be over
    isStopped = true;
  };
  const [outcome, ms] = await timed(() =>
    render(app('fetch("/api/stop")'), deadline).catch((error: unknown) => error),
  );
  expect(outcome).toBeInstanceOf(RenderTimeout);
  expect(faultOf(outcome)).toBeUndefined(); // it is none of the page's doing
  expect(ms).toBeLessThan(deadline + PAST_DEADLINE_MS + 10 * usual);
  await until(() => alive(group).length === 0, 'it was killed');
  expect((await render(app('show("next")'))).html).toContain('<main>next');
});

describe('Chromium ends while it renders', () => {
  test('the page is rendered on a new one, and the next one too', async () => {
    await render(app('show("warm")'));
    const { pid } = browserOf(directory);
    const rendering = render(app('fetch("/api/fast").then(r => r.text()).then(() => show("after all"))'));
    await until(() => asked.includes('/api/fast'), 'the page waits for its data');
    process.kill(pid, 'SIGKILL');
    expect((await rendering).html).toContain('<main>after all');
    expect(browserOf(directory).pid).not.toBe(pid);
    expect((await render(app('show("next")'))).html).toContain('<main>next');
  });

  test('twice: RenderFailed', async () => {
    const rendering = expect(render(app('fetch("/api/never").then(() => show("never"))'))).rejects.toThrow(
      RenderFailed,
    );
    for (const time of [1, 2]) {
      await until(() => asked.filter(path => path === '/api/never').length === time, 'the page waits');
      process.kill(browserOf(directory).pid, 'SIGKILL');
    }
    await rendering;
  });

  test('close(): the render that runs fails, and nothing is left', async () => {
    const own = rendererOf({ launch: { ...launch, directory: join(directory, 'own') } });
    const address = serve(app('fetch("/api/never").then(() => show("never"))'));
    const rendering = expect(own.render(address, { deadline: DEADLINE_MS })).rejects.toThrow(RenderFailed);
    await until(() => asked.includes('/api/never'), 'the page waits');
    const { group } = browserOf(join(directory, 'own'));
    await own.close();
    await rendering;
    await until(() => alive(group).length === 0, 'Chromium has ended');
    await expect(own.render(address, { deadline: DEADLINE_MS })).rejects.toThrow(RenderFailed);
  });
});
