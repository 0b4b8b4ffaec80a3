import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kindOf, sampleOf } from '../../cli/sample.ts';

const SITE = 'https://www.example.com';
const many = (count: number, path: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => SITE + path(n));

test.each([
  ['/', '/'],
  ['/about', '/*'],
  ['/products/lamp', '/products/*'],
  ['/products/lamp/', '/products/*'],
  ['/products/lamp/reviews', '/products/lamp/*'],
  ['/de/produkte/3', '/de/produkte/*'],
  ['/blog/2024/05/hello', '/blog/*/*/*'],
  ['/item?id=7', '/*?id'],
  ['/list?page=2&by=name', '/*?by&page'],
])('%s is of the kind %s', (path, kind) => {
  expect(kindOf(SITE + path)).toBe(kind);
});

/** How many of a sample are of each kind. */
function counts(sample: string[]): Record<string, number> {
  const of: Record<string, number> = {};
  for (const url of sample) of[kindOf(url)] = (of[kindOf(url)] ?? 0) + 1;
  return of;
}

test('each kind of address has its share, and what a small one leaves goes to the others', () => {
  const urls = [
    `${SITE}/`,
    ...many(5_000, n => `/products/p${n}`),
    ...many(3, n => `/${'abc'[n]}`),
    ...many(400, n => `/blog/2024/${n}`),
  ];
  expect(counts(sampleOf(urls, 50))).toEqual({ '/': 1, '/*': 3, '/products/*': 23, '/blog/*/*': 23 });
});

test('within a kind it is spread over all that is listed', () => {
  const urls = many(1_000, n => `/p/${n}`);
  expect(sampleOf(urls, 4)).toEqual([0, 250, 500, 750].map(n => `${SITE}/p/${n}`));
});

test('of more kinds than there is room for some are left out', () => {
  const urls = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap(kind => many(10, n => `/${kind}/${n}`));
  expect(Object.values(counts(sampleOf(urls, 3)))).toEqual([1, 1, 1]);
});

test('the same ones each time, others with another seed, all where there is room', () => {
  const urls = many(1_000, n => `/p/${n}`);
  expect(sampleOf(urls, 20)).toEqual(sampleOf(urls, 20));
  const [one, two] = [new Set(sampleOf(urls, 20, 1)), sampleOf(urls, 20, 2)];
  expect(two.filter(url => one.has(url))).toEqual([]);
  expect(sampleOf(urls, 1_000, 5)).toEqual(urls);
});

test('whatever is listed: as many as there may be, each once, in the order of the list', () => {
  const path = fc.array(fc.constantFrom('a', 'b', '1', '22', 'x-y'), { maxLength: 4 });
  const list = fc.uniqueArray(
    path.map(parts => `${SITE}/${parts.join('/')}`),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 60 }), fc.nat(1_000), (urls, size, seed) => {
      const sample = sampleOf(urls, size, seed);
      expect(sample).toHaveLength(Math.min(size, urls.length));
      expect(urls.filter(url => sample.includes(url))).toEqual(sample);
    }),
  );
});
