import type { Addition } from '../../core/clicks/item.ts';
import { HOUR_MS, monthStart, periodOf, type Tier } from '../../core/clicks/periods.ts';
import { CLICK_DIMENSION_NAMES, CLICK_DIMENSIONS, CLICK_SERIES } from '../../core/clicks/series.ts';
import { statsByValue, statsOverTime, type Window } from '../../core/clicks/stats.ts';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { emptyTally, type Tally } from '../../core/clicks/tally.ts';
import { figure, table } from '../../core/text-table.ts';
import { startTables } from '../links/tables.ts';

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
    const ofHour = Object.fromEntries(CLICK_SERIES.map(series => [series, CLICKS_AN_HOUR]));
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
  for (const series of CLICK_SERIES) tally.counts[series] = clicks;
  for (const dimension of CLICK_DIMENSION_NAMES) {
    const values = Array.from({ length: CLICK_DIMENSIONS[dimension] }, (_, n) =>
      `${dimension} ${n} `.padEnd(64, 'x'),
    );
    tally.by[dimension] = Object.fromEntries(values.map(value => [value, clicks]));
  }
  return tally;
}

/** Asks for a year, in one of the ways there are. */
type Way = [name: string, ask: () => Promise<unknown>];

const waysOf = (counts: CountingTable): Way[] => [
  ...(['hour', 'day', 'month'] as const).map(
    (unit): Way => [`by ${unit}`, () => statsOverTime('link#busy', YEAR, unit, 'Europe/Berlin', counts)],
  ),
  ...(['country', 'referrer'] as const).map(
    (dimension): Way => [`by ${dimension}`, () => statsByValue('link#busy', YEAR, dimension, counts)],
  ),
];

interface Taken {
  /** Milliseconds of the clock: half of the answers took no longer. */
  median: number;
  most: number;
  /** Milliseconds of processor time that each answer took. */
  processor: number;
}

async function measured(ask: () => Promise<unknown>, rounds: number): Promise<Taken> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await ask();
    times.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((one, other) => one - other);
  return {
    median: times[Math.floor(rounds / 2)] ?? Number.NaN,
    most: times.at(-1) ?? Number.NaN,
    processor: (user + system) / 1000 / rounds,
  };
}

/**
 * What it takes to answer for a year of a link with ten million clicks, and how much of it is ours: the same requests are made again,
 * and answered at once with the bytes that the table answered. What is left then is the SDK, both ends of HTTP and the arithmetic.
 */
export async function measureYear({ rounds }: { rounds: number }): Promise<void> {
  const tables = await startTables();
  try {
    const counts = new CountingTable(tables.clicks);
    await fillYear(counts, 'link#busy');
    const rows: string[][] = [];
    for (const [name, ask] of waysOf(counts)) {
      delete tables.known;
      const before = tables.calls;
      await ask();
      const calls = tables.calls - before;
      const whole = await measured(ask, rounds);
      tables.known = new Map();
      await ask();
      const bytes = [...tables.known.values()].reduce((sum, { body }) => sum + body.length, 0);
      const ours = await measured(ask, rounds);
      const times = [ours.processor, ours.median, ours.most, whole.processor, whole.median];
      rows.push([name, ...times.map(time => figure(time, 1)), figure(calls), figure(bytes / 1024)]);
    }
    const head = ['', 'processor', 'median', 'most', 'with table: processor', 'median', 'requests', 'KB'];
    process.stdout.write(
      `A year of a link with ${figure(CLICKS)} clicks, its items as large as they get; of ${rounds} times, in ms: of this process, and with the local table\n\n${table(head, rows)}`,
    );
  } finally {
    await tables.stop();
  }
}
