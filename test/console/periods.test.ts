import { describe, expect, test } from '@jest/globals';
import {
  dayOf,
  isPossible,
  type Period,
  periodIn,
  saidOf,
  spanOf,
  unitFor,
  unitsOf,
  visitorsIn,
} from '../../console/clicks/periods.ts';

const NOW = new Date(2026, 10, 30, 15, 20);
const at = (...parts: [number, number, number]) => new Date(...parts).toISOString();

describe('since when clicks are shown', () => {
  test.each<[Period, ReturnType<typeof spanOf>]>([
    [{ name: 'day' }, { from: new Date(2026, 10, 29, 15, 20).toISOString() }],
    [{ name: 'week' }, { from: at(2026, 10, 24) }],
    [{ name: 'month' }, { from: at(2026, 10, 1) }],
    [{ name: 'quarter' }, { from: at(2026, 8, 2) }],
    [{ name: 'year' }, { from: at(2025, 11, 1) }],
    [
      { name: 'own', from: '2026-10-01', to: '2026-10-03' },
      { from: at(2026, 9, 1), to: at(2026, 9, 4) },
    ],
    // One that has not ended goes on.
    [{ name: 'own', from: '2026-11-29', to: '2026-11-30' }, { from: at(2026, 10, 29) }],
    [{ name: 'own', from: '2026-11-29', to: '2026-12-24' }, { from: at(2026, 10, 29) }],
  ])('%j', (period, span) => expect(spanOf(period, NOW)).toEqual(span));
});

describe('as an address says it', () => {
  test.each<[Record<string, string>, Period]>([
    [{}, { name: 'month' }],
    [{ period: 'week' }, { name: 'week' }],
    [
      { period: 'own', from: '2026-10-01', to: '2026-10-03' },
      { name: 'own', from: '2026-10-01', to: '2026-10-03' },
    ],
  ])('%j', (said, period) => {
    expect(periodIn(said)).toEqual(period);
    expect(JSON.parse(JSON.stringify(saidOf(period)))).toEqual(said);
  });

  test.each([
    { period: 'decade' },
    { period: 'toString' },
    { period: 'own' },
    { period: 'own', from: '2026-10-03', to: '2026-10-01' },
    { period: 'own', from: '2026-10-1', to: '2026-10-03' },
    { period: 'own', from: '2026-13-01', to: '2026-13-03' },
    { period: 'own', from: '2020-10-01', to: '2026-10-03' },
  ])('%j is none', said => expect(periodIn(said)).toEqual({ name: 'month' }));
});

test.each([
  ['2026-10-01', '2026-10-01', true],
  ['2026-10-02', '2026-10-01', false],
  ['2025-10-01', '2026-10-01', true],
  ['2025-10-01', '2026-11-04', false],
  ['', '2026-10-01', false],
  ['2026-10-01', 'tomorrow', false],
])('from %s to %s can be shown: %s', (from, to, isIt) => expect(isPossible(from, to)).toBe(isIt));

test.each([
  [new Date(2026, 0, 2), '2026-01-02'],
  [new Date(2026, 11, 31, 23, 59), '2026-12-31'],
])('the day of %s', (date, day) => expect(dayOf(date)).toBe(day));

describe('by which units', () => {
  test.each<[string, Period, ReturnType<typeof unitsOf>, ReturnType<typeof unitFor>]>([
    ['24 hours', { name: 'day' }, ['hour'], 'hour'],
    ['a day', { name: 'own', from: '2026-10-01', to: '2026-10-01' }, ['hour'], 'hour'],
    ['two days', { name: 'own', from: '2026-10-01', to: '2026-10-02' }, ['hour', 'day'], 'hour'],
    ['a week', { name: 'week' }, ['hour', 'day'], 'day'],
    ['30 days', { name: 'month' }, ['hour', 'day', 'week'], 'day'],
    ['90 days', { name: 'quarter' }, ['day', 'week', 'month'], 'day'],
    ['a year', { name: 'year' }, ['day', 'week', 'month'], 'month'],
  ])('%s', (_, period, units, unit) => {
    const span = spanOf(period, NOW);
    expect([unitsOf(span, NOW), unitFor(span, NOW)]).toEqual([units, unit]);
  });
});

test.each([
  [[], undefined],
  [[{}, {}], undefined],
  [[{ visitors: 4 }], { last: 4, most: 4, mean: 4 }],
  [[{}, { visitors: 4 }, {}], { last: 4, most: 4, mean: 4 }],
  [[{ visitors: 0 }, { visitors: 5 }, { visitors: 1 }], { last: 1, most: 5, mean: 2 }],
])('different people a day: %j', (rows, people) => expect(visitorsIn(rows)).toEqual(people));
