import type { Clock } from '../../clock.ts';
import type { HintTable } from '../hints/table.ts';
import type { LinkStore } from '../store.ts';

export interface ReindexContext {
  store: LinkStore;
  hints: HintTable;
  clock: Clock;
}

/** What was looked at and mended. */
export interface Mended {
  links: number;
  hints: number;
  /** Hints that a link lacked, or that were wrong about it. */
  written: number;
  /** Hints that no link names any more, or never did. */
  removed: number;
  /** Versions that came second, and are in no link's history. */
  versions: number;
  /** Renames that were made, and not finished. */
  finished: number;
  /** Renames that were begun, and never made. */
  undone: number;
}

export const NOTHING: Mended = {
  links: 0,
  hints: 0,
  written: 0,
  removed: 0,
  versions: 0,
  finished: 0,
  undone: 0,
};

/** What one page came to, and how much of the tables it used. */
export interface Work {
  mended: Partial<Mended>;
  reads: number;
  writes: number;
}

/**
 * Who wrote something so long ago is at it no more: no function lives so long, and no two clocks are so far apart. Only what is
 * older is judged.
 */
export const GRACE_MS = 10 * 60_000;

/** @param at ISO 8601 */
export const isSettled = (at: string | undefined, now: number): boolean =>
  !(now - Date.parse(at ?? '') < GRACE_MS);
