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
    ['<ol reversed><li>a<li>b<li>c</ol>', '3.  a\n2.  b\n1.  c'],
    ['<ol reversed start=9><li>a<li value=5>b<li>c</ol>', '9.  a\n5.  b\n4.  c'],
    [
      '<ol><li>a<li value=10>b<p>c</p><li>d<li value=x>e</ol>',
      '1.  a\n10.  b\n     \n     c\n     \n11.  d\n12.  e',
    ],
    ['<ol start=x><li value=3>a<li>b</ol><ol start=0><li>c</ol>', '3.  a\n4.  b\n\n0.  c'],
    ['<ol><li>a<ol start=4><li>b<li>c</ol><li>d</ol>', '1.  a\n    4.  b\n    5.  c\n2.  d'],
    ['<ul><li value=7>a</ul>', '-   a'],
    ['<blockquote>said</blockquote><hr>', '> said\n\n---'],
    ['<p>Press <code>a`b</code>', 'Press ``a`b``'],
    [
      '<ul><li><input type=checkbox checked>done<li><input type=checkbox>open</ul>',
      '-   [x] done\n-   [ ] open',
    ],
    ['<select><option>S<option>M</select><button>Buy</button><button>Ask</button>', 'S M Buy Ask'],
    ['a<details><summary>More</summary>is here</details>b', 'a\n\nMore\n\nis here\n\nb'],
    ['<details open><summary><h3>Why?</h3></summary>Because</details>', '### Why?\n\nBecause'],
    ['<dl><div><dt>Size<dt>Cut<dd><p>S<p>M</div></dl>', '**Size**\n\n**Cut**\n\nS\n\nM'],
    ['<dl><dt>Size<dd>S<dd>M<dt>Price<dd>€ 1</dl>', '**Size**\n\nS\n\nM\n\n**Price**\n\n€ 1'],
    [
      '<figure><img src="/i.png" alt="i"><figcaption>A lamp</figcaption></figure>b',
      '![i](https://site.example/i.png)\n\nA lamp\n\nb',
    ],
    ['<blockquote><p>a</p><blockquote>b</blockquote></blockquote>', '> a\n> \n> > b'],
    ['<p>a<br>b</p>', 'a  \nb'],
    ['<ol><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ol>', '1.  a\n    -   b\n        1.  c\n2.  d'],
    [
      '<input value="Ann"><input type=submit value="Buy"><input type=hidden value=x><input type=password value=y>',
      'Ann Buy',
    ],
    // An app's own elements.
    ['<x-a>one</x-a><x-b>two</x-b>', 'one two'],
    ['a<x-a><p>one</p></x-a><x-b><h2>two</h2></x-b>b', 'a\n\none\n\n## two\n\nb'],
    // What is around blocks, or around nothing.
    ['<b><div>a</div><div>b</div></b><em><p>c</p></em>', 'a\n\nb\n\nc'],
    ['a<b><br></b>b', 'a  \nb'],
    ['<ul><li>a</li><ul><li>b</li></ul><li>d</li></ul>', '-   a\n    -   b\n-   d'],
    // A number on a number.
    [
      '10<sup>6</sup>, 10<sup>−6</sup>, 12<sub>3</sub>, € 1<sup>99</sup>, x<sup>2</sup>',
      '10<sup>6</sup>, 10<sup>−6</sup>, 12<sub>3</sub>, € 1<sup>99</sup>, x2',
    ],
    ['<p>1) a</p><p>~~b~~ ~c</p><p>~~~</p>', '1\\) a\n\n\\~\\~b\\~\\~ ~c\n\n\\~\\~\\~'],
    // By role alone.
    [
      '<div role=heading aria-level=3>A</div><x-h role=heading>B</x-h><nav role=heading>c</nav>',
      '### A\n\n## B\n\nc',
    ],
    ['<div role=list><div role=listitem>a</div><x-i role=listitem>b</x-i></div>', '-   a\n-   b'],
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
    ['<div popover>a</div><div popover style="display: block;">b</div>', 'b'],
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
    ['<a href="#a">#</a><img alt="A lamp"><a href="#b">#</a><img alt="of brass">', 'A lamp of brass'],
    // A link that leads nowhere without scripts is its text.
    ['<a href="javascript:go()">x</a><a>y</a><a href="http://%">z</a>', 'x y z'],
    // A link that is only a picture has the name it is read out with.
    ['<a href="/a" aria-label="Basket"><svg></svg></a>', '[Basket](https://site.example/a)'],
    ['<a href="/a" title="Basket"></a><a href="/b"></a>', '[Basket](https://site.example/a)'],
    [
      '<a href="/a"><img src="/i.png" alt="i"></a>',
      '[![i](https://site.example/i.png)](https://site.example/a)',
    ],
    // What leads from a part of the page to itself.
    [
      '<h2 id=a>Use<a href="#a" aria-label="Permalink">\u200b</a></h2><h3><a href="#b">#</a> B</h3>',
      '## Use\n\n### B',
    ],
    [
      '<h2>C</h2><a href="#c" aria-label="Permalink"><svg></svg></a><a href="#d">D</a>',
      `## C\n\n[D](${PAGE}#d)`,
    ],
    // A card that is a link as a whole.
    [
      '<a href="/a"><h3>Lamp</h3><p>of brass</p><p>€ 12</p></a>',
      '### [Lamp](https://site.example/a)\n\nof brass\n\n€ 12',
    ],
    [
      '<a href="/a"><img src="/i.png" alt="i"><div><h3>A <b>lamp</b></h3><ul><li>Brass<li>E27</ul></div></a>',
      '![i](https://site.example/i.png)\n\n### [A **lamp**](https://site.example/a)\n\n-   Brass\n-   E27',
    ],
    [
      '<ul><li><a href="/a"><div>Lamp</div><div>€ 12</div></a><li><a href="/b"><p>Bulb</p></a></ul>',
      '-   [Lamp](https://site.example/a)\n    \n    € 12\n    \n-   [Bulb](https://site.example/b)',
    ],
    [
      'By<a href="/a"><span><div>Lamp</div></span>of <i>brass</i><blockquote>Fine</blockquote></a>Ann',
      'By\n\n[Lamp](https://site.example/a)\n\nof *brass*\n\n> Fine\n\nAnn',
    ],
    ['<a href="/a"><p>1</p><h2>Lamp</h2></a>', '1\n\n## [Lamp](https://site.example/a)'],
    ['<a href="/a"><pre>x</pre><p>y</p></a>', '```\nx\n```\n\n[y](https://site.example/a)'],
    [
      '<a href="/a"><div><img src="/i.png" alt="i"></div><div>Lamp</div></a>',
      '[![i](https://site.example/i.png) Lamp](https://site.example/a)',
    ],
    ['<h2><a href="/a"><div>A</div><div>lamp</div></a></h2>', '## [A lamp](https://site.example/a)'],
    ['<a href="/a"><div><div>Home</div></div></a>', '[Home](https://site.example/a)'],
    [
      '<table><tr><th>a<tr><td><a href="/a"><h3>Lamp</h3><p>€ 1</p></a></table>',
      '| a |\n| --- |\n| **[Lamp](https://site.example/a)**<br>€ 1 |',
    ],
    [
      '<x-card><template shadowrootmode="closed"><a href="/a"><header><h2>Lamp</h2></header><slot></slot></a></template><p>Brass</p></x-card>',
      '## [Lamp](https://site.example/a)\n\nBrass',
    ],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): frames, sound and films', () => {
  const film = 'https://site.example/film.mp4';
  test.each([
    [
      '<iframe src="https://www.video.example/embed/x" title="How to fit a lamp"></iframe>',
      '[How to fit a lamp](https://www.video.example/embed/x)',
    ],
    ['<iframe src="/map" aria-label="Where we are"></iframe>', '[Where we are](https://site.example/map)'],
    [
      'a <iframe src="map"></iframe> b',
      'a [https://site.example/lamps/map](https://site.example/lamps/map) b',
    ],
    [
      '<iframe srcdoc="<title>t</title><style>x</style><h2>In</h2><p>it <a href=/a>a</a>"></iframe>b',
      '## In\n\nit [a](https://site.example/a)\n\nb',
    ],
    // Nothing to be seen, or nowhere to go.
    ['<iframe></iframe><iframe src="about:blank" title=""></iframe><iframe src="javascript:0"></iframe>', ''],
    [
      '<iframe src="/count" width="1" height="1"></iframe><iframe src="/count" height="0px" title="count"></iframe>',
      '',
    ],
    [
      '<iframe src="/a" hidden></iframe><iframe src="/a" style="display:none"></iframe><div hidden><video src="/a"></video></div>',
      '',
    ],
    ['<noscript><iframe src="/count"></iframe></noscript>', ''],
    // What a player says to old browsers is not shown.
    ['<video controls src="/film.mp4" title="A film">Your browser is old</video>', `[A film](${film})`],
    ['<video controls><source src="/film.mp4"><source src="/film.webm">old</video>', `[${film}](${film})`],
    [
      '<figure><audio src="/a.mp3" aria-label="A song"></audio><figcaption>Sung</figcaption></figure>',
      '[A song](https://site.example/a.mp3)\n\nSung',
    ],
    ['<video src="blob:x" title="A film"></video><video src="blob:x"></video><audio></audio>', 'A film'],
    ['<a href="/a"><video src="/film.mp4" title="A film"></video></a>', '[A film](https://site.example/a)'],
    [
      '<video autoplay muted loop src="/sea.mp4"></video><video autoplay muted loop src="/film.mp4" title="A film"></video>',
      `[A film](${film})`,
    ],
    [
      '<object data="/a.pdf" title="Manual">old</object> <embed src="/b.pdf">',
      '[Manual](https://site.example/a.pdf) [https://site.example/b.pdf](https://site.example/b.pdf)',
    ],
    ['<object><p>Instead</object>', 'Instead'],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): code', () => {
  test.each([
    ['<pre><code class="language-ts">a\n  b\n</code></pre>', '```ts\na\n  b\n```'],
    ['<pre class="lang-c++">a</pre>', '```c++\na\n```'],
    ['<pre>a &lt;b&gt;<br>c</pre>', '```\na <b>\nc\n```'],
    ['<pre>```\na\n```</pre>', '````\n```\na\n```\n````'],
    ['<div class="language-js extra"><div><pre><code>a</code></pre></div></div>', '```js\na\n```'],
    ['<div class="highlight highlight-source-shell"><pre>a</pre></div>', '```shell\na\n```'],
    ['<pre><code data-lang="go">a</code></pre>', '```go\na\n```'],
    ['<pre><code><div>a</div><div>b</div></code></pre>', '```\na\nb\n```'],
    ['<table><tr><td class="n"><pre>1\n2</pre><td><pre>a\nb</pre></table>', '```\na\nb\n```'],
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
    [
      '<table><tr><th>A<th>B<th>C<tr><td rowspan=3>1<td colspan=2 rowspan=2>2<tr><tr><td>3<td>4</table>',
      '| A | B | C |\n| --- | --- | --- |\n| 1 | 2 |  |\n|  |  |  |\n|  | 3 | 4 |',
    ],
    ['<table><tr><th>a|b<tr><td><p>c<p>d</table>', '| a\\|b |\n| --- |\n| c<br>d |'],
    ['<table><tr><th>a<tr><td><ul><li>b<li>c</ul></table>', '| a |\n| --- |\n| -   b<br>-   c |'],
    [
      '<table><tr><th>Name<th>Code<tr><td><a href="/a|b">x</a><td><code>a|b</code></table>',
      '| Name | Code |\n| --- | --- |\n| [x](https://site.example/a\\|b) | `a\\|b` |',
    ],
    ['<table><tr><th>a<tr><td>b<br>c<tr><td><h4>d</h4></table>', '| a |\n| --- |\n| b<br>c |\n| **d** |'],
    ['<table><tr><th>a<tr><td><pre>b\n`c`</pre></table>', '| a |\n| --- |\n| `b`<br>`` `c` `` |'],
    // Rows of several lengths, and cells that end with their group of rows.
    ['<table><tr><th>a<tr><td>1<td>2</table>', '| a |  |\n| --- | --- |\n| 1 | 2 |'],
    [
      '<table><tr><th>a<th>b<tbody><tr><td rowspan=9>1<td>2<tbody><tr><td rowspan=0>3<td>4<tr><td>5</table>',
      '| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n|  | 5 |',
    ],
    // By role alone.
    [
      '<x-grid role=grid><div role=rowgroup><div role=row><span role=columnheader>A</span><div role=columnheader>B</div></div></div><div role=row><div role=gridcell aria-colspan=2><p>1</p></div></div></x-grid>',
      '| A | B |\n| --- | --- |\n| 1 |  |',
    ],
    ['<div role=grid><p>a</p><div role=gridcell>b</div></div><div role=row>c</div>', 'a\n\nb\n\nc'],
    // For layout: around another table, or by its own word.
    ['<table><tr><td>side<td><table><tr><th>a</table></table>', 'side\n\n| a |\n| --- |'],
    ['<table role=presentation><tr><td>side<td>text</table>', 'side\n\ntext'],
    ['<table></table><table><caption>none</caption></table>', 'none'],
  ])('%j is %j', (html, markdown) => expect(bodyOf(html)).toBe(markdown));
});

describe('toMarkdown(html, url): formulas', () => {
  const math = (inner: string, attributes = '') => `<math${attributes}>${inner}</math>`;
  const tex =
    '<semantics><mi>x</mi><annotation encoding="application/x-tex">x_1  = *y*</annotation></semantics>';
  test.each([
    // As KaTeX and MathJax write them, with what they draw beside.
    [
      `Let <span><span>${math(tex)}</span><span aria-hidden=true><i>x</i><b>1</b></span></span> be`,
      'Let $x_1 = *y*$ be',
    ],
    [
      `<x-c><x-m aria-hidden=true>x</x-m><x-a>${math('<mi>x</mi>', ' alttext="x" display=block')}</x-a></x-c>is`,
      '$$x$$\n\nis',
    ],
    // Without TeX.
    [
      math(
        '<msup><mi>a</mi><mn>2</mn></msup><mo>+</mo><mfrac><mn>1</mn><mrow><mi>b</mi><mo>+</mo><mn>2</mn></mrow></mfrac>',
      ),
      'a^2+(1/(b+2))',
    ],
    [math('<msqrt><mi>x</mi><mi>y</mi></msqrt><mo>=</mo><msub><mi>k</mi><mn>10</mn></msub>'), '√(xy)=k\\_10'],
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
    ['a main whose title is above it', '<header><h1>Lamp</h1></header><main>Text</main>', '# Lamp\n\nText'],
    [
      'the title in an element of the app',
      '<x-page><template shadowrootmode=closed><header><h1>Lamp</h1></header><main><slot></slot></main></template>Text</x-page>',
      '# Lamp\n\nText',
    ],
    ['a title of its own', '<header><h1>Shop</h1></header><main><h1>Lamp</h1></main>', '# Lamp'],
    ['a title of something else', '<aside><h1>Ads</h1></aside><main>Text</main>', 'Text'],
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

  test('no word is lost in cards, tables, lists, fields and shadow roots in one another', () => {
    const blocks = 'div p section h2 h3 blockquote figure figcaption details summary dialog_open pre'.split(
      ' ',
    );
    const lines = 'span b em code label x-a kbd button a_href=/a'.split(' ');
    const around = (tag: string) => (inside: string[]) =>
      `<${tag.replace('_', ' ')}>${inside.join('')}</${tag.split('_')[0]}>`;
    const list = (tag: string, item: string) => (inside: string[]) =>
      around(tag)(inside.map(each => around(item)([each])));
    const table = (inside: string[]) =>
      around('table')([list('tr', 'th')(inside), list('tr', 'td_colspan=2')(inside)]);
    const shadow = (inside: string[]) =>
      `<x-b>${around('template_shadowrootmode=closed')([around('header')(inside), '<slot></slot>'])}WORD</x-b>`;
    const kinds = [
      ...[...blocks, ...lines].map(around),
      ...[list('ul', 'li'), list('ol_start=7', 'li'), list('dl', 'dt'), list('dl', 'dd'), table, shadow],
    ];
    const { piece } = fc.letrec<{ piece: string }>(tie => ({
      piece: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('WORD', ' WORD ', '<input value="WORD">', '<img src="/i.png" alt="WORD">'),
        fc
          .tuple(fc.constantFrom(...kinds), fc.array(tie('piece'), { minLength: 1, maxLength: 3 }))
          .map(([build, inside]) => build(inside)),
      ),
    }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), pieces => {
        let count = 0;
        const html = pieces.join('').replace(/WORD/g, () => `w${count++}w`);
        const markdown = bodyOf(html);
        for (let index = 0; index < count; index++) expect(markdown).toContain(`w${index}w`);
      }),
      { numRuns: 100 },
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
    let markdown = '';
    const ms = processorMs(() => {
      markdown = toMarkdown(`<p>before</p>${html}`, PAGE);
    });
    expect(ms).toBeLessThan(MOST_MS);
    expect(markdown).toContain('before');
    expect(markdown.length).toBeLessThan(html.length * 4 + 1_000); // each "<" may be an entity, and there is the front matter
  });

  test('a page that loses its form is its text', () => {
    const html = `<title>T</title><style>p { color: red }</style><p>a &lt; b\n &amp;amp; <b>c</b><script<i>${'<div>'.repeat(5_000)}d`;
    expect(toMarkdown(html, PAGE)).toBe(`---\nurl: "${PAGE}"\n---\n\na &lt; b &amp;amp; c &lt;script d\n`);
  });

  test('a page of 5 MB keeps its text', () => {
    const lamps = lampsOf(5_000_000);
    let markdown = '';
    const ms = processorMs(() => {
      markdown = toMarkdown(lamps, PAGE);
    });
    expect(ms).toBeLessThan(MOST_MS);
    expect(markdown).toContain('the end');
  });
});

/**
 * A page has a second by the clock, in which what collects garbage works beside it; then its text alone is taken, which takes half a
 * second for the longest of these, and two on a machine a quarter as fast. Of processor time, so that a busy machine is not taken for
 * a fault. No other page is a measure: what it takes depends on what ran before it, tenfold.
 */
const MOST_MS = 5_000;

function lampsOf(length: number): string {
  const lamp = '<section><h2>Lamp</h2><p>of <b>brass</b></p><ul><li><a href="/a">one</a></ul></section>';
  return `<main>${lamp.repeat(length / lamp.length)}<p>the end</main>`;
}

function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

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
