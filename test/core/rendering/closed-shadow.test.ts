import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareChromium } from '../../../core/browser/chromium.ts';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer, type Renderer } from '../../../core/rendering/renderer.ts';

const DEADLINE_MS = 20_000;
const DECLARED =
  '<main><div><template shadowrootmode="closed"><x-b><template shadowrootmode=closed>deep</template></x-b></template></div></main>';
const pages: string[] = [];
const server = createServer(({ url = '' }, response) => {
  const page = pages[Number(url.slice(1))];
  response
    .writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    .end(page);
});
const directory = mkdtempSync(join(tmpdir(), 'signpost-shadow-'));
let origin: string;
let renderer: Renderer;

beforeAll(async () => {
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  renderer = createRenderer({
    isAllowedOrigin: candidate => candidate === origin,
    gate: { allows: host => host === '127.0.0.1' },
    launch: { directory, executable: await prepareChromium({ log: () => undefined }) },
    // As the app's shell comes from the bucket.
    loadDocument: async ({ pathname }) =>
      pathname === '/shell'
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: `<!doctype html>${DECLARED}` }
        : undefined,
    log: () => undefined,
    clock: systemClock,
  });
});
afterAll(async () => {
  await renderer.close();
  server.close().closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});

async function htmlOf(body: string): Promise<string> {
  const path = pages.push(`<!doctype html><title>A page</title>${body}`) - 1;
  const { status, html } = await renderer.render(`${origin}/${path}`, { deadline: DEADLINE_MS });
  expect(status).toBe(200);
  return html;
}

const closed = `const closed = (host, html) => { const root = host.attachShadow({ mode: 'closed' }); root.innerHTML = html; return root };`;

describe('what is in closed shadow roots is in the snapshot', () => {
  test.each<{ what: string; body: string; html: string }>([
    {
      what: 'beside other text',
      body: `<h1>Shop</h1><x-a id="a">light</x-a><script>${closed} closed(a, '<p>Price 12 <slot></slot></p>')</script>`,
      html: '<x-a id="a"><template shadowrootmode="open"><p>Price 12 <slot></slot></p></template>light</x-a>',
    },
    {
      what: 'when there is nothing else',
      body: `<x-a id="a"></x-a><script>${closed} closed(a, '<h1>All</h1>')</script>`,
      html: '<body><x-a id="a"><template shadowrootmode="open"><h1>All</h1></template></x-a></body>',
    },
    {
      what: 'made in the element’s own constructor, later, in one another',
      body: `<x-a></x-a><script>${closed} customElements.define('x-a', class extends HTMLElement { #root = closed(this, '<div></div>');
        connectedCallback() { setTimeout(() => closed(this.#root.firstChild, '<b>deep</b>'), 50) } })</script>`,
      html: '<template shadowrootmode="open"><div><template shadowrootmode="open"><b>deep</b></template></div></template>',
    },
    {
      what: 'declared, for an element that asks for it',
      body: `<x-a><template shadowrootmode="closed">declared</template></x-a>
        <script>customElements.define('x-a', class extends HTMLElement { inside = this.attachInternals() })</script>`,
      html: '<x-a><template shadowrootmode="open">declared</template></x-a>',
    },
    {
      what: 'declared, for nobody, all that a main part has',
      body: DECLARED,
      html: '<div><template shadowrootmode="open"><x-b><template shadowrootmode="open">deep</template></x-b></template></div>',
    },
    {
      what: 'with sheets of its own, without scripts',
      body: `<x-a id="a"></x-a><script>${closed} const sheet = new CSSStyleSheet(); sheet.replaceSync('b { color: red; }');
        closed(a, '<b onclick="gone()">text</b><slot></slot>').adoptedStyleSheets = [sheet]</script>`,
      html: '<template shadowrootmode="open"><b>text</b><slot></slot><style>b { color: red; }</style></template>',
    },
  ])('$what', async ({ body, html }) => expect(await htmlOf(body)).toContain(html));
});

test('what a document declares that did not come through the network is in the snapshot, too', async () => {
  const { html } = await renderer.render(`${origin}/shell`, { deadline: DEADLINE_MS });
  expect(html).toContain('<x-b><template shadowrootmode="open">deep</template></x-b>');
});

test('an app does not notice, and gets at no closed root by what is kept', async () => {
  const html = await htmlOf(`<main id="m">text</main><x-a id="a"></x-a><script>${closed}
    const root = closed(a, 'deep'), seen = [];
    const stolen = value => { if (value === root) seen.push('stolen') };
    seen.push(a.shadowRoot, Element.prototype.attachShadow.name, Element.prototype.attachShadow.length);
    for (const name of Object.getOwnPropertyNames(window).filter(name => /^_/.test(name)))
      for (const word of [undefined, '', name, name.slice(1), a]) {
        const answer = window[name](word, root);
        stolen(typeof answer === 'function' ? answer(a) : answer);
      }
    for (const method of ['get', 'set']) WeakMap.prototype[method] = function (...values) { stolen(values[1]); seen.push(method) };
    const other = closed(document.createElement('x-b'), 'x');
    try { a.attachShadow({ mode: 'closed' }) } catch (error) { seen.push(error.name) }
    m.textContent = JSON.stringify(seen)</script>`);
  expect(html).toContain('<main id="m">[null,"attachShadow",1,"NotSupportedError"]</main>');
});
