import { expect, test } from '@jest/globals';
import { decodeOnce } from '../../../core/logs/decode.ts';

test('what was decoded before says the same, however much came between, and however long it is', () => {
  const texts = [
    'a%20b',
    'a%2520b',
    '100%',
    `${'x%20'.repeat(1000)}y`,
    ...Array.from({ length: 5000 }, (_, n) => `%20${n}`),
  ];
  const decoded = [
    'a b',
    'a%20b',
    '100%',
    `${'x '.repeat(1000)}y`,
    ...Array.from({ length: 5000 }, (_, n) => ` ${n}`),
  ];
  expect(texts.map(decodeOnce)).toEqual(decoded);
  expect(texts.map(decodeOnce)).toEqual(decoded);
});
