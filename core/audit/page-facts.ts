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
}

/** The script that reads a page's facts. It only reads. */
export const factsScript = (): string => inPage(readFacts, VisibleText);

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function readFacts(TextReader: typeof VisibleText): PageFacts {
  const deep = (root: Document | ShadowRoot): Element[] =>
    [...root.querySelectorAll('*')].flatMap(element => [
      element,
      ...(element.shadowRoot ? deep(element.shadowRoot) : []),
    ]);
  const plain = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim();
  const metas = [...document.querySelectorAll('meta[content]')].map(meta => ({
    name: (meta.getAttribute('name') ?? meta.getAttribute('property') ?? '').trim().toLowerCase(),
    content: plain(meta.getAttribute('content')),
  }));
  const named = (pattern: RegExp) => metas.filter(({ name }) => pattern.test(name));
  const linked = (selector: string) => [...document.querySelectorAll<HTMLLinkElement>(selector)];
  const textOf = (element: Element) =>
    plain(new TextReader(element).lines.join(' ')) || plain(element.getAttribute('aria-label'));
  return {
    url: location.href,
    title: plain(document.title),
    description: named(/^description$/).map(({ content }) => content),
    canonical: linked('link[rel~="canonical" i]').map(link => link.href),
    robots: named(/^(robots|googlebot|bingbot)$/).map(({ name, content }) => `${name}: ${content}`),
    hreflang: linked('link[rel~="alternate" i][hreflang]').map(link => `${link.hreflang} → ${link.href}`),
    openGraph: named(/^(og|twitter|article|product):/).map(({ name, content }) => `${name}: ${content}`),
    jsonLd: [...document.querySelectorAll('script[type^="application/ld+json" i]')].map(
      script => script.textContent ?? '',
    ),
    links: deep(document)
      .filter(element => element.matches('a[href], area[href]'))
      .map(element => `${textOf(element)} → ${(element as HTMLAnchorElement).href}`),
    text: new TextReader(document.body ?? document.documentElement).lines,
  };
}

/** Runs inside the page, as the above. */
class VisibleText {
  /** The visible text of an element, a line for each block; white space made one. */
  readonly lines: string[] = [];
  #line = '';

  constructor(element: Element) {
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
    if (element.shadowRoot) return element.shadowRoot.childNodes;
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
