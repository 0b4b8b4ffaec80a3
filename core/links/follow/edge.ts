import { NOT_KEPT } from './answer.ts';

/** An answer needs no longer from here to the edge, where its time begins to count. */
const ON_THE_WAY_MS = 1000;

/**
 * How long the edge may keep an answer that is the same for all. No browser keeps it: an edit would never reach who followed the
 * link before. What has an end is never kept past it, not even in place of an answer that cannot be had.
 *
 * @param maxAge seconds
 * @param ends times, ISO 8601, at which the answer will be another; those that are undefined never come
 * @param now milliseconds
 */
export function keptFor(maxAge: number, ends: (string | undefined)[], now: number): string {
  const times = ends.filter(end => end !== undefined).map(Date.parse);
  if (times.length === 0) return kept(maxAge);
  const left = Math.floor((Math.min(...times) - now - ON_THE_WAY_MS) / 1000);
  const seconds = Math.min(maxAge, left);
  // Where nothing is said of it, the edge answers with what it had for as long as nobody else answers.
  return seconds > 0 ? `${kept(seconds)}, stale-if-error=${left - seconds}` : NOT_KEPT;
}

const kept = (seconds: number) => (seconds > 0 ? `max-age=0, s-maxage=${seconds}` : NOT_KEPT);
