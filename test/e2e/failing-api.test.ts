import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { get, until } from './cloud.ts';
import { npmStart } from './npm-start.ts';

const { start } = npmStart();

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const reset = (socket: Socket) => socket.resetAndDestroy();

/** What an API may do once it has read a request's head: by name, with the status that its client gets then. */
const DEEDS: [name: string, status: number, deed: (socket: Socket) => void][] = [
  ['whole', 200, socket => socket.end(`${OK}Content-Length: 2\r\n\r\n{}`)],
  ['reset-before-the-head', 502, reset],
  ['reset-in-the-head', 502, socket => socket.write('HTTP/1.1 200 OK\r\nContent-Ty', () => reset(socket))],
  [
    'reset-after-the-head',
    502,
    socket => socket.write(`${OK}Content-Length: 9\r\n\r\n`, () => reset(socket)),
  ],
  [
    'reset-in-the-body',
    502,
    socket => socket.write(`${OK}Content-Length: 9\r\n\r\n{"a"`, () => reset(socket)),
  ],
  ['end-before-the-head', 502, socket => socket.end()],
  ['end-in-the-body', 502, socket => socket.end(`${OK}Content-Length: 9\r\n\r\n{"a"`)],
  ['more-than-it-said', 200, socket => socket.end(`${OK}Content-Length: 2\r\n\r\n{} and more of that`)],
  ['two-lengths', 502, socket => socket.end(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`)],
  [
    'length-and-chunks',
    502,
    socket => socket.end(`${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`),
  ],
  ['a-length-that-is-none', 502, socket => socket.end(`${OK}Content-Length: many\r\n\r\n{}`)],
  ['garbage', 502, socket => socket.end('\x00\x01\x02 what is this?\r\n\r\n')],
  ['another-protocol', 502, socket => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ['no-status', 502, socket => socket.end('HTTP/1.1 \r\n\r\n')],
  ['status-99', 502, socket => socket.end('HTTP/1.1 99 What\r\nContent-Length: 0\r\n\r\n')],
  [
    'a-header-of-control-characters',
    502,
    socket => socket.end(`${OK}X-A: a\x00b\r\nContent-Length: 2\r\n\r\n{}`),
  ],
  ['a-header-without-a-name', 502, socket => socket.end(`${OK}: a\r\nContent-Length: 2\r\n\r\n{}`)],
  [
    'headers-without-an-end',
    502,
    socket => void pour(socket, `${OK}`, 'X-More: and more and more and more\r\n'),
  ],
  [
    'a-chunk-that-is-none',
    502,
    socket => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`),
  ],
  [
    'chunks-without-the-last',
    502,
    socket => socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`),
  ],
  [
    'gzip-that-is-none',
    200,
    socket => socket.end(`${OK}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`),
  ],
  ['nothing-but-hints', 502, socket => socket.end('HTTP/1.1 103 Early Hints\r\nLink: </a.js>\r\n\r\n')],
  [
    'hints-first',
    200,
    socket =>
      socket.end(
        `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${OK}Content-Length: 2\r\n\r\n{}`,
      ),
  ],
  [
    'an-upgrade-nobody-asked-for',
    502,
    socket =>
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x00',
      ),
  ],
  [
    'a-redirect-to-nowhere',
    302,
    socket => socket.end('HTTP/1.1 302 Found\r\nLocation: //\r\nContent-Length: 0\r\n\r\n'),
  ],
  [
    'no-content-with-content',
    204,
    socket => socket.end('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}'),
  ],
];

/** Writes the same again and again, as long as anybody takes it. */
async function pour(socket: Socket, first: string, more: string): Promise<void> {
  socket.write(first);
  while (!socket.destroyed)
    if (!socket.write(more)) await new Promise(go => socket.once('drain', go).once('close', go));
}

/** A server that does what the path names, `/api/NAME`, as soon as it has the request's head, read or not. */
async function misbehavingApi() {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let head = '';
    socket.on('data', chunk => {
      if (head.includes('\r\n\r\n')) return;
      head += chunk;
      if (!head.includes('\r\n\r\n')) return;
      const name = /\/api\/([\w-]+)/.exec(head)?.[1] ?? '';
      asked.push(name);
      DEEDS.find(([deed]) => deed === name)?.[2](socket); // of any other name nothing is heard
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(closed => server.close(closed));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

/** Sends a request's beginning as it is, and goes away. */
async function hangUp(site: string, text: string, how: (socket: Socket) => void): Promise<void> {
  const socket = connect(Number(new URL(site).port), '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  socket.write(text);
  how(socket);
  if (!socket.destroyed) await once(socket, 'close');
}

test('nothing that the app’s API does, or a client, ends it: a failing API is a 502 and a line in the log', async () => {
  const api = await misbehavingApi();
  const app = await start({}, ['--api', api.url]);
  try {
    for (const method of ['GET', 'POST']) {
      const answers = await Promise.all(
        DEEDS.map(async ([name]) => {
          const body = method === 'POST' ? { body: '{"some":"thing"}' } : {};
          const answer = await fetch(`${app.site}/api/${name}?m=${method}`, {
            method,
            ...body,
            redirect: 'manual',
          });
          const text = await answer.text().catch(() => ''); // gzip that is none, for one
          if (answer.status === 502)
            expect(text).toContain("CloudFront wasn't able to connect to the origin.");
          return [name, answer.status];
        }),
      );
      expect(answers).toEqual(DEEDS.map(([name, status]) => [name, status]));
    }
    for (const [name, status] of DEEDS)
      if (status === 502)
        expect(app.output()).toMatch(
          new RegExp(
            `POST /api/${name}\\S* +502 .*\\n +site-api \\S+ failed: ${api.url} (gave no|broke off|answered) .+`,
          ),
        );

    const { host } = new URL(app.site);
    const post = `POST /api/whole HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\n{"half"`;
    await hangUp(app.site, post, socket => socket.end());
    await hangUp(app.site, post, reset);
    await hangUp(
      app.site,
      `POST /api/whole HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      socket => socket.end(),
    );
    const silent = connect(Number(new URL(app.site).port), '127.0.0.1');
    silent.on('error', () => undefined).write(`GET /api/silent HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await until(() => api.asked.includes('silent'));
    silent.destroy();
  } finally {
    await api.close();
  }
  const refused = await get(`${app.site}/api/whole`);
  expect([refused.status, await refused.text()]).toEqual([
    502,
    expect.stringContaining('connect to the origin'),
  ]);
  await until(async () => (await get(`${app.site}/products/1`)).status === 200);
  expect((await get(`${app.short}/api/openapi.json`)).status).toBe(200);
  expect(app.process.exitCode).toBe(null);
  expect(app.output()).toContain(`failed: ${api.url} gave no answer (connect ECONNREFUSED`);
  expect(app.output()).not.toMatch(/^ +at |unhandled|uncaught/im);
});
