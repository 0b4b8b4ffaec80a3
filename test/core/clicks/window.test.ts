import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HOUR_MS, monthStart } from '../../../core/clicks/periods.ts';
import { type Range, rangesOf } from '../../../core/clicks/window.ts';

const hour = (text: string) => Date.parse(`${text}:00Z`);

/** The hours of a range, in the order of the items. */
function hoursIn({ tier, first, last }: Range): number[] {
  const begin = (period: string) => {
    const text = period.slice(period.indexOf('#') + 1);
    return tier === 'month'
      ? monthStart(text)
      : Date.parse(tier === 'day' ? `${text}T00:00Z` : `${text}:00Z`);
  };
  const end = new Date(begin(last));
  if (tier === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  const until = tier === 'month' ? end.getTime() : end.getTime() + (tier === 'day' ? 24 : 1) * HOUR_MS;
  return Array.from({ length: (until - begin(first)) / HOUR_MS }, (_, at) => begin(first) + at * HOUR_MS);
}

describe('the items that make up a window', () => {
  test('are of exactly its hours, each once and in order, in five ranges at most', () => {
    const firstHour = hour('2023-12-01T00') / HOUR_MS;
    fc.assert(
      fc.property(fc.nat(26_000), fc.integer({ min: 1, max: 9600 }), (start, length) => {
        const from = (firstHour + start) * HOUR_MS;
        const ranges = rangesOf(from, from + length * HOUR_MS);
        expect(ranges.length).toBeLessThanOrEqual(5);
        const hours = ranges.flatMap(hoursIn);
        expect(hours.length).toBe(length);
        expect(hours.findIndex((at, index) => at !== from + index * HOUR_MS)).toBe(-1);
      }),
    );
  });

  test.each<[string, string, string[]]>([
    ['2026-11-30T05', '2026-11-30T06', ['hour#2026-11-30T05 hour#2026-11-30T05']],
    ['2026-11-30T00', '2026-12-01T00', ['day#2026-11-30 day#2026-11-30']],
    ['2026-11-01T00', '2026-12-01T00', ['month#2026-11 month#2026-11']],
    ['2025-12-01T00', '2026-12-01T00', ['month#2025-12 month#2026-11']],
    ['2024-02-29T00', '2024-03-01T00', ['day#2024-02-29 day#2024-02-29']],
    [
      '2026-10-30T22',
      '2026-12-02T03',
      [
        'hour#2026-10-30T22 hour#2026-10-30T23',
        'day#2026-10-31 day#2026-10-31',
        'month#2026-11 month#2026-11',
        'day#2026-12-01 day#2026-12-01',
        'hour#2026-12-02T00 hour#2026-12-02T02',
      ],
    ],
    ['2026-11-30T22', '2026-12-01T02', ['hour#2026-11-30T22 hour#2026-12-01T01']],
  ])('%s to %s', (from, to, ranges) => {
    expect(rangesOf(hour(from), hour(to)).map(({ first, last }) => `${first} ${last}`)).toEqual(ranges);
  });
});
