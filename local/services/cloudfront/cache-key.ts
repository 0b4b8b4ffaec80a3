import type { CachePolicyConfig } from './config.ts';
import { type Choice, normaliseAcceptEncoding, pickCookies, pickQuery } from './parameters.ts';

/** What of a request, after viewer-request, can be part of a cache key. */
export interface Keyed {
  method: string;
  uri: string;
  query: string;
  headers: Headers;
}

/**
 * The name an object has in the cache. GET and HEAD share it; the behaviour and the origin are not part of it.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html
 */
export function cacheKey(policy: CachePolicyConfig, request: Keyed): string {
  return JSON.stringify([
    request.method === 'OPTIONS' ? 'OPTIONS' : 'GET',
    request.uri,
    pickQuery(request.query, queryChoice(policy)),
    keyHeaders(policy).map(name => `${name}: ${request.headers.get(name) ?? ''}`),
    pickCookies(request.headers.get('cookie'), cookieChoice(policy)),
    acceptEncoding(policy, request.headers),
  ]);
}

/**
 * Whether an invalidation of a path is one of an object, whatever else tells objects apart. `*` at its end stands for anything,
 * and a path with a query for that query. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
 *
 * @param key as `cacheKey` made it, or that of a HEAD
 */
export function isInvalidated(key: string, path: string): boolean {
  const [, uri, query] = JSON.parse(key.slice(key.indexOf('['))) as string[];
  const address = query === '' ? `${uri}` : `${uri}?${query}`;
  return path.endsWith('*') ? address.startsWith(path.slice(0, -1)) : path === address;
}

/** The headers a cache policy lists, in lower case and in order. */
export function keyHeaders(policy: CachePolicyConfig): string[] {
  const { HeaderBehavior, Headers: names = [] } =
    policy.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig;
  return HeaderBehavior === 'none' ? [] : names.map(name => name.toLowerCase()).sort();
}

/** Which query parameters a cache policy picks. */
export function queryChoice(policy: CachePolicyConfig): Choice {
  const { QueryStringBehavior, QueryStrings } =
    policy.ParametersInCacheKeyAndForwardedToOrigin.QueryStringsConfig;
  return { behaviour: QueryStringBehavior, names: QueryStrings };
}

/** Which cookies a cache policy picks. */
export function cookieChoice(policy: CachePolicyConfig): Choice {
  const { CookieBehavior, Cookies } = policy.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig;
  return { behaviour: CookieBehavior, names: Cookies };
}

/** The normalised `Accept-Encoding` under a cache policy; empty when the policy has no encodings. */
export function acceptEncoding(policy: CachePolicyConfig, headers: Headers): string {
  const { EnableAcceptEncodingGzip: gzip, EnableAcceptEncodingBrotli: brotli = false } =
    policy.ParametersInCacheKeyAndForwardedToOrigin;
  return normaliseAcceptEncoding(headers.get('accept-encoding'), { gzip, brotli });
}

/** Whether a cache policy normalises `Accept-Encoding`, for the key and for the origin alike. */
export function normalisesEncoding(policy: CachePolicyConfig): boolean {
  const encodings = policy.ParametersInCacheKeyAndForwardedToOrigin;
  return encodings.EnableAcceptEncodingGzip || (encodings.EnableAcceptEncodingBrotli ?? false);
}
