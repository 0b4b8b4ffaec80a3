import { describe, expect, test } from '@jest/globals';
import { type PageFacts, type PageReading, readFunction } from '../../../core/audit/page-facts.ts';
import { tabForFile } from '../rendering/in-page/in-chromium.ts';

const { open, evaluate } = tabForFile();

async function factsOf(html: string): Promise<PageFacts> {
  await open(html);
  return (await reading()).facts;
}

/** @param roots an expression of the closed shadow roots */
const reading = (roots = ''): Promise<PageReading> => evaluate<PageReading>(`(${readFunction()})(${roots})`);

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
    markup: [],
  });
});

test('what stands in the body and is looked for in the head is told apart', async () => {
  const { canonical, robots, hreflang } = await factsOf(`<!doctype html><title>A</title><body>text
    <link rel="canonical" href="/a"><meta name="robots" content="noindex"><link rel="alternate" hreflang="de" href="/de">`);
  expect([canonical, robots, hreflang].flat()).toEqual([
    expect.stringMatching(/\/a \(in the body\)$/),
    'robots: noindex (in the body)',
    expect.stringMatching(/\/de \(in the body\)$/),
  ]);
});

describe('what HTML cannot say is told', () => {
  test.each<{ put: string; markup: string[] }>([
    { put: `<a href="/1"><div id="in"></div></a> <a href="/2">x</a>`, markup: ['links in links: 1'] },
    { put: `<form><div id="in"></div></form> <form>x</form>`, markup: ['forms in forms: 1'] },
    { put: `<button><b id="in"></b></button> <button>x</button>`, markup: ['buttons in buttons: 1'] },
    { put: `<h1 id="in"></h1> <h2>x</h2>`, markup: ['headings in headings: 1'] },
    { put: `<p><b id="in"></b></p> <div>x</div>`, markup: ['blocks in paragraphs: 1'] },
    { put: `<p><button id="in"></button></p> <div>x</div>`, markup: [] },
    {
      put: `<div id="in"></div> <table><tr id="out"><td>x</table>`,
      markup: ['cells and rows outside of tables: 1'],
    },
    { put: `<table id="in"></table> <div>x</div>`, markup: ['in tables, what belongs into cells: 1'] },
    { put: `<a href="/1"><table><td id="in"></table></a> <a href="/2">x</a>`, markup: [] },
    { put: `<p id="in"></p> <b>x</b>`, markup: [] },
  ])('$put', async ({ put, markup }) => {
    await open(`<!doctype html>${put}`);
    await evaluate(
      `document.getElementById('in').append(document.getElementById('out') ?? document.body.lastElementChild)`,
    );
    expect((await reading()).facts.markup).toEqual(markup);
  });

  test('in the head and in shadow roots, too', async () => {
    await open('<!doctype html><p id="p"></p><div id="d"></div>');
    await evaluate(`(document.head.append(document.createElement('iframe')),
      document.getElementById('d').attachShadow({ mode: 'open' }).append(document.getElementById('p')),
      document.getElementById('d').shadowRoot.firstChild.append(document.createElement('ul')))`);
    expect((await reading()).facts.markup).toEqual([
      'blocks in paragraphs: 1',
      'in the head, what belongs into the body: 1',
    ]);
  });
});

test('a person sees what is in closed shadow roots', async () => {
  await open('<!doctype html><div id="d">light</div>');
  await evaluate(`(root = d.attachShadow({ mode: 'closed' })).innerHTML = '<h1>Deep</h1><a href="/a">A</a>'`);
  expect((await reading()).facts.text).toEqual(['light']);
  const { facts } = await reading('root');
  expect(facts.text).toEqual(['Deep', 'A']);
  expect(facts.links).toEqual([expect.stringMatching(/^A → .*\/a$/)]);
});

test('links of a drawing have addresses, too', async () => {
  const { links } = await factsOf('<!doctype html><svg><a href="/map"><text>Map</text></a></svg>');
  expect(links).toEqual([expect.stringMatching(/^Map → .*\/map$/)]);
});

test('what an app says of its status is read beside the facts', async () => {
  await factsOf(`<!doctype html><meta name="Prerender-Status-Code" content="404">
    <meta property="render:header" content="Link: </a>"><meta name="description" content="A">`);
  expect((await reading()).answers.map(({ name, content }) => `${name} ${content}`)).toEqual([
    'prerender-status-code 404',
    'render:header Link: </a>',
  ]);
});

describe('a page may be read at any moment', () => {
  test.each<[moment: string, script: string, text: string[]]>([
    ['without a body', 'document.body.remove()', []],
    ['without an element', 'document.documentElement.remove()', []],
    ['with a text alone', 'document.documentElement.replaceWith(document.createComment("a"))', []],
    ['with a frameset for a body', 'document.body = document.createElement("frameset")', []],
    [
      'with a drawing for a document',
      'document.documentElement.replaceWith(document.createElementNS("http://www.w3.org/2000/svg", "svg"))',
      [],
    ],
    ['while it is written anew', 'document.open()', []],
    ['while it is written', 'document.open(); document.write("<p>a")', ['a']],
  ])('%s', async (_, script, text) => {
    await open('<!doctype html><title>T</title><p>old');
    await evaluate(`void (() => { ${script} })()`);
    expect((await reading()).facts.text).toEqual(text);
  });
});
