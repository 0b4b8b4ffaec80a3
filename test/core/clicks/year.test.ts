import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CLICKS_AN_HOUR, fillYear, YEAR } from '../../../bench/logs/year.ts';
import { statsByValue, statsOverTime } from '../../../core/clicks/stats.ts';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import { startTables, type Tables } from '../../tables.ts';

/* A year of a link with ten million clicks, whose items are as large as they get: at most ten requests to the table. */

let tables: Tables;
let counts: CountingTable;
beforeAll(async () => {
  tables = await startTables();
  counts = new CountingTable(tables.clicks);
  await fillYear(counts, 'link#busy');
});
afterAll(() => tables.stop());

const HOURS = 365 * 24;

test.each(['hour', 'day', 'week', 'month'] as const)('over time, by %s', async unit => {
  tables.calls.length = 0;
  const { counts: total, rows } = await statsOverTime('link#busy', YEAR, unit, 'Europe/Berlin', counts);
  expect(total.clicks).toBe(HOURS * CLICKS_AN_HOUR);
  expect(rows.reduce((sum, row) => sum + (row.counts.clicks ?? 0), 0)).toBe(total.clicks);
  expect(tables.calls.length).toBeLessThanOrEqual(10);
});

test.each(['country', 'referrer', 'agent', 'via'] as const)('by %s', async dimension => {
  tables.calls.length = 0;
  const { counts: total, rows } = await statsByValue('link#busy', YEAR, dimension, counts);
  expect(total.clicks).toBe(HOURS * CLICKS_AN_HOUR);
  expect(rows[0]?.count).toBe(total.clicks);
  expect(tables.calls.length).toBeLessThanOrEqual(10);
});
