import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { close, type HttpRequest, listen, respond } from '../../local/http.ts';

let server: Server;
let port: number;
const asked: HttpRequest[] = [];
const log = jest.spyOn(process.stderr, 'write');

beforeAll(async () => {
  ({ server, port } = await listen(async request => {
    asked.push(request);
    return respond(200, { 'content-type': 'text/plain' }, 'here');
  }, 0));
});
afterAll(async () => {
  await close(server);
  log.mockRestore();
});

/** Sends bytes as they are, and answers all that comes back until the other side hangs up. */
function raw(text: string, to = port): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(to, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', data => {
      answer += data.toString('latin1');
      // A connection that is kept open is not ended by the server.
      if (/^HTTP\/1\.1 200/.test(answer) && answer.endsWith('here')) socket.end();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

const HOST = 'Host: localhost\r\n';

describe('a request as it should be', () => {
  test.each([
    ['GET /a%20b?c=%3F HTTP/1.1', HOST, { path: '/a%20b', query: 'c=%3F', host: 'localhost' }],
    ['GET / HTTP/1.0', HOST, { path: '/', query: '', host: 'localhost' }],
    ['GET //a/./..?? HTTP/1.1', HOST, { path: '//a/./..', query: '?', host: 'localhost' }],
    // As a client sends it to a proxy: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    [
      'GET http://go.example.com:4000/spring?a=1 HTTP/1.1',
      HOST,
      { path: '/spring', query: 'a=1', host: 'go.example.com:4000' },
    ],
    ['GET HTTP://go.example.com HTTP/1.1', HOST, { path: '/', query: '', host: 'go.example.com' }],
    ['GET https://go.example.com?a HTTP/1.1', HOST, { path: '/', query: 'a', host: 'go.example.com' }],
    ['GET http://go.example.com/ HTTP/1.0', '', { path: '/', query: '', host: 'go.example.com' }],
  ])('%s', async (line, headers, { host, ...expected }) => {
    asked.length = 0;
    expect(await raw(`${line}\r\n${headers}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(asked).toEqual([expect.objectContaining(expected)]);
    expect(asked[0]?.headers.get('host')).toBe(host);
  });
});

describe('a request that is none is told so, and nobody hears of it:', () => {
  const long = 'x'.repeat(40_000);
  test.each([
    ['a target that is no path', `GET *@:99999/. HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a target without a slash', `GET spring HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a fragment', `GET /spring#top HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['another scheme', `GET ftp://example.com/ HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['an address without a host', `GET http:///spring HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['an address with a user', `GET http://a@localhost/ HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['the server as a whole', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a tunnel', `CONNECT localhost:443 HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 400],
    ['two Hosts', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`, 400],
    ['two lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
    [
      'a length and chunks',
      `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['chunks that are none', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, 400],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a header of 40 KB', `GET / HTTP/1.1\r\n${HOST}X-Long: ${long}\r\n\r\n`, 431],
    ['an address of 40 KB', `GET /${long} HTTP/1.1\r\n${HOST}\r\n`, 431],
  ])('%s', async (_, request, status) => {
    asked.length = 0;
    log.mockClear();
    const answer = await raw(request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(asked).toEqual([]);
    expect(log).not.toHaveBeenCalled();
  });
});

describe('a client that does not go on is hung up on', () => {
  let impatient: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    impatient = await listen(async () => respond(200), 0, { head: 100, whole: 200 });
  });
  afterAll(() => close(impatient.server));

  test.each([
    ['in the request line', 'GET /'],
    ['in the head', `GET / HTTP/1.1\r\n${HOST}`],
    ['before it', ''],
    ['in the body', `POST / HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nabc`],
    ['in a chunk', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nab`],
  ])('%s', async (_, start) => {
    log.mockClear();
    // The test ends only because the server hangs up.
    expect(await raw(start, impatient.port)).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    expect(log).not.toHaveBeenCalled();
  });

  test('and for how long it may take is what was said, or ten seconds and a minute', () => {
    const patience = [impatient.server, server].map(each => [each.headersTimeout, each.requestTimeout]);
    expect(patience).toEqual([
      [100, 200],
      [10_000, 60_000],
    ]);
  });
});

test('a client that hangs up in the middle of a body leaves no stack in the log', async () => {
  log.mockClear();
  const gone = new Promise<void>(resolve =>
    server.once('request', incoming => incoming.once('close', resolve)),
  );
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(`POST / HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\nabc`),
  );
  server.once('request', () => socket.destroy());
  await gone;
  await new Promise(setImmediate);
  expect(log).not.toHaveBeenCalled();
});
