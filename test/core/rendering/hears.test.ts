import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type Page, type Peer, pagesForFile } from './pages.ts';

/*
 * What comes bit by bit, by a socket, or from a worker: an answer to what the page asked is waited for as a request's is, a body
 * that is read until it ends, a worker that has work. What never ends holds nothing up.
 */

const ROWS = ['one ', 'two ', 'three ', 'four ', 'five '];

/** Writes one piece after the other, with a pause longer than any quiet is taken for. */
function stream(pieces: Iterable<string>, type: string, pauseMs = 250): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': type });
    const rest = pieces[Symbol.iterator]();
    const write = () => {
      const { done, value } = rest.next();
      if (done) response.end();
      else if (!response.destroyed) {
        response.write(value);
        setTimeout(write, pauseMs);
      }
    };
    write();
  };
}

function* endless(): Iterable<string> {
  for (let n = 0; ; n++) yield `tick ${n} `;
}

const script = (text: string) => (_: unknown, response: ServerResponse) =>
  void response.setHeader('content-type', 'text/javascript').end(text);

/** Work of about so many milliseconds: by rounds, since a page's clock, and with it its workers', stands still at times. */
const work = (ms: number) =>
  `{ let x = 1; for (let n = 0; n < ${ms} * 1e5; n++) x = Math.imul(x ^ (x >>> 15), 2246822507) + n; self.kept = x }`;
const late =
  (text: string, ms: number): Answer =>
  (request, response) =>
    void setTimeout(() => script(text)(request, response), ms);

const answers: Record<string, Answer> = {
  '/rows': stream(ROWS, 'application/x-ndjson'),
  '/slow-rows': stream(['one ', 'two ', 'three ', 'four'], 'application/x-ndjson', 550),
  '/endless': stream(endless(), 'application/x-ndjson'),
  '/events': stream(['data: hello\n\n', 'data: twelve\n\n'], 'text/event-stream'),
  '/named-rows': stream(
    ROWS.map(row => `event: row\ndata: ${row.trim()},\n\n`),
    'text/event-stream',
  ),
  '/named': stream(['event: price\ndata: hello\n\n', 'event: price\ndata: twelve\n\n'], 'text/event-stream'),
  '/ticks': stream(
    (function* () {
      for (const tick of endless()) yield `data: ${tick}\n\n`;
    })(),
    'text/event-stream',
  ),
  '/slow': (_, response) => void setTimeout(() => response.end('slow data'), 200),
  '/slower': (_, response) => void setTimeout(() => response.end('slow data'), 1_200),
  '/self.js': script("fetch('/slow').then(r => r.text()).then(t => postMessage(t))"),
  '/module.js': script("const r = await fetch('/slow'); postMessage(await r.text())"),
  '/asked.js': script("onmessage = () => fetch('/slower').then(r => r.text()).then(t => postMessage(t))"),
  '/port.js': script(
    "onmessage = ({ ports }) => fetch('/slow').then(r => r.text()).then(t => ports[0].postMessage(t))",
  ),
  '/shared.js': script(
    "onconnect = ({ ports: [p] }) => { fetch('/slow').then(r => r.text()).then(t => p.postMessage(t)) }",
  ),
  '/shared-asked.js': script(
    "onconnect = ({ ports: [p] }) => { p.onmessage = () => fetch('/slow').then(r => r.text()).then(t => p.postMessage(t)) }",
  ),
  '/progress.js':
    script(`let n = 0; onmessage = () => { const t = setInterval(() => { postMessage(++n * 16 + ' %');
    if (n === 6) { clearInterval(t); postMessage('result') } }, 500) }`),
  '/ready.js': script("postMessage('ready'); setTimeout(() => postMessage('result'), 3_500)"),
  '/acks.js': script(
    "onconnect = ({ ports: [p] }) => { p.onmessage = () => { p.postMessage('yes'); setTimeout(() => p.postMessage('result'), 3_500) } }",
  ),
  '/proxy.js': script(
    "onmessage = ({ ports: [p] }) => { p.onmessage = () => setTimeout(() => p.postMessage('result'), 400); postMessage('ready') }",
  ),
  '/counts.js': script('let n = 0; setInterval(() => postMessage(++n), 50)'),
  '/deaf.js': script('onmessage = () => {}'),
  '/slow-data': (_, response) => void setTimeout(() => response.end('slow data'), 800),
  '/asks.js': script("fetch('/slow-data').then(r => r.text()).then(t => postMessage(t))"),
  '/asks-again.js': script(
    "(async () => { let t = ''; for (let n = 0; n < 4; n++) t += (await (await fetch('/slow')).text())[0]; postMessage(t) })()",
  ),
  '/answers.js': script(
    "onmessage = () => fetch('/slow-data').then(r => r.text()).then(t => postMessage(t))",
  ),
  '/late-part.js': late("self.part = 'of a part'", 800),
  '/imports.js': script("importScripts('/late-part.js'); postMessage(part)"),
  '/awaits.js': script("const r = await fetch('/slow-data'); postMessage(await r.text())"),
  '/calls.js': script(`onmessage = ({ data: { id }, ports: [p] }) => { p.onmessage = async ({ data }) =>
    p.postMessage({ id: data.id, value: await (await fetch('/slow-data')).text() }); postMessage(id) }`),
  '/casts.js': script(
    "fetch('/slow-data').then(r => r.text()).then(t => new BroadcastChannel('parts').postMessage(t))",
  ),
  '/chain.js': script(
    "let n = 0; const next = () => ++n < 10 ? setTimeout(next, 100) : postMessage('after ten'); next()",
  ),
  '/draws.js': script(`onmessage = ({ data }) => { const c = data.getContext('2d');
    const draw = () => { c.fillRect(0, 0, 5, 5); requestAnimationFrame(draw) }; draw() }`),
  '/computes.js': script(`${work(600)} postMessage('computed')`),
  '/computes-late.js': late("postMessage('computed')", 600),
  '/late-module.js': late("import { part } from '/module-part.js'; postMessage(part)", 300),
  '/module-part.js': late("export const part = 'of a module'", 300),
  '/comlink.js':
    script(`const api = { async find(q) { const r = await fetch('/slow-data?' + q); ${work(200)} return r.text() } };
    onmessage = async ({ data: { id, name, args } }) => postMessage({ id, value: await api[name](...args) })`),
  '/outer.js': script("new Worker('/inner.js').onmessage = ({ data }) => postMessage('within: ' + data)"),
  '/inner.js': late(`fetch('/slow').then(r => r.text()).then(t => { ${work(50)} postMessage(t) })`, 100),
  '/pool.js': script(`onmessage = ({ data }) => { ${work(150)} postMessage(data * data) }`),
  '/two-parts.js': script(`importScripts('/part-1.js', '/part-2.js'); ${work(200)} postMessage(one + two)`),
  '/part-1.js': late("self.one = 'one '", 250),
  '/part-2.js': late("self.two = 'two'", 250),
  '/paints.js':
    script(`onmessage = ({ data }) => { const g = data.getContext('2d'); for (let n = 0; n < 99; n++) g.fillRect(n, n, 5, 5);
    ${work(200)} postMessage('painted') }`),
  '/beats.js': script(
    "setInterval(() => postMessage('beat'), 100); fetch('/slow-data').then(r => r.text()).then(t => postMessage(t))",
  ),
  '/steps.js': script(
    `(async () => { for (let n = 1; n < 4; n++) { ${work(150)} postMessage(n * 25 + ' %'); await 0 } ${work(150)} postMessage('done') })()`,
  ),
  '/greets.js': script(
    "postMessage('ready'); fetch('/slow-data').then(r => r.text()).then(t => postMessage(t))",
  ),
  '/throws.js': script("throw new Error('no')"),
  '/gone-worker.js': (_, response) => void response.writeHead(404).end(),
  '/never.js': () => undefined,
  '/shared-news.js': script(
    "onconnect = ({ ports: [p] }) => fetch('/slow-data').then(r => r.text()).then(t => p.postMessage(t))",
  ),
  '/shared-computes.js': script(`${work(600)} onconnect = ({ ports: [p] }) => p.postMessage('computed')`),
  '/shared-deaf.js': script('onconnect = () => {}'),
  '/computes-on.js': script('for (;;);'),
  '/asks-on.js': script("(async () => { for (;;) await fetch('/slow') })()"),
};

/** What sockets say, by path. The second word of each comes later than a socket is given for its first. */
const SOCKETS: Record<string, (peer: Peer) => void> = {
  '/asked': ({ send, onText }) => {
    setTimeout(send, 30, 'hello');
    onText(text => setTimeout(send, 400, `answer to ${text}`));
  },
  '/tells': ({ send }) => {
    setTimeout(send, 30, 'hello');
    setTimeout(send, 430, 'twelve');
  },
  '/pushes': ({ send }) => ROWS.forEach((row, n) => void setTimeout(send, 50 + 200 * n, row)),
  '/silent': ({ onText }) => onText(() => undefined),
  '/echo': ({ send, onText }) => onText(send),
};

const pages = pagesForFile(answers, peer => SOCKETS[peer.path]?.(peer));

const SPINNER = '<div class="spinner">…</div>';
const SOCKET = (path: string) => `const w = new WebSocket('ws://' + location.host + '${path}');`;
const ALL = 'one two three four five';

const WAITED_FOR: (Page & { text: string })[] = [
  {
    page: 'a socket’s answer to what it was asked',
    code: `${SOCKET('/asked')} show('so far'); w.onmessage = ({ data }) => data === 'hello' ? w.send('q') : show(data)`,
    text: 'answer to q',
  },
  {
    page: 'a socket’s answer, though asked more than once',
    code: `${SOCKET('/asked')} show('so far'); w.onmessage = ({ data }) => data === 'hello' ? (w.send('a'), w.send('b')) : show(data)`,
    text: 'answer to b',
  },
  {
    page: 'what a socket says later, while the page shows that it waits',
    main: SPINNER,
    code: `${SOCKET('/tells')} w.onmessage = ({ data }) => { if (data !== 'hello') show(data) }`,
    text: 'twelve',
  },
  {
    page: 'what an event stream says later, while the page shows that it waits',
    main: SPINNER,
    code: `new EventSource('/events').onmessage = ({ data }) => { if (data !== 'hello') show(data) }`,
    text: 'twelve',
  },
  {
    page: 'what it says later by events with a name',
    main: SPINNER,
    code: `new EventSource('/named').addEventListener('price', ({ data }) => { if (data !== 'hello') show(data) })`,
    text: 'twelve',
  },
  {
    page: 'rows that a socket says one by one',
    main: '<h1>Ropes</h1>',
    code: `${SOCKET('/pushes')} let t = ''; w.onmessage = ({ data }) => { t += data; show(t) }`,
    text: ALL,
  },
  {
    page: 'the same by events with a name',
    main: '<h1>Ropes</h1>',
    code: `let t = ''; const e = new EventSource('/named-rows'); e.onerror = () => e.close();
      e.addEventListener('row', ({ data }) => { t += data; show(t) })`,
    text: 'one,two,three,four,five,',
  },
  {
    page: 'a body by a reader',
    code: `fetch('/rows').then(async ({ body }) => { const r = body.getReader(); let t = '';
      for (;;) { const { done, value } = await r.read(); if (done) break; t += new TextDecoder().decode(value); show(t) } })`,
    text: ALL,
  },
  {
    page: 'a body by a reader that takes bytes',
    code: `fetch('/rows').then(async ({ body }) => { const r = body.getReader({ mode: 'byob' }); let t = '';
      for (;;) { const { done, value } = await r.read(new Uint8Array(64)); if (done) break; t += new TextDecoder().decode(value); show(t) } })`,
    text: ALL,
  },
  {
    page: 'a body by iteration',
    code: `fetch('/rows').then(async ({ body }) => { let t = ''; for await (const piece of body) { t += new TextDecoder().decode(piece); show(t) } })`,
    text: ALL,
  },
  {
    page: 'a body through another stream',
    code: `fetch('/rows').then(async ({ body }) => { let t = '';
      for await (const piece of body.pipeThrough(new TextDecoderStream())) { t += piece; show(t) } })`,
    text: ALL,
  },
  {
    page: 'a body into another stream',
    code: `let t = ''; fetch('/rows').then(({ body }) => body.pipeTo(new WritableStream({ write: piece => { t += new TextDecoder().decode(piece); show(t) } })))`,
    text: ALL,
  },
  {
    page: 'one half of a body',
    code: `fetch('/rows').then(async ({ body }) => { const [half] = body.tee(); const r = half.getReader(); let t = '';
      for (;;) { const { done, value } = await r.read(); if (done) break; t += new TextDecoder().decode(value); show(t) } })`,
    text: ALL,
  },
  {
    page: 'a body that is shown when it is there',
    main: SPINNER,
    code: `fetch('/rows').then(r => r.text()).then(show)`,
    text: ALL,
  },
  {
    page: 'a body by XMLHttpRequest',
    main: SPINNER,
    code: `const x = new XMLHttpRequest(); x.open('GET', '/rows'); x.onload = () => show(x.responseText); x.send()`,
    text: ALL,
  },
  {
    page: 'what an XMLHttpRequest has so far',
    code: `const x = new XMLHttpRequest(); x.open('GET', '/slow-rows'); x.onprogress = () => show(x.responseText); x.send()`,
    text: 'one two three four',
  },
  {
    page: 'a worker that begins by itself',
    main: SPINNER,
    code: `new Worker('/self.js').onmessage = ({ data }) => show(data)`,
    text: 'slow data',
  },
  {
    page: 'a module that begins by itself',
    main: SPINNER,
    code: `new Worker('/module.js', { type: 'module' }).onmessage = ({ data }) => show(data)`,
    text: 'slow data',
  },
  {
    page: 'a worker that is asked and takes long',
    main: SPINNER,
    code: `const w = new Worker('/asked.js'); w.onmessage = ({ data }) => show(data); w.postMessage('go')`,
    text: 'slow data',
  },
  {
    page: 'a worker that tells how far it is',
    main: SPINNER,
    code: `const w = new Worker('/progress.js'); w.postMessage(0); w.onmessage = ({ data }) => { if (data === 'result') show(data) }`,
    text: 'result',
  },
  {
    page: 'a worker that is ready long before it has something',
    main: SPINNER,
    code: `new Worker('/ready.js').onmessage = ({ data }) => { if (data === 'result') show(data) }`,
    text: 'result',
  },
  {
    page: 'a shared worker that says yes first',
    main: SPINNER,
    code: `const { port } = new SharedWorker('/acks.js'); port.onmessage = ({ data }) => { if (data === 'result') show(data) }; port.postMessage(0)`,
    text: 'result',
  },
  {
    page: 'a port that a worker was handed',
    main: '<h1>Ropes</h1>',
    code: `const c = new MessageChannel(); const w = new Worker('/proxy.js'); w.postMessage(0, [c.port2]);
      c.port1.onmessage = ({ data }) => show(data); w.onmessage = () => c.port1.postMessage('call')`,
    text: 'result',
  },
  {
    page: 'a worker that answers by a port',
    main: SPINNER,
    code: `const c = new MessageChannel(); c.port1.onmessage = ({ data }) => show(data); new Worker('/port.js').postMessage(0, [c.port2])`,
    text: 'slow data',
  },
  {
    page: 'a worker of a text',
    main: SPINNER,
    code: `new Worker(URL.createObjectURL(new Blob(["setTimeout(() => postMessage('by blob'), 100)"]))).onmessage = ({ data }) => show(data)`,
    text: 'by blob',
  },
  {
    page: 'a shared worker that begins by itself',
    main: SPINNER,
    code: `const { port } = new SharedWorker('/shared.js'); port.onmessage = ({ data }) => show(data)`,
    text: 'slow data',
  },
  {
    page: 'a shared worker that is asked',
    main: SPINNER,
    code: `const { port } = new SharedWorker('/shared-asked.js'); port.addEventListener('message', ({ data }) => show(data)); port.start(); port.postMessage(0)`,
    text: 'slow data',
  },
  {
    page: 'a worker that asks a server, though nothing shows it',
    main: '<h1>Ropes</h1>',
    code: `new Worker('/asks.js').onmessage = ({ data }) => show(data)`,
    text: 'slow data',
  },
  {
    page: 'a worker that asks one thing after the other',
    main: '<h1>Ropes</h1>',
    code: `new Worker('/asks-again.js').onmessage = ({ data }) => show(data)`,
    text: 'ssss',
  },
  {
    page: 'a worker that is asked and asks a server',
    main: '<h1>Ropes</h1>',
    code: `const w = new Worker('/answers.js'); w.onmessage = ({ data }) => show(data); w.postMessage('go')`,
    text: 'slow data',
  },
  {
    page: 'a worker a part of which comes late',
    main: '<h1>Ropes</h1>',
    code: `new Worker('/imports.js').onmessage = ({ data }) => show(data)`,
    text: 'of a part',
  },
  {
    page: 'a module that awaits its data',
    main: '<h1>Ropes</h1>',
    code: `new Worker('/awaits.js', { type: 'module' }).onmessage = ({ data }) => show(data)`,
    text: 'slow data',
  },
  {
    page: 'a call of a worker by a port of its own',
    main: '<h1>Ropes</h1>',
    code: `const c = new MessageChannel(); const w = new Worker('/calls.js'); w.postMessage({ id: 1 }, [c.port2]);
      c.port1.onmessage = ({ data }) => show(data.value); w.onmessage = () => c.port1.postMessage({ id: 2 })`,
    text: 'slow data',
  },
  {
    page: 'a worker that answers to all who listen',
    main: '<h1>Ropes</h1>',
    code: `new BroadcastChannel('parts').onmessage = ({ data }) => show(data); new Worker('/casts.js')`,
    text: 'slow data',
  },
  {
    page: 'a worker that waits by timers, while the page shows that it does',
    main: SPINNER,
    code: `new Worker('/chain.js').onmessage = ({ data }) => show(data)`,
    text: 'after ten',
  },
];

/** Nothing on the page shows that it waits. */
const ROPES = '<h1>Ropes</h1>';
const OR_SLOW = "() => fetch('/slow').then(r => r.text()).then(show)";

/** As apps use workers. */
const USUAL: (Page & { text: string })[] = [
  {
    page: 'a worker that computes',
    code: `new Worker('/computes.js').onmessage = ({ data }) => show(data)`,
    text: 'computed',
  },
  {
    page: 'a worker whose script comes late',
    code: `new Worker('/computes-late.js').onmessage = ({ data }) => show(data)`,
    text: 'computed',
  },
  {
    page: 'a module that comes late, and its part, too',
    code: `new Worker('/late-module.js', { type: 'module' }).onmessage = ({ data }) => show(data)`,
    text: 'of a module',
  },
  {
    page: 'a function that is called in a worker',
    code: `const w = new Worker('/comlink.js'); w.onmessage = ({ data }) => show(data.value); w.postMessage({ id: 1, name: 'find', args: ['rope'] })`,
    text: 'slow data',
  },
  {
    page: 'a worker of a worker',
    code: `new Worker('/outer.js').onmessage = ({ data }) => show(data)`,
    text: 'within: slow data',
  },
  {
    page: 'four workers that share work, each ended when it has done its part',
    code: `let sum = 0, left = 4; for (let n = 1; n <= 4; n++) { const w = new Worker('/pool.js'); w.postMessage(n);
      w.onmessage = ({ data }) => { sum += data; w.terminate(); if (--left === 0) show('sum ' + sum) } }`,
    text: 'sum 30',
  },
  {
    page: 'a worker of a text that computes',
    code: `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(`${work(400)} postMessage('by blob')`)}]))).onmessage = ({ data }) => show(data)`,
    text: 'by blob',
  },
  {
    page: 'a worker of two parts',
    code: `new Worker('/two-parts.js').onmessage = ({ data }) => show(data)`,
    text: 'one two',
  },
  {
    page: 'a worker that paints',
    code: `const c = document.createElement('canvas').transferControlToOffscreen(); const w = new Worker('/paints.js');
      w.onmessage = ({ data }) => show(data); w.postMessage(c, [c])`,
    text: 'painted',
  },
  {
    page: 'a worker that says all the time that it lives',
    code: `new Worker('/beats.js').onmessage = ({ data }) => { if (data !== 'beat') show(data) }`,
    text: 'slow data',
  },
  {
    page: 'a worker that tells how far it is, and computes on',
    code: `new Worker('/steps.js').onmessage = ({ data }) => show(data)`,
    text: 'done',
  },
  {
    page: 'a worker that says it is ready, and then asks a server',
    code: `new Worker('/greets.js').onmessage = ({ data }) => { if (data !== 'ready') show(data) }`,
    text: 'slow data',
  },
  {
    page: 'news of a shared worker',
    code: `new SharedWorker('/shared-news.js').port.onmessage = ({ data }) => show(data)`,
    text: 'slow data',
  },
  {
    page: 'a shared worker that computes',
    code: `new SharedWorker('/shared-computes.js').port.onmessage = ({ data }) => show(data)`,
    text: 'computed',
  },
  {
    page: 'what is done without a worker that fails',
    code: `const w = new Worker('/throws.js'); w.onmessage = ({ data }) => show(data); w.onerror = ${OR_SLOW}`,
    text: 'slow data',
  },
  {
    page: 'what is done without one whose script is gone',
    code: `const w = new Worker('/gone-worker.js'); w.onmessage = ({ data }) => show(data); w.onerror = ${OR_SLOW}`,
    text: 'slow data',
  },
].map(each => ({ main: ROPES, ...each }));

const NOT_WAITED_FOR: Page[] = [
  { page: 'a socket that says nothing', code: `${SOCKET('/silent')} w.onopen = () => w.send('q')` },
  {
    page: 'a socket that answers whatever it is told, for ever',
    code: `${SOCKET('/echo')} w.onopen = () => w.send('q'); w.onmessage = () => w.send('q')`,
  },
  { page: 'events without end', code: `new EventSource('/ticks').onmessage = () => {}` },
  {
    page: 'a body without end',
    code: `fetch('/endless').then(async ({ body }) => { for await (const _ of body); })`,
  },
  { page: 'a body without end that nobody reads', code: `fetch('/endless')` },
  { page: 'a body without end that is read as a whole', code: `fetch('/endless').then(r => r.text())` },
  {
    page: 'a worker that says something all the time',
    code: `new Worker('/counts.js').onmessage = () => {}`,
  },
  { page: 'a worker that never says anything', code: `new Worker('/deaf.js')` },
  {
    page: 'a worker that draws and never says anything',
    code: `const c = document.createElement('canvas').transferControlToOffscreen(); new Worker('/draws.js').postMessage(c, [c])`,
  },
  { page: 'a worker that computes for ever', code: `new Worker('/computes-on.js')` },
  { page: 'a worker whose script never comes', code: `new Worker('/never.js')` },
  { page: 'one that is ended before it comes', code: `new Worker('/never.js').terminate()` },
  {
    page: 'a worker that may not be loaded',
    more: `<meta http-equiv="content-security-policy" content="worker-src 'none'">`,
    code: `new Worker('/deaf.js')`,
  },
  { page: 'a shared worker that never says anything', code: `new SharedWorker('/shared-deaf.js')` },
  { page: 'a worker that asks for ever', code: `new Worker('/asks-on.js')` },
];

/** They stand in line for their turns so long, on a machine that has much else to do as well. */
const IN_LINE_MS = 110_000;

/** By its name: they mostly wait, so they wait together. */
const texts = new Map<string, Promise<string>>();
const renderAll = (cases: Page[]) =>
  beforeAll(async () => {
    for (const each of cases) texts.set(each.page, pages.render(each, IN_LINE_MS));
    await Promise.allSettled(texts.values());
  });

describe.each([
  ['is waited for:', WAITED_FOR],
  ['is waited for, as apps use it:', USUAL],
])('%s', (_, cases) => {
  renderAll(cases);

  test.each(cases)('$page', async ({ page, text }) => {
    expect((await texts.get(page))?.trim()).toBe(text);
  });
});

describe('holds nothing up:', () => {
  renderAll(NOT_WAITED_FOR.map(each => ({ ...each, code: `show('complete'); ${each.code}` })));

  test.each(NOT_WAITED_FOR)('$page', async ({ page }) => {
    expect(await texts.get(page)).toBe('complete');
  });
});
