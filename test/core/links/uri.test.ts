import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { destination } from '../../../core/links/follow/destination.ts';
import { uriOf } from '../../../core/links/uri.ts';
import { readUrl } from '../../../core/links/url.ts';

/**
 * A URI with an authority, written down from the grammar, rule by rule: https://www.rfc-editor.org/rfc/rfc3986#appendix-A
 * (IPv6 by its characters only).
 */
const pctEncoded = '%[0-9A-Fa-f]{2}';
const unreserved = '[A-Za-z0-9\\-._~]';
const subDelims = "[!$&'()*+,;=]";
const pchar = `(?:${unreserved}|${pctEncoded}|${subDelims}|[:@])`;
const host = `(?:\\[[0-9A-Fa-f:.]+\\]|(?:${unreserved}|${pctEncoded}|${subDelims})*)`;
const rest = `(?:${pchar}|[/?])*`;
const URI = new RegExp(`^https?://${host}(?::[0-9]*)?(?:/${pchar}*)*(?:\\?${rest})?(?:#${rest})?$`);

test.each([
  ['https://e.com/a|b', 'https://e.com/a%7Cb'],
  ['mailto:a@e.com?subject=a|b', 'mailto:a@e.com?subject=a%7Cb'],
  ['tel:+4930123', 'tel:+4930123'],
  ['com.example.app:/a|b#c', 'com.example.app:/a%7Cb#c'],
  ['https://e.com/a^b', 'https://e.com/a%5Eb'],
  ['https://e.com/a[0]', 'https://e.com/a%5B0%5D'],
  ['https://[2001:db8::1]:8080/[a]?[b]#[c]', 'https://[2001:db8::1]:8080/%5Ba%5D?%5Bb%5D#%5Bc%5D'],
  ['https://e.com/?a|b^c`d{e}f\\g[h]', 'https://e.com/?a%7Cb%5Ec%60d%7Be%7Df%5Cg%5Bh%5D'],
  ['https://e.com/#a|b^c{d}e\\f[g]#h', 'https://e.com/#a%7Cb%5Ec%7Bd%7De%5Cf%5Bg%5D%23h'],
  ['https://e.com/100%', 'https://e.com/100%25'],
  ['https://e.com/%2?%zz#%', 'https://e.com/%252?%25zz#%25'],
  ['https://e.com/%7C%7c', 'https://e.com/%7C%7c'],
  ["https://e.com/!$&'()*+,;=:@-._~", "https://e.com/!$&'()*+,;=:@-._~"],
  ['https://e.com/?/?:@', 'https://e.com/?/?:@'],
  ['https://e.com/?', 'https://e.com/?'],
  ['https://e.com/#', 'https://e.com/#'],
  ['https://e.com/??#?', 'https://e.com/??#?'],
])('%s as %s', (url, uri) => {
  expect(uriOf(url)).toBe(uri);
});

const RAW = [...' "<>\\^`{|}[]%#?/&=+\'~!@:;,é漢🙂'];
const text = fc.array(
  fc.oneof(fc.constantFrom(...RAW, '%2', '%41', '%zz', '..'), fc.string({ maxLength: 3 })),
);
const url = fc
  .tuple(fc.constantFrom('https://example.com', 'http://[2001:db8::1]:8080'), text, text, text)
  .map(
    ([origin, path, query, fragment]) =>
      new URL(`${origin}/${path.join('')}?${query.join('')}#${fragment.join('')}`).href,
  );

/** What a server or a page makes of a part: escapes decoded, any other "%" left alone. */
const meant = (part: string) =>
  Buffer.from(
    part.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('latin1');

describe('of any url', () => {
  test('a URI by the grammar of RFC 3986, that is the same resource for a browser', () => {
    fc.assert(
      fc.property(url, given => {
        const uri = uriOf(given);
        expect(uri).toMatch(URI);
        expect(uriOf(uri)).toBe(uri);
        const [before, after] = [new URL(given), new URL(uri)];
        expect(after.href).toBe(uri);
        expect(after.origin).toBe(before.origin);
        for (const part of ['pathname', 'search', 'hash'] as const)
          expect([part, meant(after[part])]).toEqual([part, meant(before[part])]);
      }),
      { numRuns: 2000 },
    );
  });

  test('so is where a link leads, whatever query it passes on', () => {
    fc.assert(
      fc.property(
        url,
        fc.oneof(
          text.map(pieces => pieces.join('')),
          fc.string({ unit: 'binary' }),
        ),
        fc.boolean(),
        (given, query, forwardQuery) => {
          expect(destination(given, { forwardQuery, utm: {} }, { query, rest: '' })).toMatch(URI);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('and every url that can be the url of a link', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...RAW, 'a', '.', '-', '_'), fc.string({ maxLength: 2 }))),
        pieces => {
          const reading = readUrl(`https://a.example${pieces.join('')}`, 'go.example.com');
          if ('url' in reading) expect(uriOf(reading.url)).toMatch(URI);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
