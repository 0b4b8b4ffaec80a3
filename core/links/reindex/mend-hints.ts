import { hintsOf, type Pointer } from '../hints/hints.ts';
import type { HintTable, Place } from '../hints/table.ts';
import { TAGS, type TagItem } from '../hints/tags.ts';
import { tagTerm } from '../hints/terms.ts';
import { isHistory, type Version } from '../history.ts';
import type { Entry } from '../store.ts';
import { isStale, type KeptCount, TAG_COUNTS } from '../tags/count.ts';
import { isSettled, type ReindexContext, type Work } from './work.ts';

const BATCH = 100;

type Item = Pointer | Version;

/** Takes away hints that are no link's, tags that no link has, and the first versions of links that were never made; what is none of these stays. */
export async function mendHints(items: readonly Place[], context: ReindexContext): Promise<Work> {
  const now = context.clock.now();
  const known = items.filter(isKnown);
  const settled = known.filter(item => (!isVersion(item) || item.version === 1) && isSettled(item.at, now));
  const keys = [...new Set(settled.map(keyOfItem))];
  const entries = new Map<string, Entry>();
  for (let start = 0; start < keys.length; start += BATCH) {
    const batch = keys.slice(start, start + BATCH);
    for (const [key, entry] of await context.store.getAll(batch, { consistent: false }))
      entries.set(key, entry);
  }
  const places = new Map<string, Set<string>>();
  const dead: Place[] = [];
  let versions = 0;
  for (const item of settled) {
    const entry = entries.get(keyOfItem(item));
    if (isVersion(item)) {
      if (!(await isDead(item, entry, context))) continue;
      versions++;
    } else if (isNamed(item, entry, places)) continue;
    dead.push(item);
  }
  dead.push(...items.filter(isCount).filter(count => isStale(count, now)));
  await context.hints.remove(dead);
  const tags = items.filter(isTag).filter(({ at }) => isSettled(at, now));
  let unused = 0;
  for (const tag of tags) if (await removeUnused(tag, context.hints)) unused++;
  return {
    mended: { hints: known.length, removed: dead.length - versions + unused, versions },
    reads: items.length + keys.length + tags.length,
    writes: dead.length + unused,
  };
}

const isCount = (item: Place): item is KeptCount => item.list === TAG_COUNTS;
const isTag = (item: Place): item is TagItem => item.list === TAGS;

/** A link may get the tag at this moment: it writes the tag anew first, and has it stay. */
async function removeUnused(tag: TagItem, hints: HintTable): Promise<boolean> {
  const { items } = await hints.page(tagTerm(tag.place), { limit: 1, consistent: true, isPlaces: true });
  if (items.length > 0) return false;
  await hints.removeUnchanged(tag);
  return true;
}

const isKnown = (item: Place): item is Item => 'change' in item && 'link' in item;
const isVersion = (item: Item): item is Version => isHistory(item.list);

const keyOfItem = (item: Item) => (isVersion(item) ? item.link.key : item.link);

/** Whether the link that a hint is of has such a hint. Those of a rename that is not done yet are for the next time. */
function isNamed(hint: Pointer, entry: Entry | undefined, places: Map<string, Set<string>>): boolean {
  if (!entry || 'alias' in entry) return false;
  if ('arriving' in entry) return true;
  const { link } = entry;
  let expected = places.get(link.key);
  if (!expected) {
    expected = new Set(hintsOf(link).map(({ list, place }) => `${list}\n${place}`));
    places.set(link.key, expected);
  }
  return expected.has(`${hint.list}\n${hint.place}`);
}

/** Whether a first version is of a link that came second for its slug. One that has later versions was made, wherever it is now. */
async function isDead(
  version: Version,
  entry: Entry | undefined,
  { hints }: ReindexContext,
): Promise<boolean> {
  if (entry && idOf(entry) === version.link.id) return false;
  const { items } = await hints.page<Version>(version.list, { limit: 1, consistent: true });
  return items[0] === undefined || items[0].version === 1;
}

function idOf(entry: Entry): string {
  if ('alias' in entry) return entry.alias.id;
  return 'link' in entry ? entry.link.id : entry.arriving.link.id;
}
