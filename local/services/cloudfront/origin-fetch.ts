import type { HttpHandler, HttpRequest, HttpResponse } from '../../http.ts';
import type { FailoverStatus } from './context.ts';
import { DeadlinePassed } from './deadlines.ts';
import type { EdgeRequest, Origin } from './edge-event.ts';
import { runRequestTrigger, runResponseTrigger } from './edge-functions.ts';
import { type Edge, type Exchange, viaOf } from './exchange.ts';
import { errorPage } from './failure.ts';
import { mayCache } from './freshness.ts';
import { forwarded, showsQuery, sign } from './origins.ts';
import { Paced } from './streams.ts';

/** What came back from behind the edge. */
export interface OriginAnswer {
  response: HttpResponse;
  /** `function`: origin-request answered; `nobody`: the origin could not be reached, and the response is our page. */
  from: 'origin' | 'function' | 'nobody';
  /** The origin's own status, before origin-response. */
  originStatus?: number;
  reason?: string;
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
const FAILOVER_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Asks the behaviour's origin, or the origins of its group one after the other, the primary always first.
 * `extra` are headers of this one attempt (validators, a range) that no policy governs.
 */
export async function fetchFromOrigins(
  edge: Edge,
  exchange: Exchange,
  extra: Headers,
): Promise<OriginAnswer> {
  const { origins, failover } = exchange.behaviour.origins;
  const mayFailOver = FAILOVER_METHODS.includes(exchange.request.method);
  for (const origin of mayFailOver ? origins.slice(0, -1) : []) {
    const answer = await askOrigin(edge, exchange, origin, extra);
    if (!fails(answer, failover, edge.context.failoverStatus)) return answer;
  }
  const last = mayFailOver ? origins.at(-1) : origins[0];
  if (!last) throw new Error('a behaviour without an origin');
  return askOrigin(edge, exchange, last, extra);
}

const CONDITIONS = [
  'if-none-match',
  'if-modified-since',
  'if-match',
  'if-unmodified-since',
  'if-range',
  'range',
];

/** The viewer's own conditions and range: what the edge does not keep, the origin must judge. */
export function viewerConditions({ request }: Exchange): Headers {
  const conditions = new Headers();
  for (const name of CONDITIONS) {
    const value = request.headers.get(name);
    if (value !== null) conditions.set(name, value);
  }
  return conditions;
}

function fails(
  { from, originStatus, response }: OriginAnswer,
  failover: ReadonlySet<number>,
  by: FailoverStatus = 'origin',
): boolean {
  if (from !== 'origin') return from === 'nobody';
  const status = by === 'origin' ? originStatus : response.status;
  return status !== undefined && failover.has(status);
}

async function askOrigin(
  edge: Edge,
  exchange: Exchange,
  origin: Origin,
  extra: Headers,
): Promise<OriginAnswer> {
  exchange.originWay.push(origin.id);
  const forwarding = { ...exchange.behaviour, via: viaOf(edge) };
  const plain = forwarded(exchange.request, origin, forwarding);
  for (const [name, value] of extra) plain.headers.set(name, value);
  // Functions see the query only when all of it is forwarded; what the policies pick still reaches the origin.
  const shown = showsQuery(forwarding) ? plain : { ...plain, query: '' };
  const result = await runRequestTrigger(edge, exchange, 'origin-request', shown, origin);
  if ('response' in result) return { response: result.response, from: 'function' };
  const target = result.origin ?? origin;
  const hidden = shown !== plain && result.request.query === '';
  const request = hidden ? { ...result.request, query: plain.query } : result.request;
  const answer = await send(edge, exchange, request, target);
  if (answer.from === 'nobody') return answer;
  const response = await runResponseTrigger(edge, exchange, result.request, target, answer.response);
  return { response, from: 'origin', originStatus: answer.response.status };
}

async function send(
  edge: Edge,
  exchange: Exchange,
  request: EdgeRequest,
  origin: Origin,
): Promise<OriginAnswer> {
  const handler = edge.context.origin(origin.domainName);
  const unreachable = (status: number, explanation: string, reason: string): OriginAnswer => ({
    response: errorPage(status, explanation, exchange.requestId),
    from: 'nobody',
    reason: `${origin.id} (${origin.domainName}) ${reason}`,
  });
  if (!handler)
    return unreachable(502, "CloudFront wasn't able to resolve the origin domain name.", 'does not exist');
  try {
    const response = await ask(edge, handler, onTheWire(edge, exchange, request, origin), origin);
    return {
      response: mayPass(exchange, response) ? response : await whole(edge, response, origin),
      from: 'origin',
    };
  } catch (error) {
    if (error instanceof DeadlinePassed)
      return unreachable(
        504,
        'CloudFront attempted to establish a connection with the origin, but either the attempt failed or the origin closed the connection.',
        error.message,
      );
    const message = error instanceof Error ? error.message : String(error);
    return unreachable(502, "CloudFront wasn't able to connect to the origin.", `failed: ${message}`);
  }
}

/** What may be kept, failures among it, and what a function judges must be there as a whole first. */
const mayPass = ({ behaviour }: Exchange, { status }: HttpResponse) =>
  status < 400 && !mayCache(behaviour.cachePolicy) && !behaviour.edgeFunctions.has('origin-response');

/** Answers are held in memory; one that has no end must not take all of it. */
const MOST_BYTES = 256 * 1024 * 1024;

async function whole(edge: Edge, response: HttpResponse, origin: Origin): Promise<HttpResponse> {
  const { status, headers, body, more, socket } = response;
  socket?.destroy();
  if (!more) return { status, headers, body };
  const chunks = [body];
  const passing = new Paced(more, edge.context.clock, origin.readTimeout * 1000);
  for await (const chunk of passing) {
    chunks.push(chunk);
    if (passing.bytes > MOST_BYTES) throw new Error(`sent more than ${MOST_BYTES} bytes`);
  }
  return { status, headers, body: Buffer.concat(chunks) };
}

/** A GET or HEAD that is not answered in time is sent again, as often as the origin has attempts. */
async function ask(
  edge: Edge,
  handler: HttpHandler,
  request: HttpRequest,
  origin: Origin,
): Promise<HttpResponse> {
  const repeatable = request.method === 'GET' || request.method === 'HEAD';
  for (let left = repeatable && origin.kind === 'custom' ? origin.attempts : 1; ; left--) {
    const late = new AbortController();
    try {
      const answer = handler({ ...request, gone: late });
      return await edge.deadlines.within(origin.readTimeout * 1000, answer);
    } catch (error) {
      if (!(error instanceof DeadlinePassed)) throw error;
      late.abort(); // nobody waits for it any more
      if (left <= 1) throw error;
    }
  }
}

function onTheWire(edge: Edge, exchange: Exchange, request: EdgeRequest, origin: Origin): HttpRequest {
  const headers = new Headers(request.headers);
  for (const [name, value] of origin.customHeaders) headers.set(name, value);
  headers.set('x-amz-cf-id', exchange.requestId);
  const caller = sign(headers, origin, edge.context.arn);
  return {
    method: request.method,
    path: origin.path + request.uri,
    query: request.query,
    headers,
    body: request.body,
    clientIp: request.clientIp,
    ...(exchange.upgrade && { upgrade: true }),
    ...(caller ? { caller } : {}),
  };
}
