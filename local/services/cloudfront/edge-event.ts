import { STATUS_CODES } from 'node:http';
import type { HttpResponse } from '../../http.ts';

/** The events Lambda@Edge functions get. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */

export type EventType = 'viewer-request' | 'origin-request' | 'origin-response';

/** A request while it is inside CloudFront. */
export interface EdgeRequest {
  method: string;
  uri: string;
  query: string;
  headers: Headers;
  body: Buffer;
  clientIp: string;
}

export type CfHeaders = Record<string, { key?: string | undefined; value: string }[]>;

/** One origin, ready to be asked. */
export interface Origin {
  id: string;
  kind: 's3' | 'custom';
  domainName: string;
  path: string;
  customHeaders: [name: string, value: string][];
  /** Seconds until CloudFront gives up on an answer. */
  readTimeout: number;
  /** How often a GET or HEAD is sent when no answer comes in time. */
  attempts: number;
  /** How CloudFront signs (OAC); absent without an access control. */
  signing?: 'always' | 'no-override';
}

/** Where an event comes from. */
export interface EventSource {
  distributionDomainName: string;
  distributionId: string;
  requestId: string;
}

/** What a function may see and change beside the request itself. */
export interface EventParts {
  includeBody?: boolean;
  origin?: Origin;
  response?: HttpResponse;
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-include-body-access.html
const BODY_LIMIT = { 'viewer-request': 40 * 1024, 'origin-request': 1024 * 1024, 'origin-response': 0 };

/** The whole event for one trigger. */
export function edgeEvent(type: EventType, source: EventSource, request: EdgeRequest, parts: EventParts) {
  return {
    Records: [
      {
        cf: {
          config: { ...source, eventType: type },
          request: {
            clientIp: request.clientIp,
            headers: toCfHeaders(request.headers),
            method: request.method,
            querystring: request.query,
            uri: request.uri,
            ...(parts.includeBody ? { body: bodyOf(request.body, BODY_LIMIT[type]) } : {}),
            ...(parts.origin ? { origin: toCfOrigin(parts.origin) } : {}),
          },
          ...(parts.response ? { response: toCfResponse(parts.response) } : {}),
        },
      },
    ],
  };
}

function toCfResponse({ status, headers }: HttpResponse) {
  return {
    headers: toCfHeaders(headers),
    status: String(status),
    statusDescription: STATUS_CODES[status] ?? '',
  };
}

function bodyOf(body: Buffer, limit: number) {
  return {
    action: 'read-only',
    data: body.subarray(0, limit).toString('base64'),
    encoding: 'base64',
    inputTruncated: body.length > limit,
  };
}

/** Headers as functions see them: lower-case names, each with its spellings and values. */
function toCfHeaders(headers: Headers): CfHeaders {
  const result: CfHeaders = {};
  for (const [name, value] of headers) {
    if (isHidden(name)) continue;
    result[name] ??= [];
    result[name].push({ key: spelling(name), value });
  }
  return result;
}

/** `x-forwarded-for` → `X-Forwarded-For`; the wire's own spelling is lost by then, and HTTP does not care. */
function spelling(name: string): string {
  return name.replace(/(^|-)[a-z]/g, letter => letter.toUpperCase());
}

function toCfOrigin(origin: Origin) {
  const customHeaders: CfHeaders = {};
  for (const [key, value] of origin.customHeaders) customHeaders[key.toLowerCase()] = [{ key, value }];
  const { domainName, path, readTimeout } = origin;
  if (origin.kind === 's3')
    return {
      // OAC has no word of its own here: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html#lambda-event-structure-request-origin
      s3: { authMethod: 'none', customHeaders, domainName, path, region: regionOf(domainName) },
    };
  const sslProtocols = ['TLSv1.2'];
  const custom = { customHeaders, domainName, keepaliveTimeout: 5, path, port: 443, protocol: 'https' };
  return { custom: { ...custom, readTimeout, sslProtocols } };
}

function regionOf(domainName: string): string {
  return /\.s3[.-]([a-z0-9-]+)\.amazonaws\.com$/.exec(domainName)?.[1] ?? 'us-east-1';
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html#function-restrictions-disallowed-headers
const HIDDEN = new Set(
  `connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection trailer upgrade
  x-accel-buffering x-accel-charset x-accel-limit-rate x-accel-redirect x-amzn-auth x-amzn-cf-billing
  x-amzn-cf-id x-amzn-cf-xff x-amzn-errortype x-amzn-fle-profile x-amzn-header-count x-amzn-header-order
  x-amzn-lambda-integration-tag x-amzn-requestid x-cache x-forwarded-proto x-real-ip`.split(/\s+/),
);
const HIDDEN_FAMILIES = ['x-amz-cf-', 'x-edge-'];

/** Whether a header is never shown to a function, and may never be added by one. */
export function isHidden(name: string): boolean {
  return HIDDEN.has(name) || HIDDEN_FAMILIES.some(family => name.startsWith(family));
}
