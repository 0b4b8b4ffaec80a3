import type { CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda';
import { classify } from '../core/crawlers/classify.ts';
import { pageUrl, snapshotKey } from '../core/snapshots/page.ts';

/** The stage's settings, put here by the build: an edge function has no environment. */
declare const SETTINGS: { pageParameters: string[] };

/** On each request of a page, before the cache: tells a person from a crawler. */
export const handler = async (event: CloudFrontRequestEvent): Promise<CloudFrontRequest | undefined> => {
  const request = event.Records[0]?.cf.request;
  return request && routePage(request, SETTINGS.pageParameters);
};

/**
 * A person gets the app shell, whatever the path; a crawler gets the page's snapshot. Only `uri` tells the two apart,
 * so that they are separate objects in the cache though no header is part of its key.
 * The renderer, asked when there is no snapshot, learns the page from `x-signpost-url`; a client's own is never let through.
 */
export function routePage(request: CloudFrontRequest, pageParameters: readonly string[]): CloudFrontRequest {
  const { headers } = request;
  const verdict = classify(headers['user-agent']?.[0]?.value ?? '');
  delete headers['x-signpost-url'];
  if (!verdict.prerender) return { ...request, uri: '/app/index.html', headers };
  const url = pageUrl(headers.host?.[0]?.value ?? '', request.uri, request.querystring, pageParameters);
  // A part of a page tells nothing of its status; some social cards ask for the first bytes only and live with all of them.
  delete headers.range;
  delete headers['if-range'];
  headers['x-signpost-url'] = [{ key: 'X-Signpost-Url', value: url }];
  return { ...request, uri: `/${snapshotKey(url)}`, headers };
}
