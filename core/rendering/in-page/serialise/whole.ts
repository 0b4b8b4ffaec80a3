import type { shadowReader } from '../instrument/shadow.ts';

/**
 * The elements that each hold all that a page has to show: the root, the body, and within it an app's own root and the like.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export function wholeOf(body: Element, shadowOf: ReturnType<typeof shadowReader>): Element[] {
  const silent = /^(dialog|link|meta|noscript|script|style|template)$/;
  const drawn = /^(button|canvas|embed|iframe|img|input|object|select|svg|textarea|video)$|-/;
  const isText = ({ nodeType, nodeValue }: Node) => nodeType === Node.TEXT_NODE && /\S/.test(nodeValue ?? '');
  /** Whether it is to be seen by itself; false of what may only hold such. */
  const shows = (node: Node) =>
    isText(node) || (node instanceof Element && (drawn.test(node.localName) || shadowOf(node) !== null));
  const holds = (node: Node): boolean => {
    const left = [node]; // no calls within calls: a tree may be deeper than the stack
    for (let next = left.pop(); next; next = left.pop()) {
      if (silent.test((next as Element).localName)) continue;
      if (shows(next)) return true;
      for (let child = next.lastChild; child; child = child.previousSibling) left.push(child);
    }
    return false;
  };
  const takesRoom = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const whole = [document.documentElement, body];
  const deepest = 30; // to each all that is in it is looked through
  for (let inner: Element | undefined = body; inner && whole.length < deepest; ) {
    const parts: Node[] = [...inner.childNodes].filter(holds);
    const [only] = parts;
    const isAlone: boolean =
      parts.length === 1 &&
      only instanceof Element &&
      only.matches('article, div, main, section') &&
      // What is shown on demand, or beside something that is drawn by style alone, is hidden on purpose.
      !only.matches('[popover], [role="dialog"], [aria-modal], [hidden="until-found"]') &&
      // No app's root has no name; a snapshot keeps in such a one what a parser would not leave in the head.
      !only.matches('div[hidden]:not([id], [class])') &&
      ![...inner.children].some(child => child !== only && takesRoom(child));
    inner = isAlone && !shadowOf(inner) ? (only as Element) : undefined;
    if (inner) whole.push(inner);
  }
  return whole;
}
