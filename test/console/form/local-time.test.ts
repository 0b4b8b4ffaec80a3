import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromLocal, toLocal } from '../../../console/ui/local-time.ts';
import { readWhen } from '../../../core/schedule/times.ts';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'UTC',
];

test.each([
  ['Europe/Berlin', '2030-01-15T12:00:00Z', '2030-01-15T13:00'],
  ['Europe/Berlin', '2030-07-15T12:00:00Z', '2030-07-15T14:00'],
  ['Europe/Berlin', '2030-07-15T22:30:15Z', '2030-07-16T00:30:15'],
  ['America/New_York', '2030-07-15T02:00:00Z', '2030-07-14T22:00'],
  ['Asia/Kolkata', '2030-07-15T00:00:00Z', '2030-07-15T05:30'],
  ['Australia/Lord_Howe', '2030-01-15T00:00:00Z', '2030-01-15T11:00'],
])('in %s %s is shown as %s, and read as that', (zone, iso, local) => {
  expect(toLocal(iso, zone)).toBe(local);
  expect(fromLocal(local, zone)).toBe(iso);
});

describe('where clocks are set', () => {
  test.each([
    // Of two the first: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5
    ['Europe/Berlin', '2030-10-27T02:30', '2030-10-27T00:30:00Z'],
    ['America/New_York', '2030-11-03T01:30', '2030-11-03T05:30:00Z'],
    ['Australia/Lord_Howe', '2030-04-07T01:45', '2030-04-06T14:45:00Z'],
    // Of none as much later as clocks are put forward.
    ['Europe/Berlin', '2030-03-31T02:30', '2030-03-31T01:30:00Z'],
    ['America/New_York', '2030-03-10T02:30', '2030-03-10T07:30:00Z'],
    ['Australia/Lord_Howe', '2030-10-06T02:15', '2030-10-05T15:45:00Z'],
  ])('in %s %s is %s', (zone, local, iso) => {
    expect(fromLocal(local, zone)).toBe(iso);
  });

  test('a time reads as the API reads one that is ordered for later', () => {
    const now = Date.UTC(2025, 0, 1);
    const soon = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2036, 0, 1) / 60_000 });
    fc.assert(
      fc.property(soon, fc.constantFrom(...ZONES), (minute, timeZone) => {
        const local = new Date(minute * 60_000).toISOString().slice(0, 16);
        expect([fromLocal(local, timeZone)]).toEqual(readWhen({ at: `${local}:00`, timeZone }, now).times);
      }),
    );
  });
});

test('what is shown is read as what it was, but for an hour that a clock shows twice', () => {
  const seconds = fc.integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 });
  fc.assert(
    fc.property(seconds, fc.constantFrom(...ZONES), (at, zone) => {
      const iso = new Date(at * 1000).toISOString().replace('.000Z', 'Z');
      const again = fromLocal(toLocal(iso, zone), zone);
      expect(toLocal(again, zone)).toBe(toLocal(iso, zone));
      expect(Date.parse(again)).toBeLessThanOrEqual(Date.parse(iso));
    }),
  );
});

test.each(['', '2030-07', '2030-07-15', '2030-13-01T00:00', 'tomorrow', '12030-01-01T00:00'])(
  '%p is no local time',
  text => expect(fromLocal(text, 'Europe/Berlin')).toBe(''),
);
test('a year of which one digit is there is a year, and stays as it is typed', () => {
  expect(toLocal(fromLocal('0002-03-04T05:06', 'Europe/Berlin'), 'Europe/Berlin')).toBe('0002-03-04T05:06');
});
test('nothing is shown of no time', () => expect(toLocal('', 'Europe/Berlin')).toBe(''));
