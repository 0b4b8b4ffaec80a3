import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { close, type HttpHandler, listen, respond } from '../../local/http.ts';
import { alsoOnIpv6, asOneHost, meansThisMachine } from '../../local/loopback.ts';

describe('a Host is this machine', () => {
  test.each<[host: string, isThis: boolean]>([
    ['localhost:4001', true],
    ['localhost', true],
    ['LocalHost:4001', true],
    ['localhost.:4001', true],
    ['localhost:8080', true], // of a port that is forwarded
    ['foo.localhost:4001', true],
    ['a.b.localhost', true],
    ['127.0.0.1:4001', true],
    ['127.8.9.10:4001', true],
    ['127.1:4001', true],
    ['2130706433:4001', true],
    ['0x7f.0.0.1', true],
    ['0.0.0.0:4001', true],
    ['0:4001', true],
    ['[::1]:4001', true],
    ['[0:0:0:0:0:0:0:1]:4001', true],
    ['[::]:4001', true],
    ['[::ffff:127.0.0.1]:4001', true],
    ['example.com', false],
    ['localhost.example.com', false],
    ['notlocalhost', false],
    ['127.0.0.1.example.com', false],
    ['128.0.0.1', false],
    ['10.0.0.1:4001', false],
    ['[2001:db8::1]:4001', false],
    ['[::2]', false],
    ['[::ffff:10.0.0.1]', false],
    ['localhost/x', false],
    ['user@localhost', false],
    ['d111111abcdef8.cloudfront.net', false],
    ['', false],
    ['[::1', false],
  ])('%s: %s', (host, isThis) => {
    expect(meansThisMachine(host)).toBe(isThis);
  });
});

const echo: HttpHandler = async ({ headers }) => respond(200, {}, headers.get('host') ?? '');

/** The Host that what is behind sees when a client sends this one. */
async function hostBehind(host: string, others: string[] = []): Promise<string | undefined> {
  const { server, port } = await listen(asOneHost('localhost:4001', echo, others), 0);
  try {
    const socket = connect(port, '127.0.0.1');
    socket.end(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n\r\n')[1];
  } finally {
    await close(server);
  }
}

test.each([
  ['127.0.0.1:4001', 'localhost:4001'],
  ['[::1]:9', 'localhost:4001'],
  ['www.example.com', 'www.example.com'],
])(
  'in whatever spelling, what is behind is asked as one host; others stay as they are: %s',
  async (host, behind) => {
    expect(await hostBehind(host)).toBe(behind);
  },
);

test.each([
  ['go.example.org.localhost:4001', 'go.example.org.localhost:4001'],
  ['GO.example.org.localhost:8080', 'go.example.org.localhost:4001'], // of a port that is forwarded
  ['go.example.org.localhost', 'go.example.org.localhost:4001'],
  ['x.go.example.org.localhost:4001', 'localhost:4001'],
  ['other.localhost:4001', 'localhost:4001'],
  ['localhost:4001', 'localhost:4001'],
  ['go.example.org', 'go.example.org'],
])('a further name that it has below localhost stays: %s', async (host, behind) => {
  expect(await hostBehind(host, ['localhost:4001', 'go.example.org'])).toBe(behind);
});

test('a server of 127.0.0.1 answers on ::1, too, and is closed on both', async () => {
  const { server, port } = await listen(echo, 0);
  const second = await alsoOnIpv6(server, port);
  if (!second) return close(server); // a machine without IPv6
  const answer = await fetch(`http://[::1]:${port}/`);
  expect(await answer.text()).toBe(`[::1]:${port}`);
  second.close();
  await close(server);
  await expect(fetch(`http://[::1]:${port}/`)).rejects.toThrow();
});

test('where another program has the port on ::1 it says so: it would get what is meant for us', async () => {
  const other = createServer();
  const isThere = await new Promise<boolean>(resolve => {
    other.once('error', () => resolve(false));
    other.listen(0, '::1', () => resolve(true));
  });
  if (!isThere) return; // a machine without IPv6
  const { port } = other.address() as { port: number };
  const { server } = await listen(echo, 0);
  await expect(alsoOnIpv6(server, port)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  await close(server);
  await close(other);
});
