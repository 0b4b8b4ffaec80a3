import type { Allowed } from './allowed.ts';
import { DEFAULTS, type Link, type Patch, type Pending } from './link.ts';
import { reasonAgainst } from './reason.ts';

/** One time of a change that was ordered. */
export interface Occurrence {
  pending: Pending;
  at: string;
  /** Why it cannot be made then, as things were when the link was written. */
  reason: string | undefined;
}

/** All times of a link's changes that are known, in the order in which they come; of the same second the one that is first in the list. */
export function occurrencesOf({ pending = [] }: Pick<Link, 'pending'>): Occurrence[] {
  const all = pending.flatMap(each => each.times.map(at => occurrence(each, at)));
  return all.sort((one, other) => (one.at === other.at ? 0 : one.at < other.at ? -1 : 1));
}

const occurrence = (pending: Pending, at: string): Occurrence => ({
  pending,
  at,
  reason: pending.invalid?.find(each => each.at === at)?.reason,
});

/**
 * A link as it is at a time: with the changes that were ordered, have come and can be made by the settings of now; of one that is
 * deleted none is. Whoever writes the link next writes them down first (`changes/settle.ts`), and it is the same link then.
 *
 * @param now milliseconds
 */
export function linkAt(link: Link, now: number, allowed: Allowed): Link {
  if (link.pending === undefined || link.deletedAt !== undefined) return link;
  let at = link;
  for (const each of occurrencesOf(link)) {
    if (now < Date.parse(each.at)) break;
    at = madeOf(at, { ...each, reason: reasonAgainst(at, each.pending, each.at, allowed) });
  }
  return at;
}

/** The next version of a link: with a change whose time has come, or told that it could not be made. */
export function madeOf(link: Link, { pending, at, reason }: Occurrence): Link {
  const changedAt = new Date(at).toISOString();
  const made = reason === undefined ? patched(link, pending.patch) : link;
  return { ...made, version: link.version + 1, changedAt, changedBy: pending.by };
}

/** A link with a patch. */
export function patched(link: Link, patch: Patch): Link {
  const settings = Object.entries(patch).map(([name, value]) => [
    name,
    value ?? DEFAULTS[name as keyof typeof DEFAULTS],
  ]);
  return { ...link, ...Object.fromEntries(settings) };
}

/**
 * When an ordered change of a link comes next, whether it can be made or not: that is decided then.
 *
 * @param now milliseconds
 */
export const nextTimeAt = (link: Pick<Link, 'pending'>, now: number): string | undefined =>
  link.pending && occurrencesOf(link).find(({ at }) => now < Date.parse(at))?.at;

/**
 * When a link will be another than it is now, as far as could be said when it was written.
 *
 * @param now milliseconds
 */
export function nextChangeAt(link: Pick<Link, 'pending'>, now: number): string | undefined {
  if (link.pending === undefined) return undefined;
  return occurrencesOf(link).find(({ at, reason }) => reason === undefined && now < Date.parse(at))?.at;
}
