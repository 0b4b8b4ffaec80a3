import { DIMENSION_NAMES, DIMENSIONS, type Dimension, OTHER, type Series } from './series.ts';

/** How many of each series. */
export type Counts = Partial<Record<Series, number>>;

/** How many of each series, and of each value of a dimension. */
export interface Tally {
  counts: Counts;
  by: Partial<Record<Dimension, Record<string, number>>>;
}

export const emptyTally = (): Tally => ({ counts: {}, by: {} });

export function addCount(tally: Tally, series: Series, number = 1): void {
  tally.counts[series] = (tally.counts[series] ?? 0) + number;
}

/** Adds all of `more` to counts: without a list of them, for a year has thousands. */
export function addCounts(counts: Counts, more: Counts): void {
  for (const name in more) {
    const series = name as Series;
    counts[series] = (counts[series] ?? 0) + (more[series] ?? 0);
  }
}

/** Adds to one value of a dimension, or to the others where the tally has no room for one more. */
export function addValue(tally: Tally, dimension: Dimension, value: string, number = 1): void {
  tally.by[dimension] ??= Object.create(null) as Record<string, number>;
  const values = tally.by[dimension];
  const isFull = values[value] === undefined && Object.keys(values).length >= DIMENSIONS[dimension];
  const name = isFull ? OTHER : value;
  values[name] = (values[name] ?? 0) + number;
}

/** Adds all of `more` to a tally. */
export function addTally(tally: Tally, more: Tally): void {
  addCounts(tally.counts, more.counts);
  for (const dimension of DIMENSION_NAMES)
    for (const [value, number] of Object.entries(more.by[dimension] ?? {}))
      addValue(tally, dimension, value, number);
}

/** All tallies as one. Where it has no room for all values of a dimension, the largest are kept, whatever the tallies' order. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const { counts } of tallies) addCounts(sum.counts, counts);
  for (const dimension of DIMENSION_NAMES) {
    const values = new Map<string, number>();
    for (const { by } of tallies)
      for (const [value, number] of Object.entries(by[dimension] ?? {}))
        values.set(value, (values.get(value) ?? 0) + number);
    const others = values.get(OTHER) ?? 0;
    values.delete(OTHER);
    const ordered = [...values].filter(([, number]) => number !== 0).sort(mostFirst);
    for (const [value, number] of ordered) addValue(sum, dimension, value, number);
    if (others !== 0) addOthers(sum, dimension, others);
  }
  return sum;
}

/** Whether two say the same; a count of nothing is as good as none. */
export function sameTally(one: Tally, other: Tally): boolean {
  return (
    sameCounts(one.counts, other.counts) &&
    DIMENSION_NAMES.every(dimension => sameCounts(one.by[dimension] ?? {}, other.by[dimension] ?? {}))
  );
}

function sameCounts(one: Record<string, number>, other: Record<string, number>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every(name => (one[name] ?? 0) === (other[name] ?? 0));
}

const mostFirst = ([one, ones]: [string, number], [other, others]: [string, number]) =>
  others - ones || (one < other ? -1 : 1);

function addOthers({ by }: Tally, dimension: Dimension, others: number): void {
  by[dimension] ??= Object.create(null) as Record<string, number>;
  const values = by[dimension];
  values[OTHER] = (values[OTHER] ?? 0) + others;
}
