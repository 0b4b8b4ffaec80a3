import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPublicAddress } from '../../../core/browser/public-address.ts';

// First and last address of each block, and its neighbours: https://www.iana.org/assignments/iana-ipv4-special-registry/
const SPECIAL_IPV4 = [
  { block: '"This network"', first: '0.0.0.0', last: '0.255.255.255' },
  { block: 'private, RFC 1918', first: '10.0.0.0', last: '10.255.255.255' },
  { block: 'shared, RFC 6598', first: '100.64.0.0', last: '100.127.255.255' },
  { block: 'loopback', first: '127.0.0.0', last: '127.255.255.255' },
  { block: 'link-local', first: '169.254.0.0', last: '169.254.255.255' },
  { block: 'private, RFC 1918', first: '172.16.0.0', last: '172.31.255.255' },
  { block: 'protocol assignments', first: '192.0.0.0', last: '192.0.0.255' },
  { block: 'TEST-NET-1', first: '192.0.2.0', last: '192.0.2.255' },
  { block: '6to4 relays', first: '192.88.99.0', last: '192.88.99.255' },
  { block: 'private, RFC 1918', first: '192.168.0.0', last: '192.168.255.255' },
  { block: 'benchmarks', first: '198.18.0.0', last: '198.19.255.255' },
  { block: 'TEST-NET-2', first: '198.51.100.0', last: '198.51.100.255' },
  { block: 'TEST-NET-3', first: '203.0.113.0', last: '203.0.113.255' },
  { block: 'multicast', first: '224.0.0.0', last: '239.255.255.255' },
  { block: 'reserved', first: '240.0.0.0', last: '255.255.255.254' },
  { block: 'broadcast', first: '255.255.255.255', last: '255.255.255.255' },
];

const numberOf = (address: string) =>
  address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
const addressOf = (number: number) => [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.');
const isSpecial = (number: number) =>
  SPECIAL_IPV4.some(({ first, last }) => number >= numberOf(first) && number <= numberOf(last));

describe('IPv4', () => {
  test.each(SPECIAL_IPV4)('$block is not public from $first to $last', ({ first, last }) => {
    expect([first, last].filter(isPublicAddress)).toEqual([]);
    const neighbours = [numberOf(first) - 1, numberOf(last) + 1].filter(n => n >= 0 && n < 2 ** 32);
    for (const neighbour of neighbours)
      expect([addressOf(neighbour), isPublicAddress(addressOf(neighbour))]).toEqual([
        addressOf(neighbour),
        !isSpecial(neighbour),
      ]);
  });

  test.each(['1.1.1.1', '8.8.8.8', '52.216.0.1', '93.184.215.14', '198.20.0.1', '223.255.255.255'])(
    '%s is public',
    address => expect(isPublicAddress(address)).toBe(true),
  );

  test('every address is public unless a special block has it', () => {
    const near = fc.constantFrom(...SPECIAL_IPV4.flatMap(({ first, last }) => [first, last].map(numberOf)));
    const any = fc.oneof(
      fc.nat({ max: 2 ** 32 - 1 }),
      fc.tuple(near, fc.integer({ min: -2, max: 2 })).map(([number, by]) => (number + by) >>> 0),
    );
    fc.assert(
      fc.property(any, number => isPublicAddress(addressOf(number)) === !isSpecial(number)),
      { numRuns: 2_000 },
    );
  });
});

describe('IPv6', () => {
  // https://www.iana.org/assignments/iana-ipv6-special-registry/
  test.each([
    { address: '::', why: 'unspecified' },
    { address: '::1', why: 'loopback' },
    { address: '0:0:0:0:0:0:0:1', why: 'loopback, in full' },
    { address: '::7f00:1', why: 'IPv4-compatible' },
    { address: '::8.8.8.8', why: 'IPv4-compatible' },
    { address: '::ffff:0:8.8.8.8', why: 'IPv4-translated' },
    { address: '64:ff9b::10.0.0.1', why: 'NAT64 to a private address' },
    { address: '64:ff9b::a9fe:a9fe', why: 'NAT64 to the metadata' },
    { address: '64:ff9b:1::808:808', why: 'NAT64 of a network of its own' },
    { address: '64:ff9b:1:ffff:ffff:ffff:a00:1', why: 'NAT64 of a network of its own' },
    { address: '64:ff9b:0:1::1', why: 'beside NAT64' },
    { address: '100::1', why: 'discard-only' },
    { address: '100:0:0:1::1', why: 'dummy' },
    { address: '2001::7f00:1', why: 'Teredo' },
    { address: '2001:0:4136:e378:8000:63bf:3fff:fdd2', why: 'Teredo' },
    { address: '2001:2::1', why: 'benchmarks' },
    { address: '2001:10::1', why: 'ORCHID' },
    { address: '2001:20::1', why: 'ORCHIDv2' },
    { address: '2001:db8::1', why: 'documentation' },
    { address: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', why: 'documentation' },
    { address: '2002:7f00:1::', why: '6to4 of loopback' },
    { address: '2002:a9fe:a9fe::1', why: '6to4 of the metadata' },
    { address: '2002:808:808::1', why: '6to4' },
    { address: '3fff::1', why: 'documentation' },
    { address: '3fff:fff:ffff::1', why: 'documentation' },
    { address: '4000::1', why: 'not assigned' },
    { address: '5f00::1', why: 'segment routing' },
    { address: 'fc00::1', why: 'unique local' },
    { address: 'fd00:ec2::254', why: "EC2's metadata" },
    { address: 'fd00:ec2::23', why: "EKS's credentials" },
    { address: 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', why: 'unique local' },
    { address: 'fe80::1', why: 'link-local' },
    { address: 'fe80::1%eth0', why: 'link-local with a zone' },
    { address: 'febf::1', why: 'link-local' },
    { address: 'fec0::1', why: 'site-local' },
    { address: 'ff02::1', why: 'multicast' },
    { address: 'ff0e::1', why: 'multicast' },
    { address: '2600::1%1', why: 'a zone, which no public address has' },
  ])('$address is not public: $why', ({ address }) => expect(isPublicAddress(address)).toBe(false));

  test.each([
    '2001:4860:4860::8888',
    '2001:200::1',
    '2400:cb00:2048:1::c629:d7a2',
    '2600:1f18::1',
    '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
    '2a00:1450:4001:81c::200e',
    '3ffe::1',
    '64:ff9b::808:808',
  ])('%s is public', address => expect(isPublicAddress(address)).toBe(true));

  const ipv4 = fc.oneof(
    fc.ipV4(),
    fc.constantFrom(...SPECIAL_IPV4.flatMap(({ first, last }) => [first, last])),
  );
  const hex = (address: string) => {
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    return [a * 256 + b, c * 256 + d].map(group => group.toString(16)).join(':');
  };

  test.each([
    { form: 'IPv4-mapped with dots', of: (address: string) => `::ffff:${address}` },
    { form: 'IPv4-mapped in hex', of: (address: string) => `::ffff:${hex(address)}` },
    { form: 'IPv4-mapped in capitals', of: (address: string) => `::FFFF:${hex(address).toUpperCase()}` },
    { form: 'IPv4-mapped in full', of: (address: string) => `0:0:0:0:0:ffff:${hex(address)}` },
    { form: 'IPv4-mapped with all zeros', of: (address: string) => `0000:0000::0:FfFf:${address}` },
    { form: 'NAT64 with dots', of: (address: string) => `64:ff9b::${address}` },
    { form: 'NAT64 in hex', of: (address: string) => `0064:ff9b:0:0:0:0:${hex(address)}` },
  ])('every address is judged as its IPv4: $form', ({ of }) => {
    fc.assert(
      fc.property(ipv4, address => isPublicAddress(of(address)) === isPublicAddress(address)),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  '',
  'localhost',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '[::1]',
  '8.8.8.8:80',
  ' 8.8.8.8',
  '8.8.8.8/8',
])('"%s" is no address, so not public', text => expect(isPublicAddress(text)).toBe(false));

test('what is no address is never public, and breaks nothing', () => {
  fc.assert(fc.property(fc.string(), text => !isPublicAddress(text) || /^[\d.a-f:]+$/i.test(text)));
});
