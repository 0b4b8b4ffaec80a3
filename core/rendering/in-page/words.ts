import type { shadowReader } from './instrument/shadow.ts';

// This runs inside the page: it reaches it as text.

/** What a page says, and which of its words say that it waits. */
export class Words {
  /** Elements whose own text says that the page waits. */
  readonly saying: Element[] = [];
  characters = 0;
  /** Of these, those that say something else. */
  others = 0;
  /** Of these, those that are in no header, footer or list of links. */
  inMain = 0;
  sum = 0;
  /** All shadow roots there are. */
  readonly roots: ShadowRoot[] = [];
  readonly #plain: RegExp;
  readonly #withDots: RegExp;
  readonly #shadowOf: ReturnType<typeof shadowReader>;
  readonly #silent = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'LINK', 'META']);
  readonly #beside = new Set(['HEADER', 'FOOTER', 'NAV', 'ASIDE']);

  constructor(plain: RegExp, withDots: RegExp, shadowOf: ReturnType<typeof shadowReader>) {
    this.#plain = plain;
    this.#withDots = withDots;
    this.#shadowOf = shadowOf;
  }

  read(element: Element): void {
    // Not by calls within calls: a tree may be deeper than the stack.
    const open: [Element, boolean][] = [[element, true]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [parent, isMain] = next;
      const shadowRoot = this.#shadowOf(parent);
      if (shadowRoot) {
        this.roots.push(shadowRoot);
        this.#readChildren(shadowRoot, parent, isMain, open);
      }
      this.#readChildren(parent, parent, isMain, open);
    }
  }

  #readChildren(root: Node, parent: Element, isMain: boolean, open: [Element, boolean][]): void {
    let own = '';
    for (let node = root.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === Node.TEXT_NODE) own += node.nodeValue;
      else if (node.nodeType === Node.ELEMENT_NODE && !this.#silent.has((node as Element).tagName))
        open.push([node as Element, isMain && !this.#beside.has((node as Element).tagName)]);
    }
    this.#note(own.trim(), parent, isMain);
  }

  #note(text: string, parent: Element, isMain: boolean): void {
    if (text === '') return;
    this.characters += text.length;
    for (let at = 0; at < text.length; at++) this.sum = (Math.imul(this.sum, 31) + text.charCodeAt(at)) | 0;
    if (text.length <= 80 && this.#saysItWaits(text, parent)) this.saying.push(parent);
    else {
      this.others += text.length;
      if (isMain) this.inMain += text.length;
    }
  }

  /** Without dots a word may be a heading or the name of something: "Laden" is a shop. */
  #saysItWaits(text: string, parent: Element): boolean {
    if (parent.closest('a, code, pre, kbd, samp, option, textarea') !== null) return false;
    return (
      this.#withDots.test(text) || (this.#plain.test(text) && parent.closest('h1, h2, td, th, dt') === null)
    );
  }
}
