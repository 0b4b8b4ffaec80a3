import { describe, expect, test } from '@jest/globals';
import { readPage, readPages, readPrefix, siteOf, wholeSite } from '../../../core/snapshots/site.ts';

const site = siteOf('www.example.com', 'page,sort');

describe('readPage', () => {
  test.each([
    ['https://www.example.com/', 'https://www.example.com/'],
    ['HTTPS://WWW.EXAMPLE.COM:443/a//b/../c/?utm_source=x#top', 'https://www.example.com/a//c/'],
    ['https://www.example.com/guide', 'https://www.example.com/guide'],
    ['https://www.example.com/Guide/?', 'https://www.example.com/Guide/'],
    ['https://www.example.com/C%2B%2B', 'https://www.example.com/C%2B%2B'],
    ['https://www.example.com\\a\\.\\%2E%2e\\b^', 'https://www.example.com/b%5E'],
    ['https://www.example.com/a?sort=up&page=2&x=1', 'https://www.example.com/a?page=2&sort=up'],
    ['https://www.example.com/caf\u00e9', 'https://www.example.com/caf%C3%A9'],
  ])('%s is the page %s', (address, url) => {
    expect(readPage(address, site)).toEqual({ url });
  });

  test.each([
    ['/products', 'is no absolute address'],
    ['', 'is no absolute address'],
    ['http://www.example.com/', 'is not of the site'],
    ['https://www.example.com.evil.example/', 'is not of the site'],
    ['https://www.example.com:8443/', 'is not of the site'],
    ['https://example.com/', 'is not of the site'],
    ['https://a:b@www.example.com/', 'holds a user name or a password'],
    ['file:///etc/passwd', 'is not of the site'],
    ['javascript:alert(1)', 'is not of the site'],
  ])('%s %s', (address, reason) => {
    expect(readPage(address, site)).toEqual({
      reason,
      expected: 'an absolute address of the site (www.example.com)',
    });
  });
});

test.each(['\u200b', '\u202e', '\u00ad', '\ufeff', '\u{e0041}', '\ud800'])(
  'an address with %j in it is not the one it seems to be; percent-encoded it is seen',
  sign => {
    const wrong = { reason: 'holds an invisible character', expected: 'an address with it percent-encoded' };
    expect(readPage(`https://www.example.com/a${sign}b`, site)).toEqual(wrong);
    expect(() => readPrefix('prefix', `https://www.example.com/${sign}`, site)).toThrow(wrong.reason);
    const encoded = encodeURIComponent(sign.toWellFormed());
    const url = `https://www.example.com/a${encoded}b`;
    expect(readPage(url, site)).toEqual({ url });
  },
);

test('without parameters in the settings none makes another page', () => {
  expect(readPage('https://www.example.com/?page=2', siteOf('www.example.com', ''))).toEqual({
    url: 'https://www.example.com/',
  });
});

test('readPages names each wrong field', () => {
  const fields = ['https://www.example.com/', 'x', 'https://other.example/'].map((address, i) => ({
    field: `urls.${i}`,
    address,
  }));
  expect(() => readPages(fields, site)).toThrow(
    /^urls\.1 is no absolute address; .* urls\.2 is not of the site; /,
  );
});

describe('readPrefix', () => {
  test.each([
    ['https://www.example.com', '/'],
    ['https://www.example.com/', '/'],
    ['https://www.example.com/products', '/products'],
    ['https://www.example.com/products/', '/products/'],
    ['https://www.example.com//a/./b/', '//a/b/'],
    ['https://www.example.com/a/..', '/'],
    ['https://www.example.com/wiki/%28', '/wiki/%28'],
    ['https://www.example.com/products?page=', '/products?page='],
  ])('%s: paths that begin with %s', (address, path) => {
    expect(readPrefix('prefix', address, site)).toEqual({ host: 'www.example.com', path });
  });

  test('of more than the index can hold is refused', () => {
    expect(() => readPrefix('prefix', `https://www.example.com/${'x'.repeat(1024)}`, site)).toThrow(
      'prefix has a path of 1025 characters; expected at most 1024.',
    );
  });
});

describe('wholeSite', () => {
  test('is the one host there is', () => {
    expect(wholeSite(siteOf('localhost:4001', ''))).toEqual({ host: 'localhost:4001', path: '/' });
  });

  test.each(['*.cloudfront.net', 'a.example,b.example'])(
    'of %s cannot be said: prefix is asked for',
    hosts => {
      expect(() => wholeSite(siteOf(hosts, ''))).toThrow(
        /^prefix is missing, and the site has more than one host; expected /,
      );
    },
  );
});
