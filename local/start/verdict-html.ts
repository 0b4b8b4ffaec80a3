import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { CATEGORY_NAMES, FORM_NAMES, type Form } from '../../core/crawlers/explain.ts';
import { CATEGORIES, DEFAULT_POLICY, type Policy } from '../../core/crawlers/policy.ts';
import type { Answer, AssetAnswer, PageAnswer, Question } from './verdict-answer.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #f7f5f0; --card: #fff; --line: #e2ded4;
  --sign: #c2410c; --on-sign: #fff; --page: #157347; --app: #1d5fbf; --markdown: #7a3fb0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef1f5; --soft: #a3adba; --paper: #12161c; --card: #1a2028; --line: #2f3843;
    --sign: #ff8a4c; --on-sign: #1a1006; --page: #5fd39a; --app: #7fb4ff; --markdown: #c9a2f2; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.15rem; }
p { margin: .35rem 0 0; color: var(--soft); text-wrap: pretty; }
a { color: var(--sign); }
.card { margin-top: 1.25rem; padding: 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
form { display: grid; gap: .9rem; grid-template-columns: repeat(3, minmax(0, 1fr)); }
label { display: grid; gap: .25rem; color: var(--soft); font-size: .875rem; }
.wide { grid-column: 1 / -1; }
input, textarea { width: 100%; padding: .55rem .65rem; color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem; font: .9375rem/1.45 ui-monospace, monospace; }
textarea { resize: vertical; }
button { justify-self: start; padding: .6rem 1.4rem; color: var(--on-sign); background: var(--sign); border: 0;
  border-radius: .5rem; font: 600 1rem system-ui, sans-serif; cursor: pointer; }
:is(input, textarea, button, a):focus-visible { outline: 3px solid var(--sign); outline-offset: 2px; }
.gets { margin: 0 0 1rem; font-size: 1.35rem; font-weight: 650; line-height: 1.3; }
.page { color: var(--page); } .app { color: var(--app); } .markdown { color: var(--markdown); }
dl { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: .6rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
.examples { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.examples a { display: block; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 2rem;
  background: var(--card); color: inherit; text-decoration: none; font-size: .9375rem; }
table { width: 100%; border-collapse: collapse; }
td, th { padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 400; font-size: .875rem; }
td:last-child { white-space: nowrap; }
td code { overflow-wrap: normal; }
tr:last-child td { border-bottom: 0; }
@media (max-width: 40rem) {
  form, dl { grid-template-columns: minmax(0, 1fr); }
  dl { gap: 0; } dd { margin-bottom: .8rem; }
}
`;

/** Lets the page's own style in by its hash, and nothing else. https://www.w3.org/TR/CSP3/#framework-directive-source-list */
export const VERDICT_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';

const EXAMPLES: readonly (readonly [label: string, userAgent: string])[] = [
  ['Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['facebookexternalhit', 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
  [
    'ChatGPT-User',
    `Mozilla/5.0 ${CHROME} Safari/537.36; compatible; ChatGPT-User/1.0; +https://openai.com/bot`,
  ],
  ['curl', 'curl/8.5.0'],
  ['Lighthouse', `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36 Chrome-Lighthouse`],
  [
    'Facebook’s app',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/430.0.0.26.111;FBDV/iPhone14,5]',
  ],
  ['a CUBOT phone', `Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) ${CHROME} Mobile Safari/537.36`],
];

type Html = ReturnType<typeof html>;

/** The whole page. Every value is escaped by `html`; only the style is not. */
export function verdictHtml(answer: Answer, policy: Policy): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${'asset' in answer ? 'no verdict' : answer.explanation.gets} – Signpost’s verdict</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>Who gets what, and why</h1>
<p>What Signpost decides about a client, by the settings this local cloud was packaged with. This page is not part of what
deploys.</p>
${formHtml(answer.question)}
${examplesHtml(answer.question)}
${answerHtml(answer)}
${policyHtml(policy)}
</main>
</body>
</html>
`.toString();
}

function formHtml({ userAgent, path, accept, address }: Question): Html {
  const field = (label: string, name: string, value: string) =>
    html`<label>${label}<input name="${name}" value="${value}" autocomplete="off" spellcheck="false"></label>`;
  return html`<form class="card" method="get">
<label class="wide">User-Agent<textarea name="ua" rows="3" spellcheck="false">
${userAgent}</textarea></label>
${field('Path of the page', 'path', path)}
${field('Accept', 'accept', accept)}
${field('Address of the client', 'address', address)}
<button>Ask</button>
</form>`;
}

function examplesHtml({ path }: Question): Html {
  const items = EXAMPLES.map(([label, ua]) => {
    return html`<li><a href="?${new URLSearchParams({ ua, path })}">${label}</a></li>`;
  });
  return html`<ul class="examples">${items}</ul>`;
}

function answerHtml(answer: Answer): Html {
  return html`<section class="card" aria-label="The verdict">
${'asset' in answer ? assetHtml(answer) : clientHtml(answer)}
</section>`;
}

const assetHtml = ({ asset }: AssetAnswer): Html =>
  html`<p class="gets">Everybody gets the same.</p>
<p>The path is one of <code>${asset}</code>, where no verdict is made.</p>`;

function clientHtml(answer: PageAnswer): Html {
  const { gets, explanation, edge, identity } = answer;
  const rows: readonly (readonly [term: string, text: string | Html | false | undefined])[] = [
    ['Who', explanation.who],
    ['Because', explanation.because],
    ['To change it', explanation.change.length > 0 && changeHtml(explanation.change)],
    ['Page', edge.pageUrl && html`<code>${edge.pageUrl}</code>`],
    ['At the edge', html`its path becomes <code>${edge.uri}</code>`],
    ['In the cache', SHARED[gets]],
    ['Identity', identityText(identity)],
    ['A render', gets === 'app' ? undefined : renderText(identity)],
    ['A person’s view', identity.view ? 'it may count as one' : 'it does not count as one'],
  ];
  const ifMade = gets !== 'app' && !identity.mayRender ? ', if that is made already' : '';
  return html`<p class="gets ${gets}">It gets ${explanation.gets}${ifMade}.</p>
<dl>
${rows.map(([term, text]) => text && html`<dt>${term}</dt><dd>${text}</dd>`)}
</dl>`;
}

const changeHtml = (settings: readonly string[]): Html =>
  html`${settings.map((setting, i) => html`${i > 0 ? ' or ' : ''}<code>${setting}</code>`)} under <code>crawlers</code> in infra/settings.yml`;

const SHARED: Readonly<Record<Form, string>> = {
  app: 'one object for all people and all paths',
  page: 'one object for all that get this finished page, whatever they are called',
  markdown: 'one object for all that get this page as Markdown, whatever they are called',
};

function identityText({ identity, proof, reason }: PageAnswer['identity']): string {
  const hint = proof === 'loopback' ? '; give another address to see how a stranger fares' : '';
  return `${identity}: ${reason}${hint}`;
}

const renderText = ({ mayRender }: PageAnswer['identity']): string =>
  mayRender
    ? 'if the page is not there yet, it is rendered for this client'
    : 'none for this client: it gets the page if that is there already, and otherwise the app';

function policyHtml(policy: Policy): Html {
  const rows = CATEGORIES.map(category => {
    const form: Form = policy.app.includes(category) ? 'app' : 'page';
    const isSet = policy.app.includes(category) !== DEFAULT_POLICY.app.includes(category);
    return html`<tr><td><code>${category}</code></td><td>${CATEGORY_NAMES[category]}</td><td class="${form}">${FORM_NAMES[form]}${isSet ? html`<br>by the settings` : ''}</td></tr>`;
  });
  const names = Object.entries(policy.names).map(([name, prerender]) => {
    const form: Form = prerender ? 'page' : 'app';
    return html`<tr><td><code>${name}</code></td><td>named in the settings</td><td class="${form}">${FORM_NAMES[form]}</td></tr>`;
  });
  return html`<h2>Who gets what</h2>
<table>
<tr><th>Category</th><th>Who</th><th>Gets</th></tr>
${names}${rows}
</table>
<p>People get the app, and so does who is unknown. Whoever would rather have Markdown gets that.</p>`;
}
