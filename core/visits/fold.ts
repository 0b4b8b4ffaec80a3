import { noneOf } from '../clicks/frequent.ts';
import type { Hours } from '../clicks/hours.ts';
import type { Addition } from '../clicks/item.ts';
import { HOUR_MS, monthStart, periodOf } from '../clicks/periods.ts';
import { addTally, emptyTally } from '../clicks/tally.ts';
import { type HourOfVisits, SITE } from './gather.ts';

/** How many pages an item of a day has room for: of all visits, and of one crawler's. */
const ROOMS = { site: { pages: 1000, failures: 300 }, crawler: { pages: 100, failures: 50 } } as const;

/**
 * What a log file adds to items of visits: two for each subject, of the day and of the month. There are none of an hour, for a
 * month has its hours; and pages are in a day's alone, for they are most of an item, and a month of days is read by one request.
 */
export function additionsOfVisits(subjects: Map<string, Map<number, HourOfVisits>>): Addition[] {
  const sums = new Map<string, Addition>();
  for (const [subject, hours] of subjects)
    for (const [begins, hour] of hours) {
      const { tally } = hour;
      const day = sumOf(sums, subject, periodOf('day', begins));
      addTally(day.tally, tally);
      addPages(day, hour);
      const month = sumOf(sums, subject, periodOf('month', begins));
      addTally(month.tally, tally);
      month.hours ??= new Map();
      addToHours(month.hours, begins, hour);
    }
  return [...sums.values()];
}

function sumOf(sums: Map<string, Addition>, subject: string, period: string): Addition {
  const name = `${subject}\n${period}`;
  const sum: Addition = sums.get(name) ?? { subject, period, tally: emptyTally() };
  sums.set(name, sum);
  return sum;
}

/** Whole, whatever the room is: it is made to fit when it is added to what is there. */
function addPages(sum: Addition, hour: HourOfVisits): void {
  const { subject } = sum;
  if (subject !== SITE && !subject.startsWith('crawler#')) return;
  const rooms = subject === SITE ? ROOMS.site : ROOMS.crawler;
  for (const ranking of ['pages', 'failures'] as const) {
    if (hour[ranking].size === 0) continue;
    const ranked = sum[ranking] ?? noneOf(rooms[ranking]);
    sum[ranking] = ranked;
    for (const [page, number] of hour[ranking])
      ranked.counts.set(page, (ranked.counts.get(page) ?? 0) + number);
  }
}

function addToHours(hours: Hours, begins: number, { tally }: HourOfVisits): void {
  const number = (begins - monthStart(new Date(begins).toISOString().slice(0, 7))) / HOUR_MS;
  const counts = hours.get(number) ?? {};
  for (const [series, count] of Object.entries(tally.counts) as [keyof typeof counts, number][])
    counts[series] = (counts[series] ?? 0) + count;
  hours.set(number, counts);
}
