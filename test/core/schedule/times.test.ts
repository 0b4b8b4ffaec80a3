import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AskedWhen, readWhen, refilled, WrongWhen } from '../../../core/schedule/times.ts';

const NOW = Date.parse('2026-11-30T09:00:00Z');
const BERLIN = 'Europe/Berlin';

// The expected times are those of Temporal's "compatible": https://tc39.es/proposal-temporal/docs/ambiguity.html
describe('once', () => {
  test.each<[string, AskedWhen, string]>([
    ['in UTC', { at: '2026-12-04T18:00:00Z' }, '2026-12-04T18:00:00Z'],
    ['with its zone', { at: '2026-12-04T18:00:00+01:00' }, '2026-12-04T17:00:00Z'],
    [
      'by the clocks of Berlin in winter',
      { at: '2026-12-04T18:00:00', timeZone: BERLIN },
      '2026-12-04T17:00:00Z',
    ],
    [
      'by the clocks of Berlin in summer',
      { at: '2027-07-02T18:00', timeZone: BERLIN },
      '2027-07-02T16:00:00Z',
    ],
    ['at a second', { at: '2026-12-04T18:00:07', timeZone: BERLIN }, '2026-12-04T17:00:07Z'],
    ['in the midst of one, as programs write it', { at: '2026-12-04T18:00:06.001Z' }, '2026-12-04T18:00:07Z'],
    ['the same by clocks', { at: '2026-12-04T18:00:06.9', timeZone: BERLIN }, '2026-12-04T17:00:07Z'],
    ['with parts that are none', { at: '2026-12-04T18:00:07.000Z' }, '2026-12-04T18:00:07Z'],
    ['in the last second there is', { at: '9999-12-31T23:59:59Z' }, '9999-12-31T23:59:59Z'],
    ['that Berlin’s clocks skip', { at: '2027-03-28T02:30:00', timeZone: BERLIN }, '2027-03-28T01:30:00Z'],
    [
      'that Berlin’s clocks show twice',
      { at: '2027-10-31T02:30:00', timeZone: BERLIN },
      '2027-10-31T00:30:00Z',
    ],
    ['the second of the two', { at: '2027-10-31T02:30:00+01:00' }, '2027-10-31T01:30:00Z'],
    [
      'that New York’s clocks skip',
      { at: '2027-03-14T02:30', timeZone: 'America/New_York' },
      '2027-03-14T07:30:00Z',
    ],
    [
      'that New York’s clocks show twice',
      { at: '2027-11-07T01:30', timeZone: 'America/New_York' },
      '2027-11-07T05:30:00Z',
    ],
    [
      'that Lord Howe’s clocks skip, by half an hour',
      { at: '2027-10-03T02:15', timeZone: 'Australia/Lord_Howe' },
      '2027-10-02T15:45:00Z',
    ],
    [
      'where there is no summer time',
      { at: '2027-03-28T02:30', timeZone: 'Asia/Kolkata' },
      '2027-03-27T21:00:00Z',
    ],
  ])('%s', (_, asked, expected) => {
    expect(readWhen(asked, NOW)).toEqual({ times: [expected] });
  });
});

describe('by a rule, in the time zone of Berlin', () => {
  test.each<[string, string, string, string[]]>([
    [
      'each Friday at 18:00',
      '0 18 * * 5',
      '2026-11-30T09:00:00Z',
      ['12-04T17:00', '12-11T17:00', '12-18T17:00', '12-25T17:00'],
    ],
    [
      'the same across the change to summer',
      '0 18 * * FRI',
      '2027-03-20T09:00:00Z',
      ['03-26T17:00', '04-02T16:00', '04-09T16:00', '04-16T16:00'],
    ],
    [
      'each hour, across a change to winter',
      '0 * * * *',
      '2027-10-30T23:30:00Z',
      ['10-31T00:00', '10-31T01:00', '10-31T02:00', '10-31T03:00'],
    ],
    [
      'a time that is skipped comes when it is over',
      '30 2 * * *',
      '2027-03-27T12:00:00Z',
      ['03-28T01:00', '03-29T00:30', '03-30T00:30', '03-31T00:30'],
    ],
    [
      'a time that is there twice comes once',
      '30 2 * * *',
      '2027-10-30T12:00:00Z',
      ['10-31T00:30', '11-01T01:30', '11-02T01:30', '11-03T01:30'],
    ],
    [
      'the last Friday of a month',
      '0 18 * * 5L',
      '2026-11-30T09:00:00Z',
      ['12-25T17:00', '01-29T17:00', '02-26T17:00', '03-26T17:00'],
    ],
  ])('%s', (_, repeat, now, expected) => {
    const { times } = readWhen({ repeat, timeZone: BERLIN }, Date.parse(now));
    expect(times.map(time => time.slice(5, 16))).toEqual(expected);
  });
});

// Where clocks are set the hours are not even: the rule is right all the same, on the day before as on others.
test.each([
  ['Australia/Lord_Howe', '0 * * * *', '2027-10-02T12:00:00Z'],
  ['Australia/Lord_Howe', '0 * * * *', '2027-04-03T12:00:00Z'],
  [BERLIN, '30 2,3 * * *', '2027-03-27T12:00:00Z'],
])('in %s %s may be ordered at any time of the year: %s', (timeZone, repeat, now) => {
  expect(readWhen({ repeat, timeZone }, Date.parse(now)).times).toHaveLength(4);
});

describe('is refused', () => {
  test.each<[AskedWhen, string]>([
    [{}, 'at is missing'],
    [{ timeZone: BERLIN }, 'at is missing'],
    [{ at: 'Friday', timeZone: BERLIN }, 'at is no such time'],
    [{ at: '2027-02-31T18:00:00Z' }, 'at is no such time'],
    [{ at: '2027-02-28T24:00:00Z' }, 'at is no such time'],
    [{ at: '9999-12-31T23:59:59-01:00' }, 'at is no such time'],
    [{ at: '9999-12-31T23:59:59.5Z' }, 'at is no such time'],
    [{ at: '9999-12-31T23:59:59', timeZone: 'Pacific/Honolulu' }, 'at is no such time'],
    [{ at: '2027-02-28T18:00:00' }, 'at has no zone'],
    [{ at: '2027-02-28T18:00:00Z', timeZone: BERLIN }, 'timeZone does not go with a time that has its zone'],
    [{ at: '2026-11-30T09:00:00Z' }, 'at is in the past'],
    [{ at: '1969-11-30T09:00:00', timeZone: BERLIN }, 'at is in the past'],
    [{ at: '2027-02-28T18:00:00', timeZone: 'Mars/Olympus' }, 'timeZone is none'],
    [{ at: '2027-02-28T18:00:00', timeZone: '+01:00' }, 'timeZone is none'],
    [{ repeat: '0 18 * * 5' }, 'timeZone is missing'],
    [{ repeat: '0 18 * * 5', at: '2027-02-28T18:00:00Z', timeZone: BERLIN }, 'repeat does not go with at'],
    [{ repeat: '0 0 18 * * 5', timeZone: BERLIN }, 'repeat has 6 fields'],
    [{ repeat: '0 18 ? * FRI *', timeZone: BERLIN }, 'repeat has 6 fields'],
    [{ repeat: 'cron(0 18 ? * FRI *)', timeZone: BERLIN }, 'repeat is no such rule'],
    [{ repeat: '', timeZone: BERLIN }, 'repeat has 0 fields'],
    [{ repeat: '0 18 * *', timeZone: BERLIN }, 'repeat has 4 fields'],
    [{ repeat: '0 18 * * Friday', timeZone: BERLIN }, 'repeat has "Friday" for the day of the week'],
    [{ repeat: '0 18 * * 1#6', timeZone: BERLIN }, 'repeat has "1#6" for the day of the week'],
    [{ repeat: '60 18 * * 1', timeZone: BERLIN }, 'repeat has "60" for the minute'],
    [{ repeat: '0 18 32 * *', timeZone: BERLIN }, 'repeat has "32" for the day of the month'],
    [{ repeat: '0 18 * 13 *', timeZone: BERLIN }, 'repeat has "13" for the month'],
    [{ repeat: '@weekly', timeZone: BERLIN }, 'repeat is no such rule'],
    [{ repeat: '0 25 * * *', timeZone: BERLIN }, 'repeat has "25" for the hour'],
    [{ repeat: '0 0 30 2 *', timeZone: BERLIN }, 'repeat never comes'],
    [{ repeat: '*/30 * * * *', timeZone: BERLIN }, 'repeat comes more often than once in an hour'],
  ])('%j: %s', (asked, expected) => {
    const refused = () => readWhen(asked, NOW);
    expect(refused).toThrow(WrongWhen);
    let said = '';
    try {
      refused();
    } catch (error) {
      const [{ field, reason } = { field: '', reason: '' }] = (error as WrongWhen).errors;
      said = `${field} ${reason}`;
    }
    expect(said).toBe(expected);
  });
});

test('whatever is sent is read, or refused by name', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('2030-03-31T02:30', BERLIN, '0 18 * * 5', '0 0 29 2 *', 'UTC'),
  );
  const part = fc.constantFrom(
    '*',
    '0',
    '*/7',
    '1-5',
    '5L',
    '?',
    'MON',
    '31',
    '61',
    'W',
    '15W',
    '#',
    '5#2',
    '-1',
    '1,,2',
  );
  const cron = fc.array(part, { minLength: 4, maxLength: 6 }).map(parts => parts.join(' '));
  const option = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined });
  const asked = fc.record({ at: option(text), repeat: option(fc.oneof(text, cron)), timeZone: option(text) });
  fc.assert(
    fc.property(asked, each => {
      try {
        const { times } = readWhen(each, NOW);
        expect(times).toEqual([...times].sort());
        for (const time of times) expect(Date.parse(time)).toBeGreaterThan(NOW);
      } catch (error) {
        if (!(error instanceof WrongWhen)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});

describe('once a time of a rule has passed', () => {
  const daily = { cron: '0 18 * * *', timeZone: BERLIN };
  const day = (n: number) => `2026-12-${String(n).padStart(2, '0')}T17:00:00Z`;
  test.each<[string, string[], string, number[]]>([
    ['four are known again', [day(2), day(3), day(4)], day(1), [2, 3, 4, 5]],
    ['a second later', [], '2026-12-01T17:00:01Z', [2, 3, 4, 5]],
    ['at its very second', [], day(2), [2, 3, 4, 5, 6]],
    ['after two days in which nobody looked', [], day(3), [2, 3, 4, 5, 6, 7]],
    ['after a week, the last four are made up for', [], day(8), [5, 6, 7, 8, 9, 10, 11, 12]],
  ])('%s', (_, left, now, expected) => {
    expect(refilled(daily, left, day(1), Date.parse(now))).toEqual(expected.map(day));
  });
});
