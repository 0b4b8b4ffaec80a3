import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Address,
  isLoopbackAddress,
  parseAddress,
  parsePrefix,
  parseViewerAddress,
  Ranges,
} from '../../../core/crawlers/addresses.ts';

const hex = (address: Address | undefined) =>
  address?.map(word => word.toString(16).padStart(8, '0')).join(' ');

describe('parseAddress', () => {
  test.each([
    ['66.249.66.1', '00000000 00000000 0000ffff 42f94201'],
    ['255.255.255.255', '00000000 00000000 0000ffff ffffffff'],
    ['::ffff:66.249.66.1', '00000000 00000000 0000ffff 42f94201'],
    ['::FFFF:42F9:4201', '00000000 00000000 0000ffff 42f94201'],
    ['2001:4860:4801:10::1', '20014860 48010010 00000000 00000001'],
    ['::', '00000000 00000000 00000000 00000000'],
    ['::1', '00000000 00000000 00000000 00000001'],
    ['fe80::', 'fe800000 00000000 00000000 00000000'],
    ['1:2:3:4:5:6:7:8', '00010002 00030004 00050006 00070008'],
    ['1:2:3:4:5:6:7::', '00010002 00030004 00050006 00070000'],
    ['64:ff9b::192.0.2.33', '0064ff9b 00000000 00000000 c0000221'],
  ])('%s: %s', (text, words) => {
    expect(hex(parseAddress(text))).toBe(words);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4:443',
    '0x7f.1.1.1',
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '[::1]',
    'localhost',
  ])('%j: no address', text => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('parseViewerAddress', () => {
  test.each([
    ['198.51.100.10:46532', '198.51.100.10'],
    ['2001:db8::1:46532', '2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1:443', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['::1:443', '::1'],
    ['::ffff:127.0.0.1:443', '127.0.0.1'],
  ])('%s: %s', (header, address) => {
    expect(parseViewerAddress(header)).toEqual(parseAddress(address));
    expect(parseViewerAddress(header)).toBeDefined();
  });

  test.each([
    '',
    '1.2.3.4',
    '1.2.3.4:',
    '1.2.3.4:70000',
    '[1.2.3.4]:443',
    '[::1]',
    'fe80::1%eth0:443',
    ':443',
  ])('%j: no address', header => {
    expect(parseViewerAddress(header)).toBeUndefined();
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.255.1.2', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['126.255.255.255', false],
  ['128.0.0.0', false],
  ['192.0.2.1', false],
  ['::2', false],
  ['::', false],
  ['0:0:1::1', false],
  ['::127.0.0.1', false], // a form long withdrawn (RFC 4291 2.5.5.1), and no loopback
])('isLoopbackAddress(%s): %s', (text, expected) => {
  expect(isLoopbackAddress(parseAddress(text) as Address)).toBe(expected);
});

describe('parsePrefix', () => {
  test.each([
    ['66.249.64.0/19', '66.249.64.0', '66.249.95.255'],
    ['66.249.64.9/19', '66.249.64.0', '66.249.95.255'],
    ['66.249.64.9', '66.249.64.9', '66.249.64.9'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['2001:4860:4801::/48', '2001:4860:4801::', '2001:4860:4801:ffff:ffff:ffff:ffff:ffff'],
    ['::ffff:1.2.3.0/120', '1.2.3.0', '1.2.3.255'],
    ['::/0', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::1/128', '::1', '::1'],
  ])('%s: %s to %s', (text, first, last) => {
    expect(parsePrefix(text)).toMatchObject({ first: parseAddress(first), last: parseAddress(last) });
  });

  test.each(['', '/', '/8', '1.2.3.4/', '1.2.3.4/33', '::/129', '1.2.3.4/8/8', '1.2.3.4/-1', '1.2.3.4/ 8'])(
    '%j: no range',
    text => {
      expect(parsePrefix(text)).toBeUndefined();
    },
  );
});

/** As slow and as plain as it gets: 128 bits as text, and a range is how such a text begins. */
const bits = (address: Address) => address.map(word => word.toString(2).padStart(32, '0')).join('');
const isInside = (address: Address, prefix: string) => {
  const { first, bits: length } = parsePrefix(prefix) as { first: Address; bits: number };
  return bits(address).startsWith(bits(first).slice(0, length));
};

// Few values, so that addresses do fall into ranges, and ranges into one another.
const octet = fc.constantFrom(0, 1, 10, 127, 128, 254, 255);
const ipv4 = fc.tuple(octet, octet, octet, octet).map(parts => parts.join('.'));
const group = fc.constantFrom('0', '1', '7fff', '8000', 'ffff');
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map(parts => parts.join(':'));
const prefix = fc.oneof(
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${length}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, length]) => `${address}/${length}`),
);

describe('Ranges', () => {
  test('has an address: as bit for bit', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), fc.oneof(ipv4, ipv6), (prefixes, text) => {
        const address = parseAddress(text) as Address;
        const ranges = new Ranges(prefixes.flatMap(one => parsePrefix(one) ?? []));
        expect(ranges.has(address)).toBe(prefixes.some(one => isInside(address, one)));
      }),
      { numRuns: 2000 },
    );
  });

  test('has the first and the last address of each range, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(prefix, { minLength: 1, maxLength: 12 }), prefixes => {
        const all = prefixes.flatMap(one => parsePrefix(one) ?? []);
        const ranges = new Ranges(all);
        for (const { first, last } of all)
          expect([ranges.has(first), ranges.has(last)]).toEqual([true, true]);
      }),
    );
  });

  test('without ranges has nothing', () => {
    expect(new Ranges([]).has(parseAddress('1.2.3.4') as Address)).toBe(false);
  });

  test('answers within a microsecond among 4,000 ranges', () => {
    const prefixes = Array.from({ length: 4000 }, (_, i) => `${20 + (i >> 8)}.${i & 255}.16.0/24`);
    const ranges = new Ranges(prefixes.flatMap(one => parsePrefix(one) ?? []));
    expect(ranges.size).toBe(4000);
    const addresses = Array.from(
      { length: 1000 },
      (_, i) => parseAddress(`${i % 60}.${i & 255}.16.9`) as Address,
    );
    const run = () => {
      const start = process.hrtime.bigint();
      for (const address of addresses) ranges.has(address);
      return Number(process.hrtime.bigint() - start) / addresses.length;
    };
    const best = Math.min(...Array.from({ length: 50 }, run)); // the machine may be busy with something else
    expect(best).toBeLessThan(1000);
  });
});
