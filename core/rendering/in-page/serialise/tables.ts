import type { Nesting } from './nesting.ts';
import type { isForScripts } from './scripts.ts';

/**
 * Where in a table a parser leaves what scripts have put there.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Tables {
  readonly #nesting: Nesting;
  readonly #isForScripts: typeof isForScripts;

  constructor(nesting: Nesting, forScripts: typeof isForScripts) {
    this.#nesting = nesting;
    this.#isForScripts = forScripts;
  }

  /** Whether a part of a table holds what a parser would put elsewhere, or add something around. */
  hasMisfits(parent: Node, name: string): boolean {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const child = this.#htmlName(node);
      if (!this.#nesting.isInPlace(name, child) && (name === 'colgroup' || !this.#isAnywhere(node, child)))
        return true;
    }
    return false;
  }

  /** What is in a part of a table, each with the tags that a table needs around it; without what it can hold nowhere. */
  placesIn(parent: Node, name: string): [node: Node, around: string[]][] {
    const places: [Node, string[]][] = [];
    let around: string[] = [];
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const needed = this.#aroundNode(node, name, around);
      if (!needed) continue;
      around = needed;
      places.push([node, around]);
    }
    return places;
  }

  /** The name in a tag. */
  nameOf(tag: string): string {
    return tag.split(' ')[0] ?? tag;
  }

  /** @param around what is around the node before it */
  #aroundNode(node: Node, name: string, around: string[]): string[] | undefined {
    const child = this.#htmlName(node);
    const isInPlace = this.#nesting.isInPlace(name, child);
    const isAnywhere = !isInPlace && this.#isAnywhere(node, child);
    const needed = isInPlace ? [] : isAnywhere ? around : this.#nesting.aroundInTable(name, child);
    const isOfColumns = this.nameOf(needed?.[0] ?? name) === 'colgroup';
    if (!isAnywhere || !isOfColumns || !/^(script|style)$/.test(child)) return needed;
    return name === 'colgroup' ? undefined : [];
  }

  /** What says or shows nothing may stand in a table, wherever it is. */
  #isAnywhere(node: Node, name: string): boolean {
    if (node.nodeType === Node.TEXT_NODE) return !/[^\t\n\f\r ]/.test(node.nodeValue ?? '');
    if (node.nodeType !== Node.ELEMENT_NODE) return true;
    const element = node as Element;
    return /^(script|style|template)$/.test(name) || this.#isForScripts(element);
  }

  #htmlName(node: Node): string {
    const isHtml =
      node.nodeType === Node.ELEMENT_NODE &&
      (node as Element).namespaceURI === 'http://www.w3.org/1999/xhtml';
    return isHtml ? (node as Element).localName : '';
  }
}
