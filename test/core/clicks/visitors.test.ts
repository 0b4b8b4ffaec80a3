import { describe, expect, test } from '@jest/globals';
import { addVisitors, markOf, visitorsIn } from '../../../core/clicks/visitors.ts';

const SALT = new Uint8Array(32).fill(7);
const marksOf = (number: number, from = 0) =>
  Array.from({ length: number }, (_, at) => markOf(SALT, `2001:db8::${(from + at).toString(16)}`, 'a'));
const sketchOf = (marks: readonly string[], at = 100) => {
  let sketch: Uint8Array | undefined;
  for (let start = 0; start < marks.length; start += at)
    sketch = addVisitors(sketch, marks.slice(start, start + at));
  return sketch;
};

describe('visitors', () => {
  test.each([0, 1, 2, 100, 249, 250])('%d are counted exactly', number => {
    const marks = marksOf(number);
    expect(visitorsIn(sketchOf([...marks, ...marks]))).toBe(number);
  });

  test.each([251, 1000, 3000, 5200, 10_000, 100_000])('%d are counted within a tenth', number => {
    const seen = visitorsIn(sketchOf(marksOf(number), 5000));
    expect(Math.abs(seen - number) / number).toBeLessThan(0.1);
  });

  test.each([40, 250, 251, 2000])('of %d in another order comes the same sketch', number => {
    const marks = marksOf(number);
    const inOrder = sketchOf(marks);
    expect(sketchOf([...marks].reverse(), 33)).toEqual(inOrder);
    expect(sketchOf([...marks, ...marks.slice(0, 50)], 2000)).toEqual(inOrder);
  });

  test('a sketch is never larger than its registers', () => {
    expect(Math.max(...[250, 251, 5000].map(number => sketchOf(marksOf(number))?.length ?? 0))).toBe(2048);
  });

  test.each([
    ['another address', SALT, '203.0.113.8', 'a'],
    ['another browser', SALT, '203.0.113.7', 'b'],
    ['another day', new Uint8Array(32).fill(8), '203.0.113.7', 'a'],
  ] as const)('%s is another visitor', (_, salt, address, agent) => {
    expect(markOf(salt, address, agent)).not.toBe(markOf(SALT, '203.0.113.7', 'a'));
  });
});
