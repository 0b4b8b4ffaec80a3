import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Gate, type GateOptions, openGate } from '../../../core/browser/gate.ts';
import { selfSigned } from './certificate.ts';

/** An address of the public internet, which is played by a server on loopback. */
export const PUBLIC = '93.184.215.14';

/** So that the certificates of the public internet are believed. */
export const TRUST = '--ignore-certificate-errors';

/** What a path is answered; a text is an HTML page. Asked for as any host of the public internet, too. */
export type Pages = Record<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>;

/** All that a browser could reach: the app, the public internet, a secret on loopback, and the gate before them. */
export interface Outside {
  gate: Gate;
  /** What it was opened with. */
  gateOptions: GateOptions;
  /** Of the app, on loopback, which the gate lets through. */
  origin: string;
  /** Where the secret listens, by TCP and by UDP. */
  secretPort: number;
  pages: Pages;
  /** Names and their addresses, by turns. Others of public.test and site.test are public, all others are loopback. */
  names: Record<string, string[][]>;
  /** What has come to pass since it was last forgotten. */
  seen: {
    /** Hosts the app or the public internet was asked as. */
    arrived: Set<string>;
    resolved: string[];
    /** Addresses the gate has connected to. */
    connected: Set<string>;
    /** host:port of what the gate has refused. */
    refused: Set<string>;
    /** Connections to what is inside, be it the secret or another address: never to happen. */
    leaks: string[];
  };
  forget(): void;
  close(): Promise<void>;
}

export async function openOutside(): Promise<Outside> {
  const seen: Outside['seen'] = {
    arrived: new Set(),
    resolved: [],
    connected: new Set(),
    refused: new Set(),
    leaks: [],
  };
  const pages: Pages = {};
  const names: Outside['names'] = {};
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    seen.arrived.add(request.headers.host ?? '');
    respond(pages, request, response);
  };
  const upgrade = (request: IncomingMessage, socket: Duplex) => {
    seen.arrived.add(request.headers.host ?? '');
    greet(request, socket);
  };
  const web = createServer(answer).on('upgrade', upgrade);
  const secureWeb = createHttpsServer(
    { ...selfSigned(), requestCert: true, rejectUnauthorized: false },
    answer,
  ).on('upgrade', upgrade);
  const secret = createTcpServer(socket => {
    seen.leaks.push('a connection by TCP');
    socket.on('error', () => undefined).destroy();
  });
  const secretUdp = createSocket('udp4').on('message', () => seen.leaks.push('a packet by UDP'));
  const [webPort, securePort, secretPort] = await Promise.all([web, secureWeb, secret].map(listen));
  if (!webPort || !securePort || !secretPort) throw new Error('a server has no port');
  secretUdp.bind(secretPort, '127.0.0.1');

  const gateOptions: GateOptions = {
    allows: (host, port) => host === '127.0.0.1' && port === webPort,
    resolve: async host => {
      seen.resolved.push(host);
      const answers = names[host] ?? [/\.(public|site)\.test$/.test(host) ? [PUBLIC] : ['127.0.0.1']];
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    },
    connect: (addresses, port) => {
      for (const address of addresses) {
        seen.connected.add(address);
        if (address !== PUBLIC && port !== webPort) seen.leaks.push(`a connection to ${address}:${port}`);
      }
      const to = port === 443 ? securePort : webPort;
      return connect({ host: '127.0.0.1', port: to, allowHalfOpen: true });
    },
    log: line => {
      const [, target] = /^The gate: (\S+) refused/.exec(line) ?? [];
      if (target) seen.refused.add(target);
    },
  };
  const gate = await openGate(gateOptions);
  return {
    gate,
    gateOptions,
    origin: `http://127.0.0.1:${webPort}`,
    secretPort,
    pages,
    names,
    seen,
    forget: () => {
      for (const each of [seen.arrived, seen.connected, seen.refused]) each.clear();
      seen.resolved.length = seen.leaks.length = 0;
    },
    close: async () => {
      await gate.close();
      for (const each of [web, secureWeb]) each.close().closeAllConnections();
      secret.close();
      secretUdp.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** What the pages of requests.ts need, besides a test's own. */
function respond(pages: Pages, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://test');
  const to = searchParams.get('to');
  const page = pages[pathname];
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('content-type', 'text/html');
  if (typeof page === 'function') page(request, response);
  else if (page !== undefined) response.end(page);
  else if (pathname === '/redirect')
    response.writeHead(Number(searchParams.get('status') ?? 302), { location: String(to) }).end();
  else if (pathname === '/frame') response.end(`<iframe src="${to}"></iframe>`);
  else if (pathname === '/events')
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: event\n\n');
  else response.setHeader('content-type', 'text/javascript').end(to ? `fetch('${to}')` : '1');
}

/** A WebSocket that says one word. Spec: https://datatracker.ietf.org/doc/html/rfc6455#section-4.2.2 */
function greet(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.on('error', () => undefined);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n');
  socket.write(`sec-websocket-accept: ${accept}\r\n\r\n`);
  socket.end(Buffer.concat([Buffer.of(0x81, 6), Buffer.from('socket')]));
}
