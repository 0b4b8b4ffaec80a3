import type { CachePolicyConfig } from './config.ts';

/** How long an answer stays usable, in seconds; `store` false means it never enters the cache. */
export interface Lifetime {
  store: boolean;
  ttl: number;
  /** After `ttl`, for how long it is served at once while a fresh one is fetched behind it. */
  staleWhileRevalidate: number;
  /** After `ttl`, for how long it stands in for an origin that fails. Without the directive: as long as it is kept. */
  staleIfError: number;
}

/** What decides about an answer's lifetime. `errorTtl` is the `ErrorCachingMinTTL` of its status. */
interface Answered {
  status: number;
  cacheControl: string | null;
  expires: string | null;
  now: number;
}

type Ttls = Pick<CachePolicyConfig, 'MinTTL' | 'DefaultTTL' | 'MaxTTL'>;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
export const DEFAULT_ERROR_TTL = 10;

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html#HTTPStatusCodes-cached-errors
const ALWAYS_CACHED_ERRORS = new Set([404, 410, 414, 500, 501, 502, 503, 504]);
const ERRORS_CACHED_WHEN_TOLD = new Set([400, 403, 405, 412, 415]);
const ERRORS_THAT_OBEY_NO_STORE = new Set([404, 410, 414, 501]);

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#ResponseCustomRedirects
const CACHED_BY_DEFAULT = new Set([200, 203, 204, 300, 301, 302]);
const CACHED_WHEN_TOLD = new Set([307, 308]);

const NOT_STORED: Lifetime = { store: false, ttl: 0, staleWhileRevalidate: 0, staleIfError: 0 };

/**
 * How long CloudFront keeps an answer.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html#ExpirationDownloadDist
 */
export function lifetime(answer: Answered, policy: Ttls, errorTtl = DEFAULT_ERROR_TTL): Lifetime {
  const directives = readCacheControl(answer.cacheControl);
  const told = toldSeconds(answer, directives);
  return answer.status >= 400
    ? errorLifetime(answer.status, directives, told, policy, errorTtl)
    : successLifetime(answer.status, directives, told, policy);
}

/** Whether a policy lets anything but errors into the cache. */
export function mayCache(policy: Pick<CachePolicyConfig, 'MaxTTL'>): boolean {
  return policy.MaxTTL > 0;
}

function successLifetime(
  status: number,
  directives: Map<string, string>,
  told: number | undefined,
  policy: Ttls,
): Lifetime {
  // A maximum of 0 is how CachingDisabled works. Errors are cached all the same, for their own minimum.
  if (!mayCache(policy)) return NOT_STORED;
  if (!CACHED_BY_DEFAULT.has(status) && !(CACHED_WHEN_TOLD.has(status) && told !== undefined))
    return NOT_STORED;
  // A minimum above 0 overrules even `no-store` and `private`.
  if (forbidsCaching(directives))
    return policy.MinTTL > 0 ? { ...NOT_STORED, store: true, ttl: policy.MinTTL } : forbidden(directives);
  const ttl = told === undefined ? policy.DefaultTTL : Math.min(told, policy.MaxTTL);
  return {
    store: true,
    ttl: Math.max(policy.MinTTL, ttl),
    staleWhileRevalidate: Math.min(seconds(directives, 'stale-while-revalidate') ?? 0, policy.MaxTTL),
    staleIfError: seconds(directives, 'stale-if-error') ?? Number.POSITIVE_INFINITY,
  };
}

/** `no-cache` alone lets the object be kept, to be asked about each time; `no-store` and `private` do not. */
function forbidden(directives: Map<string, string>): Lifetime {
  return { ...NOT_STORED, store: !directives.has('no-store') && !directives.has('private') };
}

function errorLifetime(
  status: number,
  directives: Map<string, string>,
  told: number | undefined,
  policy: Ttls,
  errorTtl: number,
): Lifetime {
  const cached =
    ALWAYS_CACHED_ERRORS.has(status) || (ERRORS_CACHED_WHEN_TOLD.has(status) && told !== undefined);
  if (!cached || (ERRORS_THAT_OBEY_NO_STORE.has(status) && forbidsCaching(directives))) return NOT_STORED;
  const ttl = Math.max(errorTtl, Math.min(told ?? 0, policy.MaxTTL));
  return { ...NOT_STORED, store: ttl > 0, ttl };
}

function forbidsCaching(directives: Map<string, string>): boolean {
  return directives.has('no-store') || directives.has('private') || directives.has('no-cache');
}

/** What the origin asks for: `s-maxage` before `max-age` before `Expires`. */
function toldSeconds(answer: Answered, directives: Map<string, string>): number | undefined {
  const age = seconds(directives, 's-maxage') ?? seconds(directives, 'max-age');
  if (age !== undefined || answer.expires === null) return age;
  const at = Date.parse(answer.expires);
  // A date nobody can read means "already expired": https://www.rfc-editor.org/rfc/rfc9111#name-expires
  return Number.isNaN(at) ? 0 : Math.max(0, Math.floor((at - answer.now) / 1000));
}

function seconds(directives: Map<string, string>, name: string): number | undefined {
  const value = directives.get(name);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** `max-age=60, private` as a map, names in lower case. */
function readCacheControl(header: string | null): Map<string, string> {
  const directives = new Map<string, string>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', value = ''] = part.trim().split('=');
    if (name !== '') directives.set(name.trim().toLowerCase(), value.trim().replaceAll('"', ''));
  }
  return directives;
}

/** What a stored object is good for now. */
export type Freshness = 'fresh' | 'stale-while-revalidate' | 'expired';

/** What an object stored or renewed at `since` is good for at `now` (both in milliseconds). */
export function freshnessAt(life: Lifetime, since: number, now: number): Freshness {
  const age = (now - since) / 1000;
  if (age < life.ttl) return 'fresh';
  return age < life.ttl + life.staleWhileRevalidate ? 'stale-while-revalidate' : 'expired';
}

/** Whether an expired object may stand in for an origin that answers 5xx or not at all. */
export function mayStandIn(life: Lifetime, since: number, now: number): boolean {
  return (now - since) / 1000 < life.ttl + life.staleIfError;
}
