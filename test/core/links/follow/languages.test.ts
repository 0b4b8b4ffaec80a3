import { expect, test } from '@jest/globals';
import { isOf, preferred } from '../../../../core/links/follow/languages.ts';

test.each<[string, string[]]>([
  ['de', ['de']],
  ['de-AT', ['de-at']],
  ['de-AT,de;q=0.9,en;q=0.8', ['de-at']],
  ['en;q=0.5, fr;q=0.9', ['fr']],
  ['en ; q=0.7,de; q=0.7', ['en', 'de']],
  ['de;q=0', []],
  ['de;q=0, en;q=0.1', ['en']],
  ['*', []],
  ['*;q=0.5, de;q=0.5', ['de']],
  ['', []],
  ['garbage!, de;q=0.4', ['de']],
  ['de;q=x, en;q=0.2', ['en']],
  ['de;q=7, en', ['en']],
])('who sends %j would have best %j', (header, languages) => {
  expect(preferred(header)).toEqual(languages);
});

test.each([
  ['de', 'de', true],
  ['de', 'de-at', true],
  ['DE', 'de-at', true],
  ['de-AT', 'de-at', true],
  ['de-AT', 'de', false],
  ['de', 'den', false],
  ['en', 'de', false],
])('of %s is %s: %j', (language, tag, expected) => {
  expect(isOf(language, [tag])).toBe(expected);
});
