/**
 * Where a parser would leave what stands in a document's head and around it. Scripts put anything anywhere; a parser ends the
 * head at the first thing that does not belong there, and what comes after it is in the body for whoever reads it.
 *
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Outline {
  readonly head: Element | undefined;
  /** The body, or a set of frames. */
  readonly body: Element | undefined;
  /** What is written in the head, in this order. */
  readonly inHead: Node[] = [];
  /** Comments and spaces between the two. */
  readonly between: Node[] = [];
  /** What a head held that may not be in one: it was not shown there. */
  readonly hidden: Node[] = [];
  /** At the start and at the end of the body. */
  readonly first: Node[] = [];
  readonly last: Node[] = [];
  /** https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead */
  readonly #ofHead = /^(base|basefont|bgsound|link|meta|noframes|noscript|script|style|template|title)$/;

  constructor(root: Element) {
    const children = [...root.childNodes];
    this.head = this.#find(children, 'head');
    this.body = this.#find(children, 'body') ?? this.#find(children, 'frameset');
    const middle = this.body ? children.indexOf(this.body) : children.length;
    children.forEach((child, index) => {
      if (child === this.body) return;
      const isHead = child === this.head || (index < middle && this.#htmlName(child) === 'head');
      if (isHead) for (const each of child.childNodes) this.#sort(each, this.hidden);
      else if (index > middle) this.last.push(child);
      else if (child.nodeType === Node.ELEMENT_NODE || this.#isText(child)) this.#sort(child, this.first);
      else this.between.push(child);
    });
    this.inHead = this.#inOrder(this.inHead);
  }

  #find(nodes: Node[], name: string): Element | undefined {
    return nodes.find(node => this.#htmlName(node) === name) as Element | undefined;
  }

  #sort(node: Node, others: Node[]): void {
    const name = this.#htmlName(node);
    const isOfHead = name === undefined ? !this.#isText(node) : this.#ofHead.test(name);
    (isOfHead ? this.inHead : others).push(node);
  }

  #htmlName(node: Node): string | undefined {
    if (node.nodeType !== Node.ELEMENT_NODE) return undefined;
    const { namespaceURI, localName } = node as Element;
    return namespaceURI === 'http://www.w3.org/1999/xhtml' ? localName : '';
  }

  #isText({ nodeType, nodeValue }: Node): boolean {
    return nodeType === Node.TEXT_NODE && /[^\t\n\f\r ]/.test(nodeValue ?? '');
  }

  /**
   * First what the page says of itself, then its data, then its styles: they grow by script, and cards are made of the first
   * 32 KB (https://api.slack.com/robots). The encoding must be within 1,024 bytes
   * (https://html.spec.whatwg.org/multipage/semantics.html#charset). All else is left in its order.
   */
  #inOrder(nodes: Node[]): Node[] {
    const elements = nodes.filter(node => node.nodeType === Node.ELEMENT_NODE) as Element[];
    const ranks = new Map<Node, number>(elements.map(element => [element, this.#rankOf(element)]));
    const rank = (node: Node) => ranks.get(node) ?? 4;
    const isMoved = this.#isMixed(elements) && !this.#isBaseLate(elements);
    if (!isMoved && !elements.slice(1).some(element => rank(element) === 0)) return nodes;
    const order = isMoved ? rank : (node: Node) => (rank(node) === 0 ? 0 : 4);
    // Spaces stay behind what they follow.
    const groups: Node[][] = [];
    for (const node of nodes)
      if (node.nodeType === Node.TEXT_NODE && groups.length > 0) groups.at(-1)?.push(node);
      else groups.push([node]);
    const rankOf = ([node]: Node[]) => (node ? order(node) : 4);
    return groups.sort((a, b) => rankOf(a) - rankOf(b)).flat();
  }

  #rankOf(element: Element): number {
    const rel = () => ` ${(element.getAttribute('rel') ?? '').toLowerCase()} `;
    switch (element.localName) {
      case 'meta': {
        const isType = (element.getAttribute('http-equiv') ?? '').toLowerCase() === 'content-type';
        return isType || element.hasAttribute('charset') ? 0 : 2;
      }
      case 'base':
        return 1;
      case 'title':
        return 2;
      case 'link':
        return /\s(canonical|alternate|amphtml|author|license|next|prev)\s/.test(rel()) &&
          !rel().includes(' stylesheet ')
          ? 2
          : 4;
      case 'script':
        return /^\s*application\/ld\+json/i.test(element.getAttribute('type') ?? '') ? 3 : 4;
      default:
        return 4;
    }
  }

  /** Whether styles stand before what is to come first, or data before what is said in a few words. */
  #isMixed(elements: Element[]): boolean {
    let heaviest = 0;
    return elements.some(element => {
      const rank = this.#rankOf(element);
      const isSheet =
        element.localName === 'link' && /\bstylesheet\b/i.test(element.getAttribute('rel') ?? '');
      if (rank < heaviest) return true;
      if (rank === 3 || isSheet || /^(noframes|style|template)$/.test(element.localName))
        heaviest = Math.max(heaviest, rank);
      return false;
    });
  }

  /** What had an address before there was a base would have another behind it. */
  #isBaseLate(elements: Element[]): boolean {
    const base = elements.findIndex(element => element.matches('base[href]'));
    return elements.slice(0, Math.max(0, base)).some(element => {
      if (element.localName === 'style') return /url\(|@import/i.test(element.textContent ?? '');
      return element.localName === 'link' && this.#rankOf(element) === 4 && element.hasAttribute('href');
    });
  }
}
