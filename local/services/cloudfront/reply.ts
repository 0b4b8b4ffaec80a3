import type { HttpResponse } from '../../http.ts';
import type { RequestRecord } from './context.ts';
import { cacheResultOf, type Edge, type Exchange, type Outcome, viaOf } from './exchange.ts';
import { applyHeadersPolicy } from './headers-policy.ts';

/** The name of the one edge location; the log's `x-edge-location` has it too. */
const EDGE_LOCATION = 'LAP50-P1';

// https://www.rfc-editor.org/rfc/rfc9110#name-connection
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The answer as the viewer gets it: with CloudFront's own headers and the response headers policy, cached or not. */
export function toViewer(edge: Edge, exchange: Exchange, outcome: Outcome): HttpResponse {
  const { status, body, more, socket } = outcome.response;
  const { method, headers: viewer } = exchange.viewer;
  const headers = new Headers(outcome.response.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  if (!headers.has('date')) headers.set('date', new Date(edge.context.clock.now()).toUTCString());
  headers.set('x-cache', `${cacheResultOf(outcome)} from cloudfront`);
  headers.set('via', viaOf(edge));
  headers.set('x-amz-cf-pop', EDGE_LOCATION);
  headers.set('x-amz-cf-id', exchange.requestId);
  if (outcome.age !== undefined) headers.set('age', String(outcome.age));
  const { headersPolicy } = exchange.behaviour;
  if (headersPolicy) applyHeadersPolicy(headersPolicy, headers, { method, origin: viewer.get('origin') });
  // An origin's answer to HEAD tells the length of a body it does not have.
  if (!more && (method !== 'HEAD' || body.length > 0)) headers.set('content-length', String(body.length));
  if (status === 101 || status === 204 || status === 304) headers.delete('content-length');
  return {
    status,
    headers,
    body: method === 'HEAD' ? Buffer.alloc(0) : body,
    ...(more && { more }),
    ...(socket && { socket }),
  };
}

/** What happened, for the logs and for whoever watches. */
export function recordOf(
  edge: Edge,
  exchange: Exchange,
  outcome: Outcome,
  response: HttpResponse,
): RequestRecord {
  const { viewer, request } = exchange;
  return {
    timestamp: exchange.startedAt,
    requestId: exchange.requestId,
    distributionId: edge.context.id,
    method: viewer.method,
    host: viewer.headers.get('host') ?? edge.context.domainName,
    path: viewer.path,
    query: viewer.query,
    uri: request.uri,
    uriQuery: request.query,
    status: response.status,
    cacheResult: cacheResultOf(outcome),
    lookup: outcome.lookup,
    originWay: exchange.originWay,
    ms: edge.context.clock.now() - exchange.startedAt,
    bytes: response.body.length + headerBytes(response.headers),
    requestBytes: viewer.body.length + viewer.path.length + viewer.query.length + headerBytes(viewer.headers),
    contentType: response.headers.get('content-type'),
    contentLength: response.body.length,
    clientIp: viewer.clientIp,
    edgeLocation: EDGE_LOCATION,
    behaviour: exchange.behaviour.pattern,
    viewerHeaders: viewer.headers,
    headers: request.headers,
    responseHeaders: response.headers,
    ...(outcome.reason ? { reason: outcome.reason } : {}),
  };
}

/** A header costs its name, its value, a colon, a space and the end of the line. */
export function headerBytes(headers: Headers): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + 4;
  return bytes;
}
