import type { HintTable, Place } from './hints/table.ts';
import type { Link } from './link.ts';

export const ACTIONS = [
  'create',
  'edit',
  'rename',
  'delete',
  'restore',
  'undo',
  // A change for later: it was ordered, or ordered otherwise; called off; made when it came; or not, as it could not be.
  'order',
  'call-off',
  'scheduled',
  'dropped',
] as const;
export type Action = (typeof ACTIONS)[number];

/** One version of a link: who made it when, by what, and the link as it was then. */
export interface Version extends Place {
  version: number;
  change: string;
  /** The change of the version before; '' for the first. */
  previous: string;
  action: Action;
  at: string;
  /** The id of the key. */
  by: string;
  link: Link;
  /** The ordered change that it is about, where it is about one. */
  ordered?: Ordered | undefined;
  /** When it was written down, where that is another time than `at`. */
  writtenAt?: string | undefined;
}

/** Which of the changes that were ordered, and for when. */
export interface Ordered {
  id: string;
  at: string;
  orderedAt: string;
  /** Why it could not be made. */
  reason?: string | undefined;
}

/** Whether a list is the history of a link. */
export const isHistory = (list: string): boolean => list.startsWith('history#');

const listOf = (id: string) => `history#${id}`;
const placeOf = (version: number, change: string) => `${String(version).padStart(10, '0')}#${change}`;

/** Where a version is kept. */
export const placeOfVersion = (id: string, version: number, change: string): Place => ({
  list: listOf(id),
  place: placeOf(version, change),
});

/** The item that is written before the link is changed. It counts once the link, or a later version that does, names its change. */
export function versionOf(link: Link, action: Action, previous: string): Version {
  const { id, version, change, changedAt: at, changedBy: by } = link;
  return {
    list: listOf(id),
    place: placeOf(version, change),
    version,
    change,
    previous,
    action,
    at,
    by,
    link,
  };
}

/** Two that race for the same version leave one that does not count. */
const ROOM_FOR_ORPHANS = 10;

/**
 * The versions of a link, the newest first.
 *
 * @param from the version to begin with, and its change: the link's own, or `next` of the page before
 */
export async function historyOf(
  table: Pick<HintTable, 'page'>,
  id: string,
  from: { version: number; change: string },
  limit: number,
): Promise<{ versions: Version[]; next?: { version: number; change: string } }> {
  const versions: Version[] = [];
  let wanted = from;
  // A place just behind the one that is wanted: places are compared as text, and no change has a character above "~".
  let after: string | undefined = `${String(from.version).padStart(10, '0')}#~`;
  while (versions.length < limit && wanted.version > 0 && after !== undefined) {
    const page: { items: Version[]; next?: string } = await table.page<Version>(listOf(id), {
      after,
      limit: limit - versions.length + ROOM_FOR_ORPHANS,
    });
    for (const item of page.items) {
      if (item.version !== wanted.version || item.change !== wanted.change || versions.length === limit)
        continue;
      versions.push(item);
      wanted = { version: item.version - 1, change: item.previous };
    }
    after = page.next;
  }
  return wanted.version > 0 && versions.length === limit ? { versions, next: wanted } : { versions };
}

/** As many versions are looked at at once. */
const PAGE = 100;

/**
 * The versions of a link that are in no chain: of those that raced the ones that came second, and of what was never made. Those
 * that are being made are among them. Where a version is missing nothing older is judged.
 */
export async function* orphansOf(table: HintTable, link: Link): AsyncGenerator<Version[]> {
  let wanted = { version: link.version, change: link.change };
  let after: string | undefined;
  do {
    const page: { items: Version[]; next?: string } = await table.page<Version>(listOf(link.id), {
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    const orphans: Version[] = [];
    for (const item of page.items) {
      if (item.version < wanted.version) break;
      if (item.version === wanted.version && item.change === wanted.change)
        wanted = { version: item.version - 1, change: item.previous };
      else orphans.push(item);
    }
    if (orphans.length > 0) yield orphans;
    const last = page.items.at(-1);
    after = last && last.version >= wanted.version ? page.next : undefined;
  } while (after !== undefined);
}
