/**
 * Pages of other origins and extensions of browsers may call the APIs from wherever they are: what a caller may do is said by its
 * key alone, and a browser has none of its own to send along, as it would a cookie.
 * Spec: https://fetch.spec.whatwg.org/#http-cors-protocol
 */
const SHARED = { 'access-control-allow-origin': '*' };

/**
 * What a page may send. What we do not read does no harm, such as the headers that tracing adds to every request; `*` stands for all
 * but Authorization, and browsers that know no `*` have the names: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
 */
const REQUEST_HEADERS = 'Authorization, Content-Type, If-Match, Idempotency-Key, X-Api-Key, *';
/** What a page may read beyond what the standard lets every page read. */
const RESPONSE_HEADERS = 'ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate';
const METHODS = 'GET, HEAD, POST, PATCH, PUT, DELETE';

/** Browsers keep it two hours at most. */
const KEPT_SECONDS = 7200;

/** What an answer to any client says besides its own headers. */
export const CORS_HEADERS: Record<string, string> = {
  ...SHARED,
  'access-control-expose-headers': RESPONSE_HEADERS,
};

/** What answers a preflight, with 204 and no body. */
export const PREFLIGHT_HEADERS: Record<string, string> = {
  ...SHARED,
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': REQUEST_HEADERS,
  'access-control-max-age': String(KEPT_SECONDS),
  'cache-control': 'no-store',
};

/** Whether a browser asks before it sends what a page wants to send. Any other OPTIONS is a request like others. */
export const isPreflight = (method: string, requestMethod: string | undefined): boolean =>
  method === 'OPTIONS' && requestMethod !== undefined;
