import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from './services/iam.ts';

/** One HTTP request as the local services pass it among themselves. The body is always whole. */
export interface HttpRequest {
  method: string;
  /** As on the wire: percent-encoded, begins with "/", without the query. */
  path: string;
  /** As on the wire, without "?"; empty when there is none. */
  query: string;
  headers: Headers;
  body: Buffer;
  clientIp: string;
  /** Who signed the request, where a local service signed it for a caller (CloudFront's OAC, a function's role). */
  caller?: Caller;
  /** Aborted when the client has hung up. */
  signal?: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  body: Buffer;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

/** Shapes an answer: `respond(404, { 'content-type': 'text/plain' }, 'not here')`. */
export function respond(
  status: number,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): HttpResponse {
  return { status, headers: new Headers(headers), body: Buffer.from(body) };
}

/** Starts an HTTP server on loopback (`port` 0 = any free one) that hands whole requests to `handler`. */
export async function listen(handler: HttpHandler, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((incoming, outgoing) => {
    answer(handler, incoming, outgoing).catch(error => {
      process.stderr.write(`signpost: request failed: ${error?.stack ?? error}\n`);
      outgoing.destroy();
    });
  });
  // CloudFront keeps viewer connections open longer than Node's default of 5 s; a reused connection must not be reset.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function answer(handler: HttpHandler, incoming: IncomingMessage, outgoing: ServerResponse) {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await handler({ ...(await readRequest(incoming)), signal: gone.signal });
  const headers: [string, string][] = [...response.headers];
  // A HEAD answer keeps the Content-Length of the body it leaves out.
  const length = response.headers.get('content-length') ?? String(response.body.length);
  const bodyless = response.status === 204 || response.status === 304;
  outgoing.writeHead(
    response.status,
    headers
      .filter(([name]) => name !== 'content-length')
      .concat(bodyless ? [] : [['content-length', length]])
      .flat(),
  );
  outgoing.end(incoming.method === 'HEAD' || bodyless ? undefined : response.body);
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body: Buffer.concat(chunks),
    clientIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** Closes a server and every connection it still has. */
export function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
