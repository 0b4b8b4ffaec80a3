import { expect, test } from '@jest/globals';
import { matchesPattern } from '../../../../core/path-pattern.ts';
import { respond } from '../../../../local/http.ts';
import { behaviourFor } from '../../../../local/services/cloudfront/behaviours.ts';
import { Cache } from '../../../../local/services/cloudfront/cache.ts';
import { cacheKey } from '../../../../local/services/cloudfront/cache-key.ts';
import { answerViewer } from '../../../../local/services/cloudfront/conditional.ts';
import { freshnessAt, lifetime, mayStandIn } from '../../../../local/services/cloudfront/freshness.ts';
import { applyHeadersPolicy } from '../../../../local/services/cloudfront/headers-policy.ts';
import { managedResponseHeadersPolicies } from '../../../../local/services/cloudfront/managed-policies.ts';
import {
  normaliseAcceptEncoding,
  pickCookies,
  pickQuery,
} from '../../../../local/services/cloudfront/parameters.ts';
import { cachePolicy } from './support.ts';

test.each([
  ['*', '/', true],
  ['/assets/*', '/assets/a/b.js', true],
  ['assets/*', '/assets/a.js', true],
  ['/assets/*', '/Assets/a.js', false],
  ['/assets/*', '/assets', false],
  ['*.js', '/deep/down/app.js', true],
  ['*.js', '/app.jsx', false],
  ['/a?c', '/abc', true],
  ['/a?c', '/ac', false],
  ['/a.c', '/abc', false],
  ['/a+(b)', '/a+(b)', true],
])('matchesPattern(%s, %s) is %s', (pattern, path, expected) => {
  expect(matchesPattern(pattern, path)).toBe(expected);
});

test.each([
  ['/api/x', '/api/*'],
  ['/api/../other', '*'],
  ['/other/./../api/x', '/api/*'],
  ['/x.js', '*.js'],
  ['/api/x.js', '/api/*'],
  ['/x%2Ejs', '*.js'],
  ['/%61pi/x', '/api/*'],
  ['/api/%2e%2e/other', '*'],
  ['/api%2Fx', '*'],
])('the behaviour for %s is %s', (path, expected) => {
  const behaviours = [{ pattern: '/api/*' }, { pattern: '*.js' }, { pattern: '*' }];
  expect(behaviourFor(behaviours, path).pattern).toBe(expected);
});

const query = 'b=2&utm_source=x&a=1&a=3&flag';
test.each([
  ['none', [], ''],
  ['all', [], query],
  ['whitelist', ['a', 'flag'], 'a=1&a=3&flag'],
  ['whitelist', ['A'], ''],
  ['allExcept', ['utm_source'], 'b=2&a=1&a=3&flag'],
] as const)('pickQuery(%s %j) is %s', (behaviour, names, expected) => {
  expect(pickQuery(query, { behaviour, names })).toBe(expected);
});

test('cookies are picked by name, in order', () => {
  const header = 'session=1; theme=dark;lang=de';
  expect(pickCookies(header, { behaviour: 'whitelist', names: ['lang', 'session'] })).toBe(
    'session=1; lang=de',
  );
  expect(pickCookies(header, { behaviour: 'none', names: undefined })).toBe('');
  expect(pickCookies(null, { behaviour: 'all', names: undefined })).toBe('');
});

test.each([
  ['gzip, deflate, br', 'br,gzip'],
  ['br;q=1.0, gzip;q=0', 'br'],
  ['GZIP', 'gzip'],
  ['deflate', ''],
  [null, ''],
])('Accept-Encoding %s is normalised to %s', (header, expected) => {
  expect(normaliseAcceptEncoding(header, { gzip: true, brotli: true })).toBe(expected);
});

const get = {
  method: 'GET',
  uri: '/a',
  query: 'x=1',
  headers: new Headers({ accept: 'text/html', cookie: 's=1' }),
};
test.each([
  ['another uri', { uri: '/b' }, {}, false],
  ['HEAD', { method: 'HEAD' }, {}, true],
  ['OPTIONS', { method: 'OPTIONS' }, {}, false],
  ['a query no policy lists', { query: 'x=2' }, {}, true],
  ['a listed query', { query: 'x=2' }, { query: { QueryStringBehavior: 'all' as const } }, false],
  ['a header no policy lists', { headers: new Headers() }, {}, true],
  ['a listed header', { headers: new Headers() }, { headers: ['Accept'] }, false],
  ['a listed cookie', { headers: new Headers() }, { cookies: { CookieBehavior: 'all' as const } }, false],
  ['an encoding', { headers: new Headers({ 'accept-encoding': 'br' }) }, { gzip: true }, false],
  [
    'an encoding nobody serves',
    { headers: new Headers({ 'accept-encoding': 'zstd' }) },
    { gzip: true },
    true,
  ],
])('cache key: %s', (_, change, parts, same) => {
  const policy = cachePolicy(parts);
  expect(cacheKey(policy, { ...get, ...change }) === cacheKey(policy, get)).toBe(same);
});

const now = Date.parse('2026-11-01T12:00:00Z');
const in30s = new Date(now + 30_000).toUTCString();
test.each([
  // status, Cache-Control, Expires, [min, default, max], stored for (undefined: not stored)
  [200, null, null, [0, 60, 3600], 60],
  [200, null, null, [90, 60, 3600], 90],
  [200, 'max-age=10', null, [0, 60, 3600], 10],
  [200, 'max-age=10', null, [30, 60, 3600], 30],
  [200, 'max-age=9999', null, [0, 60, 3600], 3600],
  [200, 'max-age=0, s-maxage=60', null, [0, 5, 3600], 60],
  [200, 'max-age=10', in30s, [0, 60, 3600], 10],
  [200, null, in30s, [0, 60, 3600], 30],
  [200, null, 'never', [0, 60, 3600], 0],
  [200, 'no-store', null, [0, 60, 3600], undefined],
  [200, 'private, max-age=10', null, [0, 60, 3600], undefined],
  [200, 'no-store', null, [5, 60, 3600], 5],
  [200, 'no-cache', null, [0, 60, 3600], 0],
  [200, 'max-age=10', null, [0, 0, 0], undefined],
  [206, 'max-age=10', null, [0, 60, 3600], undefined],
  [301, null, null, [0, 60, 3600], 60],
  [302, 'max-age=10', null, [0, 60, 3600], 10],
  [307, null, null, [0, 60, 3600], undefined],
  [308, 'max-age=10', null, [0, 60, 3600], 10],
  [404, null, null, [0, 60, 3600], 10],
  [404, 'max-age=120', null, [0, 60, 3600], 120],
  [404, 'max-age=3', null, [0, 60, 3600], 10],
  [404, 'no-store', null, [0, 60, 3600], undefined],
  [410, 'no-store', null, [0, 60, 3600], undefined],
  [503, 'no-store', null, [0, 60, 3600], 10],
  [503, null, null, [0, 0, 0], 10],
  [403, null, null, [0, 60, 3600], undefined],
  [403, 'max-age=120', null, [0, 60, 3600], 120],
  [401, 'max-age=120', null, [0, 60, 3600], undefined],
  [416, null, null, [0, 60, 3600], undefined],
] as const)(
  '%s with Cache-Control %s, Expires %s, TTLs %j is kept for %s s',
  (status, cacheControl, expires, ttls, kept) => {
    const life = lifetime({ status, cacheControl, expires, now }, cachePolicy({ ttls: [...ttls] }));
    expect(life.store ? life.ttl : undefined).toBe(kept);
  },
);

test('an ErrorCachingMinTTL of 0 keeps no error', () => {
  const answer = { status: 404, cacheControl: null, expires: null, now };
  expect(lifetime(answer, cachePolicy({}), 0).store).toBe(false);
});

test.each([
  [59, 'fresh', true],
  [60, 'stale-while-revalidate', true],
  [89, 'stale-while-revalidate', true],
  [90, 'expired', true],
  [159, 'expired', true],
  [160, 'expired', false],
])('max-age=60, swr=30, sie=100: after %s s it is %s, may stand in: %s', (age, freshness, standsIn) => {
  const cacheControl = 'max-age=60, stale-while-revalidate=30, stale-if-error=100';
  const life = lifetime({ status: 200, cacheControl, expires: null, now }, cachePolicy({}));
  expect([freshnessAt(life, now, now + age * 1000), mayStandIn(life, now, now + age * 1000)]).toEqual([
    freshness,
    standsIn,
  ]);
});

const object = respond(200, { etag: '"v1"', 'last-modified': 'Sun, 01 Nov 2026 10:00:00 GMT' }, '0123456789');
test.each([
  [{ 'if-none-match': '"v1"' }, 304, ''],
  [{ 'if-none-match': '"v0", W/"v1"' }, 304, ''],
  [{ 'if-none-match': '"v0"', 'if-modified-since': 'Sun, 01 Nov 2026 11:00:00 GMT' }, 200, '0123456789'],
  [{ 'if-modified-since': 'Sun, 01 Nov 2026 10:00:00 GMT' }, 304, ''],
  [{ 'if-modified-since': 'Sun, 01 Nov 2026 09:00:00 GMT' }, 200, '0123456789'],
  [{ range: 'bytes=2-4' }, 206, '234'],
  [{ range: 'bytes=8-' }, 206, '89'],
  [{ range: 'bytes=-3' }, 206, '789'],
  [{ range: 'bytes=5-99' }, 206, '56789'],
  [{ range: 'bytes=10-' }, 416, ''],
  [{ range: 'bytes=0-1,3-4' }, 200, '0123456789'],
  [{ range: 'bytes=0-1', 'if-range': '"v0"' }, 200, '0123456789'],
] as [Record<string, string>, number, string][])('a viewer with %j gets %s %s', (headers, status, body) => {
  const answer = answerViewer(object, new Headers(headers));
  expect([answer.status, answer.body.toString()]).toEqual([status, body]);
});

test('the cache holds no more than its bytes and lets the longest unused go', () => {
  const cache = new Cache(10_000);
  const entry = { life: { store: true, ttl: 1, staleWhileRevalidate: 0, staleIfError: 0 }, since: 0 };
  const rest = { standsInUntil: 0, etag: null, lastModified: null };
  const put = (key: string) =>
    cache.set(key, { ...entry, ...rest, response: respond(200, {}, 'x'.repeat(3000)) });
  for (const key of ['a', 'b']) put(key);
  cache.get('a');
  put('c');
  expect([cache.get('a') !== undefined, cache.get('b'), cache.get('c') !== undefined]).toEqual([
    true,
    undefined,
    true,
  ]);
  put('c');
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
});

test('SecurityHeadersPolicy overrides nosniff only', () => {
  const policy = managedResponseHeadersPolicies.get('67f7725c-6f97-4210-82d7-5512b31e9d03');
  const headers = new Headers({ 'x-content-type-options': 'sniff', 'x-frame-options': 'DENY' });
  if (policy) applyHeadersPolicy(policy, headers, { method: 'GET', origin: null });
  expect(Object.fromEntries(headers)).toEqual({
    'referrer-policy': 'strict-origin-when-cross-origin',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-xss-protection': '1; mode=block',
  });
});

const cors = {
  Name: 'cors',
  CorsConfig: {
    AccessControlAllowOrigins: { Items: ['https://app.example'] },
    AccessControlAllowHeaders: { Items: ['X-A'] },
    AccessControlAllowMethods: { Items: ['GET'] },
    AccessControlAllowCredentials: false,
    OriginOverride: true,
  },
};
test.each([
  ['GET', 'https://app.example', { 'access-control-allow-origin': 'https://app.example' }],
  ['GET', 'https://evil.example', {}],
  ['GET', null, {}],
  [
    'OPTIONS',
    'https://app.example',
    {
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-headers': 'X-A',
      'access-control-allow-methods': 'GET',
    },
  ],
])('CORS for %s from %s adds %j', (method, origin, expected) => {
  const headers = new Headers();
  applyHeadersPolicy(cors, headers, { method, origin });
  expect(Object.fromEntries(headers)).toEqual(expected);
});
