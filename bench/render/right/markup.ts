import { DATA, type RightPage, rightPage } from './page.ts';

const HEAD_FACTS = `const add = (tag, attributes) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.head.append(element);
};
const describe = () => {
  add('link', { rel: 'canonical', href: location.origin + '/right/ropes' });
  add('meta', { name: 'robots', content: 'max-snippet:50' });
  add('meta', { property: 'og:title', content: ['Twelve', 'coils'].join(' ') });
};`;

const FACTS = { canonical: '/right/ropes', robots: 'max-snippet:50', 'og:title': 'Twelve coils' };

/** What scripts make that plain HTML says otherwise, or not at all. */
export const MARKUP: readonly RightPage[] = [
  rightPage({
    name: 'closed shadow root',
    main: '<price-tag></price-tag>',
    code: `customElements.define('price-tag', class extends HTMLElement {
  #root = this.attachShadow({ mode: 'closed' });
  connectedCallback() { get().then(text => { this.#root.innerHTML = '<b></b>'; this.#root.firstChild.textContent = text }) }
})`,
    text: [DATA],
  }),
  rightPage({
    name: 'open shadow root within another',
    main: '<product-card></product-card>',
    code: `customElements.define('stock-note', class extends HTMLElement {
  connectedCallback() { get().then(text => { this.attachShadow({ mode: 'open' }).textContent = text }) }
});
customElements.define('product-card', class extends HTMLElement {
  connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<h2>Rope</h2><stock-note></stock-note>' }
})`,
    text: ['Rope', DATA],
  }),
  rightPage({
    name: 'adopted style sheet',
    code: `const sheet = new CSSStyleSheet();
sheet.replaceSync('main { letter-spacing: ' + 0.0321 + 'em }');
document.adoptedStyleSheets = [sheet];
show()`,
    style: 'letter-spacing: 0.0321em',
  }),
  rightPage({
    name: 'element in the head',
    code: `${HEAD_FACTS}
add('div', { id: 'portal' }); describe(); get().then(show)`,
    text: [DATA],
    head: FACTS,
  }),
  rightPage({
    name: 'text in the head',
    code: `${HEAD_FACTS}
document.head.append('banner: off'); describe(); get().then(show)`,
    text: [DATA],
    head: FACTS,
  }),
  rightPage({
    name: 'metas behind 60 KB of styles',
    code: `${HEAD_FACTS}
const style = document.createElement('style');
document.head.append(style);
for (let n = 0; n < 900; n++) style.sheet.insertRule('.grid-' + n + ' { margin: ' + n + 'px; padding: ' + n + 'px; color: rgb(' + n % 255 + ', 9, 9) }');
describe(); get().then(show)`,
    text: [DATA],
    head: FACTS,
    early: ['title', 'canonical', 'og:title'],
  }),
  rightPage({
    name: 'link within a link',
    code: `const link = (href, ...parts) => { const a = document.createElement('a'); a.href = href; a.append(...parts); return a };
const card = document.createElement('div');
card.append('Coils of ', link('/right/makers', 'our maker'), ', by the dozen');
main.append(link('/right/coils', card))`,
    text: ['Coils of', 'our maker', 'by the dozen'],
    links: [
      { path: '/right/coils', text: 'Coils of' },
      { path: '/right/makers', text: 'our maker' },
      { path: '/right/coils', text: 'by the dozen' },
    ],
  }),
  rightPage({
    name: 'table of 20,000 rows',
    code: `get().then(text => {
  const rows = Array.from({ length: 20000 }, (_, n) => '<tr><td>row ' + (n + 1) + '</td><td>' + text + '</td></tr>');
  main.innerHTML = '<table><tbody>' + rows.join('') + '</tbody></table>';
})`,
    text: ['row 1 ', 'row 10000 ', 'row 20000 ', DATA],
  }),
  rightPage({
    name: 'contents in data URIs',
    code: `Promise.all([fetch('data:application/json,' + encodeURIComponent('["the"]')).then(response => response.json()),
  import('data:text/javascript,export const second = "wanted"'), get()]).then(([[first], { second }]) => show([first, second, 'text'].join(' ')))`,
  }),
];
