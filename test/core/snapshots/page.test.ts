import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalisePath, pageUrl, snapshotKey } from '../../../core/snapshots/page.ts';
import { standardKey, standardPath, standardQuery } from './url-standard.ts';

describe('normalisePath(path)', () => {
  test.each([
    ['', '/'],
    ['/', '/'],
    ['/about', '/about'],
    ['/about/', '/about/'],
    ['/About', '/About'],
    ['//a///b//', '//a///b//'],
    ['/a/./b', '/a/b'],
    ['/a/.', '/a/'],
    ['/a/../b', '/b'],
    ['/a/b/..', '/a/'],
    ['/../../b', '/b'],
    ['/a//../b', '/a/b'],
    ['/a/%2e%2E/b', '/b'],
    ['/a/.%2e', '/'],
    ['/...', '/...'],
    ['/a\\b', '/a/b'],
    ['/%41', '/%41'],
    ['/caf%c3%a9', '/caf%c3%a9'],
    ['/café', '/caf%C3%A9'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%2fb', '/a%2fb'],
    ['/a%20b', '/a%20b'],
    ['/a b', '/a%20b'],
    ['/100%', '/100%'],
    ['/100%25', '/100%25'],
    ['/%zz', '/%zz'],
    ['/a^b', '/a%5Eb'],
    ['/a;x=1/b', '/a;x=1/b'],
    ['/what?#', '/what%3F%23'],
    ['/Mercury_%28planet%29', '/Mercury_%28planet%29'],
    ['/Mercury_(planet)', '/Mercury_(planet)'],
    ["/a:b@c!$&'()*+,;=[|]~", "/a:b@c!$&'()*+,;=[|]~"],
  ])('%j gives %j', (path, expected) => {
    expect(normalisePath(path)).toBe(expected);
  });

  // All that is hard to read in a path; tabs and line ends, which the standard drops, cannot be on the wire.
  const hard = fc.constantFrom(
    ...[
      '/',
      '//',
      '\\',
      '.',
      '..',
      '/../',
      '/./',
      '%2e',
      '%2E',
      '%2f',
      '%5c',
      '%',
      '%25',
      '%zz',
      '%C3%BC',
      '%E9',
    ],
    ...[
      ' ',
      '"',
      '<',
      '>',
      '^',
      '`',
      '{',
      '}',
      '|',
      '[',
      ']',
      "'",
      '(',
      ')',
      '+',
      '@',
      ':',
      ';',
      '~',
      '\x7f',
    ],
    ...['é', '日', '😀', '\ud800', 'A', 'a', '-'],
  );
  const path = fc.oneof(
    fc.array(hard, { maxLength: 12 }).map(parts => `/${parts.join('')}`),
    fc.webPath({ size: 'medium' }),
    fc.string({ unit: 'binary' }).map(text => `/${text.replace(/[\t\r\n?#]/g, '')}`),
  );

  test('any path becomes what the URL standard makes of it, and stays that', () => {
    fc.assert(
      fc.property(path, path => {
        const once = normalisePath(path);
        expect(once).toBe(standardPath(path));
        expect(normalisePath(once)).toBe(once);
        expect(new URL(`https://site.example${once}`).pathname).toBe(once); // as the renderer gives it to the browser
      }),
      { numRuns: 3000 },
    );
  });
});

describe('pageUrl(host, path, query, parameters)', () => {
  test.each([
    ['Shop.Example', '/A/', '', 'https://shop.example/A/'],
    ['shop.example', '/a', 'utm_source=x&gclid=1&fbclid=2', 'https://shop.example/a'],
    ['shop.example', '/a', 'page=2&utm_source=x', 'https://shop.example/a?page=2'],
    ['shop.example', '/a', '?page=2', 'https://shop.example/a?page=2'],
    ['shop.example', '/a', 'q=b&page=2', 'https://shop.example/a?page=2&q=b'],
    ['shop.example', '/a', 'q=2&q=1', 'https://shop.example/a?q=2&q=1'],
    ['shop.example', '/a', 'q=%C3%A9+x', 'https://shop.example/a?q=%C3%A9+x'],
    ['localhost:4001', '/a', '', 'http://localhost:4001/a'],
    ['shop.example', '//a', '', 'https://shop.example//a'],
  ])('%j, %j, %j gives %j', (host, path, query, expected) => {
    expect(pageUrl(host, path, query, ['page', 'q'])).toBe(expected);
  });

  test('any page url, taken apart and given again, stays as it is', () => {
    const query = fc
      .array(fc.tuple(fc.constantFrom('page', 'q', 'utm_x'), fc.string()))
      .map(pairs => `${new URLSearchParams(pairs)}`);
    fc.assert(
      fc.property(fc.webPath(), query, (path, query) => {
        const url = new URL(pageUrl('site.example', path, query, ['page', 'q']));
        expect(pageUrl(url.host, url.pathname, url.search.slice(1), ['page', 'q'])).toBe(url.href);
      }),
    );
  });
});

describe('without URL, which CloudFront Functions lack, what it would say', () => {
  // What of a query can be on the wire, with what is hard to read in it: Node itself errs where raw letters and broken bytes mix.
  const query = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'page',
          'q',
          '%C3%A9',
          '%E9',
          '%F0%9F',
          '%98%80',
          '%ED%A0%80',
          '%EF%BB%BF',
          '%00',
          '%zz',
        ),
        fc.constantFrom('=', '&', '+', '%', '?', "'", '(', '~', '*', '-', '"', '<', '#', ' '),
        fc.string({ unit: 'grapheme-ascii' }),
      ),
    )
    .map(parts => parts.join(''));
  const parameters = ['page', 'q', 'é', ''];

  test('of the parameters', () => {
    fc.assert(
      fc.property(query, query => {
        const expected = `https://site.example/${standardQuery(query, parameters)}`;
        expect(pageUrl('site.example', '/', query, parameters)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['%E9é', 'a byte that is no UTF-8, here before a letter,'],
    ['\ud800x', 'half a surrogate pair'],
  ])('of %j: %s is U+FFFD', value => {
    expect(pageUrl('site.example', '/', `q=${value}`, ['q'])).toMatch(/q=%EF%BF%BD(%C3%A9|x)$/);
  });

  test('of the key', () => {
    fc.assert(
      fc.property(fc.webPath(), query, (path, query) => {
        const url = pageUrl('site.example', path, query, parameters);
        expect(snapshotKey(url)).toBe(standardKey(url));
      }),
    );
  });
});

describe('snapshotKey(pageUrl)', () => {
  test.each([
    '',
    'site.example/a',
    'https://site.example',
    'https://site.example/a#b',
    'ftp://site.example/a',
  ])('%j is no page’s address', url => {
    expect(() => snapshotKey(url)).toThrow(`"${url}" is no page's address.`);
  });

  test('of the Markdown differs in its ending only', () => {
    const url = 'https://shop.example/about';
    expect(snapshotKey(url, 'md')).toBe(snapshotKey(url, 'html').replace('.html', '.md'));
  });

  test('holds the host and the SHA-256 of path and query', () => {
    // printf '/about' | sha256sum
    expect(snapshotKey('https://shop.example/about')).toBe(
      'snapshots/v1/shop.example/979bddc4a8caafdda41370de2a2e0781a1af2f53c9f36fb804df9af860a53cf5.html',
    );
  });
  test('keeps hosts and pages apart', () => {
    const keys = [
      'https://a.example/x',
      'https://b.example/x',
      'https://a.example/y',
      'https://a.example/x?page=2',
    ];
    expect(new Set(keys.map(url => snapshotKey(url))).size).toBe(keys.length);
  });
});
