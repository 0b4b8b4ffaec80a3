import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type SerialisedPage,
  serialiseScript,
} from '../../../../core/rendering/in-page/serialise/serialise.ts';
import { tabForFile } from './in-chromium.ts';

const { open, evaluate: inTab } = tabForFile();

async function serialise(html: string): Promise<SerialisedPage> {
  await open(html);
  return inTab<SerialisedPage>(serialiseScript());
}

/** The page as it is written, read again: what an expression is in the page, and in one parsed from its HTML. */
async function twice<T>(html: string, expression: string): Promise<[T, T]> {
  const page = await serialise(html);
  const before = await inTab<T>(expression);
  await open(page.html);
  return [before, await inTab<T>(expression)];
}

interface Case {
  what: string;
  html: string;
  /** What the HTML has, exactly so. */
  kept?: string | string[];
  /** What it must not have. */
  gone?: RegExp;
}

/** One test for each row of a table. */
function holds(cases: Case[]): void {
  test.each(cases)('$what', async ({ html, kept = [], gone }) => {
    const page = await serialise(html);
    for (const text of [kept].flat()) expect(page.html).toContain(text);
    if (gone) expect(page.html).not.toMatch(gone);
  });
}

const script = (code: string) => `<script>${code}</script>`;
/** `css(TEXT)` makes a constructed sheet, `byId(ID)` finds an element. */
const TOOLS = script(`const byId = id => document.getElementById(id);
  const css = text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); return sheet }`);
const styled = (code: string) => `${TOOLS}${script(code)}`;

describe('style sheets say what they are now', () => {
  holds([
    {
      what: 'the text of a style stays as it was written',
      html: '<style media="print">/* note */ p{color:RED}</style><p>text',
      kept: '<style media="print">/* note */ p{color:RED}</style>',
    },
    {
      what: 'rules inserted into an empty style are written out',
      html: `<style id="s"></style>${styled(`byId('s').sheet.insertRule('p { color: red; }')`)}`,
      kept: '<style id="s">p { color: red; }</style>',
    },
    {
      what: 'rules inserted beside text, too',
      html: `<style id="s">p{color:red}</style>${styled(`byId('s').sheet.insertRule('b { color: blue; }', 1)`)}`,
      kept: '<style id="s">p { color: red; }\nb { color: blue; }</style>',
    },
    {
      what: 'rules that were changed or taken away',
      html: `<style id="s">p{color:red} b{color:blue}</style>
        ${styled(`const { sheet } = byId('s'); sheet.deleteRule(1); sheet.cssRules[0].style.color = 'green'`)}`,
      kept: '<style id="s">p { color: green; }</style>',
    },
    {
      what: 'imports, addresses and layers are no changes',
      html: '<style>@layer a, b; @import url(other.css) layer(a); p{background:url(dot.gif)}</style><p>text',
      kept: '<style>@layer a, b; @import url(other.css) layer(a); p{background:url(dot.gif)}</style>',
    },
    {
      what: 'imports stay when there are changes',
      html: `<style id="s">@import url("other.css"); p{}</style>${styled(`byId('s').sheet.insertRule('b { color: blue; }', 2)`)}`,
      kept: '<style id="s">@import url("other.css");\np { }\nb { color: blue; }</style>',
    },
    {
      what: 'a sheet that is switched off stays off',
      html: `<style id="s">p{color:red}</style><link id="l" rel="stylesheet" href="data:text/css,p{}">
        ${styled(`byId('s').sheet.disabled = true; onload = () => { byId('l').sheet.disabled = true }`)}`,
      kept: [
        '<style id="s" media="not all">p{color:red}</style>',
        '<link id="l" rel="stylesheet" href="data:text/css,p{}" disabled="">',
      ],
    },
    {
      what: 'a link to a sheet stays a link',
      html: '<link rel="stylesheet" href="/app.css" crossorigin=""><p>text',
      kept: '<link rel="stylesheet" href="/app.css" crossorigin="">',
    },
    {
      what: 'a sheet behind a blob: address is written out in its place',
      html: styled(`const link = document.createElement('link'); link.rel = 'stylesheet'; link.media = 'screen';
        link.href = URL.createObjectURL(new Blob(['p { color: red; }'], { type: 'text/css' })); document.head.append(link)`),
      kept: '<style media="screen">p { color: red; }</style></head>',
      gone: /blob:/,
    },
    {
      what: 'adopted sheets come last in the head, those switched off do not',
      html: `<head><style>i{}</style></head><p>text${styled(`const [a, b, c] = [css('a { color: red; }'), css('b { color: blue; }'), css('c { }')];
        c.disabled = true; b.media.mediaText = 'print'; document.adoptedStyleSheets = [b, c, a]`)}`,
      kept: '</style><style>a { color: red; }</style></head>',
      gone: /c \{/,
    },
    {
      what: 'or last in the body, when there are sheets in it',
      html: `<p>text<style>i{}</style>${styled(`document.adoptedStyleSheets = [css('a { color: red; }')]`)}`,
      kept: '<style>a { color: red; }</style></body></html>',
    },
    {
      what: 'the end of a style within a style is none',
      html: `<style id="s"></style><style id="t"></style>${styled(`byId('s').sheet.insertRule('p::after { content: "<' + '/style><b>"; }');
        byId('t').textContent = '/* </st' + 'yle><b> */ p{}'`)}`,
      kept: [
        'p::after { content: "<\\/style><b>"; }</style>',
        '<style id="t">/* <\\/style><b> */ p{}</style>',
      ],
    },
  ]);

  test('styles of SVG, and computed looks, are the same when read again', async () => {
    const page = `<svg><style id="v">.a { fill: red } b > i { fill: red }</style><rect class="a" id="r"/></svg><p id="p">text
      ${styled(`byId('v').sheet.insertRule('rect { stroke: blue }', 2); document.adoptedStyleSheets = [css('p { color: rgb(1, 2, 3) }')]`)}`;
    const look = `['r', 'p'].map(id => getComputedStyle(document.getElementById(id))).map(s => s.fill + s.stroke + s.color)`;
    const [before, after] = await twice<string[]>(page, look);
    expect(after).toEqual(before);
    expect(after).toEqual([
      expect.stringContaining('rgb(0, 0, 255)'),
      expect.stringContaining('rgb(1, 2, 3)'),
    ]);
  });
});

/** The text as it is composed: with shadow roots, and what is slotted where it is shown. */
const SHOWN = `(function shown(node) {
  if (node.nodeType === 3) return node.data;
  if (/^(STYLE|SCRIPT|TEMPLATE|NOSCRIPT|HEAD)$/.test(node.tagName)) return '';
  const slotted = node.localName === 'slot' ? node.assignedNodes() : [];
  const children = slotted.length ? slotted : (node.shadowRoot ?? node).childNodes;
  return [...children].map(shown).join('');
})(document.documentElement).replace(/\\s+/g, ' ').trim()`;

describe('open shadow roots become declarative ones', () => {
  holds([
    {
      what: 'as the first child, before what is slotted',
      html: `<x-a id="a"><b slot="s">light</b></x-a>${styled(`byId('a').attachShadow({ mode: 'open' }).innerHTML = '<i><slot name="s"></slot></i>'`)}`,
      kept: '<x-a id="a"><template shadowrootmode="open"><i><slot name="s"></slot></i></template><b slot="s">light</b></x-a>',
    },
    {
      what: 'with what was said of them',
      html: `<x-a id="a"></x-a>${styled(`byId('a').attachShadow({ mode: 'open', delegatesFocus: true, clonable: true, serializable: true })`)}`,
      kept: '<template shadowrootmode="open" shadowrootdelegatesfocus="" shadowrootserializable="" shadowrootclonable=""></template>',
    },
    {
      what: 'one within the other, and within what is slotted',
      html: `<x-a id="a"><x-b id="b"></x-b></x-a>${styled(`const a = byId('a').attachShadow({ mode: 'open' }); a.innerHTML = '<x-c></x-c><slot></slot>';
        a.firstChild.attachShadow({ mode: 'open' }).append('inner'); byId('b').attachShadow({ mode: 'open' }).append('other')`)}`,
      kept: '<x-a id="a"><template shadowrootmode="open"><x-c><template shadowrootmode="open">inner</template></x-c><slot></slot></template><x-b id="b"><template shadowrootmode="open">other</template></x-b></x-a>',
    },
    {
      what: 'with their styles, adopted ones last',
      html: `<x-a id="a"></x-a>${styled(`const a = byId('a').attachShadow({ mode: 'open' }); a.innerHTML = '<style></style><p>text</p>';
        a.querySelector('style').sheet.insertRule('p { color: red; }'); a.adoptedStyleSheets = [css(':host { color: blue; }')]`)}`,
      kept: '<template shadowrootmode="open"><style>p { color: red; }</style><p>text</p><style>:host { color: blue; }</style></template>',
    },
    {
      what: 'without their scripts and handlers',
      html: `<x-a id="a"></x-a>${styled(`byId('a').attachShadow({ mode: 'open' }).innerHTML = '<script>gone()<' + '/script><b onclick="gone()">kept</b>'`)}`,
      kept: '<template shadowrootmode="open"><b>kept</b></template>',
      gone: /gone/,
    },
    {
      what: 'a template that was never read as a root stays none',
      html: `<div id="d"></div>${styled(`byId('d').innerHTML = '<template shadowrootmode="open">hidden</template>'`)}`,
      kept: '<div id="d"><template>hidden</template></div>',
    },
  ]);

  test.each([
    {
      root: 'named slots, a fallback, and light children that no slot takes',
      html: `<x-a id="a"><b slot="n">name</b>lost<i slot="none">lost</i></x-a>`,
      code: `byId('a').attachShadow({ mode: 'open' }).innerHTML = '1 <slot name="n"></slot> 2 <slot name="m">fallback</slot>'`,
      text: '1 name 2 fallback',
    },
    {
      root: 'slots that are filled by script',
      html: `<x-a id="a"><b>one</b><b>two</b><b>three</b></x-a>`,
      code: `const a = byId('a').attachShadow({ mode: 'open', slotAssignment: 'manual' });
        a.innerHTML = '1 <slot></slot> 2 <slot></slot> 3 <slot>fallback</slot>';
        const [one, two] = a.querySelectorAll('slot'); one.assign(byId('a').children[2]); two.assign(byId('a').children[0])`,
      text: '1 three 2 one 3 fallback',
    },
    {
      root: 'one declared, cloned',
      html: `<div id="a"><template shadowrootmode="open" shadowrootclonable>first <slot></slot></template>light </div>`,
      code: `document.body.append(byId('a').cloneNode(true))`,
      text: 'first light first light',
    },
  ])('a browser shows the same text of $root', async ({ html, code, text }) => {
    expect(await twice<string>(html + styled(code), SHOWN)).toEqual([text, text]);
  });

  test('a sheet adopted a thousand times does not make a page of a gigabyte', async () => {
    const page = await serialise(
      `<main></main>${styled(`const sheet = css(Array.from({ length: 500 }, (_, i) => '.c' + i + ' { color: red; }').join(''));
      for (let i = 0; i < 1000; i++) { const host = document.createElement('x-a'); document.querySelector('main').append(host);
        const root = host.attachShadow({ mode: 'open' }); root.append('text ' + i); root.adoptedStyleSheets = [sheet] }`)}`,
    );
    expect(page.html.length).toBeLessThan(600_000);
    expect(page.html).toContain('text 999</template>');
    expect(page.html).toContain('text 0<style>.c0 { color: red; }');
  });
});

describe('forms show what is in them', () => {
  holds([
    {
      what: 'a typed value',
      html: `<input id="i" value="old">${styled(`byId('i').value = '"new" & <b>'`)}`,
      kept: '<input id="i" value="&quot;new&quot; &amp; &lt;b&gt;">',
    },
    {
      what: 'an emptied value',
      html: `<input id="i" value="old">${styled(`byId('i').value = ''`)}`,
      kept: 'id="i" value=""',
    },
    {
      what: 'boxes that are ticked, and no longer',
      html: `<input type="checkbox" id="a"><input type="radio" id="b" checked>${styled(`byId('a').checked = true; byId('b').checked = false`)}`,
      kept: ['<input type="checkbox" id="a" checked="">', '<input type="radio" id="b">'],
    },
    {
      what: 'a textarea',
      html: `<textarea id="t">old</textarea>${styled(`byId('t').value = '\\n<new>'`)}`,
      kept: '<textarea id="t">\n\n&lt;new&gt;</textarea>',
    },
    {
      what: 'a select',
      html: `<select id="s"><option selected>a<option>b</select><select id="m" multiple><option>c<option>d<option>e</select>
        ${styled(`byId('s').value = 'b'; for (const i of [0, 2]) byId('m').options[i].selected = true`)}`,
      kept: [
        '<option>a</option><option selected="">b</option></select>',
        '<option selected="">c</option><option>d</option><option selected="">e</option>',
      ],
    },
    {
      what: 'what is open',
      html: `<details id="a"><summary>s</summary>text</details><details open id="b"></details><dialog id="c">text</dialog><dialog id="d">text</dialog>
        ${styled(`byId('a').open = true; byId('b').open = false; byId('c').showModal(); byId('d').show()`)}`,
      kept: [
        '<details id="a" open="">',
        '<details id="b">',
        '<dialog id="c" open="">',
        '<dialog id="d" open="">',
      ],
    },
    {
      what: 'progress',
      html: `<progress id="p" max="10"></progress><meter id="m"></meter>${styled(`byId('p').value = 7; byId('m').value = 0.5`)}`,
      kept: ['<progress id="p" max="10" value="7">', '<meter id="m" value="0.5">'],
    },
    {
      what: 'never a password, nor what a browser is told to keep to itself',
      html: `<input type="password" id="a" value="gone"><input autocomplete="cc-number" id="b"><input autocomplete="section-x one-time-code" id="c">
        ${styled(`for (const id of ['a', 'b', 'c']) byId(id).value = 'gone'`)}`,
      kept: '<input type="password" id="a">',
      gone: /gone/,
    },
    {
      what: 'fields with names that a form reads as its own',
      html: '<form id="f" onsubmit="gone()"><input name="attributes"><input name="children"><input name="title"><input name="id"></form>',
      kept: '<form id="f"><input name="attributes"><input name="children"><input name="title"><input name="id"></form>',
      gone: /gone/,
    },
  ]);
});

describe('what no attribute and no sheet says is said by style', () => {
  const animated = (keyframes: string, fill = 'forwards', after = '.finish()') =>
    styled(`byId('a').animate(${keyframes}, { duration: 100_000, fill: '${fill}' })${after}`);
  holds([
    {
      what: 'what an animation by script has ended with',
      html: `<style>p{opacity:0}</style><p id="a" style="color: red">text${animated('{ opacity: [0, 1], marginTop: ["9px", "0px"], "--n": ["0", "1"] }')}`,
      kept: '<p id="a" style="color: red; --n: 1; margin-top: 0px; opacity: 1;">text',
    },
    {
      what: '… and hidden for good',
      html: `<p>text<p id="a">bye${animated('{ opacity: [1, 0] }')}`,
      kept: '<p id="a" style="opacity: 0;">bye',
    },
    {
      what: '… in a shadow root',
      html: `<x-a id="h"></x-a>${styled(`const root = byId('h').attachShadow({ mode: 'open' }); root.innerHTML = '<p>text</p>';
        root.firstChild.animate({ opacity: [0, 1] }, { duration: 100, fill: 'both' }).finish()`)}`,
      kept: '<p style="opacity: 1;">text</p>',
    },
    {
      what: 'nothing of one that holds nothing, of one that goes on, and of what the sheet moves',
      html: `<style>@keyframes k { to { opacity: 1 } } b { animation: k 1ms both }</style><p id="a"><b>text</b>
        ${animated('{ opacity: [0, 1] }', 'none')}${animated('{ opacity: [0.5, 1] }', 'both', '')}`,
      kept: '<p id="a"><b>text</b>',
    },
    {
      what: 'that what the sheet lets wait was let go by a script',
      html: `<style>@keyframes k { to { clip-path: inset(100%) } } #a { animation: k 1ms paused both }</style><p>text<p id="a">cover
        ${styled(`byId('a').getAnimations()[0].play()`)}`,
      kept: '<p id="a" style="animation-play-state: running;">',
    },
    {
      what: '… and not what waits still, or goes by itself',
      html: `<style>@keyframes k { to { opacity: 0 } } #a { animation: k 1ms paused both } #b { animation: k 1ms both }</style><p id="a">a<p id="b">b`,
      kept: ['<p id="a">', '<p id="b">'],
    },
    {
      what: 'that a popover is open',
      html: `<p>text<div popover id="a">open</div><div popover>closed</div>${styled(`byId('a').showPopover()`)}`,
      kept: ['<div popover="" id="a" style="display: block;">open', '<div popover="">closed'],
    },
    ...[
      ['filter: opacity(0)', 'filter: none'],
      ['filter: blur(9px) brightness(0%)', 'filter: none'],
      ['clip-path: inset(0 100% 0 0)', 'clip-path: none'],
      ['clip-path: circle(0)', 'clip-path: none'],
      ['content-visibility: hidden', 'content-visibility: visible'],
      ['transform: scale(0)', 'scale: none; transform: none; translate: none'],
      ['transform: translateY(100vh)', 'scale: none; transform: none; translate: none'],
      ['translate: -100vw', 'scale: none; transform: none; translate: none'],
      ['scale: 0', 'scale: none; transform: none; translate: none'],
    ].map(([hidden = '', shown = '']) => ({
      what: `that a page is shown all of which is hidden by ${hidden}`,
      html: `<style>#app { ${hidden} }</style><div id="app"><h1>Ropes</h1></div>`,
      kept: `<div id="app" style="${shown.replaceAll(/(none|visible)/g, '$1 !important')};">`,
    })),
    {
      what: 'nothing of how a page that is shown looks',
      html: '<style>#app { filter: invert(1) contrast(0.9); transform: translateY(9px); scale: 0.9 }</style><div id="app"><h1>Ropes</h1></div>',
      kept: '<div id="app"><h1>',
    },
    {
      what: 'nothing of what is hidden beside a shadow root',
      html: `<x-a id="h"></x-a><div hidden>a</div>${styled(`byId('h').attachShadow({ mode: 'open' }).innerHTML = '<p>text'`)}`,
      kept: '<div hidden="">a</div>',
    },
    {
      what: '… or is a dialog',
      html: '<div role="dialog" hidden>a</div>',
      kept: '<div role="dialog" hidden="">a</div>',
    },
    {
      what: '… or is drawn by style',
      html: '<p style="height: 9px"></p><div hidden>a</div>',
      kept: '<div hidden="">a</div>',
    },
  ]);
});

describe('what the page says of itself stays as the app wrote it', () => {
  holds(
    [
      '<base href="/shop/" target="_top">',
      '<link rel="canonical" href="../products/3?b=2&amp;a=1">',
      '<link rel="alternate" hreflang="de-CH" href="/de/">',
      '<meta property="og:title" content="A &quot;B&quot; &amp; &lt;C&gt;">',
      '<meta name="robots" content="noindex, max-snippet:-1">',
      '<title>Tea &amp; Milk &lt;1&gt;</title>',
      '<meta http-equiv="refresh" content="300">',
    ].map(tag => ({ what: tag, html: `<!DOCTYPE html><head>${tag}</head><p>text`, kept: tag })),
  );
  holds([
    {
      what: 'the doctype, language and direction',
      html: '<!DOCTYPE html><html lang="ar" dir="rtl" class="a"><p>text',
      kept: '<!DOCTYPE html><html lang="ar" dir="rtl" class="a"><head>',
    },
    {
      what: 'JSON-LD, whatever is in it',
      html: `<script type="application/ld+json; charset=utf-8" id="j"></script>${styled(`byId('j').textContent = JSON.stringify({ a: '</scr' + 'ipt><!--<scr' + 'ipt> 1 < 2' })`)}<p>text`,
      kept: '<script type="application/ld+json; charset=utf-8" id="j">{"a":"\\u003C/script>\\u003C!--\\u003Cscript> 1 < 2"}</script>',
    },
    {
      what: 'spaces that do not break',
      html: '<p title="a&nbsp;b">a&nbsp;b',
      kept: '<p title="a&nbsp;b">a&nbsp;b</p>',
    },
    {
      what: 'comments, which some search engines read',
      html: `<p>a<!--noindex-->b<!--/noindex--></p>${styled(`document.querySelector('p').append(new Comment('--><b>gone</b>'))`)}`,
      kept: '<p>a<!--noindex-->b<!--/noindex--></p>',
      gone: /<b>gone/,
    },
  ]);

  test('metas for status and headers are answered, and left out', async () => {
    const page =
      await serialise(`<meta name="prerender-status-code" content=" 404 "><meta property="render:header" content="A: b">
      <template><meta name="prerender-status-code" content="500"></template><p>text`);
    expect(page).toMatchObject({
      metas: [
        { name: 'prerender-status-code', content: '404' },
        { name: 'render:header', content: 'A: b' },
      ],
      url: expect.stringMatching(/\/page-\d+$/),
      refresh: null,
      html: expect.not.stringMatching(/404|render:header/),
    });
  });
});

describe('nothing in it runs', () => {
  holds(
    [
      '<script>gone</script>',
      '<script src="/gone.js" type="module"></script>',
      '<script type="importmap">{"imports":{"gone":"/a.js"}}</script>',
      '<script type="speculationrules">{"prefetch":[{"urls":["/gone"]}]}</script>',
      '<svg><script>gone</script></svg>',
      '<template><script>gone</script><template><i onclick="gone()"></i></template></template>',
      '<link rel="modulepreload" href="/gone.js">',
      '<link rel="preload" as="script" href="/gone">',
      '<link rel="prefetch" as="worker" href="/gone">',
      '<link rel="prefetch" href="/gone.js?v=1">',
      '<link rel="prerender" href="/gone">',
      '<p onclick="gone()" ONMOUSEOVER="gone()">text</p>',
      '<svg onload="gone()"><animate onbegin="gone()" /></svg>',
      '<a href=" java&#10;script:gone()">text</a>',
      '<svg><a xlink:href="javascript:gone()">text</a></svg>',
      '<svg><a><set attributeName="href" to="javascript:gone()" /><animate attributeName="href" values="/a;javascript:gone()" /></a></svg>',
      '<button formaction="JAVASCRIPT:gone()">text</button>',
      '<iframe src="javascript:\'gone\'"></iframe>',
      '<iframe srcdoc="<p>text<script>/* gone */</script>"></iframe>',
      "<iframe srcdoc=\"<a onclick='gone()' href='javascript:gone()'>text</a>\"></iframe>",
      '<noscript>gone</noscript>',
      '<meta http-equiv="Content-Security-Policy" content="img-src gone.example *; script-src \'unsafe-inline\'">',
    ].map(html => ({
      what: html,
      html: `<!doctype html><main>main</main>${html}`,
      kept: '<main>main</main>',
      gone: /gone/,
    })),
  );
  holds([
    {
      what: 'other hints stay',
      html: '<link rel="preload" as="style" href="/a.css"><link rel="prefetch" href="/next"><link rel="preconnect" href="//cdn.example">',
      kept: '<link rel="preload" as="style" href="/a.css"><link rel="prefetch" href="/next"><link rel="preconnect" href="//cdn.example">',
    },
    {
      what: 'a frame with its text in it stays, as its own script made it',
      html: `<iframe srcdoc="<!doctype html><p id=p>old</p><script>p.textContent = 'new & old'</script>"></iframe>`,
      kept: 'srcdoc="&lt;!DOCTYPE html&gt;&lt;html&gt;&lt;head&gt;&lt;/head&gt;&lt;body&gt;&lt;p id=&quot;p&quot;&gt;new &amp;amp; old&lt;/p&gt;',
    },
    {
      what: 'a frame that is shut off, as it was written',
      html: `<iframe sandbox srcdoc="<p>text<i onclick='gone()'>more</i>"></iframe>`,
      kept: 'srcdoc="&lt;html&gt;&lt;head&gt;&lt;/head&gt;&lt;body&gt;&lt;p&gt;text&lt;i&gt;more&lt;/i&gt;&lt;/p&gt;&lt;/body&gt;&lt;/html&gt;"',
      gone: /gone/,
    },
  ]);
});

const DOT = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

describe('images have the address they wait with', () => {
  holds([
    {
      what: 'data-src without a src',
      html: '<img data-src="/a.jpg" alt="a">',
      kept: '<img data-src="/a.jpg" alt="a" src="/a.jpg">',
    },
    {
      what: 'instead of a placeholder',
      html: `<img src="${DOT}" data-lazy-src="/a.jpg"><img src="about:blank" data-original="/b.jpg"><img src="/img/spacer.gif?1" data-lazy="/c.jpg">`,
      kept: ['src="/a.jpg" data-lazy-src', 'src="/b.jpg" data-original', 'src="/c.jpg" data-lazy'],
    },
    {
      what: 'data-srcset and data-sizes',
      html: `<img data-srcset="/a.jpg 1x, /b.jpg 2x" data-sizes="50vw" src="${DOT}"><img data-lazy-srcset="/c.jpg 1x" data-sizes="auto" src="/c.jpg">`,
      kept: [
        'srcset="/a.jpg 1x, /b.jpg 2x" sizes="50vw">',
        'data-sizes="auto" src="/c.jpg" srcset="/c.jpg 1x">',
      ],
    },
    {
      what: 'the sources of a picture',
      html: `<picture><source data-srcset="/a.webp" type="image/webp"><img src="${DOT}" data-src="/a.jpg"></picture>`,
      kept: [
        '<source data-srcset="/a.webp" type="image/webp" srcset="/a.webp">',
        '<img src="/a.jpg" data-src="/a.jpg">',
      ],
    },
    {
      what: 'frames and films',
      html: '<iframe data-src="/frame" src="about:blank"></iframe><video data-src="/film.mp4"></video>',
      kept: ['<iframe data-src="/frame" src="/frame">', '<video data-src="/film.mp4" src="/film.mp4">'],
    },
    {
      what: 'what a script has set stays, as does loading="lazy"',
      html: `<img id="i" loading="lazy" data-src="/small.jpg">${styled(`byId('i').src = '/real.jpg'`)}`,
      kept: '<img id="i" loading="lazy" data-src="/small.jpg" src="/real.jpg">',
    },
    {
      what: 'small images that wait for nothing stay as they are',
      html: `<img src="${DOT}"><img src="${DOT}" data-src="{&quot;a&quot;:1}"><div data-src="/a.jpg"></div>`,
      kept: [`<img src="${DOT}"><img src="${DOT}" data-src=`, '<div data-src="/a.jpg"></div>'],
    },
    {
      what: 'a fallback beside a lazy image does not double it',
      html: `<img data-src="/a.jpg" src="${DOT}"><noscript><img src="/a.jpg"></noscript>`,
      kept: '<body><img data-src="/a.jpg" src="/a.jpg"></body>',
    },
    {
      what: 'a fallback that alone knows the address gives it to its placeholder',
      html: `<span><img alt src="${DOT}"><noscript><img alt="A &amp; B" srcset="/a.jpg 1x, /b.jpg 2x" src="/b.jpg" loading="lazy"></noscript></span>`,
      kept: '<span><img alt="A &amp; B" src="/b.jpg" srcset="/a.jpg 1x, /b.jpg 2x"></span>',
    },
    {
      what: 'a picture’s placeholder, too',
      html: `<picture><img src="${DOT}"></picture><noscript><picture><source srcset="/a.webp"><img src="/a.jpg"></picture></noscript>`,
      kept: '<picture><img src="/a.jpg"></picture></body>',
    },
    {
      what: 'but not on a page that allows no text to be parsed',
      html: `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'">
        <img src="${DOT}" alt="kept"><noscript><img src="/a.jpg"></noscript><iframe sandbox srcdoc="text"></iframe>`,
      kept: [`<img src="${DOT}" alt="kept">`, '<iframe sandbox="" srcdoc=""></iframe>'],
    },
    {
      what: 'a tracker’s pixel is nobody’s fallback',
      html: '<img src="/a.jpg"><noscript><img src="https://tracker.example/p.gif" width="1" height="1"></noscript>',
      gone: /tracker/,
    },
    {
      what: 'blob: addresses, which end with the page, go',
      html: `<img id="i" alt="kept"><a id="a" download>kept</a>${styled(`byId('i').src = byId('a').href = URL.createObjectURL(new Blob(['x']))`)}`,
      kept: ['<img id="i" alt="kept">', '<a id="a" download="">kept</a>'],
      gone: /blob:/,
    },
    {
      what: 'data: addresses stay',
      html: `<img src="${DOT}" srcset="${DOT} 2x">`,
      kept: `<img src="${DOT}" srcset="${DOT} 2x">`,
    },
  ]);
});

describe('pictures within a page’s own text do not make it too large', () => {
  const data = (kind: string, length: number) => `data:${kind};base64,${'A'.repeat(length)}`;
  const image = (length: number) => data('image/png', length);

  test.each<{ what: string; html: string; kept: string[]; longest: number }>([
    {
      what: 'a page that is read whole keeps them',
      html: `<p>text<img src="${image(1_900_000)}">`,
      kept: ['<p>text<img src="data:image/png;base64,AAA'],
      longest: 2_000_000,
    },
    {
      what: 'the large ones go first',
      html: `<p>text<img alt="a" src="${image(6_000_000)}"><img src="${image(9_000)}" srcset="${image(20_000)} 1x, /b.png 2x"><i style="background:url(${image(20_000)})"></i>`,
      kept: [
        `<img alt="a" src="${DOT}">`,
        `src="${image(9_000)}" srcset="${DOT} 1x, /b.png 2x"`,
        `style="background:url(${DOT})"`,
      ],
      longest: 10_000,
    },
    {
      what: 'then small ones',
      html: `<p>text${`<img src="${image(9_000)}">`.repeat(600)}<img src="${image(400)}">`,
      kept: [`<p>text<img src="${DOT}">`, `<img src="${image(400)}">`],
      longest: 40_000,
    },
    {
      what: 'in styles, drawings as text, fonts, and data of cards',
      html: `<p>text<style>@font-face{src:url(${data('font/woff2', 3_000_000)})} a{background:url("data:image/svg+xml,<svg xmlns='a'>${' '.repeat(20_000)}</svg>")}
        b{background:url('data:image/svg+xml;utf8,${' '.repeat(20_000)}');color:red}</style>
        <i style='background:url("data:image/svg+xml,${'%20'.repeat(9_000)}");color:blue'></i>
        <img src="data:image/svg+xml;charset=utf-8,<svg>${'x'.repeat(20_000)}</svg>" alt="drawn">
        <script type="application/ld+json">{"image":"${image(20_000)}","name":"N"}</script>`,
      kept: [
        `@font-face{src:url(data:,)} a{background:url("${DOT}")}`,
        `b{background:url('${DOT}');color:red}</style>`,
        `<i style="background:url(&quot;${DOT}&quot;);color:blue">`,
        `<img src="${DOT}" alt="drawn">`,
        `{"image":"${DOT}","name":"N"}`,
      ],
      longest: 2_000,
    },
    {
      what: 'in rules of a script, where quotes are escaped',
      html: `<p>text<style id="s"></style><img src="${image(2_000_000)}">${styled(`byId('s').sheet.insertRule(
        "a { background: url('data:image/svg+xml,<svg a=\\"b\\">" + ' '.repeat(20_000) + "<i c=\\"d\\"/></svg>'); color: red; }")`)}`,
      kept: [`<style id="s">a { background: url("${DOT}"); color: red; }</style>`],
      longest: 2_000,
    },
    {
      what: 'text and sheets are no pictures',
      html: `<p>text<link rel="stylesheet" href="${data('text/css', 2_100_000)}">`,
      kept: ['href="data:text/css;base64,AAA'],
      longest: 2_200_000,
    },
  ])('$what', async ({ html, kept, longest }) => {
    const page = await serialise(`<!doctype html>${html}`);
    for (const text of kept) expect(page.html.includes(text)).toBe(true);
    expect(page.html).toContain('<p>text');
    expect(page.html.length).toBeLessThan(longest + 20_000);
  });
});

describe('read again, it is the same', () => {
  const DOM = `(function dump(node) {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType === 8) return { comment: node.data };
    const { localName, childNodes } = node.localName === 'template' ? { localName: 'template', childNodes: node.content.childNodes } : node;
    return [localName ?? '', Object.fromEntries([...node.attributes ?? []].map(a => [a.name, a.value])), ...[...childNodes].map(dump)];
  })(document.body)`;

  test.each([
    '<p title="&quot;a&quot; &amp;amp; <b> \' `">a &lt;b&gt; &amp;amp; &amp;lt; \u00a0 é 😀</p>',
    '<pre>\n\nfirst line\n second</pre><textarea>\n\nfirst</textarea><listing>\n\nx</listing>',
    '<p data-a="<!-- x -->" data-b="</p><script>1</script>">&lt;!-- no comment --&gt;<!-- a comment --></p>',
    '<template><p>a &amp; b</p><template><pre>\n\nx</pre></template></template>',
    '<table><tbody><tr><td>1</td></tr></tbody></table><select><option selected="">a</option></select>',
    '<svg viewBox="0 0 1 1"><foreignObject><div>a &lt; b</div></foreignObject><title>T &amp; t</title></svg><math><mi>x</mi></math>',
    '<xmp>a <b> &amp; c</xmp><noembed><p>x</noembed><br><hr><wbr><img alt="a&nbsp;b">',
    '<div @click="a && b" :class="{x}" #ref v-on:a.b="1">text</div>',
  ])('%s', async html => {
    const [before, after] = await twice<unknown>(`<!doctype html><body>${html}</body>`, DOM);
    expect(after).toEqual(before);
  });

  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map(string => string.replace(/[\r\0]/g, ''));
  const tricky = fc.constantFrom(
    '&',
    '"',
    '<',
    '</style',
    '<!--',
    '-->',
    ']]>',
    '\n',
    '\n\n',
    '\u00a0',
    '&amp;',
    "'",
    '`',
  );
  const words = fc.array(fc.oneof(text, tricky), { maxLength: 4 }).map(parts => parts.join(''));
  type Tree = string | [string, Record<string, string>, ...unknown[]];
  const { tree } = fc.letrec<{ tree: Tree; element: Tree }>(tie => ({
    tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, words, tie('element')),
    element: fc
      .tuple(
        fc.constantFrom('div', 'span', 'pre', 'x-a', 'section', 'textarea', 'template', 'listing'),
        fc.dictionary(fc.constantFrom('title', 'data-a', 'alt', 'class', 'aria-label'), words, {
          maxKeys: 2,
        }),
        fc.array(tie('tree'), { maxLength: 4 }),
      )
      .map(
        ([name, attributes, children]): Tree => [
          name,
          attributes,
          ...(name === 'textarea' ? children.filter(c => typeof c === 'string') : children),
        ],
      ),
  }));
  const BUILD = `function build([name, attributes, ...children]) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    (element.content ?? element).append(...children.map(child => typeof child === 'string' ? child : build(child)));
    element.normalize(); element.content?.normalize();
    return element;
  }`;

  test('whatever a page is made of', async () => {
    await open('<!doctype html>');
    const property = fc.asyncProperty(fc.array(tree, { maxLength: 4 }), async trees => {
      const parsed = `const parsed = Document.parseHTMLUnsafe(html).body`;
      const [before, after] = await inTab<unknown[]>(`(() => { ${BUILD}
        document.body.replaceWith(build(['body', {}, ...${JSON.stringify(trees)}]));
        const dump = body => ${DOM.replace('(document.body)', '(body)')};
        const { html } = ${serialiseScript()}; ${parsed};
        return [dump(document.body), dump(parsed)] })()`);
      expect(after).toEqual(before);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});

test.each([
  [
    'cards',
    `'<div class="card" data-id="1"><a href="/p"><h3>Name &amp; more</h3><p>text</p></a><img src="/i.jpg" alt="x"/></div>'`,
  ],
  ['rows', `'<tr><td>1</td><td><a href="/p">Name</a></td><td>€ 1</td></tr>'`],
  ['rows that are none', `'<tr>text<td>1</td></tr><div>more</div>'`],
  ['links in links', `'<a href="/1">x<a href="/2">y</a></a>'`],
])('ten times as many %s take about ten times as long to write', async (_, item) => {
  await open('<!doctype html><main></main>');
  const [few, many] = await inTab<number[]>(`(() => {
    const make = source => { // as XML, where everything stands where it is put
      const parsed = new DOMParser().parseFromString('<table xmlns="http://www.w3.org/1999/xhtml">' + source + '</table>', 'application/xhtml+xml');
      document.querySelector('main').replaceChildren(document.importNode(parsed.documentElement, true));
    };
    return [400, 4000].map(count => {
      make(${item}.repeat(count));
      return Math.min(...Array.from({ length: 5 }, () => { const start = performance.now(); ${serialiseScript()}; return performance.now() - start }));
    });
  })()`);
  expect(many).toBeLessThan(50 * Math.max(few ?? 0, 1));
});
