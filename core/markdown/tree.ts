// The parser reads a selector anew at each question; these ask thousands of elements.

/** Puts nodes or texts in the place of one. The parser's own `replaceWith` may leave it there where something before it was removed. */
export function replace(old: ChildNode, ...by: (Node | string)[]): void {
  const { parentNode: parent, ownerDocument } = old;
  for (const each of by)
    parent?.insertBefore(
      typeof each === 'string' ? (ownerDocument as Document).createTextNode(each) : each,
      old,
    );
  old.remove();
}

/** The nearest of these elements that a node is in; itself does not count. */
export function around(node: Node | undefined, names: ReadonlySet<string>): Element | undefined {
  for (let parent = node?.parentNode; parent; parent = parent.parentNode)
    if (names.has((parent as Element).localName)) return parent as Element;
  return undefined;
}

/** Whether one of these elements is in another. */
export function holds(node: Node, names: ReadonlySet<string>): boolean {
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (names.has((child as Element).localName) || holds(child, names)) return true;
  return false;
}

/** All elements within one that pass, in the order of the page. */
export function elementsIn(
  parent: Node,
  passes: (element: Element) => boolean,
  found: Element[] = [],
): Element[] {
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    if (child.nodeType !== 1) continue;
    if (passes(child as Element)) found.push(child as Element);
    elementsIn(child, passes, found);
  }
  return found;
}

export const namesOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));
