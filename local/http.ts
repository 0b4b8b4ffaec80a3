import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Duplex, pipeline, type Readable } from 'node:stream';
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
  /** Aborted when the client has hung up. A signal costs more than most of what is done for a request, so only who asks has one made. */
  gone?: { readonly signal: AbortSignal };
  /** The client would go on by WebSocket; who can't answers as to any other request. */
  upgrade?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  body: Buffer;
  /** What comes after `body`, where it comes bit by bit. Whoever has the answer reads it, or destroys it. */
  more?: Readable;
  /** Of a 101 to an upgrade: the other end from here on; `body` is what it has said already. Whoever has the answer goes on, or destroys it. */
  socket?: Socket;
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
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isWebSocket(incoming)) void switchProtocols(server, handler, incoming, socket as Socket, head);
    else askAgain(server, incoming, socket, head);
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
  outgoing.once('close', () => outgoing.writableFinished || gone.abort());
  const request = await readRequest(incoming);
  const response = 'wrong' in request ? badRequest(request.wrong) : await handler({ ...request, gone });
  write(response, incoming, outgoing);
}

function write(
  { status, headers, body, more }: HttpResponse,
  { method }: IncomingMessage,
  out: ServerResponse,
) {
  // A HEAD answer keeps the Content-Length of the body it leaves out.
  const length = headers.get('content-length') ?? (more ? undefined : String(body.length));
  const bodyless = status === 204 || status === 304;
  const listed = [...headers].filter(([name]) => name !== 'content-length');
  if (!bodyless && length !== undefined) listed.push(['content-length', length]);
  out.writeHead(status, listed.flat());
  if (method === 'HEAD' || bodyless || !more) {
    more?.destroy();
    out.end(method === 'HEAD' || bodyless || body.length === 0 ? undefined : body);
    return;
  }
  out.flushHeaders(); // the first byte may be long in coming
  if (body.length > 0) out.write(body);
  pipeline(more, out, error => {
    if (error) out.destroy(); // so that whoever reads sees that it is not all
  });
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-4.1 */
const isWebSocket = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

/** Connections that have left HTTP: their server does not know them any more. */
const switched = new WeakMap<Server, Set<Duplex>>();

/** Asks for a WebSocket, and joins both ends; or answers as to any other request. */
async function switchProtocols(
  server: Server,
  handler: HttpHandler,
  incoming: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Promise<void> {
  const own = switched.get(server) ?? new Set();
  switched.set(server, own.add(socket));
  const gone = new AbortController();
  socket
    .on('error', () => undefined)
    .once('close', () => {
      own.delete(socket);
      gone.abort();
    });
  const request = requestOf(incoming, Buffer.alloc(0));
  const response = await ('wrong' in request
    ? Promise.resolve(badRequest(request.wrong))
    : handler({ ...request, upgrade: true, gone })
  ).catch(error => {
    process.stderr.write(`signpost: request failed: ${error?.stack ?? error}\n`);
    return undefined;
  });
  if (!response || socket.destroyed) {
    socket.destroy();
    response?.socket?.destroy();
    response?.more?.destroy();
  } else if (response.socket) join(socket, head, response, response.socket);
  else {
    const outgoing = new ServerResponse(incoming);
    outgoing.shouldKeepAlive = false;
    outgoing.assignSocket(socket);
    outgoing.once('finish', () => socket.destroySoon());
    outgoing.on('error', () => undefined);
    write(response, incoming, outgoing);
  }
}

function join(client: Socket, head: Buffer, { headers, body }: HttpResponse, other: Socket): void {
  const lines = [...headers, ['connection', 'Upgrade'], ['upgrade', 'websocket']];
  client.write(
    `HTTP/1.1 101 Switching Protocols\r\n${lines.map(line => line.join(': ')).join('\r\n')}\r\n\r\n`,
  );
  client.write(body);
  other.write(head);
  for (const [from, to] of [
    [client, other],
    [other, client],
  ] as const) {
    from.setNoDelay(true);
    from.on('error', () => undefined).once('close', () => to.destroy());
    from.pipe(to);
  }
}

/** Nobody need change to what a client offers: the same request without the offer. https://www.rfc-editor.org/rfc/rfc9110#section-7.8 */
function askAgain(server: Server, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = incoming;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (!/^(upgrade|http2-settings|connection)$/i.test(rawHeaders[i] ?? ''))
      lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

const badRequest = (wrong: string) =>
  respond(400, { 'content-type': 'text/plain; charset=utf-8' }, `${wrong}\n`);

/** Bodies are held whole; one that has no end must not take all memory. */
const MOST_BODY_BYTES = 1024 * 1024 * 1024;

/** The whole request, or a sentence on what is wrong with it. */
async function readRequest(incoming: IncomingMessage): Promise<HttpRequest | { wrong: string }> {
  if (!hasBody(incoming)) return requestOf(incoming, NOTHING);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return { wrong: `A body may have ${MOST_BODY_BYTES} bytes.` };
    chunks.push(chunk);
  }
  return requestOf(incoming, Buffer.concat(chunks));
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
const hasBody = (incoming: IncomingMessage) =>
  countOf(incoming, 'content-length') + countOf(incoming, 'transfer-encoding') > 0;

/** How often a header was sent. Node's own lists of headers are made anew for each request that asks for them. */
function countOf({ rawHeaders }: IncomingMessage, name: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]?.length === name.length && rawHeaders[i]?.toLowerCase() === name) count++;
  return count;
}

const NOTHING = Buffer.alloc(0);

function requestOf(incoming: IncomingMessage, body: Buffer): HttpRequest | { wrong: string } {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  const target = readTarget(incoming.url ?? '');
  if (!target) return { wrong: 'The request target must be a path, or an http address with one.' };
  if (target.host !== undefined) headers.set('host', target.host);
  else if (countOf(incoming, 'host') !== 1) return { wrong: 'A request must have one Host header.' };
  return {
    method: incoming.method ?? 'GET',
    path: target.path,
    query: target.query,
    headers,
    body,
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
    for (const socket of switched.get(server) ?? []) socket.destroy();
  });
}
