import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { destination } from '../../../../core/links/follow/destination.ts';

const FORWARDS = { forwardQuery: true, utm: {} };
const withQuery = (url: string, query: string) => destination(url, FORWARDS, { query, rest: '' });
const withRest = (url: string, rest: string, query = '') => destination(url, FORWARDS, { query, rest });

describe('a forwarded query', () => {
  test.each([
    ['https://e.com/', 'a=1', 'https://e.com/?a=1'],
    ['https://e.com/?x=1', 'a=1&x=2', 'https://e.com/?x=1&a=1&x=2'],
    ['https://e.com/#top', 'a=1', 'https://e.com/?a=1#top'],
    ['https://e.com/?x=1#top', 'a=1#b', 'https://e.com/?x=1&a=1%23b#top'],
    ['https://e.com/?', 'a=1', 'https://e.com/?a=1'],
    ['https://e.com/', '', 'https://e.com/'],
    ['https://e.com/?', '', 'https://e.com/?'],
    ['https://e.com/', 'a=%20%C3%BC+b', 'https://e.com/?a=%20%C3%BC+b'],
    ['https://e.com/', 'a=ü"<>', 'https://e.com/?a=%C3%BC%22%3C%3E'],
    ['https://e.com/', 'a=1\r\nset-cookie: b=2', 'https://e.com/?a=1set-cookie:%20b=2'],
    ['https://e.com/', '?a', 'https://e.com/??a'],
    // The mark of a QR code is ours.
    ['https://e.com/', 'qr', 'https://e.com/'],
    ['https://e.com/?qr=own', 'qr=1&a=%20&qr', 'https://e.com/?qr=own&a=%20'],
    // What is not of the web is left as it is.
    ['mailto:info@e.com?subject=x', 'a=1', 'mailto:info@e.com?subject=x'],
    ['com.example.app://product/1', 'a=1', 'com.example.app://product/1'],
  ])('%s and %j: %s', (url, query, expected) => {
    expect(withQuery(url, query)).toBe(expected);
  });

  test('a link that does not forward: its url as it is', () => {
    const passedOn = { query: 'redir_url=https://evil.org', rest: '' };
    expect(destination('https://e.com/?x=1', { forwardQuery: false, utm: {} }, passedOn)).toBe(
      'https://e.com/?x=1',
    );
  });

  test('one that does not fit: the url without it', () => {
    expect(withQuery('https://e.com/', 'a'.repeat(8192))).toBe('https://e.com/');
  });
});

describe('a forwarded path', () => {
  test.each([
    ['https://e.com/', '/a/b', 'https://e.com/a/b'],
    ['https://e.com/manual', '/a', 'https://e.com/manual/a'],
    ['https://e.com/manual/', '/a', 'https://e.com/manual/a'],
    ['https://e.com/manual?x=1#top', '/a', 'https://e.com/manual/a?x=1#top'],
    ['https://e.com/manual', '/a/', 'https://e.com/manual/a/'],
    ['https://e.com/', '//evil.org/a', 'https://e.com//evil.org/a'],
    ['https://e.com/', '/\\evil.org', 'https://e.com/%5Cevil.org'],
    ['https://e.com/', '/a?b#c', 'https://e.com/a%3Fb%23c'],
    ['https://e.com/', '/a b/ä', 'https://e.com/a%20b/%C3%A4'],
    ['https://e.com/', '/100%', 'https://e.com/100%25'],
    ['https://e.com/manual', '/%2e%2e/a', 'https://e.com/manual/%252e%252e/a'],
    ['https://e.com/', '/a\r\nb\tc', 'https://e.com/a%0D%0Ab%09c'],
    ['https://e.com/', '/\ud800', 'https://e.com/%EF%BF%BD'],
  ])('%s and %j: %s', (url, rest, expected) => {
    expect(withRest(url, rest)).toBe(expected);
  });

  test('and a query', () => {
    expect(withRest('https://e.com/m?x=1#top', '/a', 'b=2')).toBe('https://e.com/m/a?x=1&b=2#top');
  });
});

describe('a campaign', () => {
  const utm = { source: 'letter', campaign: 'a & b' };
  test.each([
    ['https://e.com/', '', 'https://e.com/?utm_source=letter&utm_campaign=a%20%26%20b'],
    ['https://e.com/?x=1#top', '', 'https://e.com/?x=1&utm_source=letter&utm_campaign=a%20%26%20b#top'],
    ['https://e.com/?utm_source=own', '', 'https://e.com/?utm_source=own&utm_campaign=a%20%26%20b'],
    ['https://e.com/', 'utm_campaign=theirs', 'https://e.com/?utm_campaign=theirs&utm_source=letter'],
    ['https://e.com/?a=%20b|c', '', 'https://e.com/?a=%20b%7Cc&utm_source=letter&utm_campaign=a%20%26%20b'],
  ])('%s and ?%s: %s', (url, query, expected) => {
    expect(destination(url, { forwardQuery: true, utm }, { query, rest: '' })).toBe(expected);
  });
});

test('nothing a visitor sends changes anything but the query and what is behind the url’s path, or leaves ASCII', () => {
  const anyUrl = fc.webUrl({ withQueryParameters: true, withFragments: true });
  const segment = fc.string({ unit: 'binary' }).filter(each => !/[/?#]|^\.{1,2}$/.test(each));
  const anyRest = fc.array(segment).map(all => all.map(each => `/${each}`).join(''));
  fc.assert(
    fc.property(anyUrl, fc.string({ unit: 'binary' }), anyRest, (given, query, rest) => {
      const before = new URL(given);
      const location = withRest(before.href, rest, query);
      const after = new URL(location);
      expect(location).toMatch(/^[!-~]+$/);
      expect(after.search.startsWith(before.search)).toBe(true);
      expect(after.pathname.startsWith(before.pathname.replace(/\/$/, ''))).toBe(true);
      if (rest !== '')
        expect(after.pathname.split('/').length).toBe(
          before.pathname.replace(/\/$/, '').split('/').length + rest.split('/').length - 1,
        );
      for (const part of ['protocol', 'username', 'password', 'host', 'hash'] as const)
        expect([part, after[part]]).toEqual([part, before[part]]);
    }),
    { numRuns: 1000 },
  );
});
