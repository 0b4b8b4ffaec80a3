import type { CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import { type EdgeSettings, PAGE_HEADER, PART_HEADERS, pageRouter } from './route-page.ts';

/** The stage's settings, put here by the build: an edge function has no environment. */
declare const SETTINGS: EdgeSettings;

const routePage = pageRouter(SETTINGS);

/** On each request of a page, before the cache: tells a person from a crawler. This form runs in Lambda@Edge. */
export const handler = async (event: CloudFrontRequestEvent): Promise<CloudFrontRequest | undefined> => {
  const request = event.Records[0]?.cf.request;
  if (!request) return undefined;
  const { headers } = request;
  // Sent more than once, a header is one list: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
  const header = (name: string) => (headers[name] ?? []).map(({ value }) => value).join(', ');
  const route = routePage({
    host: header('host'),
    uri: request.uri,
    query: request.querystring,
    userAgent: header('user-agent'),
    accept: header('accept'),
  });
  delete headers[PAGE_HEADER];
  if (route.pageUrl) {
    for (const name of PART_HEADERS) delete headers[name];
    headers[PAGE_HEADER] = [{ key: 'X-Signpost-Url', value: route.pageUrl }];
  }
  request.uri = route.uri;
  return request;
};
