import { html, raw } from 'hono/html';
import type { Difference } from '../core/audit/audit.ts';
import { harmless } from '../core/terminal.ts';
import type { AuditedPage, AuditResult } from './audit.ts';
import { countsOf, pagesIn, shortened } from './audit-text.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #f7f5f0; --card: #fff; --line: #e2ded4;
  --sign: #c2410c; --same: #157347; --person: #1d5fbf; --crawler: #7a3fb0; --failed: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef1f5; --soft: #a3adba; --paper: #12161c; --card: #1a2028; --line: #2f3843;
    --sign: #ff8a4c; --same: #5fd39a; --person: #7fb4ff; --crawler: #c9a2f2; --failed: #ff9a90; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.15rem; }
h3 { margin: 0 0 .35rem; font-size: .875rem; font-weight: 600; }
p { margin: .35rem 0 0; color: var(--soft); overflow-wrap: anywhere; text-wrap: pretty; }
a { color: var(--sign); }
:is(a, summary):focus-visible { outline: 3px solid var(--sign); outline-offset: 2px; border-radius: .3rem; }
.card, details { margin-top: .75rem; padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.totals { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
.totals .card { margin: 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-size: 2rem; font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; }
.is-same { color: var(--same); } .differs { color: var(--sign); } .failed { color: var(--failed); } .none { color: var(--soft); }
.kinds { display: grid; grid-template-columns: fit-content(50%) minmax(2rem, 1fr) max-content; gap: .4rem .9rem; align-items: center; }
.bar { height: .6rem; border-radius: .3rem; background: var(--line); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--sign); }
.count { text-align: right; font-variant-numeric: tabular-nums; }
summary { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: '▸'; width: .9rem; color: var(--soft); }
[open] > summary::before { content: '▾'; }
summary bdi { flex: 1 1 12rem; font-weight: 600; overflow-wrap: anywhere; }
.tag { padding: .05rem .6rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8125rem; white-space: nowrap; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; margin-top: 1rem; }
.person h3 { color: var(--person); } .crawler h3 { color: var(--crawler); }
figure { margin: 0; } figure a { display: block; }
figure > div { max-height: 34rem; overflow: auto; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
figure img { display: block; width: 100%; height: auto; }
.no-picture { display: grid; min-height: 8rem; place-items: center; padding: 1rem; background: var(--paper); color: var(--soft); font-size: .875rem; text-align: center; }
.what { margin: 1.1rem 0 0; padding-top: .8rem; border-top: 1px solid var(--line); font-size: 1rem; color: var(--ink); }
.what + .pair { margin-top: .5rem; }
.lines > :only-child { grid-column: 1 / -1; }
ul { margin: 0; padding: 0; list-style: none; }
li { padding: .25rem .5rem; border-left: 3px solid; overflow-wrap: anywhere; font: .8438rem/1.45 ui-monospace, monospace; background: var(--paper); }
li + li { margin-top: .25rem; }
.person li { border-color: var(--person); } .crawler li { border-color: var(--crawler); }
.note { margin-top: .75rem; padding: .5rem .75rem; border-left: 3px solid var(--sign); background: var(--paper); color: var(--ink); }
bdi, li { unicode-bidi: isolate; }
@media (max-width: 34rem) {
  .totals dd { font-size: 1.5rem; }
  .totals .card { padding: .7rem .8rem; }
  .lines { grid-template-columns: minmax(0, 1fr); }
}
@media print { details > * { break-inside: avoid; } figure > div { max-height: none; } }
`;

/** Nothing in it is loaded from anywhere: what pages say is a stranger's. https://www.w3.org/TR/CSP3/#meta-element */
const CSP =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A file that mail and browsers still take; 100 characters of base64 are 75 bytes. */
const MOST_PICTURES = 40_000_000;
/** More would be a wall: the others are opened by a click. */
const MOST_OPEN = 20;

type Html = ReturnType<typeof html>;

const NAMES: Record<string, string> = { markup: 'trees that HTML cannot say' };
const nameOf = (what: string) => NAMES[what] ?? what;

export interface ReportOn {
  /** Whom the pages were asked as. */
  crawler: string;
  /** The sitemap the pages are of, if they are of one. */
  listed: string | undefined;
  at: Date;
}

/** What an audit has found as one file of HTML, with its pictures in it. Every value is escaped by `html`; only the style is not. */
export function auditReport(pages: readonly AuditedPage[], { crawler, listed, at }: ReportOn): string {
  const results = pages.map(({ result }) => result);
  const sites = [...new Set(results.map(({ url }) => new URL(url).host))].join(', ');
  const day = at.toISOString().slice(0, 16).replace('T', ' ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Signpost’s audit of ${sites}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>Do crawlers get what people see? <bdi>${sites}</bdi></h1>
<p>${pagesIn(pages.length)}${listed === undefined ? '' : html` that stand for ${listed}`}, ${day} UTC. The crawler: <bdi>${harmless(crawler)}</bdi></p>
${totals(results)}
${kinds(results)}
${notes(results)}
<h2>Pages</h2>
${pageList(pages)}
</main>
</body>
</html>
`.toString();
}

function totals(results: readonly AuditResult[]): Html {
  const failed = results.filter(({ error }) => error !== undefined).length;
  const same = results.filter(result => result.same).length;
  const total = (name: string, count: number, kind: string) =>
    html`<div class="card"><dt>${name}</dt><dd class="${count === 0 ? 'none' : kind}">${count}</dd></div>`;
  return html`<dl class="totals">${total('the same', same, 'is-same')}${total('differ', results.length - same - failed, 'differs')}${total('not opened', failed, 'failed')}</dl>`;
}

/** On how many pages each kind of difference is. */
function kinds(results: readonly AuditResult[]): Html | string {
  const counts = countsOf(results.flatMap(({ differences }) => differences.map(({ what }) => what)));
  if (counts.size === 0) return '';
  const rows = [...counts].map(
    ([what, count]) =>
      html`<span>${nameOf(what)}</span><span class="bar"><i style="width:${Math.round((100 * count) / results.length)}%"></i></span><span class="count">${pagesIn(count)}</span>`,
  );
  return html`<h2>What differs</h2><div class="card kinds">${rows}</div>`;
}

function notes(results: readonly AuditResult[]): Html | string {
  const counts = countsOf(results.flatMap(({ notes = [] }) => notes));
  if (counts.size === 0) return '';
  const lines = [...counts].map(
    ([note, count]) => html`<p class="note">${pagesIn(count)}: ${harmless(note)}</p>`,
  );
  return html`<h2>What hides pages from crawlers</h2>${lines}`;
}

/** What needs a look comes first. */
function pageList(pages: readonly AuditedPage[]): Html[] {
  const rank = ({ result }: AuditedPage) => (result.error !== undefined ? 0 : result.same ? 2 : 1);
  const sorted = [...pages].sort((a, b) => rank(a) - rank(b));
  const isOneSite = new Set(pages.map(({ result }) => new URL(result.url).host)).size === 1;
  let left = MOST_PICTURES;
  return sorted.map((page, at) => {
    const { person = '', crawler = '' } = page.pictures;
    left -= person.length + crawler.length;
    const { host, pathname, search } = new URL(page.result.url);
    return pageHtml(left >= 0 ? page : { ...page, pictures: {} }, {
      name: `${isOneSite ? '' : host}${pathname}${search}`,
      isOpen: at < MOST_OPEN && !page.result.same,
    });
  });
}

function pageHtml({ result, pictures }: AuditedPage, shown: { name: string; isOpen: boolean }): Html {
  const { url, differences, notes = [], error } = result;
  const tags =
    error !== undefined
      ? html`<span class="tag failed">not opened</span>`
      : result.same
        ? html`<span class="tag is-same">the same</span>`
        : differences.map(({ what }) => html`<span class="tag differs">${nameOf(what)}</span>`);
  return html`<details${shown.isOpen ? raw(' open') : ''}>
<summary><bdi>${harmless(shown.name)}</bdi>${tags}</summary>
<p><a href="${new URL(url).href}" rel="noopener noreferrer">${harmless(url)}</a></p>
${error === undefined ? '' : html`<p class="note">${harmless(error)}</p>`}
${notes.map(note => html`<p class="note">${harmless(note)}</p>`)}
${error === undefined ? html`<div class="pair">${figure('person', 'A person sees', pictures.person)}${figure('crawler', 'A crawler gets', pictures.crawler)}</div>` : ''}
${differences.map(differenceHtml)}
</details>
`;
}

function figure(who: 'crawler' | 'person', caption: string, picture: string | undefined): Html {
  const shown = picture
    ? html`<div tabindex="0"><img loading="lazy" src="data:image/jpeg;base64,${picture}" alt="${caption}"></div>`
    : html`<div class="no-picture">no picture</div>`;
  return html`<figure class="${who}"><h3>${caption}</h3>${shown}</figure>`;
}

function differenceHtml({ what, person, crawler }: Difference): Html {
  const side = (who: string, heading: string, lines: string[]) =>
    html`<div class="${who}"><h3>${heading}</h3><ul>${lines.map(line => html`<li>${harmless(line) || '(empty)'}</li>`)}</ul></div>`;
  const isOrder = what.startsWith('order');
  return html`<h3 class="what">${nameOf(what)}</h3>
<div class="pair lines">${person.length > 0 ? side('person', isOrder ? 'a person sees' : 'only a person sees', shortened(person, crawler)) : ''}${crawler.length > 0 ? side('crawler', isOrder ? 'a crawler gets' : 'only a crawler gets', shortened(crawler, person)) : ''}</div>`;
}
