import { type NotDone, told } from '../../schedule/timed.ts';
import type { Allowed } from '../allowed.ts';
import type { Link, Pending } from '../link.ts';
import { occurrencesOf, patched } from '../pending.ts';
import { reasonAgainst } from '../reason.ts';

/**
 * What is pending of a link, each with the times at which it cannot be made: as the link is, with all that comes before, and by the
 * settings of now. It is asked for again when it comes.
 *
 * @param now milliseconds: what could not be made long ago is not told any more
 * @returns undefined for nothing
 */
export function judged(link: Link, allowed: Allowed, now: number): Pending[] | undefined {
  if (link.pending === undefined) return undefined;
  const invalid = new Map<string, NotDone[]>();
  let state = link;
  for (const { pending, at } of occurrencesOf(link)) {
    const reason = reasonAgainst(state, pending, at, allowed);
    if (reason === undefined) state = patched(state, pending.patch);
    else invalid.set(pending.id, [...(invalid.get(pending.id) ?? []), { at, reason }]);
  }
  const pending = told(link.pending, now).map(({ invalid: _, ...each }) => {
    const notDone = invalid.get(each.id);
    return { ...each, ...(notDone && { invalid: notDone }) };
  });
  return pending.length === 0 ? undefined : pending;
}
