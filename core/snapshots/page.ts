import { createHash } from 'node:crypto';
import { originOf } from '../origin.ts';

/**
 * The address that stands for a page, so that every spelling of it shares one snapshot.
 *
 * @param host the viewer's Host header, any letter case, with a port or without
 * @param path percent-encoded, as the viewer sent it
 * @param query without "?", as the viewer sent it
 * @param parameters the query parameters that make another page; all others are dropped
 * @returns an absolute URL; the same for every spelling, and unchanged when given to this function again
 */
export function pageUrl(host: string, path: string, query: string, parameters: readonly string[]): string {
  return originOf(host) + normalisePath(path) + normaliseQuery(query, parameters);
}

/** Where a page's snapshot is kept: `snapshots/v1/<host>/<sha256 of path and query>.html`. */
export function snapshotKey(pageUrl: string): string {
  const url = new URL(pageUrl);
  const hash = createHash('sha256').update(`${url.pathname}${url.search}`).digest('hex');
  return `snapshots/v1/${url.host}/${hash}.html`;
}

/**
 * One spelling for each path: no empty or dot segments, no slash at the end, and only what must be encoded is.
 * Each segment is decoded once and encoded again, so an encoded slash stays part of its segment.
 */
export function normalisePath(path: string): string {
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    const segment = decodeOnce(raw);
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encodeSegment(segment));
  }
  return `/${segments.join('/')}`;
}

function normaliseQuery(query: string, parameters: readonly string[]): string {
  const kept = [...new URLSearchParams(query)]
    .filter(([name]) => parameters.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)); // a stable sort: repeated parameters keep their order
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
}

function decodeOnce(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray "%" stands for itself
  }
}

/** A segment may hold these as they are: https://www.rfc-editor.org/rfc/rfc3986#section-3.3 (pchar). */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /%(?:21|24|26|27|28|29|2A|2B|2C|3A|3B|3D|40)/g,
    code => decodeURIComponent(code),
  );
}
