import { describe, expect, test } from '@jest/globals';
import { hasMuchLess } from '../../../core/snapshots/less.ts';

const MENU = 'Home\nRopes and lines\nLamps and oil\nAll about knots\nContact us';
const PRODUCT =
  'Brass cleat\nA cleat of solid brass for ropes of up to twelve millimetres.\n12.50 EUR, in stock';
const REVIEWS = Array.from({ length: 20 }, (_, i) => `Review ${i}: it holds what it says`).join('\n');
const ERROR = 'Something went wrong.\nTry again later.';
const page = (...parts: string[]) => parts.join('\n');

describe('hasMuchLess(text, before)', () => {
  test.each<[string, now: string, before: string, boolean]>([
    ['the same', page(MENU, PRODUCT), page(MENU, PRODUCT), false],
    ['more', page(MENU, PRODUCT, REVIEWS), page(MENU, PRODUCT), false],
    ['an error in place of all', ERROR, page(PRODUCT, REVIEWS), true],
    ['an error beside the menu', page(MENU, ERROR), page(MENU, PRODUCT, REVIEWS), true],
    ['another product in its place', PRODUCT.replaceAll('s', 'z'), PRODUCT.replace('12.50', '13.50'), false],
    [
      'all but a word at its end',
      page(MENU, PRODUCT, 'No reviews'),
      page(MENU, PRODUCT, 'A review: it holds what it says, and in any weather'),
      false,
    ],
    ['nothing of a long list', page(MENU, PRODUCT, 'No reviews'), page(MENU, PRODUCT, REVIEWS), true],
    ['nothing of nothing', '', '', false],
  ])('%s', (_, now, before, isLess) => {
    expect(hasMuchLess(now, before)).toBe(isLess);
  });
});
