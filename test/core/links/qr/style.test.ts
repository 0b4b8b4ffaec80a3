import { expect, test } from '@jest/globals';
import { pictureOf } from '../../../../core/links/qr/picture.ts';
import { type Style, USUAL_STYLE, wrongColours } from '../../../../core/links/qr/style.ts';

// Contrasts as https://webaim.org/resources/contrastchecker/ has them.
test.each([
  ['#000000', '#ffffff', undefined],
  ['#949494', '#ffffff', undefined], // 3.03
  ['#959595', '#ffffff', 'has a contrast of 2.9 to 1 with light'], // 2.99
  ['#ffff00', '#ffffff', 'has a contrast of 1 to 1 with light'], // 1.07
  ['#ff0000', '#ffffff', undefined], // 4.00
  ['#ffa500', '#ffffff', 'has a contrast of 1.9 to 1 with light'], // 1.97
  ['#0000ff', '#ffffff', undefined], // 8.59
  ['#ffffff', '#000000', 'is not darker than light'],
  ['#123456', '#123456', 'is not darker than light'],
])('%s on %s: %s', (dark, light, reason) => {
  expect(wrongColours({ dark, light })).toMatchObject(reason ? [{ field: 'dark', reason }] : []);
});

test.each<[string, Partial<Style>, string | undefined]>([
  ['svg', { size: 32 }, undefined],
  ['png', { size: 66 }, undefined],
  ['png', { size: 65 }, '66 to 2048'],
  ['png', { size: 50, margin: 0 }, undefined],
  ['png', { size: 49, margin: 0 }, '50 to 2048'],
])('%s of %j: expected %s', (format, style, expected) => {
  // Of 25 modules.
  const picture = pictureOf('https://s.co/ab?qr', format as 'svg', { ...USUAL_STYLE, ...style });
  expect('errors' in picture ? picture.errors[0] : undefined).toEqual(
    expected === undefined ? undefined : { field: 'size', reason: expect.any(String), expected },
  );
});
