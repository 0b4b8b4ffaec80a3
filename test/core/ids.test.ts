import { expect, test } from '@jest/globals';
import { systemRandom } from '../../core/ids.ts';

test.each([0, 1, 16, 40, 4096, 10_000])('%i bytes are so many', size => {
  expect(systemRandom(size)).toHaveLength(size);
});

test('no bytes are given twice, whoever writes into his own', () => {
  const given = Array.from({ length: 1000 }, () => systemRandom(16));
  const texts = given.map(bytes => bytes.toString('hex'));
  expect(new Set(texts).size).toBe(1000);
  given[0]?.fill(0);
  expect(given.slice(1).map(bytes => bytes.toString('hex'))).toEqual(texts.slice(1));
});
