import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalisePath, pageUrl, snapshotKey } from '../../../core/snapshots/page.ts';
import { standardKey, standardQuery } from './url-standard.ts';

describe('normalisePath(path)', () => {
  test.each([
    ['', '/'],
    ['/', '/'],
    ['/about', '/about'],
    ['/about/', '/about'],
    ['//a///b//', '/a/b'],
    ['/a/./b', '/a/b'],
    ['/a/../b', '/b'],
    ['/../../b', '/b'],
    ['/a/%2e%2E/b', '/b'],
    ['/A', '/A'],
    ['/%41', '/A'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    ['/café', '/caf%C3%A9'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%20b', '/a%20b'],
    ['/100%', '/100%25'],
    ['/%2541', '/%2541'],
    ["/a:b@c!$&'()*+,;=", "/a:b@c!$&'()*+,;="],
  ])('%j gives %j', (path, expected) => {
    expect(normalisePath(path)).toBe(expected);
  });

  test('any path, normalised again, stays as it is', () => {
    fc.assert(
      fc.property(fc.webPath({ size: 'medium' }), path => {
        const once = normalisePath(path);
        expect(normalisePath(once)).toBe(once);
        expect(once).toMatch(/^\//);
        expect(once).not.toMatch(/\/\/|.\/$/);
      }),
    );
  });

  test('any text never throws, and the browser takes the result as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const path = normalisePath(`/${text}`);
        expect(new URL(path, 'https://site.example').pathname).toBe(path);
      }),
    );
  });
});

describe('pageUrl(host, path, query, parameters)', () => {
  test.each([
    ['Shop.Example', '/a/', '', 'https://shop.example/a'],
    ['shop.example', '/a', 'utm_source=x&gclid=1&fbclid=2', 'https://shop.example/a'],
    ['shop.example', '/a', 'page=2&utm_source=x', 'https://shop.example/a?page=2'],
    ['shop.example', '/a', '?page=2', 'https://shop.example/a?page=2'],
    ['shop.example', '/a', 'q=b&page=2', 'https://shop.example/a?page=2&q=b'],
    ['shop.example', '/a', 'q=2&q=1', 'https://shop.example/a?q=2&q=1'],
    ['shop.example', '/a', 'q=%C3%A9+x', 'https://shop.example/a?q=%C3%A9+x'],
    ['localhost:4001', '/a', '', 'http://localhost:4001/a'],
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
