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

/** How long a client may take, in milliseconds. */
export interface Patience {
  /** For the head of a request. */
  head: number;
  /** For all of a request. */
  whole: number;
}

/** AWS says no figures. Whoever sends a head by hand has typed it by then, and who holds connections open is rid of soon. */
const PATIENCE: Patience = { head: 10_000, whole: 60_000 };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-general */
const MAX_HEAD_BYTES = 32_768;

/** Starts an HTTP server on loopback (`port` 0 = any free one) that hands whole requests to `handler`. */
export async function listen(
  handler: HttpHandler,
  port: number,
  { head, whole }: Patience = PATIENCE,
): Promise<{ server: Server; port: number }> {
  const options = {
    headersTimeout: head,
    requestTimeout: whole,
    connectionsCheckingInterval: Math.ceil(head / 10),
    maxHeaderSize: MAX_HEAD_BYTES,
  };
  const server = createServer(options, (incoming, outgoing) => {
    // A client may go away at any moment, and what is written to it afterwards goes nowhere.
    for (const side of [incoming, outgoing]) side.on('error', () => undefined);
    answer(handler, incoming, outgoing).catch(error => {
      // Who hangs up in the middle of a request, or is hung up on, is not waiting for an answer.
      if (!incoming.errored) process.stderr.write(`signpost: request failed: ${error?.stack ?? error}\n`);
      outgoing.destroy();
    });
  });
  // Only a proxy can connect a client to another host.
  server.on('connect', (_request, socket) =>
    socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  );
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
  const request = await readRequest(incoming);
  const response =
    'wrong' in request ? badRequest(request.wrong) : await handler({ ...request, signal: gone.signal });
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

const badRequest = (wrong: string) =>
  respond(400, { 'content-type': 'text/plain; charset=utf-8' }, `${wrong}\n`);

/** Bodies are held whole; one that has no end must not take all memory. */
const MOST_BODY_BYTES = 1024 * 1024 * 1024;

/** The whole request, or a sentence on what is wrong with it. */
async function readRequest(incoming: IncomingMessage): Promise<HttpRequest | { wrong: string }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return { wrong: `A body may have ${MOST_BODY_BYTES} bytes.` };
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  const target = readTarget(incoming.url ?? '');
  if (!target) return { wrong: 'The request target must be a path, or an http address with one.' };
  if (target.host !== undefined) headers.set('host', target.host);
  else if (incoming.headersDistinct.host?.length !== 1)
    return { wrong: 'A request must have one Host header.' };
  return {
    method: incoming.method ?? 'GET',
    path: target.path,
    query: target.query,
    headers,
    body: Buffer.concat(chunks),
    clientIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  };
}

/** A path and a query; or, as a client sends them to a proxy, an address, whose host then counts and no Host header. */
const TARGET = /^(?:https?:\/\/([^/?#@\s]+)(?=[/?]|$))?(\/[^?#]*)?(?:\?([^#]*))?$/i;

/** Spec: https://www.rfc-editor.org/rfc/rfc9112#section-3.2. "*" and a bare host ask for nothing that is here. */
function readTarget(target: string): { host?: string; path: string; query: string } | undefined {
  const [found, host, path, query = ''] = TARGET.exec(target) ?? [];
  if (found === undefined || (host === undefined && path === undefined)) return undefined;
  return { ...(host !== undefined && { host }), path: path ?? '/', query };
}

/** Closes a server and every connection it still has. */
export function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
