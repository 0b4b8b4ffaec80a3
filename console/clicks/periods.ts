import type { Schemas } from '../../client/client.ts';

/** What clicks are summed up by, over time. */
export const UNITS = ['hour', 'day', 'week', 'month'] as const;
export type Unit = (typeof UNITS)[number];

/** Since when clicks are shown; `own` has its two days beside it. */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year', 'own'] as const;

/** A stretch of time as it is chosen: its name, or two days as `2026-11-30`, both of them in it. */
export type Period =
  | { name: Exclude<(typeof PERIODS)[number], 'own'> }
  | { name: 'own'; from: string; to: string };

/** From a time on, and up to another one or, without it, to now: ISO 8601. */
export interface Span {
  from: string;
  to?: string;
}

export type Row = Schemas['Counts'] & { time: string; visitors?: number };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The API looks back no further. */
const MOST_DAYS = 400;

const DAYS = { week: 7, month: 30, quarter: 90 } as const;

/** When a period begins and ends: by whole days, or months, of where the person is. One that lasts has no end. */
export function spanOf(period: Period, now: Date): Span {
  if (period.name === 'own') {
    const end = new Date(startOf(period.to).setHours(24));
    const span = { from: startOf(period.from).toISOString() };
    return end > now ? span : { ...span, to: end.toISOString() };
  }
  if (period.name === 'day') return { from: new Date(now.getTime() - DAY_MS).toISOString() };
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const from =
    period.name === 'year'
      ? new Date(year, month - 11, 1)
      : new Date(year, month, day - (DAYS[period.name] - 1));
  return { from: from.toISOString() };
}

/** The beginning of a day where the person is. */
const startOf = (day: string) => new Date(`${day}T00:00:00`);

/** Where a day of its own is wrong: the end is before the beginning, or they are too far apart. */
export function isPossible(from: string, to: string): boolean {
  const days = (startOf(to).getTime() - startOf(from).getTime()) / DAY_MS;
  return days >= 0 && days < MOST_DAYS - 1;
}

/** A day as its input has it, where the person is. */
export const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(part => String(part).padStart(2, '0')).join('-');

const USUAL: Period = { name: 'month' };
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The period that an address says, as saidOf wrote it; the usual one where it says none, or one that cannot be. */
export function periodIn({ period, from = '', to = '' }: Record<string, string | undefined>): Period {
  const name = PERIODS.find(each => each === period);
  if (name === undefined) return USUAL;
  if (name !== 'own') return { name };
  return DAY.test(from) && DAY.test(to) && isPossible(from, to) ? { name, from, to } : USUAL;
}

/** A period as an address says it; the usual one goes without saying. */
export const saidOf = (period: Period): Record<'period' | 'from' | 'to', string | undefined> => ({
  period: period.name === USUAL.name ? undefined : period.name,
  from: undefined,
  to: undefined,
  ...(period.name === 'own' && { from: period.from, to: period.to }),
});

const LENGTH_MS: Record<Unit, number> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};
/** More points than that nobody can tell apart. */
const MOST_POINTS = 24 * 31;

/** The units in which a span can be looked at: more than one of them are in it, and not too many. */
export function unitsOf({ from, to }: Span, now: Date): Unit[] {
  const length = (to === undefined ? now.getTime() : Date.parse(to)) - Date.parse(from);
  const fit = UNITS.filter(
    unit => length / LENGTH_MS[unit] <= MOST_POINTS && (unit === 'hour' || length > LENGTH_MS[unit]),
  );
  return fit.length > 0 ? fit : ['hour'];
}

/** The unit that tells most of a span without asking: hours of a day or two, days of a quarter, months of a year. */
export function unitFor(span: Span, now: Date): Unit {
  const length = (span.to === undefined ? now.getTime() : Date.parse(span.to)) - Date.parse(span.from);
  if (length <= 2 * DAY_MS) return 'hour';
  return length <= 100 * DAY_MS ? 'day' : 'month';
}

/** How many different people there were a day: on the last one, on the one with most, on average. Undefined where no day is known. */
export function visitorsIn(
  rows: readonly Pick<Row, 'visitors'>[],
): { last: number; most: number; mean: number } | undefined {
  const known = rows.flatMap(({ visitors }) => (visitors === undefined ? [] : [visitors]));
  const last = known.at(-1);
  if (last === undefined) return undefined;
  const sum = known.reduce((before, count) => before + count, 0);
  return { last, most: Math.max(...known), mean: sum / known.length };
}
