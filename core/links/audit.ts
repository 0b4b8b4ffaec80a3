import type { HintTable, Place } from './hints/table.ts';
import { placeOfVersion, type Version } from './history.ts';
import { resolveLink } from './resolve.ts';
import type { LinkStore } from './store.ts';

/** The list of all changes of all links, in their order. */
export const AUDIT = 'audit';

/** One change in that list: it points to a version. */
export interface Audited extends Place {
  /** The id of the link, the version of it and the change that made that; the change before. */
  of: string;
  version: number;
  made: string;
  previous: string;
  /** Whether the change was made. Written before it without, and once more when it is known; who dies between leaves it open. */
  isSure?: boolean;
}

export function auditOf({ link, at, version, change, previous }: Version, isSure: boolean): Audited {
  return {
    list: AUDIT,
    place: `${at}#${link.id}#${change}`,
    of: link.id,
    version,
    made: change,
    previous,
    ...(isSure && { isSure }),
  };
}

/** A change as it is shown: the version it made, and the one before, which the first has not. */
export interface AuditEntry {
  version: Version;
  before: Version | undefined;
}

/**
 * A page of all changes of all links, the last ones first. Two reads of the table; one or two more for each change of which
 * nobody has said yet whether it was made. Rejects with a ServiceFault.
 *
 * @param after the place behind which the page begins
 */
export async function auditPage(
  { hints, store }: { hints: HintTable; store: LinkStore },
  { after, limit }: { after: string | undefined; limit: number },
): Promise<{ entries: AuditEntry[]; next?: string }> {
  const { items, next } = await hints.page<Audited>(AUDIT, { after, limit, consistent: true });
  const places = items.flatMap(({ of, version, made, previous }) => [
    placeOfVersion(of, version, made),
    ...(version > 1 ? [placeOfVersion(of, version - 1, previous)] : []),
  ]);
  const unique = [...new Map(places.map(each => [each.list + each.place, each])).values()];
  const versions = new Map(
    (await hints.getAll<Version>(unique)).map(each => [each.change + each.list, each]),
  );
  const entries: AuditEntry[] = [];
  for (const item of items) {
    const list = placeOfVersion(item.of, item.version, item.made).list;
    const version = versions.get(item.made + list);
    if (!version || !(item.isSure || (await wasMade(version, hints, store)))) continue;
    entries.push({ version, before: versions.get(item.previous + list) });
  }
  return { entries, ...(next !== undefined && { next }) };
}

/** A change was made if the link names it, or if another change was made of what it had made: only that is ever read. */
async function wasMade(version: Version, hints: HintTable, store: LinkStore): Promise<boolean> {
  const { change, link, list } = version;
  const after = placeOfVersion(link.id, version.version + 1, '~').place;
  const { items } = await hints.page<Version>(list, { after, limit: 20, consistent: true });
  if (items.some(item => item.version === version.version + 1 && item.previous === change)) return true;
  return (await resolveLink(link.key, store, 0, { consistent: true }))?.change === change;
}
