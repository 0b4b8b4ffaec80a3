import { type HttpResponse, respond } from '../../http.ts';

/** What a viewer asked for of an object the edge has whole: all of it, a part, or only whether it changed. Pure. */

/** The answer to a viewer that has conditions (`If-None-Match`, `If-Modified-Since`) or wants a `Range`. */
export function answerViewer(response: HttpResponse, viewer: Headers): HttpResponse {
  if (response.status !== 200) return response;
  if (isUnchanged(response, viewer)) return notModified(response);
  const range = viewer.get('range');
  return range !== null && rangeApplies(response, viewer) ? partOf(response, range) : response;
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions */
function isUnchanged({ headers }: HttpResponse, viewer: Headers): boolean {
  const match = viewer.get('if-none-match');
  if (match !== null) {
    const etag = headers.get('etag');
    return etag !== null && (match.trim() === '*' || tagsOf(match).includes(weak(etag)));
  }
  const since = viewer.get('if-modified-since');
  const modified = headers.get('last-modified');
  return since !== null && modified !== null && Date.parse(modified) <= Date.parse(since);
}

const weak = (etag: string) => etag.trim().replace(/^W\//, '');
const tagsOf = (header: string) => header.split(',').map(weak);

/** https://www.rfc-editor.org/rfc/rfc9110#name-304-not-modified */
function notModified({ headers }: HttpResponse): HttpResponse {
  const kept = new Headers(headers);
  for (const name of ['content-length', 'content-type', 'content-encoding', 'content-range'])
    kept.delete(name);
  return { status: 304, headers: kept, body: Buffer.alloc(0) };
}

function rangeApplies({ headers }: HttpResponse, viewer: Headers): boolean {
  const condition = viewer.get('if-range');
  if (condition === null) return true;
  return condition === headers.get('etag') || condition === headers.get('last-modified');
}

/** One range is cut out; several at once, or another unit, get the whole object, as HTTP allows. */
function partOf(response: HttpResponse, range: string): HttpResponse {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range.replaceAll(' ', '')) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return response;
  const size = response.body.length;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) return respond(416, { 'content-range': `bytes */${size}` });
  const headers = new Headers(response.headers);
  headers.set('content-range', `bytes ${start}-${end}/${size}`);
  headers.delete('content-length');
  return { status: 206, headers, body: response.body.subarray(start, end + 1) };
}
