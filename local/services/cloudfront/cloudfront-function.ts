import { z } from 'zod';
import { type HttpResponse, respond } from '../../http.ts';
import { type EdgeRequest, type EventSource, isHidden } from './edge-event.ts';
import { EdgeFailure } from './failure.ts';
import type { FunctionRuntime } from './function-runtime.ts';

/** CloudFront Functions at viewer-request: what they are given and may answer. */

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
  runtime: FunctionRuntime,
  source: EventSource,
  request: EdgeRequest,
): Promise<{ request: EdgeRequest } | { response: HttpResponse }> {
  const event = functionEvent(source, request);
  const result = await runtime.run(event, request.query).catch(error => {
    throw new EdgeFailure(
      503,
      'FunctionExecutionError',
      'The CloudFront function associated with the CloudFront distribution is invalid or could not run.',
      `CloudFront Function threw: ${error?.message ?? error}`,
    );
  });
  if (isRecord(result) && 'statusCode' in result)
    return { response: toResponse(read(returnedResponse, result)) };
  return { request: toRequest(read(returnedRequest, result), request, event.request.querystring) };
}

function read<Value>(schema: z.ZodType<Value>, result: unknown): Value {
  const { success, data } = schema.safeParse(result);
  if (!success) throw invalid('it must return the request or a response');
  return data;
}

const isRecord = (value: unknown) => typeof value === 'object' && value !== null;

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
  result: z.infer<typeof returnedRequest>,
  given: EdgeRequest,
  givenQuery: Values,
): EdgeRequest {
  if (result.method !== given.method) throw invalid('method is read-only');
  const headers = toHeaders(result.headers);
  for (const name of READ_ONLY)
    if (headers.get(name) !== given.headers.get(name)) throw invalid(`the header ${name} is read-only`);
  for (const [name, value] of given.headers) if (isHidden(name)) headers.append(name, value);
  const cookies = flatten(result.cookies).map(([name, value]) => `${name}=${value}`);
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  const same = JSON.stringify(result.querystring) === JSON.stringify(givenQuery);
  const query = flatten(result.querystring).map(([name, value]) =>
    value === '' ? name : `${name}=${value}`,
  );
  return { ...given, uri: result.uri, query: same ? given.query : query.join('&'), headers };
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
