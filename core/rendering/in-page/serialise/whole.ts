import type { shadowReader } from '../instrument/shadow.ts';

/**
 * The elements that each hold all that a page has to show: the root, the body, and within it an app's own root and the like.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export function wholeOf(body: Element, shadowOf: ReturnType<typeof shadowReader>): Element[] {
  const silent = /^(dialog|link|meta|noscript|script|style|template)$/;
  const drawn = /^(button|canvas|embed|iframe|img|input|object|select|svg|textarea|video)$|-/;
  const isText = ({ nodeType, nodeValue }: Node) => nodeType === Node.TEXT_NODE && /\S/.test(nodeValue ?? '');
  const holds = (node: Node): boolean => {
    if (node.nodeType !== Node.ELEMENT_NODE) return isText(node);
    const element = node as Element;
    if (silent.test(element.localName)) return false;
    if (drawn.test(element.localName) || shadowOf(element)) return true;
    for (let child = node.firstChild; child; child = child.nextSibling) if (holds(child)) return true;
    return false;
  };
  const takesRoom = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const whole = [document.documentElement, body];
  for (let inner: Element | undefined = body; inner; ) {
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
