/**
 * API Gateway HTTP API: finds the route, builds the 2.0 event, calls the function, shapes the answer.
 * Routes: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 *
 * Not modelled: throttling (10,000 requests/s), CORS, authorizers, parameter mapping, access logs, custom domains.
 * Not verified on the real one: that a route is matched on the path as sent (so `a%2Fb` is one segment), the bodies of 413
 * and 431, that a request too large for the function (6 MB) is a 413 as well, and that a throttled function is a 500.
 */
import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';
import { type HttpHandler, type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { LambdaPayloadTooLarge } from '../lambda/lambda.ts';
import { payloadEvent, payloadResponse } from '../lambda/payload.ts';

export interface Route {
  /** `$default`, or a method (or ANY) and a path: `GET /api/links/{slug}`, `ANY /api/{proxy+}`. */
  routeKey: string;
  invoke(event: unknown): Promise<unknown>;
  /** The integration's TimeoutInMillis. */
  timeoutMs?: number;
}

export interface HttpApiConfig {
  apiId: string;
  domainName: string;
  stage: string;
  routes: Route[];
  clock: Clock;
  random: RandomBytes;
  accountId?: string;
  /** Hears why a request was answered with a 5xx. */
  log?(line: string): void;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEAD_BYTES = 10_240;
const MAX_INTEGRATION_MS = 30_000;

/** Makes the handler of one API. */
export function createHttpApi(config: HttpApiConfig): HttpHandler {
  const routes = config.routes.map(parseRoute).sort(byPrecedence);
  return async request => {
    const requestId = config.random(11).toString('base64');
    const response = await answer(config, routes, request, requestId);
    response.headers.set('apigw-requestid', requestId);
    return response;
  };
}

async function answer(
  config: HttpApiConfig,
  routes: ParsedRoute[],
  request: HttpRequest,
  requestId: string,
): Promise<HttpResponse> {
  if (headSize(request) > MAX_HEAD_BYTES) return message(431, 'Request Header Fields Too Large');
  if (request.body.length > MAX_BODY_BYTES) return tooLarge();
  const path = pathInStage(request.path, config.stage);
  const match = path === undefined ? undefined : findRoute(routes, request.method, path);
  if (!match) return message(404, 'Not Found');
  const { route, pathParameters } = match;
  const event = payloadEvent(request, {
    accountId: config.accountId ?? '000000000000',
    apiId: config.apiId,
    domainName: config.domainName,
    stage: config.stage,
    routeKey: route.routeKey,
    rawPath: decodedPath(request.path),
    pathParameters,
    requestId,
    now: config.clock.now(),
    random: config.random,
  });
  return await integrate(config, route, event);
}

async function integrate(config: HttpApiConfig, route: ParsedRoute, event: unknown): Promise<HttpResponse> {
  let late: NodeJS.Timeout | undefined;
  const deadline = new Promise<'late'>(resolve => {
    // Functions run in real time (lambda.ts), so the wait for them does too.
    late = setTimeout(() => resolve('late'), Math.min(route.timeoutMs, MAX_INTEGRATION_MS));
  });
  try {
    const result = await Promise.race([route.invoke(event).then(value => ({ value })), deadline]);
    if (result === 'late') {
      config.log?.(`${route.routeKey}: no answer within ${route.timeoutMs} ms`);
      return message(503, 'Service Unavailable');
    }
    const response = payloadResponse(result.value, 'text/plain;charset=UTF-8');
    if (response && response.body.length <= MAX_BODY_BYTES) return response;
    config.log?.(`${route.routeKey}: the function's result is not an HTTP answer`);
  } catch (error) {
    if (error instanceof LambdaPayloadTooLarge) return tooLarge();
    config.log?.(`${route.routeKey}: ${error instanceof Error ? error.message : error}`);
  } finally {
    clearTimeout(late);
  }
  return message(500, 'Internal Server Error');
}

const tooLarge = () => message(413, 'Request Entity Too Large');

function message(status: number, text: string): HttpResponse {
  return respond(status, { 'content-type': 'application/json' }, JSON.stringify({ message: text }));
}

/** Bytes of the request line and the headers, as far as they can be counted after parsing. */
function headSize({ method, path, query, headers }: HttpRequest): number {
  let size = method.length + path.length + query.length + ' ? HTTP/1.1\r\n'.length;
  for (const [name, value] of headers) size += name.length + Buffer.byteLength(value) + ': \r\n'.length;
  return size;
}

/** The path that routes see: without the stage, unless the stage is `$default`. */
function pathInStage(path: string, stage: string): string | undefined {
  if (stage === '$default') return path;
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

/** The HTTP API hands over the path decoded, and cut at a "?" that was encoded: https://github.com/honojs/hono/issues/2156 */
function decodedPath(path: string): string {
  return decode(path).split('?')[0] ?? '';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface ParsedRoute {
  routeKey: string;
  method: string;
  /** `undefined` for `$default`. */
  segments: string[] | undefined;
  invoke(event: unknown): Promise<unknown>;
  timeoutMs: number;
}

function parseRoute({ routeKey, invoke, timeoutMs = MAX_INTEGRATION_MS }: Route): ParsedRoute {
  if (routeKey === '$default') return { routeKey, method: 'ANY', segments: undefined, invoke, timeoutMs };
  const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(routeKey) ?? [];
  if (!method || !path) throw new Error(`Route key "${routeKey}" is not of the form "GET /path".`);
  return { routeKey, method, segments: path.slice(1).split('/'), invoke, timeoutMs };
}

const isGreedy = (segment: string) => segment.startsWith('{') && segment.endsWith('+}');
const isVariable = (segment: string) => segment.startsWith('{') && segment.endsWith('}');

/** Full matches first, then greedy ones (the longest path first), `$default` last; a named method before ANY. */
function byPrecedence(a: ParsedRoute, b: ParsedRoute): number {
  const rank = ({ segments }: ParsedRoute) => {
    if (!segments) return '2';
    const greedy = segments.some(isGreedy) ? '1' : '0';
    // Segment by segment, text before a variable before a greedy one; "~" makes the shorter of two prefixes the later.
    return `${greedy}${segments.map(s => (isGreedy(s) ? 'g' : isVariable(s) ? 'b' : 'a')).join('')}~`;
  };
  const ranks = [rank(a), rank(b)] as const;
  if (ranks[0] !== ranks[1]) return ranks[0] < ranks[1] ? -1 : 1;
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function findRoute(routes: ParsedRoute[], method: string, path: string) {
  const segments = path.slice(1).split('/');
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const pathParameters = route.segments ? matchSegments(route.segments, segments) : {};
    if (pathParameters) return { route, pathParameters };
  }
  return undefined;
}

/** The path parameters where the pattern matches. No variable matches nothing at all. */
function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at];
    if (segment === undefined) return undefined;
    if (isGreedy(part)) {
      const rest = segments.slice(at).join('/');
      if (rest === '') return undefined;
      parameters[part.slice(1, -2)] = decode(rest);
      return parameters;
    }
    if (isVariable(part)) {
      if (segment === '') return undefined;
      parameters[part.slice(1, -1)] = decode(segment);
    } else if (part !== segment) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}
