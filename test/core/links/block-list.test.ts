import { expect, test } from '@jest/globals';
import { createBlockList } from '../../../core/links/block-list.ts';

const isBlocked = createBlockList([
  'evil.example',
  'zip',
  'a.b.example',
  'xn--bcher-kva.example',
  '192.0.2.1',
  '[2001:db8::1]',
]);

/** Urls as `readUrl` writes them. */
test.each<[url: string, isBlocked: boolean]>([
  ['https://evil.example/', true],
  ['https://evil.example:8443/x', true],
  ['https://evil.example./', true],
  ['https://www.evil.example/', true],
  ['https://a.b.c.evil.example./', true],
  ['https://backup.zip/', true],
  ['https://a.b.example/', true],
  ['https://xn--bcher-kva.example/', true],
  ['http://192.0.2.1/', true],
  ['http://[2001:db8::1]:8080/', true],
  ['https://notevil.example/', false],
  ['mailto:info@evil.example', false],
  ['https://evil.example.com/', false],
  ['https://example.com/?to=https://evil.example/', false],
  ['https://example.com/evil.example', false],
  ['https://b.example/', false],
  ['https://zip.example/', false],
  ['http://192.0.2.11/', false],
  ['http://[2001:db8::11]/', false],
])('%s: %s', (url, blocked) => {
  expect(isBlocked(url)).toBe(blocked);
});

test('no list blocks nothing', () => {
  // The setting is a text with nothing between its commas.
  expect(createBlockList(''.split(','))('https://example.com/')).toBe(false);
  expect(createBlockList([])('https://example.com/')).toBe(false);
});

test('where there is no list nothing is blocked, nor what has no host', () => {
  const isBlockedByNone = createBlockList(''.split(','));
  expect([isBlockedByNone('https://example.org/'), isBlockedByNone('tel:+4930123')]).toEqual([false, false]);
});
