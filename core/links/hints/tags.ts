import type { Link } from '../link.ts';
import type { Place } from './table.ts';

/**
 * The list of all tags, by which they are known to whoever has none in mind. A tag is written there before a link that gets it, and
 * stays until the re-index finds that no link has it: so it is there too long, and never too late. How many links have it is for
 * the tag's own list to say.
 */
export const TAGS = 'tags';

/** A tag in that list. */
export interface TagItem extends Place {
  /** As whoever gave it last wrote it. */
  tag: string;
  /** The change for which it was written. */
  change: string;
  at: string;
}

/** What a tag is known by: letter case makes no other one. */
export const tagName = (tag: string): string => tag.normalize('NFC').toLowerCase();

const taken = (link: Link | undefined) => (link?.deletedAt === undefined ? (link?.tags ?? []) : []);

/** The tags that a link gets by a change. Those that it had, and had hints for, are in the list. */
export function newTags(before: Link | undefined, after: Link): TagItem[] {
  const had = new Set(before?.hints === '' ? [] : taken(before).map(tagName));
  return tagItems(after).filter(({ place }) => !had.has(place));
}

/** All tags of a link. */
export const tagItems = (link: Link): TagItem[] =>
  taken(link).map(tag => ({
    list: TAGS,
    place: tagName(tag),
    tag,
    change: link.change,
    at: link.changedAt,
  }));
