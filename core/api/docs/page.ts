import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Document } from '../document.ts';
import { type Call, commandOf, groupsOf } from './operations.ts';
import {
  descriptionOf,
  type Field,
  fieldsOf,
  type Schema,
  type Schemas,
  type Term,
  typeOf,
} from './schema.ts';

type Html = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fbfaf7; --board: #c2410c; --line: #dcd8cf;
  --code: #f1eee7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #a3adba; --paper: #12161c; --board: #ff8a4c; --line: #2b333e; --code: #1b212a; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif;
  display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem 2rem 1.5rem; border-right: 1px solid var(--line);
  font-size: .875rem; }
nav b { display: block; margin: 1rem 0 .25rem; text-transform: capitalize; }
nav a { display: block; padding: .125rem 0; color: var(--soft); text-decoration: none; overflow-wrap: anywhere; }
nav a:hover { color: var(--board); }
main { max-width: 54rem; padding: 1.5rem 2rem 6rem; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 3.5rem 0 0; font-size: 1.375rem; text-transform: capitalize; }
h3 { margin: 2.5rem 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
h4 { margin: 1.25rem 0 .25rem; font-size: .875rem; color: var(--soft); font-weight: 600; }
p { margin: .25rem 0; }
a { color: var(--board); }
:focus-visible { outline: 2px solid var(--board); outline-offset: 2px; }
code, pre { font: .875em/1.6 ui-monospace, monospace; }
.method { color: var(--board); }
.scope, .need { color: var(--soft); font-size: .8125rem; font-weight: 400; }
pre { margin: .75rem 0; padding: .75rem 1rem; background: var(--code); border-radius: .5rem; overflow-x: auto; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
td { padding: .375rem 1rem .375rem 0; border-top: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; width: 1%; }
td small { display: block; color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
details { margin-top: .75rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
@media (max-width: 50rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 14rem; border: 0; border-bottom: 1px solid var(--line); }
  main { padding: 1.5rem 1rem 4rem; }
}
@media print { nav { display: none; } body { display: block; } }
`;

/**
 * Lets the page's own style in by its hash, and nothing else: it has no script.
 * Spec: https://www.w3.org/TR/CSP3/#framework-directive-source-list
 */
export const DOCS_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** An OpenAPI document as a page for people: one file, which asks for nothing. `path` is the document's own. */
export function docsPage(document: Document, path: string): string {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const groups = groupsOf(document);
  const origin = document.servers?.[0]?.url ?? '';
  const title = `${document.info.title} API`;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<nav aria-label="Calls">
<a href="#top">${title}</a>
${groups.map(
  ({ name, calls }) => html`<b>${name}</b>
${calls.map(call => html`<a href="#${call.id}">${wordsFor(call)}</a>\n`)}`,
)}
<b>schemas</b>
${Object.keys(schemas).map(name => html`<a href="#${anchorOf(name)}">${name}</a>\n`)}
</nav>
<main id="top">
<h1>${title}</h1>
${introduction(path)}
${groups.map(
  ({ name, calls }) => html`<h2>${name}</h2>
${calls.map(call => callSection(call, origin, schemas))}`,
)}
<h2>schemas</h2>
${Object.entries(schemas).map(
  ([name, schema]) => html`<section id="${anchorOf(name)}"><h3>${name}</h3>
${text(descriptionOf(schema))}${schemaBody(schema, schemas)}</section>\n`,
)}
</main>
</body>
</html>
`);
}

const introduction = (
  path: string,
): Html => html`<p>JSON in, JSON out. What each call takes and answers is below, and as
<a href="${path}">OpenAPI</a> for programs.</p>
<p>Send your key with each call: <code>Authorization: Bearer $KEY</code>. Beside each call stands the scope that the key must have.</p>
<p>What goes wrong is a problem (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>): <code>detail</code> says it in a
sentence, and with a 422 <code>errors</code> has each wrong field, why, and what would be right. 429 and 503 say in
<code>Retry-After</code> when to try again.</p>`;

/** What the menu has of a call: what its summary says before its first pause. Documents are told apart by their paths. */
const wordsFor = ({ path, isKeyed, summary }: Call) => (isKeyed ? summary.replace(/[,;:] .*$/, '') : path);

const anchorOf = (name: string) => `schema-${name}`;

const callSection = (call: Call, origin: string, schemas: Schemas): Html => html`<section id="${call.id}">
<h3><code><span class="method">${call.method}</span> ${call.path}</code>
${call.isKeyed ? html`<span class="scope">${call.scope ?? 'any key'}</span>` : ''}</h3>
<p>${call.summary}.</p>
<pre tabindex="0">${commandOf(call, origin, schemas)}</pre>
${
  call.parameters.length === 0
    ? ''
    : html`<h4>Parameters</h4>
${table(
  call.parameters.map(({ name, in: where, required = false, description = '', schema = {} }) => ({
    name,
    isRequired: required && where !== 'path',
    schema: { description, ...schema },
    where: where === 'query' ? '' : ` in the ${where}`,
  })),
)}`
}
${
  call.body
    ? html`<h4>Body${call.body.$ref ? html`: ${term(typeOf(call.body)[0] ?? '')}` : ''}</h4>
${schemaBody(call.body, schemas)}`
    : ''
}
<h4>Answers</h4>
${answers(call.answers.filter(({ status }) => status < '400'))}
<details><summary>Problems</summary>
${answers(call.answers.filter(({ status }) => status >= '400'))}
</details>
</section>
`;

const answers = (all: Call['answers']): Html => html`<div class="wide"><table>
${all.map(
  ({ status, description, schema }) => html`<tr><td><code>${status}</code></td>
<td>${description}${schema ? html`<small>${typeOf(schema).map(term)}</small>` : ''}</td></tr>\n`,
)}
</table></div>`;

function schemaBody(schema: Schema, schemas: Schemas): Html {
  const fields = fieldsOf(schema, schemas);
  return fields.length > 0 ? table(fields) : html`<p>${typeOf(schema).map(term)}</p>`;
}

const table = (fields: (Field & { where?: string })[]): Html => html`<div class="wide"><table>
${fields.map(
  ({ name, schema, isRequired, where = '' }) => html`<tr>
<td><code>${name}</code>${isRequired ? html` <span class="need">needed</span>` : ''}</td>
<td>${text(descriptionOf(schema))}<small>${typeOf(schema).map(term)}${where}${
    schema.default === undefined ? '' : html`; ${JSON.stringify(schema.default)} without it`
  }</small></td></tr>\n`,
)}
</table></div>`;

const term = (each: Term): Html | string =>
  typeof each === 'string' ? each : html`<a href="#${anchorOf(each.name)}">${each.name}</a>`;

/** Words, with what stands between backticks as code. */
const text = (words: string): Html =>
  html`${words.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
