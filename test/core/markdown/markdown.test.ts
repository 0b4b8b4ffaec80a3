import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toMarkdown } from '../../../core/markdown/markdown.ts';

const PAGE = 'https://site.example/lamps/3?page=2';

describe('toMarkdown(html, url): the text', () => {
  test.each([
    ['<h1>One</h1><h2>Two</h2><h6>Six</h6>', '# One\n\n## Two\n\n###### Six'],
    ['<h1>A heading <br>is one line</h1>', '# A heading is one line'],
    ['<p>A <b>bold</b>, <em>fine</em> &amp; <del>old</del> text', 'A **bold**, *fine* & ~~old~~ text'],
    ['<p>Not *bold* and no [link]', 'Not \\*bold\\* and no \\[link\\]'],
    ['<p>&lt;script&gt; &lt;/b> a &lt; b &lt;3', '\\<script> \\</b> a < b <3'],
    ['<p>&amp;lt; &amp;#60; AT&amp;T &amp; more', '\\&lt; \\&#60; AT&T & more'],
    ['<code>&lt;b&gt;</code>', '`<b>`'],
    ['<ul><li>one<li>two<ul><li>three</ul></ul>', '-   one\n-   two\n    -   three'],
    ['<ol start=3><li>three<li>four</ol>', '3.  three\n4.  four'],
    ['<blockquote>said</blockquote><hr>', '> said\n\n---'],
    ['<p>Press <code>a`b</code>', 'Press ``a`b``'],
    [
      '<ul><li><input type=checkbox checked>done<li><input type=checkbox>open</ul>',
      '-   [x] done\n-   [ ] open',
    ],
    ['<select><option>S<option>M</select><button>Buy</button><button>Ask</button>', 'S M Buy Ask'],
    ['<details><summary>More</summary>is here</details>', 'More\n\nis here'],
    // Set apart by style alone.
    ['<b>Lamp</b><span>of brass</span><span>€ 12</span>', '**Lamp** of brass € 12'],
    ['<a href="/1">1</a><a href="/2">2</a>', '[1](https://site.example/1) [2](https://site.example/2)'],
    ['H<sub>2</sub>O, 1<sup>st</sup><sub>x</sub>, a<wbr>b<b>c</b>', 'H2O, 1stx, ab**c**'],
    ['<span>L</span><span>a</span><span>m</span><span>p</span>', 'Lamp'],
    ['<pre><code><b>const</b><i>a</i></code></pre>', '```\nconsta\n```'],
    ['<p><code><b>const</b><i>a</i></code>', '`consta`'],
    // Shadow roots, with slots by name, a fallback, what no slot takes, and one in another.
    [
      '<x-a><template shadowrootmode=open><h2>A</h2><p><slot name=n>-</slot>, <slot>none</slot></p></template><b slot=n>b</b></x-a>',
      '## A\n\n**b**, none',
    ],
    ['<x-a><template shadowrootmode=open>a <slot></slot></template>b <i slot=x>c</i></x-a>', 'a b'],
    [
      '<x-a><template shadowrootmode=open><x-b><template shadowrootmode=open>(<slot></slot>)</template>a <slot></slot></x-b></template>b</x-a>',
      '(a b)',
    ],
    // Not for readers.
    ['a<script>b</script><style>c</style><noscript>d</noscript><template>e</template>', 'a'],
    ['a<svg><title>b</title></svg><canvas>c</canvas><iframe>d</iframe><!-- e -->', 'a'],
    ['a<p hidden>b</p><p style="color: red; display: none">c</p><dialog>d</dialog>', 'a'],
    ['<p hidden="until-found">a</p><dialog open>b</dialog><p aria-hidden="true">c', 'a\n\nb\n\nc'],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): links and images', () => {
  test.each([
    ['<a href="/a">x</a>', '[x](https://site.example/a)'],
    ['<a href="a/b">x</a>', '[x](https://site.example/lamps/a/b)'],
    ['<a href="?page=3#top">x</a>', '[x](https://site.example/lamps/3?page=3#top)'],
    ['<a href="//other.example">x</a>', '[x](https://other.example/)'],
    ['<a href="mailto:a@b.example">x</a>', '[x](mailto:a@b.example)'],
    ['<a href="/wiki/Lamp_(oil)">x</a>', '[x](https://site.example/wiki/Lamp_\\(oil\\))'],
    ['<a href=" /a b ">x</a>', '[x](https://site.example/a%20b)'],
    ['<base href="/shop/"><a href="a">x</a>', '[x](https://site.example/shop/a)'],
    ['<base href="https://cdn.example/"><img src="i.png" alt="i">', '![i](https://cdn.example/i.png)'],
    ['<base href="javascript:"><a href="a">x</a>', '[x](https://site.example/lamps/a)'],
    ['<img src="/i.png" alt="A lamp">', '![A lamp](https://site.example/i.png)'],
    ['<img src="/i.png" alt="a] <script>\n&lt;">', '![a\\] \\<script> <](https://site.example/i.png)'],
    ['<img src="/i.png">', '![](https://site.example/i.png)'],
    ['<img alt="A lamp"><img src="data:image/png;base64,xx" alt="drawn">', 'A lamp drawn'],
    // A link that leads nowhere without scripts is its text.
    ['<a href="javascript:go()">x</a><a>y</a><a href="http://%">z</a>', 'x y z'],
    // A link that is only a picture has the name it is read out with.
    ['<a href="/a" aria-label="Basket"><svg></svg></a>', '[Basket](https://site.example/a)'],
    ['<a href="/a" title="Basket"></a><a href="/b"></a>', '[Basket](https://site.example/a)'],
    [
      '<a href="/a"><img src="/i.png" alt="i"></a>',
      '[![i](https://site.example/i.png)](https://site.example/a)',
    ],
    // A card that is a link as a whole.
    [
      '<a href="/a"><h3>Lamp</h3><p>of brass</p><p>€ 12</p></a>',
      '[Lamp of brass € 12](https://site.example/a)',
    ],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): code', () => {
  test.each([
    ['<pre><code class="language-ts">a\n  b\n</code></pre>', '```ts\na\n  b\n```'],
    ['<pre class="lang-c++">a</pre>', '```c++\na\n```'],
    ['<pre>a &lt;b&gt;<br>c</pre>', '```\na <b>\nc\n```'],
    ['<pre>```\na\n```</pre>', '````\n```\na\n```\n````'],
    ['<pre><code class="language-`x">a</code></pre>', '```\na\n```'],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): tables', () => {
  test.each([
    [
      '<table><thead><tr><th>Size<th>Price<tbody><tr><td>S<td>€ 1<tr><td>M<td>€ 2</table>',
      '| Size | Price |\n| --- | --- |\n| S | € 1 |\n| M | € 2 |',
    ],
    ['<table><tr><th>Size<th>Price<tr><td>S<td>1</table>', '| Size | Price |\n| --- | --- |\n| S | 1 |'],
    ['<table><tr><td>S<td>1<tr><td>M<td>2</table>', '|  |  |\n| --- | --- |\n| S | 1 |\n| M | 2 |'],
    [
      '<table><tr><th>Size<td>S<tr><th>Price<td></table>',
      '|  |  |\n| --- | --- |\n| Size | S |\n| Price |  |',
    ],
    ['<table><caption>Sizes</caption><tr><td>S</table>', 'Sizes\n\n|  |\n| --- |\n| S |'],
    [
      '<table><tr><th colspan=2>A<th>B<tr><td>1<td>2<td>3</table>',
      '| A |  | B |\n| --- | --- | --- |\n| 1 | 2 | 3 |',
    ],
    ['<table><tr><th>a|b<tr><td><p>c<p>d</table>', '| a\\|b |\n| --- |\n| c<br>d |'],
    ['<table><tr><th>a<tr><td><ul><li>b<li>c</ul></table>', '| a |\n| --- |\n| -   b<br>-   c |'],
    ['<table><tr><th>a<tr><td><pre>b\n`c`</pre></table>', '| a |\n| --- |\n| `b`<br>`` `c` `` |'],
    // For layout: around another table, or by its own word.
    ['<table><tr><td>side<td><table><tr><th>a</table></table>', 'side\n\n| a |\n| --- |'],
    ['<table role=presentation><tr><td>side<td>text</table>', 'side\n\ntext'],
    ['<table></table><table><caption>none</caption></table>', 'none'],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): what of a page is its text', () => {
  const frame = (content: string) =>
    `<header><nav>Home</nav></header>${content}<aside>Ads</aside><footer>Terms</footer>`;
  test.each([
    ['main', '<main>Text</main>', 'Text'],
    ['main by role', '<div role=main>Text</div>', 'Text'],
    [
      'nav, header and footer within main',
      '<main><nav>Page 2</nav><footer>By Ann</footer></main>',
      'Page 2\n\nBy Ann',
    ],
    ['the main that is shown', '<main hidden>Before</main><main>Text</main>', 'Text'],
    // Without a main, or with one that is none, nothing is left out.
    ['no main', '<div>Text</div>', 'Home\n\nText\n\nAds\n\nTerms'],
    ['an article is not all', '<article>One</article>', 'Home\n\nOne\n\nAds\n\nTerms'],
    ['empty main', '<main></main><p>Text</p>', 'Home\n\nText\n\nAds\n\nTerms'],
    ['two mains', '<main>Text</main><main>More</main>', 'Home\n\nText\n\nMore\n\nAds\n\nTerms'],
    ['empty main in an empty page', '<main></main>', 'Home\n\nAds\n\nTerms'],
    ['main beside most of it', '<main>Hi</main><p>Long text', 'Home\n\nHi\n\nLong text\n\nAds\n\nTerms'],
  ])('%s', (_, content, markdown) => expect(bodyOf(frame(content))).toBe(markdown));

  test('a part of the frame within another counts once', () => {
    const nav = `<header><nav>${'Home '.repeat(20)}</nav></header>`;
    expect(bodyOf(`${nav}<main>Hi</main><p>Long text</p>`)).toContain('Long text');
  });

  test.each(['<main>', '<div role="main">'])('a nav in the %s is no part of the frame', main => {
    const text = 'Text longer than all that';
    expect(bodyOf(`${main}<nav>Pages 1, 2, 3</nav>Hi</main></div><p>${text}</p>`)).toContain(text);
  });
});

describe('toMarkdown(html, url): what a page says of itself', () => {
  test.each([
    ['<title>A lamp</title>', { title: 'A lamp', url: PAGE }],
    ['<title> A\n "lamp": yes </title>', { title: 'A "lamp": yes', url: PAGE }],
    ['<title></title><meta property="og:title" content="B">', { title: 'B', url: PAGE }],
    ['<meta name=description content="Bright">', { description: 'Bright', url: PAGE }],
    ['<meta property="og:description" content="Bright">', { description: 'Bright', url: PAGE }],
    ['<link rel="canonical" href="/lamps/3">', { url: 'https://site.example/lamps/3' }],
    ['<link rel="canonical" href="http://%">', { url: PAGE }],
    ['<meta property="og:image" content="/i.png">', { url: PAGE, image: 'https://site.example/i.png' }],
    ['<meta name=description content="---\nurl: evil">', { description: '--- url: evil', url: PAGE }],
    ['<body><svg><title>icon</title></svg>', { url: PAGE }],
  ])('%j', (html, fields) => expect(fieldsOf(toMarkdown(html, PAGE))).toEqual(fields));

  test('its JSON-LD is at the end, on one line; broken JSON-LD is left out', () => {
    const script = (text: string) => `<script type="application/ld+json">${text}</script>`;
    const html = script('{"@type": "Product",\n "name": "```\\n"}') + script('{') + script('[1]');
    expect(bodyOf(`${html}<p>Text`)).toBe(
      'Text\n\n```json\n{"@type":"Product","name":"```\\n"}\n```\n\n```json\n[1]\n```',
    );
  });
});

describe('toMarkdown(html, url), whatever the page', () => {
  test('never throws, always has its address, and keeps the form of small pages', () => {
    const pieces = fc.constantFrom(
      ...[
        '<main>',
        '<b>',
        '</b>',
        '<a href="',
        '">',
        '<table>',
        '<tr>',
        '<td>',
        '</table>',
        '<pre>',
        '<!--',
        '-->',
      ],
      ...[
        '<base href=x>',
        '<template>',
        '<select>',
        '<svg>',
        '<math>',
        '</p>',
        '<title>',
        '&',
        ';',
        '\0',
        'text',
        ' ',
      ],
    );
    const broken = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map(all => all.join('')),
    );
    fc.assert(
      fc.property(broken, html => {
        const fields = fieldsOf(toMarkdown(`<title>T</title>${html}`, PAGE));
        expect(fields).toMatchObject({ title: expect.stringContaining('T'), url: expect.any(String) });
      }),
    );
  });

  test('no word of the text is lost', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 1, maxLength: 8 });
    const tags = fc.constantFrom(
      'p',
      'div',
      'li',
      'td',
      'h2',
      'span',
      'b',
      'pre',
      'code',
      'article',
      'nav',
      'a',
      'main',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(tags, words), { maxLength: 10 }), parts => {
        const html = parts.map(([tag, text]) => `<${tag}>${text.join(' ')}</${tag}>`).join('');
        const all = parts.flatMap(([tag, text]) =>
          parts.some(([t]) => t === 'main') && tag !== 'main' ? [] : text,
        );
        const markdown = toMarkdown(html, PAGE);
        for (const word of all) expect(markdown).toContain(word);
      }),
    );
  });

  // What the page loses is its form: the text is there, and somebody waits.
  test.each([
    ['nested far too deep', '<div>'.repeat(200_000)],
    ['formats that are never closed', '<b><i><font>'.repeat(20_000)],
    ['paragraphs with a format that is never closed', '<p><b>'.repeat(50_000)],
    ['nested tables', '<table><tr><td>'.repeat(1_000)],
    ['a long row', `<table><tr>${'<td>a'.repeat(20_000)}`],
    ['wide cells', `<table>${'<tr><td colspan=1000>'.repeat(1_000)}`],
    ['a long list', `<ol>${'<li>a'.repeat(20_000)}`],
    ['tags that never end', '<a href="'.repeat(100_000)],
    ['less than', '<'.repeat(1_000_000)],
    ['styles that never end', '<style>'.repeat(100_000)],
    ['spaces', `<p>a${'\u00a0 '.repeat(500_000)}b`],
    ['backticks', `<pre>${'`a'.repeat(200_000)}</pre>`],
  ])('%s: is bounded in time', (_, html) => {
    const start = performance.now();
    const markdown = toMarkdown(`<p>before</p>${html}`, PAGE);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(markdown).toContain('before');
    expect(markdown.length).toBeLessThan(html.length * 4);
  });

  test('a page that loses its form is its text', () => {
    const html = `<title>T</title><style>p { color: red }</style><p>a &lt; b\n &amp;amp; <b>c</b><script<i>${'<div>'.repeat(5_000)}d`;
    expect(toMarkdown(html, PAGE)).toBe(`---\nurl: "${PAGE}"\n---\n\na &lt; b &amp;amp; c &lt;script d\n`);
  });

  test('a page of 5 MB keeps its text', () => {
    const html = '<section><h2>Lamp</h2><p>of <b>brass</b></p><ul><li><a href="/a">one</a></ul></section>';
    const start = performance.now();
    const markdown = toMarkdown(`<main>${html.repeat(5_000_000 / html.length)}<p>the end</main>`, PAGE);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(markdown).toContain('the end');
  });
});

/** The Markdown of a body, without what the page says of itself. */
const bodyOf = (html: string) =>
  toMarkdown(html, PAGE)
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .trim();

/** The front matter, each of its values a JSON string. */
function fieldsOf(markdown: string): Record<string, string> {
  const [, matter = ''] = /^---\n([\s\S]*?)\n---\n/.exec(markdown) ?? [];
  const lines = matter.split('\n').map(line => /^(\w+): (".*")$/.exec(line) ?? []);
  return Object.fromEntries(lines.map(([, name, value]) => [name, JSON.parse(value ?? '')]));
}
