import { type History, intervalOf, LONGEST_INTERVAL } from './freshness.ts';

/** The builds of the app that pages may be of, each known by the ETag of its shell. */
export interface Builds {
  current: string;
  /** Those before it that have pages left, and when each was replaced. Milliseconds since 1970. */
  older: { id: string; replacedAt: number }[];
}

/** A render that began with the old shell has ended by then, and the index tells of its page. */
const SETTLED_MS = 10 * 60_000;

/** Who deploys more often than pages can follow has these; the pages of earlier ones come when they are due. */
const MAX_OLDER = 10;

/** The builds, now that the app's shell is `current`. One that comes back is an older one no more. */
export function withCurrent(builds: Builds | undefined, current: string, now: number): Builds {
  if (!builds) return { current, older: [] };
  if (builds.current === current) return builds;
  const older = [...builds.older, { id: builds.current, replacedAt: now }];
  return { current, older: older.filter(({ id }) => id !== current).slice(-MAX_OLDER) };
}

/** The builds without those that have no pages left. One replaced a moment ago may still get pages. */
export function withoutDrained(builds: Builds, drained: readonly string[], now: number): Builds {
  const older = builds.older.filter(
    ({ id, replacedAt }) => !drained.includes(id) || now - replacedAt < SETTLED_MS,
  );
  return older.length === builds.older.length ? builds : { ...builds, older };
}

/**
 * A page's place among those to render after a deploy; the lowest comes first. The home page, then each level below: upper
 * pages lead to all others and are asked for most. Of one level those that change most often, which crawlers come for.
 */
export function rankOf(url: string, history: Partial<History>): number {
  const { pathname, search } = new URL(url);
  const depth = pathname.split('/').filter(Boolean).length + (search ? 1 : 0);
  const { observations, changes, observedMs } = history;
  const isWatched = observations !== undefined && changes !== undefined && observedMs !== undefined;
  const interval = isWatched ? intervalOf({ observations, changes, observedMs }) : LONGEST_INTERVAL / 2;
  // Tenths: each other rank is a write to the index.
  return depth + Math.floor((9 * interval) / LONGEST_INTERVAL) / 10;
}
