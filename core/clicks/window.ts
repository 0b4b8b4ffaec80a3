import { HOUR_MS, periodOf, type Tier } from './periods.ts';

/** Items of one tier that follow each other, by the first and the last period. */
export interface Range {
  tier: Tier;
  first: string;
  last: string;
}

const DAY_MS = 24 * HOUR_MS;

const monthOf = (at: number, more = 0): number => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + more);
};
const dayOf = (at: number): number => at - (at % DAY_MS);

/**
 * The fewest items that make up a window: whole months, whole days before and behind these, and whole hours at the ends. At most
 * five ranges, of which each is read by one request or few.
 *
 * @param from milliseconds, at the beginning of an hour
 * @param to milliseconds, at the end of one
 */
export function rangesOf(from: number, to: number): Range[] {
  const months = inside(
    from,
    to,
    at => monthOf(at),
    at => monthOf(at, 1),
  );
  if (!months) return daysOf(from, to);
  return [...daysOf(from, months.from), rangeOf('month', months.from, months.to), ...daysOf(months.to, to)];
}

function daysOf(from: number, to: number): Range[] {
  const days = inside(from, to, dayOf, at => dayOf(at) + DAY_MS);
  if (!days) return hoursOf(from, to);
  return [...hoursOf(from, days.from), rangeOf('day', days.from, days.to), ...hoursOf(days.to, to)];
}

const hoursOf = (from: number, to: number): Range[] => (from < to ? [rangeOf('hour', from, to)] : []);

const rangeOf = (tier: Tier, from: number, to: number): Range => ({
  tier,
  first: periodOf(tier, from),
  last: periodOf(tier, to - 1),
});

/** The whole units within a window; undefined where there is none. */
function inside(
  from: number,
  to: number,
  begin: (at: number) => number,
  next: (at: number) => number,
): { from: number; to: number } | undefined {
  const first = begin(from) === from ? from : next(from);
  const end = begin(to);
  return first < end ? { from: first, to: end } : undefined;
}
