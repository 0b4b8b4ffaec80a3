import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #f7f5f0; --board: #d9480f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef1f5; --soft: #a3adba; --paper: #12161c; --board: #ff8a4c; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: var(--paper); color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 27rem; padding: 2rem; text-align: center; }
svg { width: 8rem; color: var(--board); }
h1 { margin: 1rem 0 .5rem; font-size: 1.75rem; line-height: 1.25; text-wrap: balance; }
p { margin: 0; color: var(--soft); text-wrap: pretty; }
`;

/** What a person sees where no link is. One text for every path: it shows nothing of the request back. */
export const NOT_FOUND_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>This sign points nowhere</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<svg viewBox="0 0 96 96" fill="none" stroke="currentColor" stroke-width="5" stroke-linejoin="round"
aria-hidden="true">
<path d="M48 6v84M32 90h32" stroke-linecap="round"/>
<path d="M22 18h48l12 11-12 11H22z" fill="currentColor" fill-opacity=".15"/>
<path d="M74 48H38l-10 9 10 9h36z"/>
</svg>
<h1>This sign points nowhere</h1>
<p>There is no link at this address. Letter case counts, so it may be a matter of one letter.
If someone gave it to you, please ask them for it again.</p>
</main>
</body>
</html>
`;

/**
 * Lets the page's own style in by its hash, and nothing else.
 * Spec: https://www.w3.org/TR/CSP3/#framework-directive-source-list
 */
export const NOT_FOUND_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
