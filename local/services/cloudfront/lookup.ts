import type { Stored } from './cache.ts';
import { acceptEncoding, cacheKey, normalisesEncoding } from './cache-key.ts';
import { compress } from './compression.ts';
import type { Edge, Exchange, Outcome } from './exchange.ts';
import { DEFAULT_ERROR_TTL, freshnessAt, lifetime, mayCache, mayStandIn } from './freshness.ts';
import { fetchFromOrigins, type OriginAnswer, viewerConditions } from './origin-fetch.ts';

/** Answers from the cache where it can, from the origin where it must, and remembers what came back. */
export async function throughCache(edge: Edge, exchange: Exchange): Promise<Outcome> {
  const { key, stored } = find(edge, exchange);
  const now = edge.context.clock.now();
  const freshness = stored && freshnessAt(stored.life, stored.since, now);
  // Where caching is disabled only an error can be found, and every viewer asks for himself.
  if (!mayCache(exchange.behaviour.cachePolicy))
    return stored && freshness === 'fresh' ? hit(edge, stored) : refresh(edge, exchange, key, undefined);
  if (stored && freshness === 'stale-while-revalidate') refreshBehind(edge, exchange, key, stored);
  if (stored && (freshness !== 'expired' || now < stored.standsInUntil)) return hit(edge, stored);
  return collapsed(edge, exchange, key, stored);
}

/** A HEAD may be answered from the object of a GET, but what a HEAD brings has no body for a GET. */
function find(edge: Edge, exchange: Exchange): { key: string; stored: Stored | undefined } {
  const key = cacheKey(exchange.behaviour.cachePolicy, exchange.request);
  const stored = edge.cache.get(key);
  if (stored || exchange.request.method !== 'HEAD') return { key, stored };
  const headKey = `HEAD ${key}`;
  return { key: headKey, stored: edge.cache.get(headKey) };
}

function hit(edge: Edge, stored: Stored, reason?: string): Outcome {
  const age = Math.floor((edge.context.clock.now() - stored.since) / 1000);
  return { response: stored.response, lookup: 'Hit', age, shared: true, ...(reason ? { reason } : {}) };
}

/** Of all viewers who miss at one time, the first goes to the origin; the others take its answer if they may. */
async function collapsed(
  edge: Edge,
  exchange: Exchange,
  key: string,
  stored: Stored | undefined,
): Promise<Outcome> {
  const { led, value } = await edge.collapser.run(collapseKey(exchange, key), () =>
    refresh(edge, exchange, key, stored),
  );
  if (led) return value;
  if (value.shared) return { ...value, lookup: 'Hit', age: value.age ?? 0 };
  return refresh(edge, exchange, key, stored);
}

/** Requests that differ in method or range can't take each other's answers. */
function collapseKey({ request }: Exchange, key: string): string {
  return `${request.method} ${request.headers.get('range') ?? ''} ${key}`;
}

/** stale-while-revalidate: the viewer has been answered; one request fetches the fresh object for those to come. */
function refreshBehind(edge: Edge, exchange: Exchange, key: string, stored: Stored): void {
  const headers = new Headers(exchange.request.headers);
  headers.delete('range');
  // A HEAD may have come across the object of a GET; only another GET brings that one anew.
  const method = key.startsWith('HEAD ') ? 'HEAD' : 'GET';
  const own = { ...exchange, originWay: [], request: { ...exchange.request, method, headers } };
  // A failure changes nothing: the object stays stale, and the next request tries again.
  edge.collapser.run(collapseKey(own, key), () => refresh(edge, own, key, stored)).catch(() => {});
}

/** Goes to the origin, with the validators of what is stored, and keeps what it answers. */
async function refresh(
  edge: Edge,
  exchange: Exchange,
  key: string,
  stored: Stored | undefined,
): Promise<Outcome> {
  const answer = await fetchFromOrigins(edge, exchange, attemptHeaders(exchange, stored));
  const now = edge.context.clock.now();
  if (stored && answer.response.status === 304) return renew(edge, exchange, key, stored, answer);
  if (stored && answer.response.status >= 500 && mayStandIn(stored.life, stored.since, now)) {
    stored.standsInUntil = now + errorTtl(edge, answer.response.status) * 1000;
    return hit(edge, stored, `stale: ${answer.reason ?? `the origin answered ${answer.response.status}`}`);
  }
  return keep(edge, exchange, key, answer);
}

function attemptHeaders(exchange: Exchange, stored: Stored | undefined): Headers {
  if (!mayCache(exchange.behaviour.cachePolicy)) return viewerConditions(exchange);
  const headers = new Headers();
  const range = exchange.request.headers.get('range');
  if (range !== null) headers.set('range', range);
  // A part and a validator together could be answered with a part of something else.
  if (range !== null || !stored) return headers;
  if (stored.etag) headers.set('if-none-match', stored.etag);
  if (stored.lastModified) headers.set('if-modified-since', stored.lastModified);
  return headers;
}

/** The origin says that the object has not changed: what it says of its lifetime holds from now on. */
function renew(edge: Edge, exchange: Exchange, key: string, stored: Stored, answer: OriginAnswer): Outcome {
  const headers = new Headers(stored.response.headers);
  for (const name of ['cache-control', 'expires', 'date', 'last-modified']) {
    const value = answer.response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const response = { ...stored.response, headers };
  const life = lifetimeOf(edge, exchange, response);
  const now = edge.context.clock.now();
  if (life.store) edge.cache.set(key, { ...stored, response, life, since: now, standsInUntil: 0 });
  else edge.cache.delete(key);
  return { response, lookup: 'RefreshHit', shared: life.store && life.ttl > 0 };
}

async function keep(edge: Edge, exchange: Exchange, key: string, answer: OriginAnswer): Promise<Outcome> {
  const { behaviour, request } = exchange;
  const compresses = behaviour.compress && normalisesEncoding(behaviour.cachePolicy);
  const response = compresses
    ? await compress(answer.response, acceptEncoding(behaviour.cachePolicy, request.headers))
    : answer.response;
  const life = lifetimeOf(edge, exchange, response);
  const { headers } = answer.response;
  const storeKey = request.method === 'HEAD' && !key.startsWith('HEAD ') ? `HEAD ${key}` : key;
  if (life.store)
    edge.cache.set(storeKey, {
      response,
      life,
      since: edge.context.clock.now(),
      standsInUntil: 0,
      etag: headers.get('etag'),
      lastModified: headers.get('last-modified'),
    });
  // A part says nothing of the whole; any other answer means that what was stored is no longer true.
  else if (response.status !== 206) edge.cache.delete(key);
  return {
    response,
    lookup: answer.from === 'function' ? 'LambdaGeneratedResponse' : 'Miss',
    shared: life.store && life.ttl > 0,
    ...(answer.reason ? { reason: answer.reason } : {}),
  };
}

function lifetimeOf(edge: Edge, exchange: Exchange, { status, headers }: Stored['response']) {
  const answered = {
    status,
    cacheControl: headers.get('cache-control'),
    expires: headers.get('expires'),
    now: edge.context.clock.now(),
  };
  return lifetime(answered, exchange.behaviour.cachePolicy, errorTtl(edge, status));
}

function errorTtl({ config }: Edge, status: number): number {
  const custom = config.CustomErrorResponses?.find(({ ErrorCode }) => ErrorCode === status);
  return custom?.ErrorCachingMinTTL ?? DEFAULT_ERROR_TTL;
}
