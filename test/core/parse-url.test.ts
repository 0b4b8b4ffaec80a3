import { expect, test } from '@jest/globals';
import { parseUrl } from '../../core/parse-url.ts';

test.each<[string, string | undefined, string | undefined]>([
  ['https://example.com', undefined, 'https://example.com/'],
  ['/a', 'https://example.com/b', 'https://example.com/a'],
  ['/a', undefined, undefined],
  ['http://[', undefined, undefined],
  ['', undefined, undefined],
])('parseUrl(%j, %j) is %j', (text, base, href) => {
  expect(parseUrl(text, base)?.href).toBe(href);
});

test('a host with a letter of Latin-1 is read however often it is asked for', () => {
  const text = 'http://faß.example/';
  const href = 'http://xn--fa-hia.example/';
  const read = Array.from({ length: 200_000 }, () => parseUrl(text)?.href);
  expect(read.findIndex(each => each !== href)).toBe(-1);
});
