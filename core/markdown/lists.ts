import { elementsIn, namesOf } from './tree.ts';

const LISTS = namesOf('ol ul');
const isList = (node: Node | null) => LISTS.has((node as Element | null)?.localName ?? '');

/** Gives each item the number it has: https://html.spec.whatwg.org/multipage/grouping-content.html#ordinal-value */
export function numberItems(content: Element): void {
  for (const list of elementsIn(content, ({ localName }) => localName === 'ol')) {
    const items = Array.from(list.children).filter(({ localName }) => localName === 'li');
    const isReversed = list.hasAttribute('reversed');
    let number = numberIn(list, 'start') ?? (isReversed ? items.length : 1);
    for (const item of items) {
      number = numberIn(item, 'value') ?? number;
      item.setAttribute('value', String(number));
      number += isReversed ? -1 : 1;
    }
  }
}

function numberIn(element: Element, name: string): number | undefined {
  const [number] = /^\s*[-+]?\d+/.exec(element.getAttribute(name) ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Puts a list that stands in a list, as editors write it, into the item before it, where a browser shows it. */
export function nestLists(content: Element): void {
  for (const list of elementsIn(content, element => isList(element) && isList(element.parentNode))) {
    const before = list.previousElementSibling;
    if (before?.localName === 'li') before.appendChild(list);
  }
}
