import { DIMENSION_NAMES, DIMENSIONS, type Dimension, OTHER, type Series } from './series.ts';

/** How many of each series, and of each value of a dimension. */
export interface Tally {
  counts: Partial<Record<Series, number>>;
  by: Partial<Record<Dimension, Record<string, number>>>;
}

export const emptyTally = (): Tally => ({ counts: {}, by: {} });

export function addCount(tally: Tally, series: Series, number = 1): void {
  tally.counts[series] = (tally.counts[series] ?? 0) + number;
}

/** Adds to one value of a dimension, or to the others where the tally has no room for one more. */
export function addValue(tally: Tally, dimension: Dimension, value: string, number = 1): void {
  tally.by[dimension] ??= Object.create(null) as Record<string, number>;
  const values = tally.by[dimension];
  const isFull = values[value] === undefined && Object.keys(values).length >= DIMENSIONS[dimension];
  const name = isFull ? OTHER : value;
  values[name] = (values[name] ?? 0) + number;
}

/** Adds all of `more` to a tally. What sums up to nothing is left out: a correction may take away. */
export function addTally(tally: Tally, more: Tally): void {
  for (const [series, number] of Object.entries(more.counts)) addCount(tally, series as Series, number);
  for (const dimension of DIMENSION_NAMES)
    for (const [value, number] of Object.entries(more.by[dimension] ?? {}))
      addValue(tally, dimension, value, number);
}
