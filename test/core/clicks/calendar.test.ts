import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Calendar, isZone, UNITS, type Unit } from '../../../core/clicks/calendar.ts';
import { HOUR_MS } from '../../../core/clicks/periods.ts';

test.each<[zone: string, at: string, hour: string, day: string, week: string, month: string]>([
  ['UTC', '2026-11-30T05', '2026-11-30T05:00Z', '2026-11-30', '2026-11-30', '2026-11'],
  ['UTC', '2026-11-29T23', '2026-11-29T23:00Z', '2026-11-29', '2026-11-23', '2026-11'],
  ['UTC', '2026-01-01T00', '2026-01-01T00:00Z', '2026-01-01', '2025-12-29', '2026-01'],
  // The clocks go on at 01:00 UTC on 29 March, and back at 01:00 UTC on 25 October.
  ['Europe/Berlin', '2026-03-29T00', '2026-03-29T01:00+01:00', '2026-03-29', '2026-03-23', '2026-03'],
  ['Europe/Berlin', '2026-03-29T01', '2026-03-29T03:00+02:00', '2026-03-29', '2026-03-23', '2026-03'],
  ['Europe/Berlin', '2026-03-28T23', '2026-03-29T00:00+01:00', '2026-03-29', '2026-03-23', '2026-03'],
  ['Europe/Berlin', '2026-03-29T22', '2026-03-30T00:00+02:00', '2026-03-30', '2026-03-30', '2026-03'],
  ['Europe/Berlin', '2026-10-25T00', '2026-10-25T02:00+02:00', '2026-10-25', '2026-10-19', '2026-10'],
  ['Europe/Berlin', '2026-10-25T01', '2026-10-25T02:00+01:00', '2026-10-25', '2026-10-19', '2026-10'],
  ['Europe/Berlin', '2026-10-24T22', '2026-10-25T00:00+02:00', '2026-10-25', '2026-10-19', '2026-10'],
  ['Europe/Berlin', '2026-10-25T22', '2026-10-25T23:00+01:00', '2026-10-25', '2026-10-19', '2026-10'],
  ['Europe/Berlin', '2026-10-31T23', '2026-11-01T00:00+01:00', '2026-11-01', '2026-10-26', '2026-11'],
  // An hour of UTC is in the day in which it begins there.
  ['Asia/Kolkata', '2026-11-30T18', '2026-11-30T23:30+05:30', '2026-11-30', '2026-11-30', '2026-11'],
  ['Asia/Kolkata', '2026-11-30T19', '2026-12-01T00:30+05:30', '2026-12-01', '2026-11-30', '2026-12'],
  ['America/St_Johns', '2026-11-30T03', '2026-11-29T23:30-03:30', '2026-11-29', '2026-11-23', '2026-11'],
  ['America/St_Johns', '2026-11-30T04', '2026-11-30T00:30-03:30', '2026-11-30', '2026-11-30', '2026-11'],
  ['America/St_Johns', '2026-07-01T02', '2026-06-30T23:30-02:30', '2026-06-30', '2026-06-29', '2026-06'],
])('in %s %s is in', (zone, at, hour, day, week, month) => {
  const calendar = new Calendar(zone);
  const names = (['hour', 'day', 'week', 'month'] as Unit[]).map(unit =>
    calendar.nameOf(unit, Date.parse(`${at}:00Z`)),
  );
  expect(names).toEqual([hour, day, week, month]);
});

describe('whatever the place', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia');
  const hours = fc.integer({ min: Date.UTC(2020, 0) / HOUR_MS, max: Date.UTC(2030, 0) / HOUR_MS });

  test('an hour is named by a time that is the hour', () => {
    fc.assert(
      fc.property(zones, hours, (zone, hour) => {
        const at = hour * HOUR_MS;
        const name = new Calendar(zone).nameOf('hour', at);
        expect(Date.parse(name.replace('Z', ':00Z').replace(/([+-]\d\d:\d\d)$/, ':00$1'))).toBe(at);
      }),
    );
  });

  test('a calendar that was asked before answers as one that was not', () => {
    const around = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(zones, hours, around, (zone, hour, more) => {
        const asked = new Calendar(zone);
        for (const at of more.map(each => (hour + each) * HOUR_MS))
          for (const unit of UNITS) expect(asked.nameOf(unit, at)).toBe(new Calendar(zone).nameOf(unit, at));
      }),
    );
  });

  test('a week begins on the Monday no later than its days', () => {
    fc.assert(
      fc.property(zones, hours, (zone, hour) => {
        const calendar = new Calendar(zone);
        const week = Date.parse(calendar.nameOf('week', hour * HOUR_MS));
        const day = Date.parse(calendar.nameOf('day', hour * HOUR_MS));
        expect(new Date(week).getUTCDay()).toBe(1);
        expect((day - week) / (24 * HOUR_MS)).toBeLessThan(7);
        expect(day).toBeGreaterThanOrEqual(week);
      }),
    );
  });
});

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['europe/berlin', true],
  ['+05:30', false],
  ['', false],
  ['Mars/Olympus', false],
  ['Europe/Berlin ', false],
])('%j is a zone: %s', (text, is) => {
  expect(isZone(text)).toBe(is);
});
