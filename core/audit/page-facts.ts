import { inPage } from '../rendering/in-page/in-page.ts';

/** What a page says to who reads it, whoever that is. Addresses are absolute. */
export interface PageFacts {
  url: string;
  title: string;
  description: string[];
  canonical: string[];
  robots: string[];
  /** `de-CH → https://…` */
  hreflang: string[];
  /** Twitter's, too: `og:title: …` */
  openGraph: string[];
  /** As texts. */
  jsonLd: string[];
  /** `text → https://…`, hidden ones too: they are followed all the same. */
  links: string[];
  /** What is visible, a line for each block, with shadow roots and what stands in fields. */
  text: string[];
  /** What only scripts can put together, and HTML cannot say: `links in links: 2`. */
  markup: string[];
}

/** What is read of a page at once. */
export interface PageReading {
  facts: PageFacts;
  /** All that stands in its document has come: scripts, style sheets, pictures. */
  isLoaded: boolean;
  /** What an app says by metas of how it is to be answered. Names in lower case. */
  answers: { name: string; content: string }[];
  /** Of the whole page, in pixels. */
  height: number;
}

/** Those of prerender.io and rendertron. */
const ANSWERS = ['prerender-status-code', 'render:status_code', 'prerender-header', 'render:header'];

/**
 * A function that answers a PageReading of the document it runs in, at whatever moment. It only reads. Its arguments are the
 * closed shadow roots of the page, to which no script has another way.
 */
export const readFunction = (): string =>
  `(...closed) => (${inPage(pageReader, ANSWERS, VisibleText, unsayable)})(closed)`;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function pageReader(
  answerNames: readonly string[],
  TextReader: typeof VisibleText,
  unsayableIn: typeof unsayable,
): (closed: readonly ShadowRoot[]) => PageReading {
  return closed => {
    const kept = new Map(closed.map(root => [root.host, root]));
    const shadowOf = (host: Element) => host.shadowRoot ?? kept.get(host) ?? null;
    const childrenOf = (element: Element) => {
      const shadow = shadowOf(element);
      return shadow ? deep(shadow) : [];
    };
    const deep = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll('*')].flatMap(element => [element, ...childrenOf(element)]);
    // A canonical address or a robots meta in the body is one that many do not read.
    const placed = (element: Element, said: string) =>
      element.closest('head') || !element.closest('body') ? said : `${said} (in the body)`;
    const plain = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim();
    const metas = [...document.querySelectorAll('meta[content]')].map(meta => ({
      name: (meta.getAttribute('name') ?? meta.getAttribute('property') ?? '').trim().toLowerCase(),
      content: plain(meta.getAttribute('content')),
      said: placed(meta, plain(meta.getAttribute('content'))),
    }));
    const named = (pattern: RegExp) => metas.filter(({ name }) => pattern.test(name));
    const linked = (selector: string) => [...document.querySelectorAll<HTMLLinkElement>(selector)];
    const textOf = (element: Element) =>
      plain(new TextReader(element, shadowOf).lines.join(' ')) || plain(element.getAttribute('aria-label'));
    // In a drawing it is no address yet.
    const addressOf = ({ href }: HTMLAnchorElement | SVGAElement) =>
      typeof href === 'string' ? href : (URL.parse(href.baseVal, document.baseURI)?.href ?? href.baseVal);
    // While one document makes room for another there may be no element at all.
    const root: Element | null = document.body ?? document.documentElement;
    const facts = {
      url: location.href,
      title: plain(document.title),
      description: named(/^description$/).map(({ said }) => said),
      canonical: linked('link[rel~="canonical" i]').map(link => placed(link, link.href)),
      robots: named(/^(robots|googlebot|bingbot)$/).map(({ name, said }) => `${name}: ${said}`),
      hreflang: linked('link[rel~="alternate" i][hreflang]').map(link =>
        placed(link, `${link.hreflang} → ${link.href}`),
      ),
      openGraph: named(/^(og|twitter|article|product):/).map(({ name, said }) => `${name}: ${said}`),
      jsonLd: [...document.querySelectorAll('script[type^="application/ld+json" i]')].map(
        script => script.textContent ?? '',
      ),
      links: deep(document)
        .filter(element => element.matches('a[href], area[href]'))
        .map(element => `${textOf(element)} → ${addressOf(element as HTMLAnchorElement)}`),
      text: root ? new TextReader(root, shadowOf).lines : [],
      markup: unsayableIn([document, ...deep(document).flatMap(element => shadowOf(element) ?? [])]),
    };
    return {
      facts,
      isLoaded: document.readyState === 'complete',
      answers: metas.filter(({ name }) => answerNames.includes(name)),
      height: document.documentElement?.scrollHeight ?? 0,
    };
  };
}

/** Trees that are read as others: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody */
function unsayable(roots: ParentNode[]): string[] {
  const blocks = `address, article, aside, blockquote, center, details, dialog, dir, div, dl, fieldset, figcaption, figure, footer,
    form, h1, h2, h3, h4, h5, h6, header, hr, li, main, menu, nav, ol, p, pre, section, table, ul`;
  const headings = ':is(h1, h2, h3, h4, h5, h6)';
  const rows = ':is(tbody, tfoot, thead)';
  const silent = 'script, style, template';
  const kinds = {
    'links in links': 'a[href] a[href]:not(a :is(caption, object, td, th) a)',
    'forms in forms': 'form form',
    'buttons in buttons': 'button button:not(button :is(caption, object, td, th) button)',
    'headings in headings': `${headings} > ${headings}`,
    'blocks in paragraphs': `p :is(${blocks}):not(p :is(button, object, svg, table) *)`,
    'cells and rows outside of tables': `tr:not(:is(table, tbody, tfoot, thead) > tr), :is(td, th):not(tr > *)`,
    'in tables, what belongs into cells': `table > :not(caption, col, colgroup, ${rows}, tr, ${silent}), ${rows} > :not(tr, ${silent}), tr > :not(td, th, ${silent})`,
    'in the head, what belongs into the body':
      'head > :not(base, basefont, bgsound, link, meta, noframes, noscript, script, style, template, title)',
  };
  return Object.entries(kinds).flatMap(([kind, selector]) => {
    const count = roots.reduce((sum, root) => sum + root.querySelectorAll(selector).length, 0);
    return count > 0 ? [`${kind}: ${count}`] : [];
  });
}

/** Runs inside the page, as the above. */
class VisibleText {
  /** The visible text of an element, a line for each block; white space made one. */
  readonly lines: string[] = [];
  readonly #shadowOf: (host: Element) => ShadowRoot | null;
  #line = '';

  constructor(element: Element, shadowOf: (host: Element) => ShadowRoot | null) {
    this.#shadowOf = shadowOf;
    this.#readChildren(element, true);
    this.#endLine();
  }

  #read(element: Element): void {
    const { display, visibility, contentVisibility } = getComputedStyle(element);
    if (display === 'none') return;
    if (['audio', 'canvas', 'desc', 'iframe', 'metadata', 'video'].includes(element.localName)) return;
    if (element.localName === 'title') return; // of a drawing
    if (element.localName === 'noscript' && element.getClientRects().length === 0) return; // scripts are on
    const isBlock = element.localName === 'br' || !/^(inline|contents|ruby)/.test(display);
    if (isBlock) this.#endLine();
    if (/^(input|textarea|select)$/.test(element.localName)) this.#line += ` ${this.#valueOf(element)} `;
    else if (contentVisibility !== 'hidden') this.#readChildren(element, visibility === 'visible');
    if (isBlock) this.#endLine();
  }

  #readChildren(element: Element, isVisible: boolean): void {
    for (const child of this.#childrenOf(element))
      if (child.nodeType === Node.ELEMENT_NODE) this.#read(child as Element);
      else if (child.nodeType === Node.TEXT_NODE && isVisible) this.#line += (child as Text).data;
  }

  /** As they are shown: https://drafts.csswg.org/css-scoping/#flattening */
  #childrenOf(element: Element): Iterable<Node> {
    const shadow = this.#shadowOf(element);
    if (shadow) return shadow.childNodes;
    const slotted = element.localName === 'slot' ? (element as HTMLSlotElement).assignedNodes() : [];
    if (slotted.length > 0) return slotted;
    if (element.localName === 'details' && !element.hasAttribute('open'))
      return [...element.childNodes].filter(child => child.nodeName === 'SUMMARY').slice(0, 1);
    return element.childNodes;
  }

  #valueOf(field: Element): string {
    if (field.localName === 'select')
      return [...(field as HTMLSelectElement).selectedOptions].map(option => option.label).join(' ');
    const { type, value } = field as HTMLInputElement;
    if (type === 'checkbox' || type === 'radio') return (field as HTMLInputElement).checked ? '[x]' : '[ ]';
    return ['color', 'file', 'hidden', 'image', 'password', 'range'].includes(type) ? '' : value;
  }

  #endLine(): void {
    const line = this.#line.replace(/\s+/g, ' ').trim();
    if (line) this.lines.push(line);
    this.#line = '';
  }
}
