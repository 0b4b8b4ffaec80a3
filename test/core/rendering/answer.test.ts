import { describe, expect, test } from '@jest/globals';
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

describe('an address that a router has written', () => {
  const HTML =
    '<!DOCTYPE html><html lang="en"><!-- <head> --><head><title>t</title></head><body>text</body></html>';
  const at = (from: string, to: string, more: { refresh?: string; html?: string; metas?: string[][] } = {}) =>
    renderedPage(
      new URL(from, url),
      { status: 200, headers: {} },
      {
        html: more.html ?? HTML,
        url: new URL(to, url).href,
        refresh: more.refresh ? new URL(more.refresh, url).href : null,
        metas: (more.metas ?? []).map(([name = '', content = '']) => ({ name, content })),
      },
    );

  test.each([
    ['/guide', '/guide/'],
    ['/guide/', '/guide'],
    ['/a//b/', '/a/b'],
    ['/C%2B%2B', '/C++'],
    ['/C++', '/C%2B%2B'],
    ['/Mercury_%28planet%29', '/Mercury_(planet)'],
    ['/caf%c3%a9', '/caf%C3%A9/'],
    ['/%7Eme', '/~me'],
    ['/100%', '/100%25'],
    ['/100%25', '/100%'],
    ['/%zz%28', '/%25zz('],
    ['/%E9%28', '/%25E9('],
    ['/a%20b', '/a%20b?x=1#top'],
    ['/a?x=1', '/a'],
  ])('that is another form of the same one is no move: %s, %s', (from, to) => {
    expect(at(from, to)).toMatchObject({ status: 200, html: expect.stringContaining('text') });
    expect(at(from, from, { refresh: to })).toMatchObject({ status: 200 });
    const metas = [
      ['prerender-status-code', '301'],
      ['prerender-header', `Location: ${to.replace('?x=1', '')}`],
    ];
    expect(at(from.replace('?x=1', ''), from, { metas })).toMatchObject({ status: 200 });
  });

  test.each([
    ['/About', '/about'],
    ['/a%2Fb', '/a/b'],
    ['/a%252Fb', '/a%2Fb'],
    ['/%2528', '/%28'],
    ['/a+b', '/a%20b'],
    ['/a;x=1', '/a'],
    ['/caf%C3%A9', '/cafe%CC%81'],
    ['/', '/index'],
    ['/a', 'https://www.site.example/a'],
  ])('that is another page’s is a 301, and what is shown goes along: %s, %s', (from, to) => {
    const { shown, ...redirect } = at(from, to);
    expect(redirect).toEqual({ status: 301, location: new URL(to, url).href, headers: {}, html: '' });
    expect(shown).toMatchObject({ status: 200, html: expect.stringContaining('text') });
    expect(at(from, from, { refresh: to })).toEqual(redirect); // it is left, so it shows nothing
  });

  test('by a meta may be the same one with another query', () => {
    const metas = [
      ['prerender-status-code', '302'],
      ['prerender-header', 'Location: /list'],
    ];
    const { shown, ...redirect } = at('/list?page=1', '/list?page=1', { metas });
    expect(redirect).toEqual({ status: 302, location: 'https://site.example/list', headers: {}, html: '' });
    expect(shown).toMatchObject({ status: 200 });
  });

  test('of a page that is too large leaves nothing to show', () => {
    expect(at('/a', '/b', { html: 'x'.repeat(5_000_001) })).toEqual({
      status: 301,
      location: 'https://site.example/b',
      headers: {},
      html: '',
    });
  });

  test.each([
    ['/guide', '/guide/?a=1&b=%22#top', '<base href="https://site.example/guide/?a=1&amp;b=%22">'],
    ['/guide/', '/guide', '<base href="https://site.example/guide">'],
    ['/a//b', '/a/b', '<base href="https://site.example/a/b">'],
    ['/guide/', '/guide/?x', ''],
    ['/wiki/C++', '/wiki/C%2B%2B', ''],
  ])('is the base of the page where relative addresses would mean others: %s, %s', (from, to, base) => {
    const head = '<!-- <head> --><head>';
    expect(at(from, to).html).toBe(HTML.replace(head, head + base));
  });

  test('does not change the base that a page has of its own', () => {
    const html = HTML.replace('<title>', '<base href="/"><title>');
    expect(at('/guide', '/guide/', { html }).html).toBe(html);
  });

  test('is the base of what is shown instead of a redirect', () => {
    expect(at('/a', '/b/c').shown?.html).toContain('<base href="https://site.example/b/c">');
  });
});
