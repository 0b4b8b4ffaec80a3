import { expect, test } from '@jest/globals';
import { encode, type ImageData } from 'fast-png';
import { readLogo } from '../../../../core/links/qr/logo.ts';

const START = 'data:image/png;base64,';
const addressOf = (picture: ImageData) => START + Buffer.from(encode(picture)).toString('base64');
const BLACK_AND_WHITE = [0, 0, 0, 255, 255, 255, 255, 255];

/** Two pixels, black and white, in each way that a PNG has for them. */
test.each<[string, Omit<ImageData, 'width' | 'height'>]>([
  ['colours', { channels: 3, depth: 8, data: new Uint8Array([0, 0, 0, 255, 255, 255]) }],
  ['colours and opacity', { channels: 4, depth: 8, data: new Uint8Array(BLACK_AND_WHITE) }],
  ['grey', { channels: 1, depth: 8, data: new Uint8Array([0, 255]) }],
  ['grey and opacity', { channels: 2, depth: 8, data: new Uint8Array([0, 255, 255, 255]) }],
  ['grey of 16 bits', { channels: 1, depth: 16, data: new Uint16Array([0, 65535]) }],
  ['grey of one bit', { channels: 1, depth: 1, data: new Uint8Array([0b01000000]) }],
  ['grey of two', { channels: 1, depth: 2, data: new Uint8Array([0b00110000]) }],
  ['grey of four', { channels: 1, depth: 4, data: new Uint8Array([0b00001111]) }],
  [
    'a palette',
    { channels: 1, depth: 1, data: new Uint8Array([0b10000000]), palette: [[255, 255, 255], [0, 0, 0]] }, // biome-ignore format: one line a row
  ],
])('a PNG of %s', (_, picture) => {
  expect(readLogo(addressOf({ width: 2, height: 1, ...picture }))).toMatchObject({
    width: 2,
    height: 1,
    pixels: new Uint8Array(BLACK_AND_WHITE),
  });
});

const blank = (width: number, height: number) =>
  addressOf({ width, height, channels: 1, depth: 8, data: new Uint8Array(width * height) });
const noise = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 251));

test.each([
  ['an address of the web', 'https://example.com/logo.png', 'is no PNG in a data address'],
  ['another picture', 'data:image/svg+xml;base64,PHN2Zz4=', 'is no PNG in a data address'],
  ['what is no base64', `${START}"/><script>`, 'is no PNG in a data address'],
  ['nothing', START, 'is no PNG in a data address'],
  ['a few bytes', `${START}aGVsbG8=`, 'is no PNG'],
  ['too many', START + noise.toString('base64'), 'has 40000 bytes'],
  ['a picture that is larger than it looks', blank(1025, 1), 'has 1025 by 1 pixels'],
  ['what only begins as a PNG', blank(9, 9).slice(0, 88), 'cannot be read as a PNG'],
  ['what is none inside', START + noise.subarray(0, 400).toString('base64'), 'has'],
])('%s is none', (_, address, reason) => {
  expect(readLogo(address)).toMatchObject({
    field: 'logo',
    reason: expect.stringContaining(reason),
    expected: 'a PNG of at most 32 KB and 1024 pixels a side, as data:image/png;base64,…',
  });
});
