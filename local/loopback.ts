import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type Server as SocketServer } from 'node:net';
import { isThisMachine } from '../core/origin.ts';
import { parseUrl } from '../core/parse-url.ts';
import type { HttpHandler } from './http.ts';

/** Whether a Host means this machine, in whatever spelling and under whatever port: one may be forwarded. */
export function meansThisMachine(host: string): boolean {
  const url = parseUrl(`http://${host}`);
  return url !== undefined && url.pathname === '/' && !url.username && isThisMachine(url.hostname);
}

/**
 * Lets every spelling of this machine reach what is behind as one host: pages are kept, and links made, under one name,
 * whichever a client has used.
 *
 * @param others further names of it, which it has here below localhost
 */
export function asOneHost(host: string, handler: HttpHandler, others: readonly string[] = []): HttpHandler {
  const [, port = ''] = host.split(':');
  return request => {
    const asked = request.headers.get('host') ?? '';
    if (asked === host || !meansThisMachine(asked)) return handler(request);
    const headers = new Headers(request.headers);
    const other = others.find(name => parseUrl(`http://${asked}`)?.hostname === `${name}.localhost`);
    headers.set('host', other ? `${other}.localhost:${port}` : host);
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
