import { elementsIn, namesOf } from './tree.ts';

const LISTS = namesOf('ol ul');
const isList = (node: Node | null) => LISTS.has((node as Element | null)?.localName ?? '');

/** Puts a list that stands in a list, as editors write it, into the item before it, where a browser shows it. */
export function nestLists(content: Element): void {
  for (const list of elementsIn(content, element => isList(element) && isList(element.parentNode))) {
    const before = list.previousElementSibling;
    if (before?.localName === 'li') before.appendChild(list);
  }
}
