import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Page, pagesForFile } from './pages.ts';

/* What a person comes to by scrolling sideways is in the snapshot, and nothing else of how it came there. */

const pages = pagesForFile({
  '/api/more': (_, response) => void setTimeout(() => response.end('by request'), 40),
});

const STYLE = `<style>.row { display: flex; overflow-x: auto; width: 600px }
  .row > * { flex: none; width: 300px; height: 100px; margin: 0 }</style>`;

const slides = (count: number) =>
  Array.from({ length: count }, (_, n) => `<p data-n="${n + 1}"></p>`).join('');

const row = (count: number, more = '') =>
  `<h1>Ropes</h1><div class="row" id="r" ${more}>${slides(count)}</div>`;

/** Fills each slide of a row once it has come into sight; `of` says how that is asked. */
const whenSeen = (of = '{}') =>
  `const o = new IntersectionObserver(seen => { for (const { isIntersecting, target } of seen) if (isIntersecting) { o.unobserve(target);
    target.textContent = 'slide ' + target.dataset.n + '.' } }, ${of}); for (const p of r.children) o.observe(p);`;

const fillSeen = `const fill = () => { const { left, right } = r.getBoundingClientRect(); for (const p of r.children) { const b = p.getBoundingClientRect();
    if (b.left < right && b.right > left) p.textContent = 'slide ' + p.dataset.n + '.' } }; fill();`;

const upTo = (last: number) => Array.from({ length: last }, (_, n) => `slide ${n + 1}.`);

/** Draws what is in sight of a row alone, as lists do that are very long. */
const drawSeen = `r.innerHTML = '<div style="position: relative; width: 2400px"></div>'; const draw = () => { let slides = '';
    for (let n = 0; n < 8; n++) if (n * 300 < r.scrollLeft + r.clientWidth && n * 300 + 300 > r.scrollLeft)
      slides += '<p style="position: absolute; left: ' + n * 300 + 'px">slide ' + (n + 1) + '.</p>'; r.firstChild.innerHTML = slides }; draw();`;

const ROWS: (Page & { shows: string[]; lacks?: RegExp })[] = [
  { page: 'slides that an observer of the window waits for', main: row(8), code: whenSeen(), shows: upTo(8) },
  {
    page: 'slides that one of the row waits for',
    main: row(8),
    code: whenSeen('{ root: r, threshold: 0.9 }'),
    shows: upTo(8),
  },
  {
    page: 'slides whose content is fetched then',
    main: row(8),
    code: `const o = new IntersectionObserver(seen => { for (const { isIntersecting, target } of seen) if (isIntersecting) { o.unobserve(target);
      fetch('/api/more').then(r => r.text()).then(t => { target.textContent = 'slide ' + target.dataset.n + ' ' + t }) } }); for (const p of r.children) o.observe(p)`,
    shows: ['slide 1 by request', 'slide 5 by request', 'slide 8 by request'],
  },
  {
    page: 'slides that are looked for at each scrolling of the row',
    main: row(8),
    code: `${fillSeen} r.addEventListener('scroll', fill)`,
    shows: upTo(8),
  },
  {
    page: 'those that are looked for by its handler',
    main: row(8),
    code: `${fillSeen} r.onscroll = fill`,
    shows: upTo(8),
  },
  {
    page: 'those that the document looks for, whatever is scrolled',
    main: row(8),
    code: `${fillSeen} document.addEventListener('scroll', fill, true)`,
    shows: upTo(8),
  },
  {
    page: 'slides that snap, and glide',
    main: row(8, 'style="scroll-snap-type: x mandatory; scroll-behavior: smooth"'),
    more: '<style>.row > p { scroll-snap-align: start; width: 600px }</style>',
    code: whenSeen('{ threshold: 0.9 }'),
    shows: upTo(8),
  },
  {
    page: 'a row that is read from right to left',
    main: row(8, 'dir="rtl"'),
    code: whenSeen(),
    shows: upTo(8),
  },
  {
    page: 'a row that stands in its middle',
    main: row(8),
    code: `r.scrollLeft = 900; ${whenSeen()}`,
    shows: upTo(8),
  },
  {
    page: 'a row far down in a tall page',
    main: `<div style="height: 3000px"></div>${row(8)}`,
    code: whenSeen(),
    shows: upTo(8),
  },
  {
    page: 'a row in an app that fills just the window',
    main: `<div style="height: 100vh; overflow: auto"><div style="height: 3000px"></div>${row(8)}</div>`,
    code: whenSeen(),
    shows: upTo(8),
  },
  {
    page: 'a row below parts that are each as tall as the window',
    main: `${'<section style="height: 100vh">part</section>'.repeat(4)}${row(8)}`,
    code: whenSeen(),
    shows: upTo(8),
  },
  {
    page: 'twelve widths of a row of 200 slides',
    main: row(200),
    code: whenSeen(),
    shows: upTo(24),
    lacks: /slide 40\./,
  },
  {
    page: 'some of a row that adds slides at its end for ever',
    main: row(4),
    code: `let n = 4; const add = () => { for (let i = 0; i < 4; i++) r.insertAdjacentHTML('beforeend', '<p>slide ' + ++n + '.</p>') };
      r.addEventListener('scroll', () => { if (r.scrollLeft + r.clientWidth > r.scrollWidth - 300) add() })`,
    shows: ['slide 5.', 'slide 12.'],
    lacks: /slide 60\./,
  },
  {
    page: 'a row that draws what is in sight, the more the wider it is',
    main: row(0),
    code: `${drawSeen} r.addEventListener('scroll', draw); new ResizeObserver(draw).observe(r)`,
    shows: upTo(8),
    lacks: /margin-inline-end/,
  },
  {
    page: 'a row as it was, where what scrolling did to it is undone',
    main: row(8),
    code: `${whenSeen()} r.addEventListener('scroll', () => { r.dataset.at = r.scrollLeft })`,
    shows: ['data-at="0"', 'slide 8.'],
    lacks: /style=/,
  },
  {
    page: 'slides as wide as their row, as a script has made them',
    main: row(4),
    code: `const fit = () => { for (const p of r.children) { p.style.width = r.clientWidth + 'px'; p.textContent = Math.abs(p.offsetLeft - r.offsetLeft - r.scrollLeft) > 10 ? '' : 'slide ' + p.dataset.n } };
      fit(); new ResizeObserver(fit).observe(r); r.addEventListener('scroll', fit)`,
    shows: ['width: 600px', 'slide 1'],
    lacks: /width: (?!600px)/,
  },
];

const texts = new Map<string, Promise<string>>();
beforeAll(async () => {
  for (const each of ROWS) texts.set(each.page, pages.render({ ...each, more: STYLE + (each.more ?? '') }));
  await Promise.allSettled(texts.values());
});

describe('is in sight to the side:', () => {
  test.each(ROWS)('$page', async ({ page, shows, lacks }) => {
    const text = await texts.get(page);
    expect(shows.filter(each => !text?.includes(each))).toEqual([]);
    if (lacks) expect(text).not.toMatch(lacks);
  });
});
