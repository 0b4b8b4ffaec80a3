import { expect, test } from '@jest/globals';
import { type Answered, answeredBy, typeWith } from '../../../core/snapshots/answered.ts';

test.each<[string, Answered, string]>([
  ['text/html; charset=utf-8', 'stored', 'text/html; page=stored; charset=utf-8'],
  ['text/markdown; charset=utf-8', 'rendered', 'text/markdown; page=rendered; charset=utf-8'],
  ['application/problem+json', 'retry-unfinished', 'application/problem+json; page=retry-unfinished'],
  ['text/html', 'shell-unproved', 'text/html; page=shell-unproved'],
])('typeWith(%j, %j) is %j, and is read', (type, answered, written) => {
  expect(typeWith(type, answered)).toBe(written);
  expect(answeredBy(written)).toBe(answered);
});

test.each([
  '',
  'text/html',
  'text/html; charset=utf-8',
  'text/html; page=home',
  'text/html; page=card-',
  'text/html; way=rule-1',
  'text/html; page=storedx',
  'text/html; xpage=stored',
])('answeredBy(%j) is undefined', type => {
  expect(answeredBy(type)).toBeUndefined();
});
