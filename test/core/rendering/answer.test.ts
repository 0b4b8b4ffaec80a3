import { expect, test } from '@jest/globals';
import { renderedPage } from '../../../core/rendering/answer.ts';
import { RenderFailed } from '../../../core/rendering/rendered.ts';

const url = new URL('https://site.example/page');
const answered = (html: string, status = 200) =>
  renderedPage(url, { status, headers: {} }, { html, url: url.href, refresh: null, metas: [] });

// "é" is one character and two bytes.
test.each([
  { html: 'é'.repeat(2_500_000), status: 200 },
  { html: 'x'.repeat(5_000_000), status: 404 },
])('5 MB of HTML are answered', ({ html, status }) => {
  expect(answered(html, status)).toEqual({ status, headers: {}, html });
});

test.each([
  { html: `${'é'.repeat(2_500_000)}x`, says: '5.0 MB of HTML; at most 5.0 MB are answered' },
  { html: 'x'.repeat(7_340_000), says: 'https://site.example/page is 7.3 MB of HTML' },
])('more are refused: $says', ({ html, says }) => {
  expect(() => answered(html)).toThrow(RenderFailed);
  expect(() => answered(html)).toThrow(says);
});
