import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { added, countedFrom, type Item } from '../../../core/clicks/item.ts';
import { DIMENSIONS, labelOf } from '../../../core/clicks/series.ts';
import { addTally, addValue, emptyTally, type Tally } from '../../../core/clicks/tally.ts';

test.each([
  ['spring', 'spring'],
  ['', '(none)'],
  [' \t\n ', '(none)'],
  ['\u200b\u00ad', '(none)'],
  [' two  words ', 'two words'],
  ['line\r\nbreak', 'line break'],
  ['(none)', '_none)'],
  ['(other)', '_other)'],
  ['Größe', 'Größe'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(65), `${'x'.repeat(63)}…`],
  [`${'x'.repeat(62)}😀y`, `${'x'.repeat(62)}…`],
  ['__proto__', '_ __proto__'],
  ['constructor', '_ constructor'],
  ['toString', '_ toString'],
])('%j is counted as %j', (text, label) => {
  expect(labelOf(text)).toBe(label);
});

test('whatever is written, a label is of bounded length, none of ours and well formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), text => {
      const label = labelOf(text);
      expect(label.length).toBeLessThanOrEqual(64);
      expect(label).toMatch(/^(\(none\)|[^(].*)$/u);
      expect(label.isWellFormed()).toBe(true);
    }),
  );
});

const sumOf = (values: Record<string, number> = {}) =>
  Object.values(values).reduce((sum, number) => sum + number, 0);

describe('an item has room for so many values', () => {
  const values = fc.array(fc.tuple(fc.constantFrom(...'abcdefghijkl'), fc.integer({ min: 1, max: 9 })));

  test('what is beyond is counted as the others, and nothing is lost', () => {
    fc.assert(
      fc.property(values, counted => {
        const tally = emptyTally();
        for (const [value, number] of counted) addValue(tally, 'device', value, number);
        expect(sumOf(tally.by.device)).toBe(counted.reduce((sum, [, number]) => sum + number, 0));
        expect(Object.keys(tally.by.device ?? {}).length).toBeLessThanOrEqual(DIMENSIONS.device + 1);
      }),
    );
  });

  test('and likewise when two that are full are added', () => {
    const full = (letter: string) => {
      const tally = emptyTally();
      for (let each = 0; each < 300; each++) addValue(tally, 'referrer', `${letter}${each}.example`);
      return tally;
    };
    const sum = full('a');
    addTally(sum, full('b'));
    expect(sumOf(sum.by.referrer)).toBe(600);
    expect(sum.by.referrer?.['(other)']).toBe(500);
  });
});

test.each(['constructor', 'toString', 'valueOf', '__proto__'])(
  'a campaign that is called %s is counted as any other, over and over',
  text => {
    const tally: Tally = emptyTally();
    addValue(tally, 'campaign', labelOf(text));
    let item: Item | undefined;
    for (const part of ['one', 'two', 'three'])
      item = added(item, [{ subject: 'link#1', period: 'all#', tally }], [part]);
    expect(countedFrom(item as Item).by.campaign).toEqual({ [labelOf(text)]: 3 });
  },
);
