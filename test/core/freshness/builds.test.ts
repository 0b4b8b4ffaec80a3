import { describe, expect, test } from '@jest/globals';
import { type Builds, rankOf, withCurrent, withoutDrained } from '../../../core/freshness/builds.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the builds of the app', () => {
  const one: Builds = { current: '1', older: [] };
  const two: Builds = { current: '2', older: [{ id: '1', replacedAt: 5 }] };

  test.each<[string, Builds | undefined, string, Builds]>([
    ['the first', undefined, '1', one],
    ['the same', one, '1', one],
    ['another', one, '2', two],
    ['the one before, again', two, '1', { current: '1', older: [{ id: '2', replacedAt: 5 }] }],
  ])('%s', (_, before, current, after) => {
    expect(withCurrent(before, current, 5)).toEqual(after);
  });

  test('remember ten older ones, the latest', () => {
    let builds: Builds = one;
    for (let i = 2; i <= 30; i++) builds = withCurrent(builds, String(i), i);
    expect(builds.older.map(({ id }) => Number(id))).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
  });

  test('drop one without pages, but not while a render may still end that began with it', () => {
    expect(withoutDrained(two, ['1'], 5 + 9 * MINUTE)).toBe(two);
    expect(withoutDrained(two, ['1'], 5 + 10 * MINUTE)).toEqual({ current: '2', older: [] });
    expect(withoutDrained(two, [], 5 + HOUR)).toBe(two);
  });
});

test('after a deploy the home page comes first, then level by level; of a level what changes often', () => {
  const often = { observations: 20, changes: 20, observedMs: 20 * HOUR };
  const never = { observations: 20, changes: 0, observedMs: 400 * HOUR };
  const order: [string, object][] = [
    ['/', never],
    ['/offers', often],
    ['/products', {}],
    ['/about', never],
    ['/products?page=2', often],
    ['/products/1', never],
    ['/products/1/reviews', often],
  ];
  const ranks = order.map(([path, history]) => rankOf(`https://site.example${path}`, history));
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  expect(new Set(ranks.slice(0, 4)).size).toBe(4);
});
