import type { Clock } from '../clock.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import { problemFrom } from '../problem.ts';
import type { tell } from '../tell.ts';
import { type Audited, auditOf } from './audit.ts';
import { changeHints, isFoundOtherwise, listHints, type Pointer } from './hints/hints.ts';
import type { HintTable, Place } from './hints/table.ts';
import { newTags } from './hints/tags.ts';
import { type Action, type Ordered, type Version, versionOf } from './history.ts';
import { isSameForAll, type Link } from './link.ts';
import { occurrencesOf } from './pending.ts';
import type { LinkStore, Refusal } from './store.ts';

export interface LinkContext {
  store: LinkStore;
  hints: Pick<HintTable, 'page' | 'write' | 'remove'>;
  clock: Clock;
  random: RandomBytes;
  /** Hears of what was done by itself; the log without it. */
  tell?: typeof tell;
}

/** What is asked of hints where a link is made or changed. */
export interface HintWriter {
  hints: Pick<HintTable, 'write' | 'remove'>;
}

/** A change of a link that is about to be made. */
export interface Change {
  action: Action;
  /** The link as it is; undefined for one that is made. */
  before: Link | undefined;
  /** As it shall be. */
  after: Link;
  /** The ordered change that this is about. */
  ordered?: Ordered | undefined;
  /** When it is written, where it was to come before. */
  writtenAt?: string | undefined;
}

/** The link as a change would leave it: the next version, by `by`, now. */
export function changed(
  before: Link,
  settings: Partial<Link>,
  by: string,
  { clock, random }: Pick<LinkContext, 'clock' | 'random'>,
): Link {
  const now = clock.now();
  const change = uuid(random);
  const after: Link = {
    ...before,
    ...settings,
    version: before.version + 1,
    change,
    changedAt: new Date(now).toISOString(),
    changedBy: by,
    edgeUntil: new Date(heldUntil(before, now)).toISOString(),
  };
  const isFound = before.hints !== '' && before.key === after.key && !isFoundOtherwise(before, after);
  return { ...after, hints: isFound ? before.hints : change };
}

/** Until when the edge may hold an answer of the link as it is, or of the link before that. */
function heldUntil(before: Link, now: number): number {
  const { maxAge, edgeUntil } = before;
  const kept = isSameForAll(before) ? maxAge * 1000 : 0;
  // No answer is kept past the next change that was ordered.
  const next = occurrencesOf(before).find(({ reason }) => reason === undefined)?.at;
  const end = Math.min(now + kept, next === undefined ? Number.POSITIVE_INFINITY : Date.parse(next));
  return Math.max(now, end, edgeUntil === undefined ? 0 : Date.parse(edgeUntil));
}

/** Seconds until a link as it is now is in force everywhere, and a change of it will be at the latest. */
export function effectiveWithin({ maxAge, edgeUntil }: Link, now: number): number {
  const left = edgeUntil === undefined ? 0 : Math.ceil((Date.parse(edgeUntil) - now) / 1000);
  return Math.max(maxAge, left);
}

/**
 * Makes a change in the one order that survives a crash at any line: first what may be too much (hints, the version), then the
 * link by one conditional write, which alone decides; then what is no longer true is taken away.
 *
 * @param write the conditional write; undefined from it is success
 * @returns undefined once the change is made; else who was there instead
 * @throws ServiceFault, after which the change may have been made all the same
 */
export async function commit(
  change: Change,
  { hints }: HintWriter,
  write: () => Promise<Refusal | undefined>,
): Promise<Refusal | undefined> {
  const { before, after, action, ordered, writtenAt } = change;
  const version: Version = {
    ...versionOf(after, action, before?.change ?? ''),
    ...(ordered && { ordered }),
    ...(writtenAt !== undefined && { writtenAt }),
  };
  const written = <Item extends { at: string }>(item: Item): Item => ({ ...item, at: writtenAt ?? item.at });
  const pointers = added(before, after).map(written);
  const tags = newTags(before, after).map(written);
  await hints.write([...tags, ...pointers, ...versions(before, version), auditOf(version, false)]);
  const refusal = await write();
  if (refusal) await tidy(hints, { gone: [...pointers, version, auditOf(version, false)] });
  else await tidy(hints, { gone: obsolete(before, after), sure: auditOf(version, true) });
  return refusal;
}

const added = (before: Link | undefined, after: Link): Pointer[] => [
  ...changeHints(after),
  ...(after.hints === before?.hints ? [] : listHints(after)),
];

function obsolete(before: Link | undefined, after: Link): Place[] {
  if (!before) return [];
  return [...changeHints(before), ...(after.hints === before.hints ? [] : listHints(before))];
}

/** The version, and the one before where it has none: links were made before versions were kept. */
const versions = (before: Link | undefined, version: Version): Version[] => [
  version,
  ...(before?.change === '' ? [versionOf(before, 'create', '')] : []),
];

/** What stays is not believed, and goes when lists are mended; so nobody is told of a failure. */
async function tidy(
  hints: HintWriter['hints'],
  { gone, sure }: { gone: Place[]; sure?: Audited },
): Promise<void> {
  try {
    await Promise.all([hints.remove(gone), sure && hints.write([sure])]);
  } catch (error) {
    problemFrom(error); // writes it to the log
  }
}
