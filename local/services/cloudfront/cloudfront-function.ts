import { createHash, createHmac } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import { createContext, Script } from 'node:vm';
import { z } from 'zod';
import { type HttpResponse, respond } from '../../http.ts';
import { type EdgeRequest, type EventSource, isHidden } from './edge-event.ts';
import { EdgeFailure } from './failure.ts';

/**
 * CloudFront Functions at viewer-request, JavaScript runtime 2.0. Its modules come by `require`; the key-value store, the
 * `cf` helpers and Buffer are not modelled. Syntax is what this Node takes, which is more than the real engine does.
 */

// A guard against endless loops only: the real limit is in compute units, not in milliseconds.
const TIMEOUT_MS = 500;

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions
const MAX_CODE_BYTES = 10_240;

/** A function's code as a template holds it, no longer than CloudFront takes it. */
export const functionCode = z.string().superRefine((code, context) => {
  const size = Buffer.byteLength(code);
  if (size > MAX_CODE_BYTES)
    context.addIssue({
      code: 'custom',
      message: `it has ${size} bytes, and CloudFront refuses a function of more than ${MAX_CODE_BYTES} (FunctionSizeLimitExceeded)`,
    });
});

type Values = Record<string, { value: string; multiValue?: { value: string }[] }>;

const values = z.record(
  z.string(),
  z.object({ value: z.string(), multiValue: z.array(z.object({ value: z.string() })).optional() }),
);
const returnedRequest = z.object({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: values.default({}),
  headers: values.default({}),
  cookies: values.default({}),
});
const returnedResponse = z.object({
  statusCode: z.number().int().min(100).max(599),
  statusDescription: z.string().optional(),
  headers: values.default({}),
  body: z
    .union([z.string(), z.object({ encoding: z.enum(['text', 'base64']), data: z.string() })])
    .optional(),
});

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-read-only-headers
const READ_ONLY = ['content-length', 'host', 'transfer-encoding', 'via'];

/** Runs a function on a viewer's request; answers the request to go on with, or the function's own response. */
export async function runCloudFrontFunction(
  code: string,
  source: EventSource,
  request: EdgeRequest,
): Promise<{ request: EdgeRequest } | { response: HttpResponse }> {
  const event = functionEvent(source, request);
  const result = await run(code, event, request.query).catch(error => {
    throw new EdgeFailure(
      503,
      'FunctionExecutionError',
      'The CloudFront function associated with the CloudFront distribution is invalid or could not run.',
      `CloudFront Function threw: ${error?.message ?? error}`,
    );
  });
  const parsed = z.union([returnedResponse, returnedRequest]).safeParse(result);
  if (!parsed.success) throw invalid('it must return the request or a response');
  if ('statusCode' in parsed.data) return { response: toResponse(parsed.data) };
  return { request: toRequest(parsed.data, request, event.request.querystring) };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
function functionEvent(source: EventSource, request: EdgeRequest) {
  const headers = [...request.headers].filter(([name]) => name !== 'cookie' && !isHidden(name));
  return {
    version: '1.0',
    context: { ...source, eventType: 'viewer-request' },
    viewer: { ip: request.clientIp },
    request: {
      method: request.method,
      uri: request.uri,
      querystring: toValues(pairs(request.query, '&')),
      headers: toValues(headers),
      cookies: toValues(pairs(request.headers.get('cookie') ?? '', ';')),
    },
  };
}

/**
 * The globals of the runtime, and no others: a browser's or Node's would work here and throw there.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const GLOBALS =
  `globalThis Object String Number Boolean Math Date Function RegExp JSON Array Promise Symbol ArrayBuffer
  DataView Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array
  TextDecoder TextEncoder console require atob btoa NaN Infinity undefined
  Error EvalError RangeError ReferenceError SyntaxError TypeError URIError eval
  decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt`.split(/\s+/);
const leaveOnlyGlobals = new Script(
  `for (const name of Object.getOwnPropertyNames(globalThis))
    if (!${JSON.stringify(GLOBALS)}.includes(name)) delete globalThis[name];`,
);
const MODULES: Record<string, object> = {
  crypto: { createHash, createHmac },
  querystring: { parse, stringify },
};

async function run(code: string, event: unknown, rawQuery: string): Promise<unknown> {
  const sandbox = createContext(
    { console: { log() {} }, require: load, TextDecoder, TextEncoder, atob, btoa },
    { codeGeneration: { strings: false, wasm: false } },
  );
  leaveOnlyGlobals.runInContext(sandbox);
  const evaluate = (source: string) =>
    new Script(source, { filename: 'cloudfront-function.js' }).runInContext(sandbox, { timeout: TIMEOUT_MS });
  evaluate(`"use strict"; ${code}`);
  // JSON in and out: the event is an object of the function's own realm, and the answer one of ours.
  const result = await evaluate(`{
    const event = ${JSON.stringify(event)};
    Object.defineProperty(event.request, 'rawQueryString', { value: () => ${JSON.stringify(rawQuery || undefined)} });
    Promise.resolve(handler(event)).then(JSON.stringify);
  }`);
  return typeof result === 'string' ? JSON.parse(result) : result;
}

function load(name: string): object {
  const module = MODULES[name];
  if (!module) throw new Error(`CloudFront Functions have no module "${name}"`);
  return module;
}

function pairs(text: string, separator: string): [string, string][] {
  const parts = text.split(separator).map(part => part.trim());
  return parts
    .filter(part => part !== '')
    .map(part => {
      const mark = part.indexOf('=');
      return mark < 0 ? [part, ''] : [part.slice(0, mark), part.slice(mark + 1)];
    });
}

function toValues(entries: Iterable<[string, string]>): Values {
  const result: Values = {};
  for (const [name, value] of entries) {
    const earlier = result[name];
    if (earlier) earlier.multiValue = [...(earlier.multiValue ?? [{ value: earlier.value }]), { value }];
    else result[name] = { value };
  }
  return result;
}

function flatten(entries: z.infer<typeof values>): [string, string][] {
  return Object.entries(entries).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((entry): [string, string] => [name, entry.value]),
  );
}

function toRequest(
  returned: z.infer<typeof returnedRequest>,
  given: EdgeRequest,
  givenQuery: Values,
): EdgeRequest {
  if (returned.method !== given.method) throw invalid('method is read-only');
  const headers = toHeaders(returned.headers);
  for (const name of READ_ONLY)
    if (headers.get(name) !== given.headers.get(name)) throw invalid(`the header ${name} is read-only`);
  for (const [name, value] of given.headers) if (isHidden(name)) headers.append(name, value);
  const cookies = flatten(returned.cookies).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  const same = JSON.stringify(returned.querystring) === JSON.stringify(givenQuery);
  const query = flatten(returned.querystring).map(([name, value]) =>
    value === '' ? name : `${name}=${value}`,
  );
  return { ...given, uri: returned.uri, query: same ? given.query : query.join('&'), headers };
}

function toResponse({ statusCode, headers, body = '' }: z.infer<typeof returnedResponse>): HttpResponse {
  const data =
    typeof body === 'string' ? body : Buffer.from(body.data, body.encoding === 'base64' ? 'base64' : 'utf8');
  return { ...respond(statusCode, {}, data), headers: toHeaders(headers) };
}

function toHeaders(entries: z.infer<typeof values>): Headers {
  const headers = new Headers();
  for (const [name, value] of flatten(entries)) {
    if (name !== name.toLowerCase()) throw invalid(`the header name ${name} must be in lower case`);
    if (isHidden(name)) throw invalid(`the header ${name} is not allowed`);
    headers.append(name, value);
  }
  return headers;
}

function invalid(reason: string): EdgeFailure {
  const sentence = 'The CloudFront function returned an invalid value';
  return new EdgeFailure(502, 'FunctionValidationError', `${sentence}.`, `${sentence}: ${reason}.`);
}
