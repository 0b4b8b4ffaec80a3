import { z } from 'zod';
import type { HttpResponse } from '../../http.ts';
import type { Origin } from './edge-event.ts';
import { type CfHeaders, type EdgeRequest, type EventType, isHidden } from './edge-event.ts';

/** What CloudFront accepts back from a Lambda@Edge function. Pure: a result either reads, or throws `InvalidResult`. */

/** The function's answer breaks a rule; the message says which. */
export class InvalidResult extends Error {}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-read-only-headers
const READ_ONLY: Record<EventType, readonly string[]> = {
  'viewer-request': ['content-length', 'host', 'transfer-encoding', 'via'],
  'origin-request': [
    'accept-encoding',
    'content-length',
    'if-modified-since',
    'if-none-match',
    'if-range',
    'if-unmodified-since',
    'transfer-encoding',
    'via',
  ],
  'origin-response': ['transfer-encoding', 'via'],
};

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
const RESPONSE_LIMIT: Record<EventType, number> = {
  'viewer-request': 40 * 1024,
  'origin-request': 1024 * 1024,
  'origin-response': 1024 * 1024,
};

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-general
const MAX_URL_BYTES = 8_192;

const cfHeaders = z.record(z.string(), z.array(z.object({ key: z.string().optional(), value: z.string() })));
const cfRequest = z.object({
  method: z.string(),
  uri: z.string(),
  clientIp: z.string().optional(),
  querystring: z.string().default(''),
  headers: cfHeaders.default({}),
  body: z
    .object({
      action: z.enum(['read-only', 'replace']),
      data: z.string(),
      encoding: z.enum(['base64', 'text']),
    })
    .optional(),
  origin: z.record(z.enum(['s3', 'custom']).or(z.string()), z.unknown()).optional(),
});
const cfOrigin = z.object({
  domainName: z.string().regex(/^[a-z0-9.-]{1,253}$/),
  path: z
    .string()
    .max(255)
    .regex(/^(\/.*[^/])?$/),
  customHeaders: cfHeaders.default({}),
  readTimeout: z.number().min(4).max(60).optional(),
});
const cfResponse = z.object({
  status: z.string().regex(/^[2-5]\d\d$/),
  statusDescription: z.string().optional(),
  headers: cfHeaders.default({}),
  body: z.string().optional(),
  bodyEncoding: z.enum(['text', 'base64']).optional(),
});

/** A request trigger may send the request on, changed or not, or answer it. */
export type RequestResult = { request: EdgeRequest; origin: Origin | undefined } | { response: HttpResponse };

/** Reads what a viewer-request or origin-request function returned for `given`. */
export function readRequestResult(
  type: 'viewer-request' | 'origin-request',
  result: unknown,
  given: EdgeRequest,
  origin?: Origin,
): RequestResult {
  const object = asObject(result);
  if ('status' in object) return { response: readResponse(type, object, new Headers(), Buffer.alloc(0)) };
  const request = parse(cfRequest, object, 'request');
  const { method, clientIp = given.clientIp, uri, querystring } = request;
  if (method !== given.method || clientIp !== given.clientIp)
    throw new InvalidResult('The function tried to change a read-only field: method or clientIp.');
  if (!uri.startsWith('/')) throw new InvalidResult(`The uri "${uri}" does not begin with "/".`);
  if (uri.length + querystring.length > MAX_URL_BYTES)
    throw new InvalidResult(`The uri and query string are longer than ${MAX_URL_BYTES} bytes.`);
  const headers = readHeaders(type, request.headers, given.headers);
  const changed = type === 'origin-request' ? readOrigin(request.origin, origin, headers) : undefined;
  return {
    request: { ...given, uri, query: querystring, headers, body: readBody(request.body, given.body) },
    origin: changed,
  };
}

/** Reads what an origin-response function returned. Without a `body` the origin's own stays. */
export function readResponseResult(result: unknown, given: HttpResponse): HttpResponse {
  return readResponse('origin-response', asObject(result), given.headers, given.body);
}

function readResponse(type: EventType, object: object, given: Headers, body: Buffer): HttpResponse {
  const response = parse(cfResponse, object, 'response');
  const headers = readHeaders(type, response.headers, given);
  const status = Number(response.status);
  if (response.body === undefined) return { status, headers, body };
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html
  if (status === 204 && response.body !== '')
    throw new InvalidResult('A generated response with status 204 must not have a body.');
  const size = Buffer.byteLength(JSON.stringify(response));
  if (size > RESPONSE_LIMIT[type])
    throw new InvalidResult(
      `The body is not a string, is not an object, or exceeds the maximum size: the response has ${size} bytes, ${type} allows ${RESPONSE_LIMIT[type]}.`,
    );
  for (const name of ['content-length', 'content-range']) headers.delete(name);
  const encoding = response.bodyEncoding === 'base64' ? 'base64' : 'utf8';
  return { status, headers, body: Buffer.from(response.body, encoding) };
}

/** Turns the function's headers into real ones; throws on the first that breaks a rule. */
function readHeaders(type: EventType, entries: CfHeaders, given: Headers): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(entries)) {
    if (isHidden(name.toLowerCase()))
      throw new InvalidResult(`The function tried to add the disallowed header ${name}.`);
    for (const { key = name, value } of values) {
      if (name !== name.toLowerCase() || key.toLowerCase() !== name)
        throw new InvalidResult(`The header key "${key}" does not match its lower-case name "${name}".`);
      append(headers, key, value);
    }
  }
  for (const name of READ_ONLY[type])
    if (headers.get(name) !== given.get(name))
      throw new InvalidResult(`The function tried to add, delete, or change the read-only header ${name}.`);
  // What functions never saw goes on unchanged.
  for (const [name, value] of given) if (isHidden(name)) headers.append(name, value);
  return headers;
}

function append(headers: Headers, key: string, value: string): void {
  try {
    headers.append(key, value);
  } catch {
    throw new InvalidResult(`The header ${JSON.stringify(key)} has an invalid name or value.`);
  }
}

function readBody(body: z.infer<typeof cfRequest>['body'], given: Buffer): Buffer {
  if (body?.action !== 'replace') return given;
  return Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8');
}

/** The origin the function chose, when it is not the configured one. */
function readOrigin(
  returned: Record<string, unknown> | undefined,
  given: Origin | undefined,
  headers: Headers,
): Origin | undefined {
  if (!returned || !given) return undefined;
  const [kind, ...others] = Object.keys(returned);
  if ((kind !== 's3' && kind !== 'custom') || others.length > 0)
    throw new InvalidResult('The origin must be either s3 or custom.');
  const { domainName, path, customHeaders, readTimeout } = parse(cfOrigin, returned[kind], 'origin');
  const custom = Object.entries(customHeaders).flatMap(([name, values]) =>
    values.map(({ key = name, value }): [string, string] => [key, value]),
  );
  const twice = custom.find(([name]) => headers.has(name));
  if (twice) throw new InvalidResult(`The header ${twice[0]} is both in customHeaders and in headers.`);
  const moved = domainName !== given.domainName || kind !== given.kind;
  const { signing: _, ...unsigned } = given;
  return {
    // OAC stays with the configured origin: one that a function puts in its place is asked unsigned.
    ...(moved ? unsigned : given),
    kind,
    domainName,
    path,
    customHeaders: custom,
    readTimeout: readTimeout ?? given.readTimeout,
  };
}

function asObject(result: unknown): object {
  if (typeof result !== 'object' || result === null || Array.isArray(result))
    throw new InvalidResult(
      'The Lambda function returned invalid JSON: The JSON output must be an object type.',
    );
  return result;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [what, ...(issue?.path ?? [])].join('.');
  throw new InvalidResult(`The Lambda function returned an invalid ${path}: ${issue?.message}.`);
}
