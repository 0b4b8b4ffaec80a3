import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { originOf } from '../../core/origin.ts';
import { requireOriginSecret } from '../../core/origin-secret.ts';
import { standardOrigin } from './snapshots/url-standard.ts';

describe('originOf', () => {
  test.each([
    ['go.example.com', 'https://go.example.com'],
    ['GO.example.com', 'https://go.example.com'],
    ['go.example.com:8443', 'https://go.example.com:8443'],
    ['go.example.com:443', 'https://go.example.com'],
    ['localhost', 'http://localhost'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['go.example.org.localhost:4000', 'http://go.example.org.localhost:4000'],
    ['localhost.example.com', 'https://localhost.example.com'],
    ['localhost:443', 'http://localhost:443'],
    ['127.0.0.1:80', 'http://127.0.0.1'],
    ['localhost.example.com', 'https://localhost.example.com'],
    ['go.example.com.', 'https://go.example.com.'],
    ['go.example.com:', 'https://go.example.com'],
    ['go.example.com:0443', 'https://go.example.com'],
    ['xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ])('%s: %s', (host, origin) => {
    expect(originOf(host)).toBe(origin);
  });
});

describe('originOf, which has no URL in CloudFront Functions,', () => {
  test.each([
    '',
    ' ',
    'a..b',
    '.',
    '1.2.3',
    '127.1',
    '0x7f.0.0.1',
    '[::1]',
    'a:65536',
    'a:b',
    'a@b',
    'a/b',
    'é.example',
  ])('says that %j is no host', host => {
    expect(() => originOf(host)).toThrow(`"${host}" is no host.`);
  });

  test('says of any host name what URL says of it', () => {
    fc.assert(
      fc.property(fc.domain(), fc.nat(65_535), (name, port) => {
        for (const host of [name, name.toUpperCase(), `${name}:${port}`])
          expect(originOf(host)).toBe(standardOrigin(host));
      }),
    );
  });

  test('says of nothing at all anything else than URL', () => {
    const parts = fc.constantFrom(
      'a',
      'B',
      '1',
      '.',
      '-',
      '_',
      '0x',
      'localhost',
      '127.0.0.1',
      ':',
      '443',
      '80',
      '@',
      '%41',
    );
    const anything = fc.oneof(
      fc.string(),
      fc.array(parts).map(all => all.join('')),
    );
    fc.assert(
      fc.property(anything, host => {
        const origin = orUndefined(() => originOf(host));
        if (origin !== undefined) expect(origin).toBe(standardOrigin(host));
      }),
      { numRuns: 5000 },
    );
  });
});

function orUndefined(call: () => string): string | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

describe('requireOriginSecret', () => {
  test('the secret: passes', () => {
    expect(() => requireOriginSecret('secret', 'secret')).not.toThrow();
  });

  test.each([undefined, '', 'Secret', 'secret ', 'secre'])('%j: 403', given => {
    expect(() => requireOriginSecret(given, 'secret')).toThrow(expect.objectContaining({ status: 403 }));
  });

  test.each(['new', 'former'])('while it is exchanged, %j passes', given => {
    expect(() => requireOriginSecret(given, 'new former')).not.toThrow();
  });

  test.each(['new former', '', 'newformer', 'next'])('while it is exchanged, %j: 403', given => {
    expect(() => requireOriginSecret(given, 'new former')).toThrow(expect.objectContaining({ status: 403 }));
  });
});
