import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_URL_LENGTH, readUrl } from '../../../core/links/url.ts';

const HOST = 'go.example.com';
const ofLength = (length: number) => 'https://a.io/'.padEnd(length, 'x');

/** Puts a readable name before each case: the call, and what comes of it. */
const named = (cases: [input: string, result: string][]) =>
  cases.map(
    ([input, result]) => [JSON.stringify(input).slice(0, 60), result.slice(0, 60), input, result] as const,
  );

describe('readUrl keeps', () => {
  const cases = named([
    ['https://www.example.com/a?b=c#d', 'https://www.example.com/a?b=c#d'],
    ['HTTP://EXAMPLE.com', 'http://example.com/'],
    ['https://example.com:443/', 'https://example.com/'],
    ['https://example.com:8443/', 'https://example.com:8443/'],
    ['https://example.com/a/../b/./c', 'https://example.com/b/c'],
    ['https://example.com/?b=2&a=1', 'https://example.com/?b=2&a=1'],
    ['https://example.com/a%2fb%2Fc', 'https://example.com/a%2fb%2Fc'],
    ['https://example.com/?to=https://go.example.com/', 'https://example.com/?to=https://go.example.com/'],
    ['https://example.com/@someone', 'https://example.com/@someone'],
    ['https://my_site.example.com/', 'https://my_site.example.com/'],
    ['https://example.com./', 'https://example.com./'],
    ['https://notgo.example.com/', 'https://notgo.example.com/'],
    ['https://go.example.com.evil.org/', 'https://go.example.com.evil.org/'],
    ['https://192.0.2.1/', 'https://192.0.2.1/'],
    ['https://127.0.0.1/', 'https://127.0.0.1/'],
    ['https://[2001:db8::1]:8080/', 'https://[2001:db8::1]:8080/'],
    ['https://example.com/grüße?q=ü#ö', 'https://example.com/gr%C3%BC%C3%9Fe?q=%C3%BC#%C3%B6'],
    [ofLength(MAX_URL_LENGTH), ofLength(MAX_URL_LENGTH)],
    // From https://github.com/web-platform-tests/wpt/blob/master/url/resources/urltestdata.json
    ['http://faß.ExAmPlE/', 'http://xn--fa-hia.example/'],
    ['http://Ｇｏ.com', 'http://go.com/'],
    ['http://www.foo。bar.com', 'http://www.foo.bar.com/'],
    ['http://192.0x00A80001', 'http://192.168.0.1/'],
    ['http://example.com/foo/%2e%2', 'http://example.com/foo/%2e%2'],
  ]);
  test.each(cases)('%s as %s', (_call, _result, input, url) => {
    expect(readUrl(input, HOST)).toEqual({ url });
  });
});

const UNSEEN = 'holds a space or an invisible character';
const RELATIVE = 'is not an absolute http or https address';
const USER = 'holds a user name or a password';
const UNREADABLE = 'cannot be read as a web address';
const OWN = 'leads to the short domain itself';
const HOSTLESS = 'has a host that cannot be on the internet';

describe('readUrl refuses', () => {
  const cases = named([
    ['', RELATIVE],
    ['example.com', RELATIVE],
    ['/path', RELATIVE],
    ['//example.com', RELATIVE],
    ['https:example.com', RELATIVE],
    ['https:///example.com', RELATIVE],
    ['https:/\\example.com', RELATIVE],
    ['javascript:alert(1)', RELATIVE],
    ['data:text/html,hi', RELATIVE],
    ['ftp://example.com/', RELATIVE],
    ['mailto:a@example.com', RELATIVE],
    ['https://user:password@example.com/', USER],
    ['https://user@example.com/', USER],
    ['https://@example.com/', USER],
    ['https://go.example.com@evil.org/', USER],
    [' https://example.com/', UNSEEN],
    ['https://example.com/ ', UNSEEN],
    ['https://example.com/a b', UNSEEN],
    ['https://exam\tple.com/', UNSEEN],
    ['java\nscript:alert(1)', UNSEEN],
    ['https://example.com/\r\nset-cookie:a=b', UNSEEN],
    ['https://example.com/\u0000', UNSEEN],
    ['https://example.com/\u0085', UNSEEN],
    ['https://example.com/\u00a0', UNSEEN],
    ['https://exam\u200bple.com/', UNSEEN],
    ['https://example.com/\u202egpj.exe', UNSEEN],
    ['https://example.com/\ud800', UNSEEN],
    ['https://', RELATIVE],
    ['https://?a', UNREADABLE],
    ['https://example.com:99999/', UNREADABLE],
    ['https://[::1/', UNREADABLE],
    ['https://1.2.3.256/', UNREADABLE],
    ['https://xn--zz.com/', UNREADABLE],
    ['https://exa<mple.com/', UNREADABLE],
    // From https://github.com/web-platform-tests/wpt/blob/master/url/resources/urltestdata.json
    ['http://%ef%bc%85%ef%bc%94%ef%bc%91.com', UNREADABLE],
    ['http://a.b.c.xn--pokxncvks', UNREADABLE],
    ['https://intranet/', HOSTLESS],
    ['https://localhost:3000/', HOSTLESS],
    ['https://a..example.com/', HOSTLESS],
    ['https://.example.com/', HOSTLESS],
    ['https://example.com../', HOSTLESS],
    ['https://-a.example.com/', HOSTLESS],
    ["https://a'b.example.com/", HOSTLESS],
    [`https://${'a'.repeat(64)}.com/`, HOSTLESS],
    [`https://${'a.'.repeat(130)}com/`, HOSTLESS],
    ['https://go.example.com/abc', OWN],
    ['http://GO.Example.COM/abc', OWN],
    ['https://go.example.com./abc', OWN],
    ['https://go.example.com:8443/abc', OWN],
    ['https://go%2Eexample.com/abc', OWN],
    ['https://ｇｏ.example.com/abc', OWN],
    [ofLength(MAX_URL_LENGTH + 1), 'has 8193 characters'],
    // Short as given, long as written: each "ü" becomes six characters.
    [`https://example.com/${'ü'.repeat(2000)}`, 'has 12020 characters'],
  ]);
  test.each(cases)('%s, which %s', (_call, _result, input, reason) => {
    expect(readUrl(input, HOST)).toEqual({ reason, expected: expect.stringMatching(/address|host/) });
  });
});

describe('readUrl in the local cloud', () => {
  test.each([
    ['http://localhost:3001/', 'localhost:3000', true],
    ['http://localhost:3000/', 'localhost:3000', false],
    ['http://127.0.0.1:3000/', 'localhost:3000', false],
    ['http://localhost/', 'localhost', false],
    ['https://localhost/', 'localhost', true],
    ['http://intranet/', 'localhost:3000', false],
  ])('%s on %s: kept %s', (input, host, kept) => {
    expect('url' in readUrl(input, host)).toBe(kept);
  });
});

describe('readUrl of any url', () => {
  const anyUrl = fc.webUrl({
    validSchemes: ['http', 'https'],
    withQueryParameters: true,
    withFragments: true,
    authoritySettings: { withPort: true, withIPv4: true, withIPv6: true },
  });

  test('writes what it reads the same again, in ASCII, as the URL standard does', () => {
    fc.assert(
      fc.property(anyUrl, input => {
        const reading = readUrl(input, HOST);
        if (!('url' in reading)) throw new Error(`refused: ${reading.reason}`);
        expect(reading.url).toBe(new URL(input).href);
        expect(reading.url).toMatch(/^[!-~]+$/);
        expect(readUrl(reading.url, HOST)).toEqual(reading);
      }),
    );
  });

  test('never throws and never keeps another scheme, a user or the own host', () => {
    const piece = fc.constantFrom(
      'https:',
      'http:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '.',
      'a',
      HOST,
      '%2e',
      '\t',
      '?',
      '#',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), pieces => {
        const reading = readUrl(pieces.join(''), HOST);
        if (!('url' in reading)) return;
        const { protocol, username, password, hostname } = new URL(reading.url);
        expect(protocol).toMatch(/^https?:$/);
        expect([username, password]).toEqual(['', '']);
        expect(hostname).not.toBe(HOST);
      }),
      { numRuns: 2000 },
    );
  });
});
