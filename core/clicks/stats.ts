import { Calendar, type Unit } from './calendar.ts';
import type { Counted } from './item.ts';
import { HOUR_MS, monthStart, periodOf } from './periods.ts';
import { type Dimension, OTHER } from './series.ts';
import type { ClicksTable } from './table/clicks-table.ts';
import { addCounts, type Counts } from './tally.ts';
import { visitorsIn } from './visitors.ts';
import { rangesOf } from './window.ts';

/** From the beginning of an hour to the end of one, in milliseconds. */
export interface Window {
  from: number;
  to: number;
}

/** What was counted in a unit of time, by its name: see `Calendar.nameOf`. */
export interface TimeRow {
  time: string;
  counts: Counts;
}

/** How many clicks had a value. */
export interface ValueRow {
  value: string;
  count: number;
}

/**
 * What was counted of a subject over time, with a row for each unit, those with nothing as well. Reads the months that the window
 * touches: one request for a year.
 *
 * @param zone a time zone, whose days and months these are
 * @throws ServiceFault
 */
export async function statsOverTime(
  subject: string,
  { from, to }: Window,
  unit: Unit,
  zone: string,
  table: ClicksTable,
): Promise<{ counts: Counts; rows: TimeRow[] }> {
  const months = await table.range(subject, periodOf('month', from), periodOf('month', to - 1), ['hours']);
  const calendar = new Calendar(zone);
  const rows = new Map<string, Counts>();
  const rowOf: Counts[] = [];
  for (let at = from; at < to; at += HOUR_MS) {
    const name = calendar.nameOf(unit, at);
    const row = rows.get(name) ?? {};
    rows.set(name, row);
    rowOf.push(row);
  }
  for (const { period, hours } of months) {
    const begins = monthStart(period.slice('month#'.length));
    for (const [hour, counts] of hours ?? []) {
      const row = rowOf[(begins - from) / HOUR_MS + hour];
      if (row) addCounts(row, counts);
    }
  }
  const total: Counts = {};
  for (const counts of rows.values()) addCounts(total, counts);
  return { counts: total, rows: [...rows].map(([time, counts]) => ({ time, counts })) };
}

/** How many visitors each UTC day had that a window touches, by the day as `2026-11-30`: of all of the day. Rejects with a ServiceFault. */
export async function visitorsByDay(
  subject: string,
  { from, to }: Window,
  table: ClicksTable,
): Promise<Map<string, number>> {
  const days = await table.range(subject, periodOf('day', from), periodOf('day', to - 1), ['visitors']);
  return new Map(days.map(({ period, visitors }) => [period.slice('day#'.length), visitorsIn(visitors)]));
}

/**
 * The clicks of a subject by one of the things that tell them apart, the most first. Reads whole months, days and hours: five
 * requests for a year.
 *
 * @throws ServiceFault
 */
export async function statsByValue(
  subject: string,
  { from, to }: Window,
  dimension: Dimension,
  table: ClicksTable,
): Promise<{ counts: Counts; rows: ValueRow[] }> {
  const ranges = rangesOf(from, to).map(({ first, last }) =>
    table.range(subject, first, last, ['counts', `by.${dimension}`]),
  );
  const items: Counted[] = (await Promise.all(ranges)).flat();
  const counts: Counts = {};
  const values = new Map<string, number>();
  for (const item of items) {
    addCounts(counts, item.counts);
    for (const [value, count] of Object.entries(item.by[dimension] ?? {}))
      values.set(value, (values.get(value) ?? 0) + count);
  }
  const rows = [...values].map(([value, count]) => ({ value, count })).filter(({ count }) => count !== 0);
  return { counts, rows: rows.sort(mostFirst) };
}

/** What has no name of its own comes last, whatever it sums up to. */
const mostFirst = (one: ValueRow, other: ValueRow) =>
  Number(one.value === OTHER) - Number(other.value === OTHER) ||
  other.count - one.count ||
  (one.value < other.value ? -1 : 1);
