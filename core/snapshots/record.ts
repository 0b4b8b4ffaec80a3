import type { Noted } from '../freshness/freshness.ts';
import type { PageFault } from '../rendering/rendered.ts';

/** What the snapshots table holds of a page. Times are milliseconds since 1970. */
export interface PageRecord extends Partial<Noted> {
  /** The page's key in the bucket. */
  page: string;
  url: string;
  /** The keys of the index of addresses. */
  host?: string;
  path?: string;
  /** When it is to be rendered again, or forgotten when it is gone. */
  dueAt: number;
  /** When the last render failed and why, if none has worked since. */
  failedAt?: number;
  error?: string;
  /** What the last render that worked did not wait for any longer, in words. */
  givenUp?: string | undefined;
  /** What was wrong with the page then, where it was the page's doing. */
  fault?: PageFault;
  /** When the first of those renders failed that failed one after the other, if none has worked since. */
  failingSince?: number;
  /** When a job for the page was last queued because a crawler was told to come back. */
  queuedAt?: number;
  /** Who renders the page now, and until when others wait for it. */
  lockedBy?: string;
  lockedUntil?: number;
  /** The partition of the index of due pages: the last hex digit of the page's key. Only pages with a snapshot are in it. */
  dueShard?: string;
  /** The partition of the index of builds: the build the page is of, and its shard. */
  buildShard?: string;
  /** The page's place after a deploy: the lowest first. */
  rank?: number;
}

/** A render that failed. */
export interface Failed {
  error: string;
  fault?: PageFault | undefined;
  /** When the first of those failed that failed one after the other, if this is not the first. */
  failingSince?: number | undefined;
}

/** All in milliseconds since 1970. */
export interface LockTimes {
  now: number;
  until: number;
  renderedAfter: number;
  failedAfter: number;
}
