import type { Finding } from './findings.ts';

/** What came of a file, or would. */
export interface Tally {
  rows: number;
  made: number;
  there: number;
  renamed: number;
  taken: number;
  wrong: number;
  /** Of another host than was asked for. */
  other: number;
  /** Columns that nothing was made of, and in how many rows they said something. */
  left: Map<string, number>;
  /** The hosts that links had there, and how many of them. */
  hosts: Map<string, number>;
}

export const emptyTally = (): Tally => ({
  rows: 0,
  made: 0,
  there: 0,
  renamed: 0,
  taken: 0,
  wrong: 0,
  other: 0,
  left: new Map(),
  hosts: new Map(),
});

/** A file may have another name in each of its rows. */
const MOST_NAMES = 100;

export function countNames(names: readonly string[], counts: Map<string, number>): void {
  for (const each of names) {
    const name = counts.has(each) || counts.size < MOST_NAMES ? each : 'others';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

export function count(finding: Finding, tally: Tally): void {
  tally[finding.kind]++;
  if ('renamed' in finding && finding.renamed !== undefined) tally.renamed++;
}
