import { hintsOf, type Pointer } from '../hints/hints.ts';
import type { Place } from '../hints/table.ts';
import { tagItems } from '../hints/tags.ts';
import { orphansOf } from '../history.ts';
import type { Arriving, Link } from '../link.ts';
import type { Entry } from '../store.ts';
import { isSettled, type ReindexContext, type Work } from './work.ts';

/** Gives links the hints they lack, takes away versions that came second, and ends renames that were left half-way. */
export async function mendLinks(entries: readonly Entry[], context: ReindexContext): Promise<Work> {
  const links = entries.flatMap(entry => ('link' in entry ? [entry.link] : []));
  const arriving = entries.flatMap(entry => ('arriving' in entry ? [entry.arriving] : []));
  const { written, looked } = await writeMissing(links, context);
  let versions = 0;
  for (const link of links) versions += await removeOrphans(link, context);
  const ends = [];
  for (const each of arriving) ends.push(await endRename(each, context));
  const finished = ends.filter(end => end === 'finished').length;
  const undone = ends.filter(end => end === 'undone').length;
  return {
    mended: { links: links.length, written, versions, finished, undone },
    reads: entries.length + looked + links.length + arriving.length,
    writes: written + versions + finished + undone,
  };
}

/** A hint of a link that is changed meanwhile is one too many, and goes next time. */
async function writeMissing(links: readonly Link[], { hints, clock }: ReindexContext) {
  const expected = links.flatMap(hintsOf);
  const at = new Date(clock.now()).toISOString();
  const tags = [...new Map(links.flatMap(tagItems).map(tag => [nameOf(tag), { ...tag, at }])).values()];
  const all = await hints.getAll<Pointer>([...expected, ...tags]);
  const there = new Map(all.map(item => [nameOf(item), item]));
  const missing = expected.filter(hint => !isSame(hint, there.get(nameOf(hint))));
  const missingTags = tags.filter(tag => !there.has(nameOf(tag)));
  await hints.write([...missingTags, ...missing]);
  return { written: missing.length + missingTags.length, looked: expected.length + tags.length };
}

const nameOf = ({ list, place }: Place) => `${list}\n${place}`;

/** Whether a hint says what it should, whenever it was written. */
function isSame(hint: Pointer, other: Pointer | undefined): boolean {
  return other !== undefined && contentOf(hint) === contentOf(other);
}

const contentOf = (hint: Pointer) => JSON.stringify(Object.entries({ ...hint, at: '' }).sort());

async function removeOrphans(link: Link, { hints, clock }: ReindexContext): Promise<number> {
  let removed = 0;
  for await (const orphans of orphansOf(hints, link)) {
    const dead = orphans.filter(({ at, writtenAt = at }) => isSettled(writtenAt, clock.now()));
    await hints.remove(dead);
    removed += dead.length;
  }
  return removed;
}

/** Whether a rename was made is for the old slug to say, see `resolve.ts`. */
async function endRename(
  { link, from, wasAlias }: Arriving,
  { store, clock }: ReindexContext,
): Promise<'finished' | 'undone' | undefined> {
  if (!isSettled(link.changedAt, clock.now())) return undefined;
  const old = await store.get(from, { consistent: true });
  if (old && 'alias' in old && old.alias.change === link.change) {
    await store.put({ link }, link.change);
    return 'finished';
  }
  if (wasAlias) {
    const alias = { key: link.key, movedTo: from, id: link.id, change: link.change };
    await store.put({ alias }, link.change);
  } else await store.remove(link.key, link.change);
  return 'undone';
}
