import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpResponse } from '../../http.ts';

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html#compressed-content-cloudfront-notes
const MIN_BYTES = 1_000;
const MAX_BYTES = 10_000_000;
const STATUSES = new Set([200, 403, 404]);

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html#compressed-content-cloudfront-file-types
const TYPES = new Set(
  `application/dash+xml application/eot application/font application/font-sfnt application/javascript
  application/json application/opentype application/otf application/pkcs7-mime
  application/protobuf application/rss+xml application/truetype application/ttf application/vnd.apple.mpegurl
  application/vnd.mapbox-vector-tile application/vnd.ms-fontobject application/wasm application/xhtml+xml
  application/xml application/x-font-opentype application/x-font-truetype application/x-font-ttf
  application/x-httpd-cgi application/x-javascript application/x-mpegurl application/x-opentype application/x-otf
  application/x-perl application/x-ttf font/eot font/opentype font/otf font/ttf image/svg+xml text/css text/csv
  text/html text/javascript text/js text/plain text/richtext text/tab-separated-values text/xml
  text/x-component text/x-java-source text/x-script vnd.apple.mpegurl`.split(/\s+/),
);

/** Whether CloudFront would compress this answer for a viewer that takes it. Pure. */
function isCompressible({ status, headers, body }: HttpResponse): boolean {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return (
    STATUSES.has(status) &&
    TYPES.has(type) &&
    body.length >= MIN_BYTES &&
    body.length <= MAX_BYTES &&
    !headers.has('content-encoding') &&
    // Without Content-Length CloudFront can't know the size, and leaves the body alone.
    !headers.has('transfer-encoding')
  );
}

/** The answer as it goes into the cache for viewers whose normalised Accept-Encoding is `accepted`. */
export async function compress(response: HttpResponse, accepted: string): Promise<HttpResponse> {
  if (!isCompressible(response)) return response;
  const headers = new Headers(response.headers);
  if (!/\baccept-encoding\b/i.test(headers.get('vary') ?? '')) headers.append('vary', 'Accept-Encoding');
  const coding = accepted.split(',')[0];
  if (!coding) return { ...response, headers };
  headers.set('content-encoding', coding);
  headers.delete('content-length');
  weakenEtag(headers);
  return { status: response.status, headers, body: await encode(response.body, coding) };
}

/** Two encodings of one object are the same only in meaning, which is what a weak ETag says; a malformed one goes. */
function weakenEtag(headers: Headers): void {
  const etag = headers.get('etag');
  if (etag?.startsWith('"')) headers.set('etag', `W/${etag}`);
  else if (etag && !etag.startsWith('W/')) headers.delete('etag');
}

function encode(body: Buffer, coding: string): Promise<Buffer> {
  // Quality 5 is about what an edge spends on an object it compresses while the viewer waits.
  if (coding === 'br')
    return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return promisify(gzip)(body);
}
