import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { type Answer, NOT_KEPT } from '../answer.ts';

export type Html = ReturnType<typeof html>;

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #f7f5f0; --board: #d9480f;
  --line: #8f97a3; --field: #fff; --push: #c2410c; --on-push: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef1f5; --soft: #a3adba; --paper: #12161c; --board: #ff8a4c; --line: #6b7685; --field: #1b212a;
    --push: #ff8a4c; --on-push: #12161c; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center;
  background: var(--paper); color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif; }
main { width: 100%; max-width: 31rem; padding: 2rem; text-align: center; }
svg { width: 8rem; color: var(--board); }
h1 { margin: 1rem 0 .5rem; font-size: 1.75rem; line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; color: var(--soft); text-wrap: pretty; }
form { display: grid; gap: .75rem; margin-top: 1.5rem; text-align: left; }
label { font-weight: 600; }
input, button, .way { font: inherit; border-radius: .5rem; padding: .625rem .875rem; }
input { width: 100%; border: 1px solid var(--line); background: var(--field); color: inherit; }
button { border: 0; background: var(--push); color: var(--on-push); font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--board); outline-offset: 2px; }
.wrong { margin: 0; color: var(--ink); font-weight: 600; }
.way { display: block; margin: 1.5rem 0 1rem; border: 1px solid var(--line); background: var(--field);
  color: inherit; overflow-wrap: anywhere; text-align: left; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0; text-align: left; font-size: 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Lets the page's own style in by its hash, and nothing else.
 * Spec: https://www.w3.org/TR/CSP3/#framework-directive-source-list
 */
const policy = (formAction = "'none'") =>
  [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ');

/** What is drawn above the words. */
const SIGNS = {
  lost: html`<path d="M22 18h48l12 11-12 11H22z" fill="currentColor" fill-opacity=".15"/>
<path d="M74 48H38l-10 9 10 9h36z"/>`,
  down: html`<path d="M22 70h44l12 9-9 11H28z" fill="currentColor" fill-opacity=".15" transform="rotate(-7 50 80)"/>
<path d="M40 22h16M40 32h16" stroke-linecap="round"/>`,
  way: html`<path d="M22 22h48l14 13-14 13H22z" fill="currentColor" fill-opacity=".15"/>`,
  locked: html`<path d="M22 26h52v36H22z" fill="currentColor" fill-opacity=".15"/>
<path d="M36 26V18a12 12 0 0 1 24 0v8M48 40v8" stroke-linecap="round"/>`,
};

export interface Page {
  status: number;
  title: string;
  sign: keyof typeof SIGNS;
  /** What follows the heading. */
  body: Html;
  /** Where it is not the title. */
  heading?: string;
  /** Left out of search engines, as all are that only help a person on. */
  isListed?: boolean;
  /** What else is in the head. */
  head?: Html;
  headers?: Record<string, string>;
  /** Where its form may lead; nowhere if it has none. */
  formAction?: string;
}

/** A page of our own: one file that asks for nothing, in light and in dark. Nobody keeps it: it is about one moment. */
export function pageAnswer(page: Page): Answer {
  const { status, title, sign, body, heading = title, isListed = false, head = html``, headers } = page;
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isListed ? html`` : html`<meta name="robots" content="noindex">`}
<link rel="icon" href="data:,">
<title>${title}</title>
${head}
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<svg viewBox="0 0 96 96" fill="none" stroke="currentColor" stroke-width="5" stroke-linejoin="round"
aria-hidden="true">
<path d="M48 ${sign === 'locked' ? 62 : 6}V90M32 90h32" stroke-linecap="round"/>
${SIGNS[sign]}
</svg>
<h1>${heading}</h1>
${body}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(page.formAction),
      'cache-control': NOT_KEPT,
      ...headers,
    },
    body: String(document),
  };
}
