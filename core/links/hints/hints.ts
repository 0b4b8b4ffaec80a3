import type { Link } from '../link.ts';
import { occurrencesOf } from '../pending.ts';
import type { Place } from './table.ts';
import { type Facets, facetsOf, termsOf } from './terms.ts';

/**
 * Hints are how links are found that nobody knows the slug of: an item for each list a link is in (`terms.ts`), in the order
 * of the links' making, and one in the list of changes. The link alone is the truth: a hint says which link to look at, and what
 * it was like. Hints are written before the link and taken away after it, and each bears the change it was written for; so two
 * that race write past one another, and a crash at any line leaves hints too many and never one too few.
 */
export interface Hint extends Pointer, Facets {}

/** What leads to a link. */
export interface Pointer extends Place {
  /** What the link is kept under. */
  link: string;
  /** The change it was written for. */
  change: string;
  /** When that was made: who is at it may have written nothing but the hint yet. */
  at: string;
}

/** The list of all links in the order of their last change. */
export const CHANGED = 'changed';

/** The hints by which a link is found in lists. They are of the change `link.hints`. */
export function listHints(link: Link): Hint[] {
  const facets = facetsOf(link);
  const place = `${madeAt(link)}#${link.hints}`;
  const rest = { place, link: link.key, change: link.hints, at: link.changedAt };
  return termsOf(link, facets).map(list => ({ list, ...rest, ...facets }));
}

/** The hint by which the last change of a link is found. It is of the change `link.change`. */
export function changeHint(link: Link): Hint {
  const { key, change, changedAt: at } = link;
  return { list: CHANGED, place: `${changedAt(link)}#${change}`, link: key, change, at, ...facetsOf(link) };
}

/** The list of links whose ordered changes have not come, in the order in which they do. */
export const DUE = 'due';

/** The hint by which a link is found when a change comes that was ordered. It is of the change `link.change`. */
function dueHint(link: Link): Pointer[] {
  const [next] = link.deletedAt === undefined ? occurrencesOf(link) : [];
  const { id, key, change, changedAt: at } = link;
  return next ? [{ list: DUE, place: `${next.at}#${id}#${change}`, link: key, change, at }] : [];
}

/** When the change comes that such a hint is of. */
export const dueAt = ({ place }: Pointer): number => Date.parse(place.slice(0, place.indexOf('#')));

/** The hints that are of the change `link.change`. */
export const changeHints = (link: Link): Pointer[] => [changeHint(link), ...dueHint(link)];

/** All hints of a link. */
export const hintsOf = (link: Link): Pointer[] => [...listHints(link), ...changeHints(link)];

/** Where a link stands in lists in the order of making: whatever is changed, it stays there. */
export const madeAt = ({ createdAt, id }: Link): string => `${createdAt}#${id}`;

/** Where a link stands in the list of changes. */
export const changedAt = ({ changedAt: at, id }: Link): string => `${at}#${id}`;

/** Whether a link is found in other lists, or under other words, than it was. */
export const isFoundOtherwise = (one: Link, other: Link): boolean =>
  JSON.stringify([facetsOf(one), termsOf(one)]) !== JSON.stringify([facetsOf(other), termsOf(other)]);
