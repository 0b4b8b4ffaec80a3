import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { CHROME, GOOGLEBOT, get, until } from './cloud.ts';
import { npmStart, type Running } from './npm-start.ts';

/** An API that speaks when the test says so. */
interface Api {
  url: string;
  /** The answer to each request under way, by its path. */
  answers: Map<string, ServerResponse>;
  asked: IncomingMessage[];
  sockets: Map<string, import('ws').WebSocket>;
  /** How many connections it has. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

async function paced(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const row of ['one ', 'two ', 'three']) {
    response.write(row);
    await new Promise(resolve => setTimeout(resolve, 150));
  }
  response.end();
}

async function startApi(): Promise<Api> {
  const answers: Api['answers'] = new Map();
  const sockets: Api['sockets'] = new Map();
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const [path = ''] = (request.url ?? '').split('?');
    if (path.endsWith('/paced')) void paced(response);
    else if (path.endsWith('/whole'))
      request.resume().on('end', () => response.end(`heard ${request.method}`));
    else answers.set(path, response);
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: protocols => [...protocols].at(-1) ?? false,
  });
  server.on('upgrade', (request, socket, head) => {
    asked.push(request);
    if (request.url?.endsWith('/refused')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\nX-Why: key\r\n\r\nno key');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, opened => {
      sockets.set(request.url ?? '', opened);
      opened.on('error', () => undefined);
      opened.on('message', (data, isBinary) => opened.send(data, { binary: isBinary }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    sockets,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: async () => {
      for (const opened of webSockets.clients) opened.terminate();
      server.close().closeAllConnections();
    },
  };
}

const PAGE = `<!doctype html><title>Live</title><main id="m"></main><script>
  const socket = new WebSocket('ws://' + location.host + '/live/boats');
  socket.onopen = () => socket.send('twelve boats');
  socket.onmessage = ({ data }) => { m.append('The socket says ' + data + '. '); socket.close() };
  fetch('/api/paced').then(async ({ body }) => {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let all = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) all += part.value;
    m.append('The stream says ' + all + '. ');
  });
</script>`;

const { start, data } = npmStart(beforeAll, afterAll);
let api: Api;
let app: Running;
beforeAll(async () => {
  api = await startApi();
  const folder = join(data(), 'built');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), PAGE);
  app = await start({}, ['--app', folder, '--api', api.url, '--api', `/live=${api.url}/base`]);
});
afterAll(() => api.close());
/** Whatever a test has opened and ended, nothing of it stays open. */
afterEach(() => until(async () => (await api.connections()) === 0, 'the API has no connection left'));

const address = () => app.site.replace('http', 'ws');
const answerTo = async (path: string) => {
  await until(() => api.answers.has(path), `the API is asked for ${path}`);
  const answer = api.answers.get(path);
  api.answers.delete(path);
  if (!answer) throw new Error(path);
  return answer;
};

describe('a WebSocket', () => {
  test.each([
    ['/api/live', '/api/live'],
    ['/live', '/base/live'],
    ['/live/a/b?room=7', '/base/live/a/b?room=7'],
  ])('to %s reaches the API there, and both sides hear each other', async (path, heard) => {
    const socket = new WebSocket(address() + path, ['chat', 'superchat'], {
      headers: { cookie: 'session=1', origin: app.site },
    });
    await once(socket, 'open');
    expect(socket.protocol).toBe('superchat');
    expect(api.asked.at(-1)?.headers).toMatchObject({ cookie: 'session=1', origin: app.site });
    for (const message of ['one', 'ü'.repeat(100_000), '']) {
      socket.send(message);
      expect(String((await once(socket, 'message'))[0])).toBe(message);
    }
    const bytes = Buffer.from([0, 255, 128]);
    socket.send(bytes);
    expect(bytes.equals((await once(socket, 'message'))[0] as Buffer)).toBe(true);
    const other = api.sockets.get(heard);
    other?.ping('still there?');
    await once(socket, 'ping');
    const closed = once(other ?? socket, 'close');
    socket.close(4001, 'enough');
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([4001, 'enough']);
    await until(() => app.output().includes(`GET ${path.split('?')[0]}`), 'it is told of when it has ended');
  });

  test('that the API closes is closed for the page, and one that breaks breaks', async () => {
    const closing = new WebSocket(`${address()}/live/closing`);
    await once(closing, 'open');
    api.sockets.get('/base/live/closing')?.close(1001, 'a new version');
    const [code, reason] = await once(closing, 'close');
    expect([code, String(reason)]).toEqual([1001, 'a new version']);

    const breaking = new WebSocket(`${address()}/live/breaking`);
    await once(breaking, 'open');
    api.sockets.get('/base/live/breaking')?.terminate();
    expect((await once(breaking, 'close'))[0]).toBe(1006);

    const leaving = new WebSocket(`${address()}/live/leaving`);
    await once(leaving, 'open');
    const left = once(api.sockets.get('/base/live/leaving') ?? leaving, 'close');
    leaving.terminate();
    expect((await left)[0]).toBe(1006);
  });

  test('that the API refuses is refused with its own answer', async () => {
    const socket = new WebSocket(`${address()}/api/refused`);
    socket.on('error', () => undefined);
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const text = Buffer.concat(await answer.toArray()).toString();
    expect([answer.statusCode, answer.headers['x-why'], text]).toEqual([401, 'key', 'no key']);
  });

  test('to a page is told of, with what would forward it', async () => {
    const socket = new WebSocket(`${address()}/chat/1`, { headers: { 'user-agent': CHROME } });
    socket.on('error', () => undefined);
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(answer.statusCode).toBe(200); // the app
    answer.destroy();
    await until(() => app.output().includes('npm start -- --api /chat=URL'), 'it is told');
  });

  test('works in a page while it is rendered, beside an answer that comes bit by bit', async () => {
    const page = await (await get(`${app.site}/boats`, { 'user-agent': GOOGLEBOT })).text();
    expect(page).toContain('The socket says twelve boats.');
    expect(page).toContain('The stream says one two three.');
  });
});

describe('an answer that comes bit by bit', () => {
  test.each([
    ['events', 'text/event-stream', 'data: one\n\n', 'data: two\n\n'],
    ['rows', 'application/x-ndjson', '{"row":1}\n', '{"row":2}\n'],
  ])('%s: the first is there before the second is written', async (name, type, first, second) => {
    const asked = get(`${app.site}/api/${name}?x=1`, { accept: '*/*' });
    const answer = await answerTo(`/api/${name}`);
    answer.writeHead(200, { 'content-type': type, 'x-api': 'mine' });
    answer.write(first);
    const response = await asked;
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-api')]).toEqual([
      200,
      type,
      'mine',
    ]);
    expect(response.headers.get('x-cache')).toBe('Miss from cloudfront');
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(first);
    answer.end(second);
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(second);
    expect((await reader?.read())?.done).toBe(true);
    await until(() => app.output().includes(`/api/${name}`), 'it is told of');
  });

  test('a head without a body yet is there at once', async () => {
    const asked = get(`${app.site}/api/head`);
    const answer = await answerTo('/api/head');
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const response = await asked;
    expect(response.status).toBe(200);
    answer.end('data: late\n\n');
    expect(await response.text()).toBe('data: late\n\n');
  });

  test('a length that was said is passed on, and so are many bytes', async () => {
    const bytes = Buffer.alloc(3_000_000, 'harbour ');
    const asked = get(`${app.site}/api/long`);
    const answer = await answerTo('/api/long');
    answer.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 2_000_000));
    const response = await asked;
    expect(response.headers.get('content-length')).toBe('3000000');
    answer.end(bytes.subarray(2_000_000));
    expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  });

  test('whoever goes away is gone for the API, too', async () => {
    const leaving = new AbortController();
    const asked = fetch(`${app.site}/api/left`, { signal: leaving.signal });
    const answer = await answerTo('/api/left');
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    await asked;
    const closed = once(answer, 'close');
    leaving.abort();
    await closed;
  });

  test('one that the API breaks off is broken off, and told of', async () => {
    const asked = get(`${app.site}/api/broken`);
    const answer = await answerTo('/api/broken');
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    const response = await asked;
    const text = response.text();
    answer.destroy();
    await expect(text).rejects.toThrow();
    await until(() => app.output().includes('site-api broke off its answer'), 'it is told of');
  });
});

test('an offer of another protocol than WebSocket is not taken, and the request is answered, its body read', async () => {
  const { port, host } = new URL(app.site);
  const socket = connect(Number(port), '127.0.0.1');
  const offer = `Host: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n`;
  socket.write(`POST /api/whole HTTP/1.1\r\n${offer}Content-Length: 4\r\n\r\nbo`);
  socket.write(`dy`);
  let text = '';
  socket.on('data', chunk => (text += chunk));
  await until(() => text.includes('heard POST'), 'it is answered');
  socket.write(`GET /api/whole HTTP/1.1\r\n${offer}\r\n`);
  await until(() => text.includes('heard GET'), 'the connection is still of use');
  socket.destroy();
});

test('whatever is open when it ends is closed on both sides', async () => {
  const socket = new WebSocket(`${address()}/live/open`);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const asked = get(`${app.site}/api/open`);
  const answer = await answerTo('/api/open');
  answer.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  const events = (await asked).text();
  await Promise.all([app.stop(), closed, expect(events).rejects.toThrow()]);
});
