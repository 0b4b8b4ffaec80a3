import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askedToWait, MOST_TRIES, waitAfter } from '../../../core/events/retry.ts';

/** Chance, from 0 to all but 1. */
const least = () => Buffer.alloc(4, 0);
const most = () => Buffer.alloc(4, 255);

describe('the waits between twelve tries', () => {
  test('grow, and come to a day and a half', () => {
    const waits = Array.from({ length: 11 }, (_, i) => waitAfter(i + 1, undefined, least));
    expect(waits.slice(0, 6)).toEqual([10, 40, 160, 640, 2560, 10_240]);
    expect(Math.max(...waits)).toBe(21_600);
    expect(waits.reduce((sum, each) => sum + each) / 3600).toBeCloseTo(33.8, 1);
  });

  test.each<[tries: number, asked: number | undefined, chance: typeof least, seconds: number]>([
    [1, undefined, most, 13],
    [4, undefined, most, 800],
    [11, undefined, most, 27_000],
    [1, 60, least, 60],
    [1, 60, most, 75],
    [4, 60, least, 640], // a webhook may ask for more patience, not for less
    [1, 0.5, least, 10],
    [1, 40_000, most, 43_140], // SQS hides a message for 12 hours at most
    [1, 1e300, least, 43_140],
    [MOST_TRIES, undefined, most, 0],
    [MOST_TRIES, 60, most, 0], // put aside at once
  ])('after %i, and asked for %s seconds: %#', (tries, asked, chance, seconds) => {
    expect(waitAfter(tries, asked, chance)).toBe(seconds);
  });

  test('are whole, never less than was asked for, and what the queue can do', () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 11 }),
        fc.option(fc.nat(), { nil: undefined }),
        bytes,
        (tries, asked, chance) => {
          const wait = waitAfter(tries, asked, () => Buffer.from(chance));
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(Math.min(Math.max(10, asked ?? 0), 43_140));
          expect(wait).toBeLessThanOrEqual(43_140);
        },
      ),
    );
  });
});

// The three forms of RFC 9110, 5.6.7, of one time; now is a minute before it.
const NOW = Date.parse('1994-11-06T08:48:37Z');
test.each<[status: number, said: string | undefined, seconds: number | undefined]>([
  [429, '120', 120],
  [503, ' 120 ', 120],
  [429, 'Sun, 06 Nov 1994 08:49:37 GMT', 60],
  [503, 'Sunday, 06-Nov-94 08:49:37 GMT', 60],
  [503, 'Sun Nov  6 08:49:37 1994', 60],
  [429, 'Sun, 06 Nov 1994 08:48:37 GMT', undefined],
  [429, 'Sun, 06 Nov 1994 08:00:00 GMT', undefined],
  [429, '0', undefined],
  [429, '-5', undefined],
  [429, '1.5', undefined],
  [429, 'soon', undefined],
  [429, '1994-11-06T08:49:37Z', undefined],
  [429, '', undefined],
  [429, undefined, undefined],
  [500, '120', undefined],
  [302, '120', undefined],
  [429, '9'.repeat(400), Number.POSITIVE_INFINITY],
])('an answer of %i with Retry-After %s asks for %s seconds', (status, said, seconds) => {
  expect(askedToWait(status, said, NOW)).toBe(seconds);
});
