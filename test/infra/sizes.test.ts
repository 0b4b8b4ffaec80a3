import { describe, expect, test } from '@jest/globals';
import { BUDGETS, overBudget, sizesOf } from '../../infra/shipped/sizes.ts';

test('no part that ships weighs more than it may, and each has a budget: `npm run sizes` prints all', () => {
  expect(overBudget(sizesOf('.'))).toEqual([]);
});

test('each function and each edge function has a budget for its load, too, which the bench measures', () => {
  const loaded = Object.keys(BUDGETS).filter(name => /^(functions|edge)\//.test(name));
  const without = loaded.filter(name => BUDGETS[name]?.load === undefined);
  expect(loaded.length).toBeGreaterThan(10);
  expect(without).toEqual(['functions/redirect']); // of which a part is loaded at its start
});

test('the edge has at most the 10 KB that are promised', () => {
  for (const name of ['edge/viewer-request', 'edge/origin-response'])
    expect(BUDGETS[name]?.raw).toBeLessThanOrEqual(10_240);
});

describe('who is over is told in a sentence:', () => {
  const budgets = { links: { raw: 2048, gzip: 1024 } };
  test.each([
    ['nobody', { name: 'links', raw: 2048, gzip: 1024 }, []],
    ['raw', { name: 'links', raw: 3072, gzip: 1024 }, ['links is 3.0 KB, of 2.0 KB at most']],
    ['gzip', { name: 'links', raw: 2048, gzip: 2048 }, ['links is 2.0 KB in gzip, of 1.0 KB at most']],
    [
      'a new one',
      { name: 'other', raw: 1, gzip: 1 },
      ['links has a budget, and is not built', 'other has no budget'],
    ],
  ])('%s', (_, size, told) => {
    expect(overBudget([size], budgets)).toEqual(told);
  });
});
