import type { HttpRequest, HttpResponse } from '../../http.ts';
import type { Behaviour } from './behaviours.ts';
import type { Cache, Collapser } from './cache.ts';
import type { DistributionConfig } from './config.ts';
import type { CacheResult, DistributionContext } from './context.ts';
import type { Deadlines } from './deadlines.ts';
import type { EdgeRequest, EventSource } from './edge-event.ts';

/** The one edge location of a distribution: what it was configured with, and what it remembers. */
export interface Edge {
  context: DistributionContext;
  config: DistributionConfig;
  behaviours: readonly Behaviour[];
  cache: Cache;
  collapser: Collapser<Outcome>;
  deadlines: Deadlines;
}

/** One viewer request on its way through the edge. */
export interface Exchange {
  viewer: HttpRequest;
  requestId: string;
  startedAt: number;
  /** By the viewer's own path: a rewritten uri does not change it. */
  behaviour: Behaviour;
  /** What it has become; viewer-request may rewrite it. */
  request: EdgeRequest;
  /** The ids of the origins asked so far. */
  originWay: string[];
  /** What the last of them took, until the first and the last byte. */
  originMs?: { first: number; last: number };
  /** The viewer would go on by WebSocket, and the behaviour's origin may. */
  upgrade: boolean;
}

/** How a request was answered. */
export interface Outcome {
  response: HttpResponse;
  lookup: CacheResult;
  /** Seconds the object has been in the cache, for `Age`. */
  age?: number;
  /** Whether requests that waited for this answer may have it too. */
  shared?: boolean;
  reason?: string;
}

/** Where the events of this exchange's functions say they come from. */
export function eventSource({ context }: Edge, { requestId }: Exchange): EventSource {
  return { distributionDomainName: context.domainName, distributionId: context.id, requestId };
}

/** The name this edge gives itself in `Via`. */
export function viaOf({ context }: Edge): string {
  return `1.1 ${context.id.toLowerCase()}.cloudfront.net (CloudFront)`;
}

/** What the cache says of an answer, as far as the viewer is told: every failure is an `Error`. */
export function cacheResultOf({ lookup, response }: Outcome): CacheResult {
  const plain = lookup === 'Hit' || lookup === 'Miss' || lookup === 'RefreshHit';
  return plain && response.status >= 400 ? 'Error' : lookup;
}
