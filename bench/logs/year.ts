import type { Addition } from '../../core/clicks/item.ts';
import { HOUR_MS, monthStart, periodOf, type Tier } from '../../core/clicks/periods.ts';
import { DIMENSION_NAMES, DIMENSIONS, SERIES } from '../../core/clicks/series.ts';
import { statsByValue, statsOverTime, type Window } from '../../core/clicks/stats.ts';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { emptyTally, type Tally } from '../../core/clicks/tally.ts';
import { startTables } from '../links/tables.ts';
import { figure, table } from '../table.ts';

/** A year that begins and ends in the middle of a day, so that months, days and hours are read. */
export const YEAR: Window = { from: Date.UTC(2025, 10, 17, 9), to: Date.UTC(2026, 10, 17, 9) };
const CLICKS = 10_000_000;
const HOURS = (YEAR.to - YEAR.from) / HOUR_MS;
export const CLICKS_AN_HOUR = Math.round(CLICKS / HOURS);
const DAY_MS = 24 * HOUR_MS;

/** Every item of a link that a window of this year can need, each as large as it may get: all values it has room for, of full length. */
export async function fillYear(counts: CountingTable, subject: string): Promise<void> {
  const additions: Addition[] = [];
  for (let at = YEAR.from; at < YEAR.to; at += HOUR_MS) {
    if (at < YEAR.from + 31 * DAY_MS || at >= YEAR.to - 31 * DAY_MS) {
      if (at < YEAR.from + DAY_MS || at >= YEAR.to - DAY_MS) additions.push(itemOf(subject, 'hour', at, 1));
      if (at % DAY_MS === 0) additions.push(itemOf(subject, 'day', at, 24));
    }
  }
  for (const [month, hours] of hoursByMonth()) {
    const addition = itemOf(subject, 'month', monthStart(month), hours.length);
    const ofHour = Object.fromEntries(SERIES.map(series => [series, CLICKS_AN_HOUR]));
    additions.push({ ...addition, hours: new Map(hours.map(hour => [hour, ofHour])) });
  }
  additions.push(itemOf(subject, 'all', YEAR.from, HOURS));
  await counts.add(additions, { file: 'year', pass: 0, claim: 1 });
}

function hoursByMonth(): Map<string, number[]> {
  const months = new Map<string, number[]>();
  for (let at = YEAR.from; at < YEAR.to; at += HOUR_MS) {
    const month = new Date(at).toISOString().slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), (at - monthStart(month)) / HOUR_MS]);
  }
  return months;
}

const itemOf = (subject: string, tier: Tier, at: number, hours: number): Addition => ({
  subject,
  period: periodOf(tier, at),
  tally: fullTally(hours * CLICKS_AN_HOUR),
});

function fullTally(clicks: number): Tally {
  const tally = emptyTally();
  for (const series of SERIES) tally.counts[series] = clicks;
  for (const dimension of DIMENSION_NAMES) {
    const values = Array.from({ length: DIMENSIONS[dimension] }, (_, n) =>
      `${dimension} ${n} `.padEnd(64, 'x'),
    );
    tally.by[dimension] = Object.fromEntries(values.map(value => [value, clicks]));
  }
  return tally;
}

/** What it takes to answer for a year of a link with ten million clicks. */
export async function measureYear({ rounds }: { rounds: number }): Promise<void> {
  const tables = await startTables();
  try {
    const counts = new CountingTable(tables.clicks);
    await fillYear(counts, 'link#busy');
    const ways: [string, () => Promise<unknown>][] = [
      ...(['day', 'month'] as const).map((unit): [string, () => Promise<unknown>] => [
        `by ${unit}`,
        () => statsOverTime('link#busy', YEAR, unit, 'Europe/Berlin', counts),
      ]),
      ...(['country', 'referrer'] as const).map((dimension): [string, () => Promise<unknown>] => [
        `by ${dimension}`,
        () => statsByValue('link#busy', YEAR, dimension, counts),
      ]),
    ];
    const rows: string[][] = [];
    for (const [name, ask] of ways) {
      const before = tables.calls;
      await ask();
      const calls = tables.calls - before;
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const began = performance.now();
        await ask();
        times.push(performance.now() - began);
      }
      times.sort((one, other) => one - other);
      rows.push([name, figure(times[Math.floor(rounds / 2)], 1), figure(times.at(-1), 1), `${calls}`]);
    }
    process.stdout.write(
      `A year of a link with ${figure(CLICKS)} clicks, its items as large as they get; of ${rounds} times\n\n${table(['', 'median ms', 'most ms', 'requests'], rows)}`,
    );
  } finally {
    await tables.stop();
  }
}
