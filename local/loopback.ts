import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type Server as SocketServer } from 'node:net';
import { parseUrl } from '../core/parse-url.ts';
import type { HttpHandler } from './http.ts';

/** 127.0.0.0/8, ::1, "this host" of both kinds, and the same written as IPv4 in IPv6; as the URL standard writes them. */
const LOOPBACK =
  /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:(7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0)\]|(.+\.)?localhost\.?)$/;

/**
 * Whether a Host means this machine, in whatever spelling and under whatever port: one may be forwarded.
 * Names: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function isThisMachine(host: string): boolean {
  const url = parseUrl(`http://${host}`);
  return url !== undefined && url.pathname === '/' && !url.username && LOOPBACK.test(url.hostname);
}

/**
 * Lets every spelling of this machine reach what is behind as one host: pages are kept, and links made, under one name,
 * whichever a client has used.
 */
export function asOneHost(host: string, handler: HttpHandler): HttpHandler {
  return request => {
    const headers = new Headers(request.headers);
    if (isThisMachine(headers.get('host') ?? '')) headers.set('host', host);
    return handler({ ...request, headers });
  };
}

/**
 * Lets a server that listens on 127.0.0.1 answer on ::1 too, where many clients look first for `localhost`.
 *
 * @returns what to close with it; undefined where the machine has no IPv6
 * @throws EADDRINUSE when another program has the port there: it would get what is meant for us
 */
export async function alsoOnIpv6(server: Server, port: number): Promise<SocketServer | undefined> {
  // https://nodejs.org/api/http.html#event-connection : a socket may be handed in.
  const door = createServer(socket => void server.emit('connection', socket));
  door.listen({ port, host: '::1', ipv6Only: true });
  try {
    await once(door, 'listening');
    return door;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return undefined;
    throw error;
  }
}
