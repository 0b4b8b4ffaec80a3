import { createContext, Script } from 'node:vm';
import { createDocument } from '@mixmark-io/domino';
import { parseUrl } from '../parse-url.ts';
import { openCards } from './cards.ts';
import { linkEmbeds } from './embeds.ts';
import { writeFormulas } from './formulas.ts';
import { nestLists, numberItems } from './lists.ts';
import { nameByRole, rename } from './roles.ts';
import { markdownWriter } from './rules.ts';
import { composeShadowRoots } from './shadow.ts';
import { fillRows } from './tables.ts';
import { around, holds, namesOf, replace } from './tree.ts';

/** Many times what a page needs: 300 KB took 0.3 s on a busy machine. Past this, its text goes without its form. */
const MAX_CONVERT_MS = 1_000;

/** What is never shown as text. `until-found` is text that a search in the page finds. */
const HIDDEN = [
  '[hidden]:not([hidden="until-found"]), dialog:not([open]), [popover]:not([style*="display:"])',
  '[style*="display:none"], [style*="display: none"]',
].join();
const NOT_TEXT = `script, style, noscript, template, svg, canvas, iframe, head, ${HIDDEN}`;

/** Shown at once by any reader of the link; `javascript:` and the like lead nowhere without the page's scripts. */
const LINKED = ['http:', 'https:', 'mailto:', 'tel:'];

/** Elements that follow one another in a line; Markdown itself sets the others apart. */
const IN_LINE = namesOf(
  `a abbr b bdi bdo button cite code data del dfn em font i img input ins kbd label mark meter option output picture progress q s samp
  select small span strong textarea time u var`,
);

const CODE = namesOf('code pre');
const PRE = namesOf('pre');
const IMAGE = namesOf('img');

/** Blocks that the writer does not know. */
const BLOCKS = 'details, dialog, search, optgroup';

/** Fields that show their value as text. */
const SHOWN =
  /^(|text|search|email|url|tel|number|date|month|week|time|datetime-local|button|submit|reset)$/i;

/** What makes an app's own element a block. */
const OWN_BLOCKS = namesOf(
  'article aside blockquote div dl footer form h1 h2 h3 h4 h5 h6 header main nav ol p pre section table ul',
);

/** What leads from a part of a page to itself says nothing: a sign, or an icon. */
const PERMALINK = /^[#¶§🔗\s\u200b-\u200d\ufeff]*$/u;

const writer = markdownWriter();

/**
 * The text of a finished page as Markdown, in the shape AI agents know from Cloudflare's "Markdown for Agents": front
 * matter with what the page says of itself, its main content, and its JSON-LD as a block of code at the end.
 * https://developers.cloudflare.com/fundamentals/reference/markdown-for-agents/
 *
 * @param html whole or broken; a page that takes too long, or is nested too deep, loses its form but not its text
 * @param url the page's absolute address, the base of its links unless it names another
 */
export function toMarkdown(html: string, url: string): string {
  try {
    return withinTime(() => convert(html, url), MAX_CONVERT_MS);
  } catch {
    return `${frontMatter({ url })}\n${plainText(html)}\n`;
  }
}

function convert(html: string, url: string): string {
  const document = createDocument(html);
  composeShadowRoots(document);
  const base = baseOf(document, url);
  const data = jsonLd(document);
  const matter = frontMatter(description(document, base, url));
  linkEmbeds(document, base, element => element.matches(HIDDEN));
  for (const element of all(document, NOT_TEXT)) element.remove();
  const content = mainContent(document);
  makeReadable(content, base);
  const body = writer.turndown(content);
  return `${[matter, body, ...data].filter(Boolean).join('\n')}\n`;
}

/**
 * Where the page's own text is. A `<main>` has all of it, by its definition, but not every app keeps to that: when there are
 * two, or it has less than half of the text beside the usual frame, everything is taken. Nothing else is left out, here or there: an
 * `<article>` may be one of many, and a `<nav>` in the text leads to the next page.
 * https://html.spec.whatwg.org/multipage/grouping-content.html#the-main-element
 */
function mainContent(document: Document): HTMLElement {
  const [main, another] = all(document, 'main, [role="main"]');
  if (!main || another) return document.body;
  const length = (element: Element | null) => element?.textContent?.trim().length ?? 0;
  const within = 'nav, header, footer, aside, main, [role="main"]';
  const frame = all(document, 'nav, header, footer, aside').filter(
    element => !element.parentElement?.closest(within),
  );
  const text = frame.reduce((left, element) => left - length(element), length(document.body));
  if (length(main) * 2 < text || length(main) === 0) return document.body;
  const title = main.querySelector('h1') ? undefined : all(document, 'h1').find(isOfPage);
  if (title) main.insertBefore(title, main.firstChild);
  return main;
}

/** A heading above the main content is its title, whatever element it is in. */
const isOfPage = (heading: Element) => !heading.closest('nav, aside, footer');

/** Makes links absolute, names those that are only a picture, tells tables for layout, and sets words apart. */
function makeReadable(content: HTMLElement, base: string): void {
  const { ownerDocument } = content;
  for (const field of all(content, 'input'))
    if (SHOWN.test(field.getAttribute('type') ?? ''))
      replace(field, ` ${field.getAttribute('value') ?? ''} `);
  for (const image of all(content, 'pre img, code img')) replace(image, image.getAttribute('alt') ?? '');
  for (const element of all(content, BLOCKS)) rename(element, 'div');
  writeFormulas(content);
  nameByRole(content);
  nestLists(content);
  numberItems(content);
  for (const element of all(content, '*')) {
    const name = element.localName;
    // An app's own element is a block where it holds some.
    if (name.includes('-') && holds(element, OWN_BLOCKS)) rename(element, 'div');
    else if ((IN_LINE.has(name) || name.includes('-')) && isSetApart(element))
      element.parentNode?.insertBefore(ownerDocument.createTextNode(' '), element);
  }
  for (const link of all(content, 'a[href]')) {
    const given = link.getAttribute('href') ?? '';
    if (given.startsWith('#') && PERMALINK.test(link.textContent ?? '') && !holds(link, IMAGE)) {
      link.remove();
      continue;
    }
    const href = absolute(given, base);
    if (href && LINKED.includes(new URL(href).protocol)) link.setAttribute('href', href);
    else link.removeAttribute('href');
    if (link.textContent?.trim() || holds(link, IMAGE)) continue;
    link.textContent = link.getAttribute('aria-label') ?? link.getAttribute('title') ?? '';
    if (!link.textContent) link.remove();
  }
  openCards(all(content, 'a[href]'));
  for (const image of all(content, 'img')) {
    const src = absolute(image.getAttribute('src'), base);
    if (src?.startsWith('http')) image.setAttribute('src', src);
    else replace(image, image.getAttribute('alt') ?? '');
  }
  for (const code of all(content, 'code')) if (!around(code, PRE)) code.textContent = code.textContent ?? '';
  for (const br of all(content, 'pre br')) replace(br, '\n');
  // A line of code may be a block of its own.
  for (const line of all(content, 'pre div, pre p, pre li, pre tr'))
    if (line.nextElementSibling && !line.textContent?.endsWith('\n'))
      line.appendChild(ownerDocument.createTextNode('\n'));
  for (const table of all(content, 'table')) {
    const isCode = table.querySelectorAll('tr').length === 1 && table.querySelector('pre');
    if (table.querySelector('table') || isCode) table.setAttribute('role', 'presentation');
    else fillRows(table);
    if (isCode) removeLineNumbers(table);
  }
}

/** They stand in a cell of their own, beside the code. */
function removeLineNumbers(table: Element): void {
  const codes = Array.from(table.querySelectorAll('pre'));
  const numbers = codes.filter(({ textContent }) => /^[\d\s]*$/.test(textContent ?? ''));
  if (numbers.length < codes.length) for (const each of numbers) each.remove();
}

/**
 * Whether nothing but style stands between an element and the one before it, as in `<b>Lamp</b><span>€ 12</span>`. Not in
 * code, whose colours come so, nor in words whose letters move one by one.
 */
function isSetApart(element: HTMLElement): boolean {
  const before = element.previousSibling;
  if (before?.nodeType !== 1 || around(element, CODE)) return false;
  const isPart = ({ nodeName, firstChild }: Node) =>
    ['SUB', 'SUP', 'WBR'].includes(nodeName) || (nodeName === 'SPAN' && firstChild?.nodeValue?.length === 1);
  return !isPart(element) && !isPart(before);
}

function description(document: Document, base: string, url: string): Record<string, string | undefined> {
  const meta = (name: string) =>
    document.querySelector(`meta[name="${name}"], meta[property="${name}"]`)?.getAttribute('content');
  const title = all(document, 'title').find(element => !element.closest('svg'));
  const canonical = document.querySelector('link[rel~="canonical"]')?.getAttribute('href');
  return {
    title: title?.textContent?.trim() || meta('og:title') || undefined,
    description: meta('description') || meta('og:description') || undefined,
    url: (canonical && absolute(canonical, base)) || url,
    image: absolute(meta('og:image'), base),
  };
}

/** A JSON string is a YAML string, too: https://yaml.org/spec/1.2.2/#12-json */
function frontMatter(fields: Record<string, string | undefined>): string {
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${JSON.stringify(value?.trim().replace(/\s+/g, ' '))}`);
  return ['---', ...lines, '---', ''].join('\n');
}

/** Facts that the text may not have, such as a price's currency. On one line, so that no fence can be within. */
function jsonLd(document: Document): string[] {
  return all(document, 'script[type="application/ld+json"]').flatMap(script => {
    try {
      return [`\n\`\`\`json\n${JSON.stringify(JSON.parse(script.textContent ?? ''))}\n\`\`\``];
    } catch {
      return []; // broken data is of no use to anybody
    }
  });
}

/** The parser's lists are not all iterable, and some change while one goes through them. */
const all = (root: ParentNode, selector: string): HTMLElement[] =>
  Array.from(root.querySelectorAll(selector));

function baseOf(document: Document, url: string): string {
  const base = absolute(document.querySelector('base[href]')?.getAttribute('href'), url);
  return base?.startsWith('http') ? base : url;
}

const absolute = (address: string | null | undefined, base: string) =>
  address == null ? undefined : parseUrl(address.trim(), base)?.href;

/** The text between the tags, without a parser. Each pattern ends at the next "<", so that time is linear. */
function plainText(html: string): string {
  return html
    .replace(/<(script|style|title|noscript)\b[^<>]*>[^<]*<\/\1/gi, '<')
    .replace(/<[^<>]*>/g, ' ')
    .replaceAll('<', '&lt;') // entities mean the same in Markdown
    .replace(/\s+/g, ' ')
    .trim();
}

/** Runs `work` and ends it, whatever it does, past so many milliseconds: https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options */
function withinTime<T>(work: () => T, timeout: number): T {
  return new Script('work()').runInContext(createContext({ work }), { timeout }) as T;
}
