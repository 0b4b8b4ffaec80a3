import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addFrequent, type Frequent, packFrequent, unpackFrequent } from '../../../core/clicks/frequent.ts';

const of = (counts: Record<string, number>, room = 3, slack = 0): Frequent => ({
  room,
  slack,
  counts: new Map(Object.entries(counts)),
});

describe('addFrequent(one, other)', () => {
  test.each<[string, Frequent | undefined, Frequent, Frequent]>([
    ['the first', undefined, of({ a: 2 }), of({ a: 2 })],
    ['as long as there is room', of({ a: 2, b: 1 }), of({ a: 1, c: 4 }), of({ a: 3, b: 1, c: 4 })],
    ['one too many', of({ a: 9, b: 5, c: 1 }), of({ d: 3 }), of({ a: 8, b: 4, d: 2 }, 3, 1)],
    [
      'two that lost already',
      of({ a: 9, b: 5 }, 3, 2),
      of({ c: 6, d: 4 }, 3, 1),
      of({ a: 5, b: 1, c: 2 }, 3, 7),
    ],
    ['none of them stands out', of({ a: 1, b: 1 }), of({ c: 1, d: 1 }), of({}, 3, 1)],
    ['the first, and too large', undefined, of({ a: 5, b: 2, c: 2, d: 1 }), of({ a: 4, b: 1, c: 1 }, 3, 1)],
    ['into more room than before', of({ a: 5 }, 1, 2), of({ b: 2 }, 2), of({ a: 5, b: 2 }, 2, 2)],
  ])('%s', (_, one, other, sum) => {
    expect(addFrequent(one, other)).toEqual(sum);
  });
});

const visits = fc.array(fc.array(fc.constantFrom(...'aaaaabbbcdefghijklmnop'), { maxLength: 40 }), {
  maxLength: 20,
});

const countsOf = (values: readonly string[]) => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

describe('whatever was counted, in whatever files', () => {
  test.each([1, 3, 8])(
    'no count in a room for %d is above the truth, or below it by more than the slack, and that has its bound',
    room => {
      fc.assert(
        fc.property(visits, files => {
          const sum = files.reduce<Frequent>(
            (all, file) => addFrequent(all, { room, slack: 0, counts: countsOf(file) }),
            of({}, room),
          );
          const truth = countsOf(files.flat());
          for (const [value, count] of truth) {
            const told = sum.counts.get(value) ?? 0;
            expect(told).toBeLessThanOrEqual(count);
            expect(told + sum.slack).toBeGreaterThanOrEqual(count);
          }
          expect(sum.counts.size).toBeLessThanOrEqual(room);
          expect(sum.slack).toBeLessThanOrEqual(files.flat().length / (room + 1));
        }),
      );
    },
  );

  test('what is packed is unpacked', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.nat()), fc.nat(), (counts, slack) => {
        const frequent = of(counts, 9, slack);
        expect(unpackFrequent(packFrequent(frequent))).toEqual(frequent);
      }),
    );
  });
});
