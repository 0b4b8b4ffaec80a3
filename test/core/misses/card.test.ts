import { describe, expect, test } from '@jest/globals';
import { createDocument } from '@mixmark-io/domino';
import fc from 'fast-check';
import { cardPage } from '../../../core/misses/card.ts';
import type { PageHead } from '../../../core/rendering/rendered.ts';

const SHELL = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta name="description" content="All lamps"><meta property="og:title" content="Shop"><meta name="robots" content="noarchive">
<meta property="og:url" content="https://site.example/"><link rel="canonical" href="https://site.example/">
<meta property="og:image" content="https://site.example/shop.png"><script type="module" src="/app.js"></script></head>
<body><div id="app"></div><noscript>Needs <b>scripts</b></noscript></body></html>`;
const BARE = '<html><head><title>Shop</title></head><body><div id="app"></div></body></html>';
const URL_OF_PAGE = 'https://site.example/lamps/3?page=2&x=1';

/** What a reader of cards reads: the title, the canonical address, and all metas by their names. */
function read(html: string) {
  const document = createDocument(html);
  const metas: Record<string, string[]> = {};
  for (const meta of Array.from(document.querySelectorAll('meta'))) {
    const name = meta.getAttribute('property') ?? meta.getAttribute('name');
    if (name) metas[name] = [...(metas[name] ?? []), meta.getAttribute('content') ?? ''];
  }
  const canonical = Array.from(document.querySelectorAll('link[rel="canonical"]')).map(link =>
    link.getAttribute('href'),
  );
  return { title: document.title, canonical, metas };
}

const head = (more: Partial<PageHead>): PageHead => ({ title: '', metas: [], ...more });

describe('cardPage(shell, url, head)', () => {
  test('of which nothing is known has the shell’s title and the page’s own address', () => {
    expect(read(cardPage(BARE, URL_OF_PAGE))).toEqual({
      title: 'Shop',
      canonical: [URL_OF_PAGE],
      metas: { 'og:url': [URL_OF_PAGE], 'og:title': ['Shop'] },
    });
  });

  test('is the shell otherwise: the app starts in it as ever', () => {
    const html = cardPage(SHELL, URL_OF_PAGE);
    for (const kept of [
      '<!doctype html><html lang="en">',
      '<meta charset="utf-8">',
      '<script type="module" src="/app.js"></script>',
      '<div id="app"></div>',
      '<noscript>Needs <b>scripts</b></noscript>',
    ])
      expect(html).toContain(kept);
    expect(read(html).metas).toMatchObject({ description: ['All lamps'], robots: ['noarchive'] });
  });

  test('puts what the page says in place of what the shell says by the same name', () => {
    const said = head({
      title: 'Lamp · Shop',
      canonical: 'https://site.example/lamps/3',
      metas: [
        { name: 'description', content: 'One lamp' },
        { property: 'og:title', content: 'Lamp' },
        { property: 'og:url', content: 'https://site.example/lamps/3' },
        { property: 'og:image', content: 'https://site.example/1.png' },
        { property: 'og:image', content: 'https://site.example/2.png' },
        { name: 'twitter:card', content: 'summary' },
      ],
    });
    expect(read(cardPage(SHELL, URL_OF_PAGE, said))).toEqual({
      title: 'Lamp · Shop',
      canonical: ['https://site.example/lamps/3'],
      metas: {
        description: ['One lamp'],
        robots: ['noarchive'],
        'og:title': ['Lamp'],
        'og:url': ['https://site.example/lamps/3'],
        'og:image': ['https://site.example/1.png', 'https://site.example/2.png'],
        'twitter:card': ['summary'],
      },
    });
  });

  test.each<[string, PageHead | undefined]>([
    ['nothing is known', undefined],
    [
      'the page still says what its shell says',
      head({
        canonical: 'https://site.example/',
        metas: [{ property: 'og:url', content: 'https://site.example/' }],
      }),
    ],
  ])('never gives the shell’s address for the page’s, when %s', (_, said) => {
    const { canonical, metas } = read(cardPage(SHELL, URL_OF_PAGE, said));
    expect([canonical, metas['og:url']]).toEqual([[URL_OF_PAGE], [URL_OF_PAGE]]);
  });

  test('a title without an og:title makes one', () => {
    expect(read(cardPage(BARE, URL_OF_PAGE, head({ title: 'Lamp' }))).metas['og:title']).toEqual(['Lamp']);
  });

  test('knows a name in any letter case, and under either attribute', () => {
    const shell = '<head><META NAME="Description" CONTENT="old"><meta name="og:image" content="old"></head>';
    const said = head({
      metas: [
        { name: 'description', content: 'new' },
        { property: 'og:image', content: 'new' },
      ],
    });
    expect(cardPage(shell, URL_OF_PAGE, said)).not.toContain('old');
  });

  test.each(['robots', 'viewport', 'refresh', 'google-site-verification', 'og: x'])(
    'takes no meta “%s” of an unfinished page',
    name => {
      const said = head({ metas: [{ name, content: 'of the page' }] });
      expect(cardPage(BARE, URL_OF_PAGE, said)).not.toContain('of the page');
    },
  );

  test.each(['', 'no markup', '<p>text', '<title>', '<head><meta', '\u0000<svg><title>x'])(
    'makes a card of a broken shell, too: %j',
    shell => {
      expect(read(cardPage(shell, URL_OF_PAGE)).metas['og:url']).toEqual([URL_OF_PAGE]);
    },
  );

  /** Texts made of what ends attributes, elements and comments. */
  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '"',
          "'",
          '>',
          '<',
          '</title>',
          '</head>',
          '<script>alert(1)</script>',
          '<!--',
          '-->',
          '&quot;',
          '&#34;',
          '&amp',
          '`',
          '\n',
          '\u0000',
          '\u2028',
          'é',
        ),
        fc.string(),
      ),
      { maxLength: 8 },
    )
    .map(parts => parts.join(''));
  const hostileHead = fc.record<PageHead>({
    title: hostile,
    canonical: hostile,
    metas: fc.array(
      fc.record({
        property: fc.oneof(
          fc.constantFrom('og:title', 'og:image', 'og:url'),
          hostile.map(text => `og:${text}`),
        ),
        content: hostile,
      }),
      { maxLength: 5 },
    ),
  });

  test('no value breaks out of its attribute, its element or the head', () => {
    fc.assert(
      fc.property(hostileHead, hostile, (said, url) => {
        const html = cardPage(BARE, url, said);
        const document = createDocument(html);
        expect(document.querySelectorAll('script, style, iframe').length).toBe(0);
        expect(document.body.outerHTML).toBe('<body><div id="app"></div></body>');
        expect(
          Array.from(document.head.children)
            .map(({ tagName }) => tagName)
            .sort()
            .join(' '),
        ).toMatch(/^LINK( META)+ TITLE$/);
        // Not by our own parser alone: all of a value is between its quotation marks, or plain text.
        expect(html.replace(/="[^"<>]*"/g, '').replace(/<title>[^<>]*<\/title>/, '')).not.toMatch(
          /["']|alert\(|<!--/,
        );
      }),
    );
  });

  test('what a reader reads is what the page said', () => {
    const text = hostile.map(value => `x${value.replaceAll('\u0000', '')}`);
    fc.assert(
      fc.property(text, text, (title, content) => {
        const said = head({ title, metas: [{ property: 'og:description', content }] });
        const card = read(cardPage(BARE, URL_OF_PAGE, said));
        // A title's white space is collapsed for whoever reads it: https://html.spec.whatwg.org/multipage/dom.html#document.title
        expect(card.title).toBe(title.replace(/[\t\n\f\r ]+/g, ' ').replace(/^ | $/g, ''));
        expect(card.metas['og:description']).toEqual([content]);
      }),
    );
  });
});
