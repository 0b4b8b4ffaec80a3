/**
 * Payload format 2.0: the event that the HTTP API and a Function URL hand to a function, and the answer they make of its
 * result. Format: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * Not modelled: authorizers, client certificates, stage variables. A repeated header is joined by ", " where the real
 * one uses ",", because fetch's `Headers` has joined it before we see it.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RandomBytes } from '../../core/ids.ts';
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';

/** What the front door knows about a request beyond the request itself. */
export interface PayloadSource {
  accountId: string;
  apiId: string;
  domainName: string;
  stage: string;
  routeKey: string;
  /** As this front door reports it: the HTTP API decodes the path, a Function URL does not. */
  rawPath: string;
  pathParameters?: Record<string, string>;
  requestId: string;
  /** Milliseconds since 1970. */
  now: number;
  random: RandomBytes;
}

/** Builds the event of one request. */
export function payloadEvent(request: HttpRequest, source: PayloadSource): APIGatewayProxyEventV2 {
  const cookies = cookiesOf(request.headers);
  const query = queryParameters(request.query);
  const { pathParameters } = source;
  return {
    version: '2.0',
    routeKey: source.routeKey,
    rawPath: source.rawPath,
    rawQueryString: request.query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: headersOf(request, source),
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(pathParameters && Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    requestContext: requestContextOf(request, source),
    ...bodyOf(request),
  };
}

function requestContextOf(request: HttpRequest, source: PayloadSource) {
  return {
    accountId: source.accountId,
    apiId: source.apiId,
    domainName: source.domainName,
    domainPrefix: source.domainName.split('.')[0] ?? '',
    http: {
      method: request.method,
      path: source.rawPath,
      protocol: 'HTTP/1.1',
      sourceIp: request.clientIp,
      userAgent: request.headers.get('user-agent') ?? '',
    },
    requestId: source.requestId,
    routeKey: source.routeKey,
    stage: source.stage,
    time: logTime(source.now),
    timeEpoch: source.now,
  };
}

function cookiesOf(headers: Headers): string[] {
  return (headers.get('cookie') ?? '')
    .split(';')
    .map(cookie => cookie.trim())
    .filter(cookie => cookie !== '');
}

function headersOf(request: HttpRequest, source: PayloadSource): Record<string, string> {
  // Hop-by-hop headers end at the front door; cookies have a field of their own.
  const left = new Set(['cookie', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade']);
  const headers = Object.fromEntries([...request.headers].filter(([name]) => !left.has(name)));
  const forwarded = request.headers.get('x-forwarded-for');
  return {
    'content-length': String(request.body.length),
    ...headers,
    host: source.domainName,
    'x-amzn-trace-id': request.headers.get('x-amzn-trace-id') ?? traceId(source),
    'x-forwarded-for': forwarded ? `${forwarded}, ${request.clientIp}` : request.clientIp,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceId({ now, random }: PayloadSource): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${random(12).toString('hex')}`;
}

/** Decoded; a repeated name's values are joined by a comma. */
function queryParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query))
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  return parameters;
}

function bodyOf({ body, headers }: HttpRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  return isText(headers)
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

/** A form (`application/x-www-form-urlencoded`) arrives in base64 too, which surprises everybody once. */
function isText(headers: Headers): boolean {
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') return false;
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(.+\+)?(json|xml|javascript)$/.test(type);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time as in a common log: "12/Mar/2020:19:03:58 +0000". */
function logTime(now: number): string {
  const date = new Date(now);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${clock} +0000`;
}

/**
 * Makes the answer of a function's result; `undefined` where the result is not one the front door understands.
 * A result without `statusCode` is the body of a 200 in JSON.
 */
export function payloadResponse(result: unknown, defaultType: string): HttpResponse | undefined {
  if (!isRecord(result) || result.statusCode === undefined)
    return respond(
      200,
      { 'content-type': 'application/json' },
      typeof result === 'string' ? result : JSON.stringify(result),
    );
  const { statusCode, body = '', isBase64Encoded, cookies = [] } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (typeof body !== 'string' || !Array.isArray(cookies)) return undefined;
  const headers = resultHeaders(result.headers);
  if (!headers) return undefined;
  if (!headers.has('content-type')) headers.set('content-type', defaultType);
  for (const cookie of cookies) headers.append('set-cookie', String(cookie));
  return { status, headers, body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8') };
}

function resultHeaders(given: unknown): Headers | undefined {
  const headers = new Headers();
  if (given === undefined || given === null) return headers;
  if (!isRecord(given)) return undefined;
  try {
    for (const [name, value] of Object.entries(given)) headers.set(name, String(value));
  } catch {
    // A name or value that cannot be sent, e.g. with a line break.
    return undefined;
  }
  // Both front doors count the body themselves.
  headers.delete('content-length');
  return headers;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
