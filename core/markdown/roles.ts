import { elementsIn, namesOf } from './tree.ts';

/** Elements that mean nothing by themselves; so do an app's own. */
const NEUTRAL = namesOf('div p section span');

const TABLES = namesOf('grid table treegrid');

const PARTS: ReadonlyMap<string, string> = new Map([
  ['rowgroup', 'tbody'],
  ['row', 'tr'],
  ['columnheader', 'th'],
  ['rowheader', 'th'],
  ['cell', 'td'],
  ['gridcell', 'td'],
]);

/**
 * Makes headings, lists and tables of elements that are such by their role alone, as components and grids write them.
 * https://www.w3.org/TR/wai-aria-1.2/#document_structure_roles
 */
export function nameByRole(content: Element): void {
  for (const element of elementsIn(content, isByRole)) {
    const role = roleOf(element);
    if (role === 'heading') rename(element, headingOf(element));
    else if (role === 'list') rename(element, 'ul');
    else if (role === 'listitem') rename(element, 'li');
    else if (TABLES.has(role)) nameTable(element);
  }
}

function nameTable(table: Element): void {
  const parts = elementsIn(table, part => isByRole(part) && PARTS.has(roleOf(part)));
  if (!parts.some(part => roleOf(part) === 'row')) return;
  for (const part of parts) rename(part, PARTS.get(roleOf(part)) ?? '');
  rename(table, 'table');
}

const roleOf = (element: Element) => element.getAttribute('role') ?? '';

const isByRole = (element: Element) =>
  (NEUTRAL.has(element.localName) || element.localName.includes('-')) && element.hasAttribute('role');

const headingOf = (element: Element) =>
  `h${Math.min(Math.max(1, Number(element.getAttribute('aria-level')) || 2), 6)}`;

/** Puts another element in the place of one, around what is in it. */
export function rename(element: Element, name: string): void {
  const renamed = element.ownerDocument.createElement(name);
  const span = element.getAttribute('aria-colspan');
  if (span) renamed.setAttribute('colspan', span);
  for (const child of Array.from(element.childNodes)) renamed.appendChild(child);
  element.parentNode?.replaceChild(renamed, element);
}
