import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { type Logo, readLogo } from '../../../../core/links/qr/logo.ts';
import { addressIn } from '../../../../core/links/qr/mark.ts';
import { pictureOf } from '../../../../core/links/qr/picture.ts';
import { LEVELS, type Style, USUAL_STYLE, wrongColours } from '../../../../core/links/qr/style.ts';
import { drawn, read } from './reader.ts';

const URL_OF_SPRING = 'https://go.example.com/spring';

/** The text in a code, and its level, as another program reads them. */
async function readBack(shortUrl: string, format: 'svg' | 'png', style: Partial<Style>, logo?: Logo) {
  const picture = pictureOf(addressIn(shortUrl), format, { ...USUAL_STYLE, ...style }, logo);
  if ('errors' in picture) return picture.errors;
  const { body } = picture;
  // As it is, by the reader's own means, where the code brings the margin that readers need.
  if (typeof body !== 'string' && (style.margin ?? USUAL_STYLE.margin) >= 4) return await read(body);
  // Who asks for no margin has one in the page around the code.
  return await read(typeof body === 'string' ? drawn(body, 4) : onPage(body, style.light));
}

/** A PNG with light around it. */
function onPage(png: Uint8Array, light: string = USUAL_STYLE.light) {
  const picture = decode(png);
  const size = picture.width + 80;
  const data = new Uint8ClampedArray(size * size * 4);
  const value = Number.parseInt(light.slice(1), 16);
  const ground = [value >> 16, (value >> 8) & 255, value & 255, 255];
  for (let pixel = 0; pixel < size * size; pixel++) data.set(ground, pixel * 4);
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) data.set(pixelOf(picture, x, y), ((y + 40) * size + x + 40) * 4);
  return { width: size, height: size, data };
}

function pixelOf({ width, data, palette, channels }: ReturnType<typeof decode>, x: number, y: number) {
  if (!palette) return [...data.subarray((y * width + x) * channels).subarray(0, 3), 255];
  const byte = data[y * Math.ceil(width / 8) + (x >> 3)] ?? 0;
  return [...(palette[(byte >> (7 - (x & 7))) & 1] ?? []), 255];
}

/** A picture of one colour. */
function logoOf(width: number, height: number, colour = [200, 30, 30, 255]): Logo {
  const data = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) data.set(colour, pixel * 4);
  const png = encode({ width, height, data, depth: 8, channels: 4 });
  const logo = readLogo(`data:image/png;base64,${Buffer.from(png).toString('base64')}`);
  if ('reason' in logo) throw new Error(logo.reason);
  return logo;
}

describe('a code is read back', () => {
  test.each<[string, Partial<Style>]>([
    ['as it is without a word', {}],
    ['of level L', { level: 'L' }],
    ['of level Q', { level: 'Q' }],
    ['of level H', { level: 'H' }],
    ['without a margin', { margin: 0 }],
    ['with the widest', { margin: 20 }],
    ['as small as it may be', { size: 74 }],
    ['as large', { size: 2048 }],
    ['of a size that its modules do not divide', { size: 333 }],
    ['in colours', { dark: '#0b5d3b', light: '#fff4d6' }],
    ['of the least contrast', { dark: '#949494' }],
    ['red on white', { dark: '#ff0000' }],
    ['dark on mid grey', { light: '#5a5a5a' }],
    ['black on red', { light: '#ff0000' }],
    ['blue on yellow', { dark: '#0000ff', light: '#ffff00' }],
  ])('%s', async (_, style) => {
    for (const format of ['svg', 'png'] as const) {
      const [found] = (await readBack(URL_OF_SPRING, format, style)) as { text: string; level: string }[];
      expect(found?.text.replace('HTTPS://GO.EXAMPLE.COM/', 'https://go.example.com/')).toBe(
        `${URL_OF_SPRING}?qr`,
      );
      // It may have more than was asked for, never less.
      expect('LMQH'.indexOf(found?.level ?? '')).toBeGreaterThanOrEqual('LMQH'.indexOf(style.level ?? 'M'));
    }
  });

  test.each<[string, Logo]>([
    ['square', logoOf(64, 64)],
    ['wide', logoOf(300, 20)],
    ['high', logoOf(1, 90)],
    ['black', logoOf(64, 64, [0, 0, 0, 255])],
    ['half seen through', logoOf(64, 64, [0, 0, 0, 128])],
  ])('with a logo: %s', async (_, logo) => {
    for (const format of ['svg', 'png'] as const)
      for (const size of [256, 600])
        expect(await readBack(URL_OF_SPRING, format, { size }, logo)).toMatchObject([{ level: 'H' }]);
  });

  const segment = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/);
  const host = fc.constantFrom(
    'go.example.com',
    's.co',
    'a-long-name-of-a-company.example.museum',
    'localhost:3000',
  );
  const colour = fc
    .integer({ min: 0, max: 0xffffff })
    .map(value => `#${value.toString(16).padStart(6, '0')}`);
  const style = fc
    .record({
      size: fc.integer({ min: 200, max: 500 }),
      margin: fc.integer({ min: 0, max: 20 }),
      level: fc.constantFrom(...LEVELS),
      dark: fc.oneof(fc.constant('#000000'), colour),
      light: fc.oneof(fc.constant('#ffffff'), colour),
    })
    .filter(colours => wrongColours(colours).length === 0);

  test('whatever the short url, and whatever the settings', async () => {
    await fc.assert(
      fc.asyncProperty(
        host,
        segment,
        style,
        fc.constantFrom('svg', 'png'),
        fc.boolean(),
        async (...given) => {
          const [host, slug, style, format, hasLogo] = given;
          const address = `https://${host}/${slug}`;
          const found = await readBack(address, format, style, hasLogo ? logoOf(40, 40) : undefined);
          const [first] = found;
          if (first && 'field' in first) return expect(first.field).toBe('size');
          const url = new URL(first?.text ?? '');
          // Only what means the same in capitals may be in capitals.
          return expect(url.href).toBe(`https://${host}/${slug}?qr`);
        },
      ),
      { numRuns: 60 },
    );
  });
});
