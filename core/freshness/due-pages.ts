import type { Builds } from './builds.ts';

/**
 * The partitions of the indexes of due pages and of builds. Each page is due again and again: one partition would take every
 * write. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html
 */
export const SHARDS = [...'0123456789abcdef'];

/** The partition that a page is in, by its key in the bucket: the last hex digit of its hash. */
export const shardOf = (page: string): string => page.slice(-'0.html'.length, -'.html'.length);

/** A page as the index of due pages tells it. Milliseconds since 1970. */
export interface DuePage {
  url: string;
  dueAt: number;
}

/** A page as the index of builds tells it: its place after a deploy, the lowest first. */
export interface BuiltPage {
  url: string;
  rank: number;
}

/** What finding pages to render again asks of the table they are kept in. Every method rejects with a ServiceFault. */
export interface DuePages {
  /** At most `limit` pages of one shard that are due, the longest overdue first. */
  due(shard: string, now: number, limit: number): Promise<DuePage[]>;
  /** At most `limit` pages of one shard whose snapshot is of a build, the lowest rank first. */
  ofBuild(build: string, shard: string, limit: number): Promise<BuiltPage[]>;
  /** The builds of the app that pages may be of; undefined before the first was noted. */
  builds(): Promise<Builds | undefined>;
  /** Keeps the builds, unless another run has noted a newer one than `seen` since they were read. */
  saveBuilds(builds: Builds, seen: Builds | undefined): Promise<boolean>;
}
