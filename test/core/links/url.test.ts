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
    ['https://_site_.example.com/', 'https://_site_.example.com/'],
    ['https://my-.example.com/', 'https://my-.example.com/'],
    ['https://-my.example.com/', 'https://-my.example.com/'],
    ['https://-.example.com/', 'https://-.example.com/'],
    ['https://r3---sn-4g5e.example.com/', 'https://r3---sn-4g5e.example.com/'],
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

/** Persian needs the first, families and hearts of emoji the others; three flags are written in letters nobody sees. */
describe('readUrl keeps what people write with invisible characters:', () => {
  test.each([
    'می\u200cخواهم',
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
    '\u2764\ufe0f\u200d\u{1f525}',
    '1\ufe0f\u20e3',
    '\u{1f1e9}\u{1f1ea}',
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
    '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    'e\u0301',
    '؀۝', // signs of Arabic that format what follows, and are seen
  ])('%s', text => {
    const url = `https://example.com/${encodeURIComponent(text)}`;
    expect(readUrl(`https://example.com/${text}`, HOST)).toEqual({ url });
  });

  test('escapes of any of them', () => {
    for (const code of ['%E2%80%8B', '%E2%80%AE', '%C2%AD', '%EF%BF%BD'])
      expect(readUrl(`https://example.com/${code}`, HOST)).toEqual({
        url: `https://example.com/${code}`,
      });
  });
});

/** From Unicode's lists (Default_Ignorable_Code_Point, Bidi_Control), and what shows nothing in spite of them. */
const INVISIBLE = [
  ...[0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180e, 0x180f],
  ...[0x200b, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064],
  ...[0x2066, 0x2067, 0x2068, 0x2069, 0x206a, 0x206b, 0x206c, 0x206d, 0x206e, 0x206f, 0x2800, 0x3164],
  ...[0xfe00, 0xfe0e, 0xfeff, 0xffa0, 0xfff9, 0xfffa, 0xfffb, 0x1bca0, 0x1d159, 0x1d173, 0x1d17a],
  ...[0xe0001, 0xe0020, 0xe0041, 0xe0067, 0xe007f, 0xe0100, 0xe01ef],
];

describe('readUrl refuses invisible characters:', () => {
  test.each(INVISIBLE.map(code => [code.toString(16)]))('U+%s, wherever it is', code => {
    const sign = String.fromCodePoint(Number.parseInt(code, 16));
    const where = [
      'https://exam SIGN ple.com/',
      'https://example.com/a SIGN b',
      'https://example.com/?a= SIGN ',
      'https://example.com/# SIGN ',
    ];
    for (const place of where)
      expect(readUrl(place.replace(' SIGN ', sign), HOST)).toMatchObject({ reason: UNSEEN });
  });

  test('of the black flag with any other letters, or of another flag', () => {
    for (const text of [
      '\u{1f3f4}\u{e0067}\u{e0062}',
      '\u{1f3f4}\u{e0061}\u{e0062}\u{e007f}',
      '\u{1f6a9}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ])
      expect(readUrl(`https://example.com/${text}`, HOST)).toMatchObject({ reason: UNSEEN });
  });

  // The standard decodes a host before it reads it.
  test.each(['exam%E2%80%8Bple.com', 'exam%C2%ADple.com', 'example.com%EF%BB%BF', 'exam%E3%85%A4ple.com'])(
    'in a host, percent-encoded: %s',
    host => {
      expect(readUrl(`https://${host}/`, HOST)).toMatchObject({
        reason: 'has a host with a space or an invisible character',
      });
    },
  );
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
    // And as it is sent: each "|" becomes three.
    [`https://example.com/${'|'.repeat(3000)}`, 'has 9020 characters'],
  ]);
  test.each(cases)('%s, which %s', (_call, _result, input, reason) => {
    expect(readUrl(input, HOST)).toEqual({ reason, expected: expect.stringMatching(/address|host/) });
  });
});

describe('readUrl of a short domain with more than one name', () => {
  test.each([
    ['https://d111111abcdef8.cloudfront.net/x', OWN],
    ['https://D111111ABCDEF8.cloudfront.net.:8443/x', OWN],
    ['https://go.example.com/x', OWN],
    ['http://localhost:4000/x', OWN],
    ['http://[::1]:4000/x', OWN],
    ['https://d222222abcdef8.cloudfront.net/x', undefined],
    ['http://localhost:4001/x', undefined],
  ])('%s: %s', (input, reason) => {
    const reading = readUrl(input, HOST, 'd111111abcdef8.cloudfront.net', 'localhost:4000');
    expect('reason' in reading ? reading.reason : undefined).toBe(reason);
  });
});

describe('readUrl in the local cloud', () => {
  // All of them come to this machine: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 and RFC 1122, 3.2.1.3
  test.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'foo.localhost',
    'a.b.localhost.',
    '127.0.0.1',
    '127.1',
    '127.0.0.2',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '0',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:0.0.0.0]',
  ])('%s is this machine', name => {
    for (const own of ['localhost:4000', '127.0.0.1:4000', 'go.example.org.localhost:4000']) {
      expect(readUrl(`http://${name}:4000/x`, own)).toMatchObject({ reason: OWN });
      expect(readUrl(`http://${name}:4001/x`, own)).toEqual({ url: new URL(`http://${name}:4001/x`).href });
    }
  });

  test.each([
    'notlocalhost.com',
    'localhost.example.com',
    '128.0.0.1',
    '10.127.0.1',
    '[::2]',
    '[::ffff:10.0.0.1]',
  ])('%s is not', name => {
    expect(readUrl(`http://${name}:4000/`, 'localhost:4000')).toHaveProperty('url');
  });

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
