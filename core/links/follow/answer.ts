import { typeOf, type WayTaken } from '../way-taken.ts';

/** Never kept, neither by the edge nor by a browser. */
export const NOT_KEPT = 'no-store';

/** What a visitor gets. Names of headers in lower case. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Whether the body is bytes, written so. */
  isBase64Encoded?: boolean;
}

/**
 * A redirect always says how long it may be kept: a browser would keep a bare 301 for ever.
 *
 * @param way for whoever counts clicks, where it is not the link's own url
 */
export const redirect = (status: number, location: string, cacheControl: string, way?: WayTaken): Answer => ({
  status,
  headers: { location, 'cache-control': cacheControl, ...(way && { 'content-type': typeOf(way) }) },
  body: '',
});

/** Whether a client reads pages; whatever else it is gets the same as a problem (RFC 9457). */
export const readsPages = (accept: string): boolean => accept.includes('text/html');

export const readsJson = (accept: string): boolean =>
  /\bapplication\/(?:json|problem\+json)\b/.test(accept) && !readsPages(accept);
