import { expect, test } from '@jest/globals';
import { keptFor } from '../../../../core/links/follow/edge.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

test.each<[number, (string | undefined)[], string]>([
  [60, [], 'max-age=0, s-maxage=60'],
  [60, [undefined], 'max-age=0, s-maxage=60'],
  [0, [], 'no-store'],
  [0, [at(1000)], 'no-store'],
  // A second is left for the way to the edge.
  [60, [at(1000)], 'max-age=0, s-maxage=60, stale-if-error=939'],
  [60, [at(61)], 'max-age=0, s-maxage=60, stale-if-error=0'],
  [60, [at(31)], 'max-age=0, s-maxage=30, stale-if-error=0'],
  [60, [at(2.9)], 'max-age=0, s-maxage=1, stale-if-error=0'],
  [60, [at(1.9)], 'no-store'],
  [60, [at(0)], 'no-store'],
  [60, [at(-5)], 'no-store'],
  [60, [at(1000), at(31), undefined], 'max-age=0, s-maxage=30, stale-if-error=0'],
])('for at most %d s, with the ends %j: %s', (maxAge, ends, expected) => {
  expect(keptFor(maxAge, ends, NOW)).toBe(expected);
});
