import { expect, test } from '@jest/globals';
import { droppedNames, keepingLine } from '../../../core/snapshots/dropped.ts';

test.each<[query: string, kept: string[], names: string[]]>([
  ['', [], []],
  ['id=1', [], ['id']],
  ['id=1&id=2&page=3', ['page'], ['id']],
  ['ID=1', ['id'], ['ID']],
  ['filter[color]=red&ids[]=1', [], ['filter[color]', 'ids[]']],
  ['q', [], ['q']],
  ['utm_source=a&UTM_Medium=b&gclid=c&fbclid=d&_ga=e&mc_cid=f', [], []],
  ['utm=1&gclids=2', [], ['utm', 'gclids']],
  ['a%20b=1&<script>=2&%1b[31m=3&=4', [], []], // what nobody calls a parameter
  [`${'x'.repeat(41)}=1`, [], []],
])('of ?%s, with %j kept, the app may read %j', (query, kept, names) => {
  expect(droppedNames(query, kept)).toEqual(names);
});

test.each<[kept: string[], names: string[], line: string]>([
  [['page'], ['id'], 'pageParameters: [page, id]'],
  [[], ['filter[color]', 'a-b'], 'pageParameters: ["filter[color]", "a-b"]'],
])('%j and %j are kept by a line of YAML', (kept, names, line) => {
  expect(keepingLine(kept, names)).toBe(line);
});
