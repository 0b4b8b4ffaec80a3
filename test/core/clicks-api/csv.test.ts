import { expect, test } from '@jest/globals';
import { csvOf } from '../../../core/clicks-api/csv.ts';

test.each<[string, Record<string, string | number>[], string]>([
  ['no rows', [], 'value,count\r\n'],
  ['a row', [{ value: 'a', count: 1 }], 'value,count\r\na,1\r\n'],
  ['a comma', [{ value: 'a,b', count: 1 }], 'value,count\r\n"a,b",1\r\n'],
  ['quotes', [{ value: 'say "hi"', count: 1 }], 'value,count\r\n"say ""hi""",1\r\n'],
  ['a line break', [{ value: 'a\nb', count: 1 }], 'value,count\r\n"a\nb",1\r\n'],
  ['a negative number', [{ value: 'a', count: -1 }], 'value,count\r\na,-1\r\n'],
  ['nothing', [{ value: 'a' }], 'value,count\r\na,\r\n'],
  ['a formula', [{ value: '=1+1', count: 1 }], "value,count\r\n'=1+1,1\r\n"],
  ['a formula of another spelling', [{ value: '@SUM(A1)', count: 1 }], "value,count\r\n'@SUM(A1),1\r\n"],
  ['a formula with a comma', [{ value: '+a,b', count: 1 }], 'value,count\r\n"\'+a,b",1\r\n'],
])('%s', (_, rows, text) => {
  expect(csvOf(['value', 'count'], rows)).toBe(text);
});
