import type { Link } from '../link.ts';
import type { Place } from './table.ts';
import { type Facets, facetsOf, termsOf } from './terms.ts';

/**
 * Hints are how links are found that nobody knows the slug of: an item for each list a link is in (`terms.ts`), in the order
 * of the links' making, and one in the list of changes. The link alone is the truth. Hints are written before it and taken
 * away after it; each bears the change it was written for, and counts only while the link names that change. So two that
 * race write past one another, and a crash at any line leaves hints too many and never one too few.
 */
export interface Hint extends Place, Facets {
  /** What the link is kept under. */
  link: string;
  /** The change it was written for. */
  change: string;
}

/** The list of all links in the order of their last change. */
export const CHANGED = 'changed';

/** The hints by which a link is found in lists. They are of the change `link.hints`. */
export function listHints(link: Link): Hint[] {
  const facets = facetsOf(link);
  const place = `${link.createdAt}#${link.key}#${link.hints}`;
  return termsOf(link, facets).map(list => ({ list, place, link: link.key, change: link.hints, ...facets }));
}

/** The hint by which the last change of a link is found. It is of the change `link.change`. */
export function changeHint(link: Link): Hint {
  const place = `${link.changedAt}#${link.key}#${link.change}`;
  return { list: CHANGED, place, link: link.key, change: link.change, ...facetsOf(link) };
}

/** Whether a link is found in other lists, or under other words, than it was. */
export const isFoundOtherwise = (one: Link, other: Link): boolean =>
  JSON.stringify([facetsOf(one), termsOf(one)]) !== JSON.stringify([facetsOf(other), termsOf(other)]);
