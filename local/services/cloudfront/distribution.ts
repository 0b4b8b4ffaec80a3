import type { Socket } from 'node:net';
import { finished, type Readable } from 'node:stream';
import type { HttpHandler, HttpRequest, HttpResponse } from '../../http.ts';
import { behaviourFor, readBehaviours } from './behaviours.ts';
import { Cache, Collapser } from './cache.ts';
import { isInvalidated } from './cache-key.ts';
import { runCloudFrontFunction } from './cloudfront-function.ts';
import { answerViewer } from './conditional.ts';
import { type CustomErrorResponse, type DistributionConfig, readConfig } from './config.ts';
import type { DistributionContext, RequestRecord } from './context.ts';
import { Deadlines } from './deadlines.ts';
import { isHidden } from './edge-event.ts';
import { runRequestTrigger } from './edge-functions.ts';
import { type Edge, type Exchange, eventSource, type Outcome } from './exchange.ts';
import { EdgeFailure, errorPage } from './failure.ts';
import { mayCache } from './freshness.ts';
import { throughCache } from './lookup.ts';
import { fetchFromOrigins, viewerConditions } from './origin-fetch.ts';
import { listedHeaders } from './origins.ts';
import { headerBytes, recordOf, toViewer } from './reply.ts';
import { Rollout } from './rollout.ts';
import { closeWhenIdle, Paced } from './streams.ts';

/*
 * A CloudFront distribution on a laptop: what it caches, rewrites, refuses and asks its origins is what the real one
 * does. Not modelled:
 * - more than one edge location: no regional caches, no Origin Shield; a change is told to the edges as in rollout.ts;
 * - the time that an invalidation takes; an answer that is under way meanwhile is kept;
 * - TLS and HTTP versions: every viewer counts as https, so no viewer protocol policy ever redirects;
 * - WAF, geo restriction, signed URLs and cookies, field-level encryption, gRPC, VPC origins;
 * - viewer-response functions, CloudFront Functions' key-value store and origin helpers (`import cf`);
 * - streaming of what may be cached, and of errors: such bodies are whole; answers to a Range the cache can't serve are passed on
 *   and not kept;
 * - quotas other than those of edge functions, the URL's length and the methods.
 */

export type { CacheResult, DistributionContext, RequestRecord } from './context.ts';

export interface Distribution {
  handle: HttpHandler;
  /** Its own names beside the one that CloudFront gives it. */
  aliases: readonly string[];
  /** Has the cache forget the objects of these paths. */
  invalidate(paths: readonly string[]): void;
  /** As it was set last. */
  readonly config: DistributionConfig;
  /** Each edge has been told of the last change. */
  readonly isDeployed: boolean;
  /** Answers by another configuration from now on, as `Rollout` says. The cache keeps what it has. */
  update(config: DistributionConfig): void;
}

/** A distribution that answers as its resolved `DistributionConfig` says. Throws when it asks for what is not modelled. */
export function createDistribution(config: unknown, context: DistributionContext): Distribution {
  const shared = {
    context,
    cache: new Cache(context.cacheBytes),
    collapser: new Collapser<Outcome>(),
    deadlines: new Deadlines(context.clock),
  };
  const edgeOf = (settings: DistributionConfig): Edge => ({
    ...shared,
    config: settings,
    behaviours: readBehaviours(settings, context),
  });
  const edges = new Rollout(edgeOf(readConfig(config)), context.clock, context.rolloutMs);
  return {
    handle: viewer => handle(edges.next(), viewer),
    aliases: edges.latest.config.Aliases ?? [],
    invalidate: paths => shared.cache.drop(key => paths.some(path => isInvalidated(key, path))),
    get config() {
      return edges.latest.config;
    },
    get isDeployed() {
      return edges.isDone;
    },
    update: settings => edges.begin(edgeOf(settings)),
  };
}

async function handle(edge: Edge, viewer: HttpRequest): Promise<HttpResponse> {
  const exchange = begin(edge, viewer);
  const outcome = await answer(edge, exchange).catch(error => failed(exchange, error));
  const response = toViewer(edge, exchange, outcome);
  const firstByteMs = edge.context.clock.now() - exchange.startedAt;
  const observe = (more?: Partial<RequestRecord>) =>
    edge.context.observe({ ...recordOf(edge, exchange, outcome, response), firstByteMs, ...more });
  const { more, socket } = response;
  if (more) return { ...response, more: passOn(edge, exchange, response, more, observe) };
  if (socket) goOn(edge, response, socket, observe);
  else observe();
  return response;
}

type Observe = (more: Partial<RequestRecord>) => void;

/** Lets a body pass as it comes; the log tells of it at its end, as CloudFront's does. */
function passOn(edge: Edge, exchange: Exchange, response: HttpResponse, more: Readable, observe: Observe) {
  const [origin] = exchange.behaviour.origins.origins;
  const { clock } = edge.context;
  const first = exchange.originMs?.first ?? 0;
  const began = clock.now() - first;
  const passing = new Paced(more, clock, (origin?.readTimeout ?? 0) * 1000);
  finished(passing, () => {
    const { bytes, contentLength } = recordOf(edge, exchange, { response, lookup: 'Miss' }, response);
    observe({
      bytes: bytes + passing.bytes,
      contentLength: contentLength + passing.bytes,
      originMs: { first, last: clock.now() - began },
      ...(more.errored && { reason: `${origin?.id} broke off its answer: ${more.errored.message}` }),
    });
  });
  return passing;
}

/** A WebSocket is logged when it has ended: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-working-with.websockets.html */
function goOn(edge: Edge, { headers }: HttpResponse, socket: Socket, observe: Observe): void {
  void closeWhenIdle(socket, edge.context.clock);
  finished(socket, () => observe({ bytes: headerBytes(headers) + socket.bytesRead }));
}

/** The story of one request. */
async function answer(edge: Edge, exchange: Exchange): Promise<Outcome> {
  refuseWhatIsNotAllowed(exchange);
  const generated = await viewerRequest(edge, exchange);
  if (generated) return generated;
  addDefaultObject(edge, exchange);
  addCloudFrontHeaders(edge, exchange);
  const cached = !exchange.upgrade && exchange.behaviour.cachedMethods.includes(exchange.request.method);
  const outcome = cached ? await throughCache(edge, exchange) : await pass(edge, exchange);
  const shown = await customErrorPage(edge, exchange, outcome);
  // Only of what may be cached does the edge have the whole object, to cut from it or to compare it.
  if (!cached || !mayCache(exchange.behaviour.cachePolicy)) return shown;
  return { ...shown, response: answerViewer(shown.response, exchange.request.headers) };
}

function begin(edge: Edge, viewer: HttpRequest): Exchange {
  const headers = new Headers(viewer.headers);
  // A viewer can't speak in CloudFront's name.
  for (const name of [...headers.keys()])
    if (isHidden(name) || name.startsWith('cloudfront-')) headers.delete(name);
  const { method, path: uri, query, body, clientIp } = viewer;
  const behaviour = behaviourFor(edge.behaviours, uri);
  return {
    viewer,
    // As long and as shaped as the real ones, so that nothing downstream learns a shorter id.
    requestId: `${edge.context.random(40).toString('base64url')}==`,
    startedAt: edge.context.clock.now(),
    behaviour,
    request: { method, uri, query, headers, body, clientIp },
    originWay: [],
    upgrade: viewer.upgrade === true && behaviour.origins.origins[0]?.kind === 'custom',
  };
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-general
const MAX_URL_BYTES = 8_192;

function refuseWhatIsNotAllowed({ behaviour, viewer }: Exchange): void {
  const { method, path, query, body } = viewer;
  if (path.length + query.length > MAX_URL_BYTES) throw new EdgeFailure(414, 'Error', 'The URL is too long.');
  if (!behaviour.allowedMethods.includes(method))
    throw new EdgeFailure(
      403,
      'Error',
      'This distribution is not configured to allow the HTTP request method that was used for this request.',
      `${behaviour.pattern} does not allow ${method}`,
    );
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustom-get-body
  if (method === 'GET' && body.length > 0)
    throw new EdgeFailure(403, 'Error', 'Bad request.', 'a GET request has a body');
}

/** Runs the function at viewer-request; it rewrites the exchange's request, or answers instead of the origin. */
async function viewerRequest(edge: Edge, exchange: Exchange): Promise<Outcome | undefined> {
  const { behaviour, request } = exchange;
  const byFunction = behaviour.viewerFunction;
  const result =
    byFunction === undefined
      ? await runRequestTrigger(edge, exchange, 'viewer-request', request)
      : await runCloudFrontFunction(byFunction, eventSource(edge, exchange), request);
  if ('request' in result) {
    exchange.request = result.request;
    return undefined;
  }
  const lookup = byFunction === undefined ? 'LambdaGeneratedResponse' : 'FunctionGeneratedResponse';
  return { response: result.response, lookup };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html */
function addDefaultObject({ config }: Edge, exchange: Exchange): void {
  if (exchange.request.uri === '/' && config.DefaultRootObject)
    exchange.request = { ...exchange.request, uri: `/${config.DefaultRootObject}` };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html */
function addCloudFrontHeaders({ context }: Edge, { behaviour, request, viewer }: Exchange): void {
  const values: Record<string, string | undefined> = {
    'cloudfront-forwarded-proto': 'https',
    'cloudfront-viewer-address': `${request.clientIp}:443`,
    'cloudfront-viewer-country': context.countryOf?.(viewer),
    'cloudfront-viewer-http-version': '1.1',
  };
  for (const name of listedHeaders(behaviour)) {
    const value = values[name];
    if (value !== undefined) request.headers.set(name, value);
  }
}

/** What no cache may answer, a POST for one, goes to the origin as the viewer asked. */
async function pass(edge: Edge, exchange: Exchange): Promise<Outcome> {
  const { response, from, reason } = await fetchFromOrigins(edge, exchange, viewerConditions(exchange));
  const lookup = from === 'function' ? 'LambdaGeneratedResponse' : 'Miss';
  return { response, lookup, ...(reason ? { reason } : {}) };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html */
async function customErrorPage(edge: Edge, exchange: Exchange, outcome: Outcome): Promise<Outcome> {
  const { status } = outcome.response;
  const custom = edge.config.CustomErrorResponses?.find(({ ErrorCode }) => ErrorCode === status);
  if (!custom?.ResponsePagePath) return outcome;
  const page = await errorObject(edge, { ...exchange, upgrade: false }, custom.ResponsePagePath);
  return page ? { ...outcome, lookup: 'Error', response: replaced(page, custom, status) } : outcome;
}

/** The page is fetched like any object, by the behaviour of its own path, but without a function at viewer-request. */
async function errorObject(edge: Edge, exchange: Exchange, uri: string): Promise<HttpResponse | undefined> {
  const behaviour = behaviourFor(edge.behaviours, uri);
  const request = { ...exchange.request, method: 'GET', uri, query: '' };
  const { response } = await throughCache(edge, { ...exchange, behaviour, request });
  return response.status === 200 ? response : undefined;
}

function replaced(page: HttpResponse, { ResponseCode }: CustomErrorResponse, status: number): HttpResponse {
  return { ...page, status: ResponseCode ?? status };
}

/** Whatever CloudFront could not do ends as its own error page; a fault of the emulator itself is not dressed up. */
function failed(exchange: Exchange, error: unknown): Outcome {
  if (!(error instanceof EdgeFailure)) throw error;
  const response = errorPage(error.status, error.explanation, exchange.requestId);
  return { response, lookup: error.kind, reason: error.message };
}
