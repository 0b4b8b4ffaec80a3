import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { refuseLarge } from '../../core/api/body.ts';
import { CORS_HEADERS, isPreflight, PREFLIGHT_HEADERS } from '../../core/api/cors.ts';
import { systemClock as clock } from '../../core/clock.ts';
import { originOf } from '../../core/origin.ts';
import { requireOriginSecret } from '../../core/origin-secret.ts';
import { Problem, problemFrom, shortened } from '../../core/problem.ts';
import { tell } from '../../core/tell.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** Which short domain was asked, and its other names. */
export interface Hosts {
  host: string;
  otherHosts: string[];
}

interface App {
  fetch(request: Request, bindings: Hosts): Response | Promise<Response>;
}

/**
 * The handler of an API behind API Gateway: the event becomes a Request, the Response becomes the result.
 * Only what comes through CloudFront gets in. Each request is a line of the log, without its query, which is what people look for.
 *
 * @param ownHeaders what this API reads besides what all read
 */
export function httpApiHandler(
  api: App,
  originSecret: string,
  ownHeaders: readonly string[] = [],
): (event: Event) => Promise<Result> {
  const read = [...READ, ...ownHeaders];
  return async event => {
    const began = clock.now();
    const result = await answer(event, api, { originSecret, read });
    result.headers = { ...CORS_HEADERS, ...result.headers };
    const { method } = event.requestContext.http;
    const edgeRequest = event.headers['x-amz-cf-id'];
    const details = { method, path: shortened(event.rawPath), status: result.statusCode };
    tell('info', 'answered', { ...details, ms: clock.now() - began, edgeRequest });
    return result;
  };
}

async function answer(
  event: Event,
  api: App,
  { originSecret, read }: { originSecret: string; read: readonly string[] },
): Promise<Result> {
  try {
    const body = bodyOf(event);
    requireOriginSecret(event.headers['x-origin-secret'], originSecret);
    if (isPreflight(event.requestContext.http.method, event.headers['access-control-request-method']))
      return { statusCode: 204, headers: PREFLIGHT_HEADERS };
    return await resultFrom(await api.fetch(requestFrom(event, body, read), hostsOf(event)));
  } catch (error) {
    const problem = problemFrom(error);
    return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
  }
}

/** The size comes before all else: what is too large is not even looked at. */
function bodyOf({ body = '', isBase64Encoded }: Event) {
  const encoding = isBase64Encoded ? 'base64' : 'utf8';
  refuseLarge(Buffer.byteLength(body, encoding));
  return Buffer.from(body, encoding);
}

/**
 * The viewer's Host, as a CloudFront function copied it, and the short domain's other names, which it knows. The request's
 * own Host is API Gateway's. "none" came by the way of short links, where that function does not run: an address spelt so
 * that only API Gateway took it for the API's.
 */
function hostsOf({ headers }: Event): Hosts {
  const host = headers['x-signpost-host'];
  if (!host) throw new Error('CloudFront sends no x-signpost-host: its function is not on /api/*');
  if (host === 'none') throw new Problem(404, 'There is nothing at this address.');
  // Before anything is written: every short url is made of it.
  if (!isHost(host))
    throw new Problem(
      400,
      `The Host "${shortened(host)}" cannot be a short domain; expected a host name, e.g. go.example.com.`,
    );
  const others = (headers['x-signpost-other-hosts'] ?? '').split(' ');
  return { host, otherHosts: others.filter(other => other !== host && isHost(other)) };
}

/** A name in DNS has at most 253 characters; a port follows. */
const MAX_HOST_LENGTH = 253 + ':65535'.length;

function isHost(text: string): boolean {
  try {
    return text.length <= MAX_HOST_LENGTH && originOf(text) !== '';
  } catch {
    return false;
  }
}

/** The methods that a Request can have; others do not come through CloudFront. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

function requestFrom(event: Event, body: Buffer<ArrayBuffer>, read: readonly string[]): Request {
  // The host plays no part in routing. An HTTP API's rawPath is decoded, and the setters encode it again.
  const url = new URL('https://api.invalid');
  url.pathname = event.rawPath;
  url.search = event.rawQueryString;
  const { method } = event.requestContext.http;
  if (!METHODS.includes(method))
    throw new Problem(405, `${shortened(method)} is not possible here.`, {
      headers: { allow: METHODS.join(', ') },
    });
  const bodiless = method === 'GET' || method === 'HEAD' || event.body === undefined;
  return new Request(url, { method, headers: headersOf(event, read), ...(!bodiless && { body }) });
}

/** What the APIs read. Whatever else a client sends is no matter of theirs. */
const READ = ['authorization', 'content-type', 'if-match', 'idempotency-key', 'x-api-key'];

/**
 * What the gateway takes of all headers together; patterns would run out of stack on a value of megabytes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const MAX_HEADER_LENGTH = 10_240;

/**
 * Neither a key nor a media type holds anything but ASCII, or is of any length: what else is in a value could not be a header
 * again, and what is too long is none.
 */
function headersOf({ headers }: Event, read: readonly string[]): [string, string][] {
  return read.flatMap((name): [string, string][] => {
    const value = headers[name];
    if (value === undefined || value.length > MAX_HEADER_LENGTH) return [];
    return [[name, value.replace(/[^\t\x20-\x7e]/g, '?')]];
  });
}

/** What the gateway gets encoded: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
const IS_BINARY = /^image\/png\b/;

async function resultFrom(response: Response): Promise<Result> {
  const headers = Object.fromEntries(response.headers);
  const bytes = Buffer.from(await response.arrayBuffer());
  const isBase64Encoded = IS_BINARY.test(headers['content-type'] ?? '');
  const body = bytes.toString(isBase64Encoded ? 'base64' : 'utf8');
  return { statusCode: response.status, headers, body, ...(isBase64Encoded && { isBase64Encoded }) };
}
