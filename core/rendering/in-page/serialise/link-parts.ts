/**
 * A link around other links: no parser makes one, for each link ends the one before it. What it holds beside the others is
 * written as links of its own to the same address, and the element around it all is none.
 *
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class LinkParts {
  /** The elements that a link stands in: what is in them cannot be in one link. */
  readonly holders: Set<Node>;
  /** The start of each of the links. */
  readonly tag: string;
  isUsed = false;

  constructor(holders: Set<Node>, tag: string) {
    this.holders = holders;
    this.tag = tag;
  }

  /** What is between a link and the links in it; nothing for one that holds none. A parser begins anew in a table and the like. */
  static holdersIn(link: Element): Set<Node> | undefined {
    if (!link.querySelector('a')) return undefined;
    const holders = new Set<Node>();
    for (const inner of link.querySelectorAll('a[href]')) {
      if (inner.namespaceURI !== link.namespaceURI) continue;
      const path: Element[] = [];
      let node: Element | null = inner;
      while (
        node &&
        node !== link &&
        !holders.has(node) &&
        !/^(applet|marquee|object|table)$/.test(node.localName)
      ) {
        path.push(node);
        node = node.parentElement;
      }
      if (node === link || (node && holders.has(node))) for (const each of path) holders.add(each);
    }
    return holders.size > 0 ? holders : undefined;
  }

  /** Whether a node begins or goes on with one of the links, is written between them, or may stand in either. */
  placeOf(node: Node): 'in' | 'between' | 'either' {
    if (node.nodeType === Node.TEXT_NODE) return /\S/.test(node.nodeValue ?? '') ? 'in' : 'either';
    if (node.nodeType !== Node.ELEMENT_NODE) return 'either';
    const { localName } = node as Element;
    if (/^(link|meta|noscript|script|style|template)$/.test(localName)) return 'either';
    const isPart = /^(dd|dt|figcaption|legend|li|option|optgroup|rb|rp|rt|rtc|summary)$/.test(localName);
    return isPart || this.holders.has(node) ? 'between' : 'in';
  }
}
