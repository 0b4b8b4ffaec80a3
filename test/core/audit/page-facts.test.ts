import { describe, expect, test } from '@jest/globals';
import { factsScript, type PageFacts } from '../../../core/audit/page-facts.ts';
import { tabForFile } from '../rendering/in-page/in-chromium.ts';

const { open, evaluate } = tabForFile();

async function factsOf(html: string): Promise<PageFacts> {
  await open(html);
  return evaluate<PageFacts>(factsScript());
}

const script = (code: string) => `<script>${code}</script>`;

describe('the text of a page is what is visible, a line for each block', () => {
  test.each<{ html: string; text: string[] }>([
    {
      html: '<h1>A</h1><p>b <b>c</b>\n d<br>e</p>f<div>g<span>h</span></div>',
      text: ['A', 'b c d', 'e', 'f', 'gh'],
    },
    {
      html: '<p hidden>a</p><p style="display:none">b</p><p style="visibility:hidden">c <b style="visibility:visible">d</b></p>',
      text: ['d'],
    },
    {
      html: '<style>p { display: inline } b { display: block }</style><p>a</p><p>b</p><i>c<b>d</b></i>',
      text: ['abc', 'd'],
    },
    { html: '<span style="display:contents"><i>a</i><p>b</p></span>', text: ['a', 'b'] },
    { html: '<table><tr><td>a<td>b<tr><td>c</table><ul><li>d<li>e</ul>', text: ['a', 'b', 'c', 'd', 'e'] },
    {
      html: '<details><summary>a</summary>b</details><details open><summary>c</summary>d</details>',
      text: ['a', 'c', 'd'],
    },
    { html: '<p hidden="until-found">a</p><dialog>b</dialog><dialog open>c</dialog>', text: ['c'] },
    {
      html: '<noscript>a</noscript><template>b</template><script>c</script><style>d{}</style>e',
      text: ['e'],
    },
    {
      html: '<svg><title>a</title><desc>b</desc><text>c</text></svg><canvas>d</canvas><video>e</video><iframe>f</iframe>',
      text: ['c'],
    },
    {
      html: '<input value="a"><input type="checkbox" checked><input type="password" value="b"><input type="hidden" value="c">',
      text: ['a [x]'],
    },
    {
      html: `<textarea id="t">old</textarea><select><option>a<option selected>b</select>${script("t.value = 'new'")}`,
      text: ['new b'],
    },
    {
      html: '<div><template shadowrootmode="open"><p>a</p><slot name="n">b</slot><slot></slot><slot name="m">c</slot></template>d<i slot="n">e</i><i slot="x">f</i></div>',
      text: ['a', 'edc'],
    },
    {
      html: '<div><template shadowrootmode="open"><p><span><template shadowrootmode="open">(<slot></slot>)</template><slot></slot></span></p></template>a</div>',
      text: ['(a)'],
    },
  ])('$html', async ({ html, text }) => {
    expect((await factsOf(`<!doctype html>${html}`)).text).toEqual(text);
  });
});

test('what a page says of itself, with absolute addresses', async () => {
  const facts = await factsOf(`<!doctype html><html><head><title> A
    lamp </title><base href="/shop/"><meta name="Description" content="Of  brass"><meta name="ROBOTS" content="noindex">
    <link rel="canonical" href="lamp"><link rel="alternate" hreflang="de" href="../de"><link rel="alternate" href="/feed">
    <meta property="og:title" content="Lamp"><meta name="twitter:card" content="summary"><meta name="author" content="Nobody">
    <script type="application/ld+json">{ "@type": "Product" }</script></head>
    <a href="buy?a=1&amp;b=2">Buy <b>now</b></a><a>nowhere</a><a href="#top" aria-label="Up"><svg></svg></a>
    <div hidden><a href="/menu">Menu</a></div>
    <div><template shadowrootmode="open"><a href="/deep"><slot></slot></a></template>deep</div>`);
  const origin = new URL(facts.url).origin;
  expect(facts).toEqual({
    url: expect.stringMatching(/\/page-\d+$/),
    title: 'A lamp',
    description: ['Of brass'],
    canonical: [`${origin}/shop/lamp`],
    robots: ['robots: noindex'],
    hreflang: [`de → ${origin}/de`],
    openGraph: ['og:title: Lamp', 'twitter:card: summary'],
    jsonLd: ['{ "@type": "Product" }'],
    links: [
      `Buy now → ${origin}/shop/buy?a=1&b=2`,
      `Up → ${origin}/shop/#top`,
      `Menu → ${origin}/menu`,
      `deep → ${origin}/deep`,
    ],
    text: ['Buy nownowhere', 'deep'],
  });
});
