import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type Gate, type GateOptions, gateArguments, openGate } from '../../../core/browser/gate.ts';

// The replies of https://datatracker.ietf.org/doc/html/rfc1928#section-6
const SUCCEEDED = 0;
const FAILED = 1;
const NOT_ALLOWED = 2;
const HOST_UNREACHABLE = 4;
const CONNECTION_REFUSED = 5;
const TIME_OUT = 6;
const COMMAND_NOT_SUPPORTED = 7;
const ADDRESS_NOT_SUPPORTED = 8;

const PUBLIC = '93.184.215.14';

/** What a server on loopback is connected by. */
const seen: Socket[] = [];
const server = createServer({ allowHalfOpen: true }, socket => {
  seen.push(socket.on('error', () => undefined));
});
let port: number;
const gates: Gate[] = [];
const clients: Socket[] = [];
const log: string[] = [];

beforeAll(async () => {
  port = await listen(server);
});

afterEach(async () => {
  jest.useRealTimers();
  for (const socket of [...clients, ...seen]) socket.destroy();
  await Promise.all(gates.map(gate => gate.close()));
  gates.length = clients.length = seen.length = log.length = 0;
});

afterAll(() => void server.close());

async function listen(each: Server): Promise<number> {
  await new Promise<void>(listening => each.listen(0, '127.0.0.1', listening));
  return (each.address() as AddressInfo).port;
}

/** A gate; whatever it may connect to is the server on loopback. */
async function gateOf(options: Partial<GateOptions> = {}) {
  const asked: string[] = [];
  const connected: string[] = [];
  const gate = await openGate({
    log: line => log.push(line),
    connect: addresses => {
      connected.push(...addresses);
      return connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    },
    ...options,
    ...(options.resolve && {
      resolve: async host => {
        asked.push(host);
        return (await options.resolve?.(host)) ?? [];
      },
    }),
  });
  gates.push(gate);
  return { gate, asked, connected };
}

const GREETING = Buffer.of(5, 1, 0);
const request = (type: number, address: Buffer, to: number, command = 1) =>
  Buffer.of(5, command, 0, type, ...address, to >> 8, to & 255);
const toName = (name: string, to = 443) =>
  request(3, Buffer.concat([Buffer.of(name.length), Buffer.from(name)]), to);

function clientOf({ port: at }: Gate): Socket {
  const client = connect({ port: at, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(client.on('error', () => undefined));
  return client;
}

/** So many bytes, or fewer when there are no more. */
function read(socket: Socket, size: number): Promise<Buffer> {
  return new Promise(resolve => {
    let got = Buffer.alloc(0);
    const done = () => {
      socket.off('data', take).off('end', done).off('close', done).pause();
      if (got.length > size) socket.unshift(got.subarray(size));
      resolve(got.subarray(0, size));
    };
    const take = (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= size) done();
    };
    socket.on('data', take).on('end', done).on('close', done).resume();
  });
}

const all = (socket: Socket) => read(socket, Number.POSITIVE_INFINITY);

/** Asks the gate for a connection: the client, and what it was answered. */
async function ask(gate: Gate, packet: Buffer): Promise<{ client: Socket; reply: number | undefined }> {
  const client = clientOf(gate);
  client.write(GREETING);
  expect([...(await read(client, 2))]).toEqual([5, 0]);
  client.write(packet);
  const answer = await read(client, 10);
  expect([...answer]).toEqual([5, answer[1], 0, 1, 0, 0, 0, 0, 0, 0]);
  return { client, reply: answer[1] };
}

/** A connection through the gate: both its ends. */
async function connection(gate: Gate): Promise<{ client: Socket; upstream: Socket }> {
  const arrived = once(server, 'connection');
  const { client, reply } = await ask(gate, toName('app.example'));
  expect(reply).toBe(SUCCEEDED);
  const [upstream] = (await arrived) as [Socket];
  return { client, upstream };
}

const publicGate = () => gateOf({ resolve: async () => [PUBLIC] });

describe('a name is resolved once, and the connection goes to an address that was checked', () => {
  test.each([
    { addresses: [PUBLIC], connected: [PUBLIC] },
    { addresses: ['10.0.0.1', PUBLIC, '127.0.0.1', '2606:2800::1'], connected: [PUBLIC, '2606:2800::1'] },
    { addresses: ['::ffff:10.0.0.1', `::ffff:${PUBLIC}`], connected: [`::ffff:${PUBLIC}`] },
  ])('of $addresses it may connect to $connected', async ({ addresses, connected: expected }) => {
    const { gate, asked, connected } = await gateOf({ resolve: async () => addresses });
    expect((await ask(gate, toName('app.example'))).reply).toBe(SUCCEEDED);
    expect({ asked, connected }).toEqual({ asked: ['app.example'], connected: expected });
    expect(gate.refused).toBe(0);
  });

  test('a name that is private the second time is refused the second time', async () => {
    const answers = [[PUBLIC], ['127.0.0.1']];
    const { gate, asked, connected } = await gateOf({ resolve: async () => answers.shift() ?? [] });
    expect((await ask(gate, toName('rebound.example'))).reply).toBe(SUCCEEDED);
    expect((await ask(gate, toName('rebound.example'))).reply).toBe(NOT_ALLOWED);
    expect({ asked, connected }).toEqual({
      asked: ['rebound.example', 'rebound.example'],
      connected: [PUBLIC],
    });
    expect(log).toEqual(['The gate: rebound.example:443 refused: 127.0.0.1 is no public address']);
  });

  test.each([
    { what: 'an IPv4 address', packet: request(1, Buffer.of(93, 184, 215, 14), 443), connected: [PUBLIC] },
    {
      what: 'an IPv6 address',
      packet: request(4, Buffer.from('2606280000000000000000000000000a', 'hex'), 443),
      connected: ['2606:2800:0000:0000:0000:0000:0000:000a'],
    },
    { what: 'an address as a name', packet: toName(PUBLIC), connected: [PUBLIC] },
    { what: 'an IPv6 address as a name', packet: toName('2606:2800::a'), connected: ['2606:2800::a'] },
    { what: 'an IPv6 address in brackets', packet: toName('[2606:2800::a]'), connected: ['2606:2800::a'] },
  ])('$what is not resolved', async ({ packet, connected: expected }) => {
    const { gate, asked, connected } = await gateOf({ resolve: async () => [] });
    expect((await ask(gate, packet)).reply).toBe(SUCCEEDED);
    expect({ asked, connected }).toEqual({ asked: [], connected: expected });
  });
});

describe('what is not public is refused', () => {
  test.each([
    ...['127.0.0.1', '169.254.169.254', '10.0.0.1', '0.0.0.0', '::1', '::', 'fd00:ec2::254', 'fe80::1%1'],
    ...['::ffff:169.254.169.254', '[::ffff:7f00:1]', '64:ff9b::7f00:1', '2002:7f00:1::', '::127.0.0.1'],
  ])('the address %s', async host => {
    const { gate, connected } = await gateOf();
    expect((await ask(gate, toName(host))).reply).toBe(NOT_ALLOWED);
    expect({ connected, refused: gate.refused }).toEqual({ connected: [], refused: 1 });
  });

  test.each([
    { type: 1, bytes: '7f000001', address: '127.0.0.1' },
    { type: 1, bytes: 'a9fea9fe', address: '169.254.169.254' },
    { type: 4, bytes: '00000000000000000000000000000001', address: '::1' },
    { type: 4, bytes: '00000000000000000000ffff7f000001', address: '::ffff:127.0.0.1' },
  ])('$address as bytes', async ({ type, bytes }) => {
    const { gate, connected } = await gateOf();
    expect((await ask(gate, request(type, Buffer.from(bytes, 'hex'), 80))).reply).toBe(NOT_ALLOWED);
    expect(connected).toEqual([]);
  });

  // By the system's own resolver, which knows them all: https://man7.org/linux/man-pages/man3/inet_aton.3.html
  test.each([
    ...['localhost', 'LOCALHOST', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7F.1', '0177.0.0.1'],
    ...['017700000001', '0', '0x0', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376'],
  ])('loopback and metadata as %s', async host => {
    const { gate, connected } = await gateOf();
    expect((await ask(gate, toName(host, port))).reply).toBe(NOT_ALLOWED);
    expect({ connected, refused: gate.refused, seen: seen.length }).toEqual({
      connected: [],
      refused: 1,
      seen: 0,
    });
  });
});

describe('exceptions are named by host and port', () => {
  const allows = (host: string, to: number) => host === 'app.test' && to === port;

  test.each([
    { host: 'app.test', by: 0, reply: SUCCEEDED },
    { host: 'app.test', by: 1, reply: NOT_ALLOWED },
    { host: 'app.test.', by: 0, reply: NOT_ALLOWED },
    { host: 'App.test', by: 0, reply: NOT_ALLOWED },
    { host: 'evil.app.test', by: 0, reply: NOT_ALLOWED },
    { host: '127.0.0.1', by: 0, reply: NOT_ALLOWED },
  ])('$host at its port + $by is answered $reply', async ({ host, by, reply }) => {
    const { gate } = await gateOf({ allows, resolve: async () => ['127.0.0.1'] });
    expect((await ask(gate, toName(host, port + by))).reply).toBe(reply);
  });
});

test('what may not be reached is refused before its name is even resolved, and though it is an exception', async () => {
  const resolve = async () => ['93.184.215.14'];
  const refuses = (host: string) => host === 'old.example';
  const { gate, asked, connected } = await gateOf({ allows: () => true, refuses, resolve });
  expect((await ask(gate, toName('old.example'))).reply).toBe(NOT_ALLOWED);
  expect({ asked, connected, refused: gate.refused }).toEqual({ asked: [], connected: [], refused: 1 });
  expect((await ask(gate, toName('new.example'))).reply).toBe(SUCCEEDED);
  expect(asked).toEqual(['new.example']);
});

describe('by TCP', () => {
  const byTcp = { connect: undefined, allows: () => true } as unknown as Partial<GateOptions>;

  test.each([
    { addresses: ['127.0.0.1'], reply: SUCCEEDED },
    { addresses: ['127.0.0.2', '127.0.0.3', '127.0.0.1'], reply: SUCCEEDED },
    { addresses: ['127.0.0.2', '127.0.0.3'], reply: CONNECTION_REFUSED },
    { addresses: [], reply: HOST_UNREACHABLE },
  ])('a server at 127.0.0.1 by $addresses: $reply', async ({ addresses, reply }) => {
    const { gate } = await gateOf({ ...byTcp, resolve: async () => addresses });
    expect((await ask(gate, toName('app.test', port))).reply).toBe(reply);
  });

  test('a name nobody has is a host that cannot be reached', async () => {
    const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const { gate } = await gateOf({ resolve: () => Promise.reject(notFound) });
    expect((await ask(gate, toName('nobody.invalid'))).reply).toBe(HOST_UNREACHABLE);
  });
});

describe('the protocol', () => {
  test('may come byte by byte, and be followed at once by what is meant for the server', async () => {
    const { gate } = await publicGate();
    const arrived = once(server, 'connection');
    const client = clientOf(gate).setNoDelay();
    for (const byte of Buffer.concat([GREETING, toName('app.example'), Buffer.from('hello')])) {
      client.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    const [upstream] = (await arrived) as [Socket];
    expect((await read(upstream, 5)).toString()).toBe('hello');
  });

  test.each([
    { what: 'BIND', packet: request(3, Buffer.from('\x01a'), 80, 2), reply: COMMAND_NOT_SUPPORTED },
    { what: 'UDP', packet: request(3, Buffer.from('\x01a'), 80, 3), reply: COMMAND_NOT_SUPPORTED },
    { what: 'an unknown type of address', packet: request(9, Buffer.of(), 80), reply: ADDRESS_NOT_SUPPORTED },
    { what: 'no name', packet: toName(''), reply: FAILED },
    { what: 'a name with a zero byte', packet: toName('127.0.0.1\0.example'), reply: FAILED },
    { what: 'a name with a new line', packet: toName('a\nb'), reply: FAILED },
    { what: 'a name of 255 characters', packet: toName('a'.repeat(255)), reply: SUCCEEDED },
  ])('$what is answered $reply', async ({ packet, reply }) => {
    const { gate, connected } = await publicGate();
    expect((await ask(gate, packet)).reply).toBe(reply);
    expect(connected).toHaveLength(reply === SUCCEEDED ? 1 : 0);
  });

  test.each([
    { what: 'with a password only', bytes: Buffer.of(5, 1, 2), answer: [5, 0xff] },
    { what: 'with no method', bytes: Buffer.of(5, 0), answer: [5, 0xff] },
    { what: 'of SOCKS 4', bytes: Buffer.of(4, 1, 0, 80, 127, 0, 0, 1, 0), answer: [5, FAILED] },
    { what: 'of HTTP', bytes: Buffer.from('CONNECT a:80 HTTP/1.1\r\n\r\n'), answer: [5, FAILED] },
  ])('a greeting $what gets no connection', async ({ bytes, answer }) => {
    const { gate, connected } = await publicGate();
    const client = clientOf(gate);
    client.write(bytes);
    expect([...(await read(client, 2))]).toEqual(answer);
    expect(connected).toEqual([]);
  });

  test.each([GREETING.subarray(0, 1), GREETING, Buffer.concat([GREETING, toName('a').subarray(0, 5)])])(
    'a client that hangs up within %j leaves nothing behind',
    async bytes => {
      const { gate, connected } = await publicGate();
      const client = clientOf(gate);
      client.end(bytes);
      await all(client);
      expect(connected).toEqual([]);
      expect(log).toEqual([]);
    },
  );
});

describe('a connection', () => {
  test('hands on 4 MB each way, as they are', async () => {
    const { gate } = await publicGate();
    const { client, upstream } = await connection(gate);
    const [there, back] = [randomBytes(4_000_000), randomBytes(4_000_000)];
    client.end(there);
    upstream.end(back);
    const [gotThere, gotBack] = await Promise.all([all(upstream), all(client)]);
    expect([gotThere.equals(there), gotBack.equals(back)]).toEqual([true, true]);
  });

  test('that the client has ended still brings the answer', async () => {
    const { gate } = await publicGate();
    const { client, upstream } = await connection(gate);
    client.end('question');
    expect((await all(upstream)).toString()).toBe('question');
    upstream.end('answer');
    expect((await all(client)).toString()).toBe('answer');
  });

  test('that the server has ended still takes what the client says', async () => {
    const { gate } = await publicGate();
    const { client, upstream } = await connection(gate);
    upstream.end('answer');
    expect((await all(client)).toString()).toBe('answer');
    client.end('thanks');
    expect((await all(upstream)).toString()).toBe('thanks');
  });

  test.each(['client', 'upstream'] as const)('ends on both sides when the %s breaks it off', async side => {
    const { gate } = await publicGate();
    const ends = await connection(gate);
    const other = all(ends[side === 'client' ? 'upstream' : 'client']);
    ends[side].resetAndDestroy();
    expect(await other).toHaveLength(0);
  });

  test('ends with the gate', async () => {
    const { gate } = await publicGate();
    const { client, upstream } = await connection(gate);
    const idle = clientOf(gate);
    await once(idle, 'connect');
    const ended = Promise.all([client, upstream, idle].map(all));
    await gate.close();
    await ended;
    await expect(once(clientOf(gate), 'connect')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('nothing is waited for without end', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });

  test('a client that says nothing is sent away', async () => {
    const { gate } = await publicGate();
    const client = clientOf(gate);
    client.write(GREETING);
    await read(client, 2);
    await jest.advanceTimersByTimeAsync(5_000);
    expect([...(await all(client))].slice(0, 2)).toEqual([5, TIME_OUT]);
  });

  test('a name that is never resolved', async () => {
    const { gate, asked } = await gateOf({ resolve: () => new Promise(() => undefined) });
    const answer = ask(gate, toName('slow.example'));
    while (asked.length === 0) await new Promise(setImmediate);
    await jest.advanceTimersByTimeAsync(5_000);
    expect((await answer).reply).toBe(TIME_OUT);
  });

  test('an address that never answers', async () => {
    const attempts: Socket[] = [];
    const { gate } = await gateOf({
      resolve: async () => [PUBLIC],
      connect: () => {
        const silent = connect({ port, host: 'never.invalid', lookup: () => undefined });
        attempts.push(silent);
        return silent;
      },
    });
    const answer = ask(gate, toName('dead.example'));
    while (attempts.length === 0) await new Promise(setImmediate);
    await jest.advanceTimersByTimeAsync(10_000);
    expect((await answer).reply).toBe(TIME_OUT);
    expect(attempts[0]?.destroyed).toBe(true);
  });
});

test('Chromium is left no other way', async () => {
  const { gate } = await gateOf();
  expect(gateArguments(gate)).toEqual([
    `--proxy-server=socks5://127.0.0.1:${gate.port}`,
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
  ]);
});
