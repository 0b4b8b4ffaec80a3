import { describe, expect, test } from '@jest/globals';
import { placesOf, stepOf, stepsOf } from '../../console/charts/ticks.ts';

describe('which places of an axis are named', () => {
  test.each([
    [0, 5, []],
    [1, 5, [0]],
    [5, 5, [0, 1, 2, 3, 4]],
    [6, 5, [1, 3, 5]],
    [30, 10, [2, 5, 8, 11, 14, 17, 20, 23, 26, 29]],
    [30, 4.6, [1, 8, 15, 22, 29]],
    [30, 0, [29]],
    [30, -1, [29]],
  ])('of %i, %d at most', (count, most, places) => expect(placesOf(count, most)).toEqual(places));
});

describe('the steps of the map', () => {
  test.each([
    [0, []],
    [1, [1]],
    [2, [1, 2]],
    [5, [1, 2, 3, 4, 5]],
    [9, [1, 2, 3, 5]],
    [100, [1, 2, 5, 10, 20]],
    [1000, [1, 3, 10, 50, 200]],
    [1_000_000, [1, 10, 200, 2000, 50_000]],
  ])('up to %i', (most, steps) => expect(stepsOf(most)).toEqual(steps));

  test.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 2],
    [49, 2],
    [1e9, 3],
  ])('%i is in step %i of 1, 5 and 50', (value, step) => expect(stepOf(value, [1, 5, 50])).toBe(step));
});
