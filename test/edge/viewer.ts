import type { CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import type { FunctionRequest } from '../../edge/viewer-request-function.ts';

/** A viewer's request as it is on the wire, header names in lower case. */
export interface Viewer {
  path: string;
  /** Without "?". */
  query: string;
  headers: [name: string, value: string][];
}

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
/** https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers */
export const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** A GET of a target ("/path?query") at site.example. */
export function viewer(target: string, headers: Record<string, string> = {}): Viewer {
  const [path = '/', query = ''] = target.split(/\?(.*)/s);
  return { path, query, headers: Object.entries({ host: 'Site.Example', ...headers }) };
}

/** What Lambda@Edge is given for it. */
export function lambdaEvent({ path, query, headers }: Viewer): CloudFrontRequestEvent {
  const request: CloudFrontRequest = {
    clientIp: '203.0.113.7',
    method: 'GET',
    uri: path,
    querystring: query,
    headers: {},
  };
  for (const [key, value] of headers) {
    request.headers[key] ??= [];
    request.headers[key].push({ key, value });
  }
  const config = {
    distributionDomainName: 'd111.cloudfront.net',
    distributionId: 'E2TEST',
    eventType: 'viewer-request' as const,
    requestId: 'r1',
  };
  return { Records: [{ cf: { config, request } }] };
}

/** What a CloudFront Function is given for it, without `rawQueryString`, which JSON can't hold. */
export function functionRequest({ path, headers }: Viewer): Omit<FunctionRequest, 'rawQueryString'> {
  const entries: FunctionRequest['headers'] = {};
  for (const [name, value] of headers) {
    const earlier = entries[name];
    if (earlier) earlier.multiValue = [...(earlier.multiValue ?? [{ value: earlier.value }]), { value }];
    else entries[name] = { value };
  }
  return { method: 'GET', uri: path, headers: entries };
}
