import type { Clock } from '../clock.ts';
import { changeOf, type Entry } from './item.ts';
import type { Arriving, Link } from './link.ts';
import type { LinkReader } from './reader.ts';

/** No link is renamed so often; and no circle of names can be made, but a follow must end whatever is in the table. */
const MAX_HOPS = 100;

/** A link, and until when the key that was asked for leads to it: ISO 8601; for ever without one. */
export interface Resolved {
  link: Link;
  until: string | undefined;
}

/**
 * The link that a key leads to: its own, or the one it was renamed to; undefined where there is none. One read for a link, one
 * more for each name it had since.
 *
 * @param now milliseconds; an alias may have ended by then
 * @throws ServiceFault
 */
export async function resolveKey(
  key: string,
  store: LinkReader,
  now: number,
  options?: { consistent: boolean },
): Promise<Resolved | undefined> {
  const entry = await store.get(key, options);
  // Only how long the slug that was asked for is kept matters, not how long those are that the link had later.
  if (!entry || hasEnded(entry, now)) return undefined;
  const link = await linkBehind(entry, store, options);
  return link && { link, until: 'alias' in entry ? entry.alias.until : undefined };
}

/** The link alone; see `resolveKey`. */
export async function resolveLink(...asked: Parameters<typeof resolveKey>): Promise<Link | undefined> {
  return (await resolveKey(...asked))?.link;
}

async function linkBehind(
  start: Entry,
  store: LinkReader,
  options?: { consistent: boolean },
): Promise<Link | undefined> {
  let entry: Entry | undefined = start;
  for (let hop = 0; entry !== undefined && hop < MAX_HOPS; hop++) {
    if ('link' in entry) return entry.link;
    if ('arriving' in entry) return await arrived(entry.arriving, store, options);
    entry = await store.get(entry.alias.movedTo, options);
  }
  return undefined;
}

export const hasEnded = (entry: Entry, now: number): boolean =>
  'alias' in entry && entry.alias.until !== undefined && now >= Date.parse(entry.alias.until);

/**
 * The link under a slug that it is about to get: there once the old slug has become an alias of the same change. It is read
 * only if whoever renamed it was stopped between two writes.
 */
async function arrived(
  { link, from, wasAlias }: Arriving,
  store: LinkReader,
  options?: { consistent: boolean },
): Promise<Link | undefined> {
  const old = await store.get(from, options);
  if (old && 'alias' in old) return old.alias.change === link.change ? link : undefined;
  return wasAlias && old && 'link' in old && old.link.id === link.id ? old.link : undefined;
}

/** Longer than any function lives that could be at it yet. */
const DEAD_AFTER_MS = 60_000;

/** Who may write where an entry is: `expected` is for the store's `put`; undefined where the slug is taken. */
export interface Vacancy {
  expected: string | undefined;
}

/**
 * Whether a key is free for a link: nothing is there, or an alias that has ended, or a link that never arrived. One that is
 * the link's own alias is free for it, too.
 *
 * @param id the link's
 * @throws ServiceFault
 */
export async function vacancyAt(
  entry: Entry | undefined,
  { store, clock }: { store: LinkReader; clock: Clock },
  id?: string,
): Promise<Vacancy | undefined> {
  if (entry === undefined) return { expected: undefined };
  if ('link' in entry) return undefined;
  const vacancy = { expected: changeOf(entry) };
  if ('alias' in entry) return hasEnded(entry, clock.now()) || entry.alias.id === id ? vacancy : undefined;
  const { link, from, expects, wasAlias } = entry.arriving;
  const old = await store.get(from, { consistent: true });
  if (old && 'alias' in old && old.alias.change === link.change) return undefined;
  // It was to take over from that change, and cannot any more: another one came first.
  const isLost = old === undefined || changeOf(old) !== expects;
  if (!isLost && clock.now() - Date.parse(link.changedAt) < DEAD_AFTER_MS) return undefined;
  return wasAlias && link.id !== id ? undefined : vacancy;
}
