import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { factsOf } from '../../../../core/clicks/facts.ts';
import { withoutMark } from '../../../../core/links/qr/mark.ts';
import { line } from '../../clicks/lines.ts';

test.each([
  ['qr', ''],
  ['qr=1', ''],
  ['qr=', ''],
  ['qr&a=1', 'a=1'],
  ['a=1&qr', 'a=1'],
  ['a=1&qr=x&b=2', 'a=1&b=2'],
  ['qr&qr=1&a=1&qr', 'a=1'],
  ['%71r', ''],
  ['q%72=1&a', 'a'],
  // Another name is another parameter.
  ['QR', 'QR'],
  ['qrs=1', 'qrs=1'],
  ['a=qr', 'a=qr'],
  ['?qr', '?qr'],
  // The rest stays to the letter.
  ['a=%20%C3%BC+b&&qr&=&c', 'a=%20%C3%BC+b&&=&c'],
  ['', ''],
])('%j is forwarded as %j', (query, forwarded) => {
  expect(withoutMark(query)).toBe(forwarded);
});

test('whatever the query: what counts as a scan is not passed on, and all else is', () => {
  const part = fc.oneof(
    fc.constantFrom('qr', 'qr=1', '%71r', 'q%72=x', 'QR', 'a=1', 'utm_source=b', '', '=', 'a=%zz'),
    fc.string({ maxLength: 8 }).map(text => text.replace(/[&?#]/g, '')),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), parts => {
      const query = parts.join('&');
      const forwarded = withoutMark(query);
      expect(factsOf(line({ query: forwarded })).via).toBe('link');
      const others = [...new URLSearchParams(query)].filter(([name]) => name !== 'qr');
      expect([...new URLSearchParams(forwarded)]).toEqual(others);
    }),
  );
});
