import { STATUS_CODES } from 'node:http';
import type { CloudFrontHeaders, CloudFrontResponse, CloudFrontResponseEvent } from 'aws-lambda';
import { typeWith } from '../core/snapshots/answered.ts';

/** On each answer of an origin, before it is cached. */
export const handler = async (event: CloudFrontResponseEvent): Promise<CloudFrontResponse | undefined> => {
  const response = event.Records[0]?.cf.response;
  return response && revealPage(response);
};

/**
 * Whether a client gets a page or its Markdown is told by Accept, and a cache between the edge and people must know; also
 * of the app's shell, which must not go to who prefers Markdown. CloudFront lets a viewer see only the names in Vary that
 * it forwards to the origin, so PageRequestPolicy lists Accept.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#ResponseCustomRemovedHeaders
 */
const VARY = [{ key: 'Vary', value: 'Accept' }];

/**
 * S3 answers 200 for every object it holds. A snapshot's metadata says what its page really answered:
 * `x-amz-meta-status`, `x-amz-meta-location` and `x-amz-meta-headers` (JSON, percent-encoded) become the answer's own.
 * No `x-amz-*` header leaves the edge, and every answer says that it depends on Accept. A snapshot's Content-Type says that it was stored.
 */
export function revealPage(response: CloudFrontResponse): CloudFrontResponse {
  const meta = (name: string) => response.headers[`x-amz-meta-${name}`]?.[0]?.value;
  const headers: CloudFrontHeaders = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => !name.startsWith('x-amz-')),
  );
  headers.vary = VARY;
  const type = headers['content-type']?.[0]?.value;
  if (type !== undefined && meta('status') !== undefined)
    headers['content-type'] = [{ key: 'Content-Type', value: typeWith(type, 'stored') }];
  const location = meta('location');
  if (location) headers.location = [{ key: 'Location', value: location }];
  const more: Record<string, string> = JSON.parse(decodeURIComponent(meta('headers') ?? '%7B%7D'));
  for (const [name, value] of Object.entries(more)) headers[name.toLowerCase()] = [{ key: name, value }];
  // 206 is a part of a 200, should one be asked for in spite of viewer-request.
  const real = meta('status') ?? '200';
  const status = ['200', '206'].includes(response.status) && real !== '200' ? real : response.status;
  return { status, statusDescription: STATUS_CODES[status] ?? '', headers };
}
