import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addHours, type Hours, packHours, unpackHours } from '../../../core/clicks/hours.ts';
import { SERIES } from '../../../core/clicks/series.ts';

const count = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: -300, max: -1 }),
  fc.integer({ min: 2 ** 31, max: 2 ** 48 }),
);
const someHours: fc.Arbitrary<Hours> = fc
  .array(fc.tuple(fc.nat(743), fc.dictionary(fc.constantFrom(...SERIES), count, { minKeys: 1 })), {
    maxLength: 60,
  })
  .map(pairs => new Map(pairs.map(([hour, counts]) => [hour, { ...counts }])));

describe('the hours of a month in bytes', () => {
  test('come back as they were, whatever their order', () => {
    fc.assert(
      fc.property(someHours, hours => {
        expect(unpackHours(packHours(hours))).toEqual(hours);
        expect(packHours(new Map([...hours].reverse()))).toEqual(packHours(hours));
      }),
    );
  });

  test('what is added to one another is the sum, however it is grouped', () => {
    fc.assert(
      fc.property(someHours, someHours, (one, other) => {
        const sum = unpackHours(packHours(one));
        addHours(sum, other);
        const back = unpackHours(packHours(other));
        addHours(back, one);
        expect(packHours(sum)).toEqual(packHours(back));
      }),
    );
  });

  test('a month in which each hour has clicks takes less than three bytes an hour', () => {
    const full: Hours = new Map(
      Array.from({ length: 744 }, (_, hour) => [hour, { clicks: 2000 + hour * 7 }]),
    );
    expect(packHours(full).length).toBeLessThan(744 * 3 + 8);
  });

  test('a series of a later version is passed over', () => {
    const [later] = [SERIES.length];
    const known = packHours(new Map([[5, { clicks: 7 }]]));
    expect(unpackHours(Uint8Array.from([...known, later, 1, 3, 8]))).toEqual(new Map([[5, { clicks: 7 }]]));
  });

  test('bytes that end in the middle of a number are refused', () => {
    const bytes = packHours(new Map([[5, { clicks: 1000 }]]));
    expect(() => unpackHours(bytes.subarray(0, -1))).toThrow(RangeError);
  });
});
