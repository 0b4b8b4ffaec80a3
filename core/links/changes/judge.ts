import type { FieldError } from '../../problem.ts';
import { type NotDone, told } from '../../schedule/timed.ts';
import { timesAfter } from '../../schedule/times.ts';
import type { Link, Patch, Pending } from '../link.ts';
import { occurrencesOf, patched } from '../pending.ts';
import type { AddressRules } from '../schemes.ts';
import { readSettings } from '../settings.ts';

const DELETED = 'the link is deleted';

/** What is pending of a link that is restored: what would have come meanwhile is told, and comes no more. */
export function pendingOnceRestored({ pending }: Link, now: number): Pending[] | undefined {
  return pending?.map(each => {
    const [at] = each.times;
    if (at === undefined || now < Date.parse(at)) return each;
    const times = each.repeat ? timesAfter(each.repeat, now) : [];
    return { ...each, times, dropped: { at, reason: DELETED } };
  });
}

/**
 * What is pending of a link that is about to be written, each with the times at which it cannot be made: as the link is, with all that
 * comes before. So whoever follows the link asks no rules, and nobody can come to another answer than whoever writes it down.
 *
 * @param rules where links may lead
 * @param now milliseconds: what could not be made long ago is not told any more
 * @returns undefined for nothing
 */
export function judged(link: Link, rules: AddressRules, now: number): Pending[] | undefined {
  if (link.pending === undefined) return undefined;
  const invalid = new Map<string, NotDone[]>();
  let state = link;
  for (const { pending, at } of occurrencesOf(link)) {
    const reason = reasonAgainst(state, pending.patch, rules);
    if (reason === undefined) state = patched(state, pending.patch);
    else invalid.set(pending.id, [...(invalid.get(pending.id) ?? []), { at, reason }]);
  }
  const pending = told(link.pending, now).map(({ invalid: _, ...each }) => {
    const notDone = invalid.get(each.id);
    return { ...each, ...(notDone && { invalid: notDone }) };
  });
  return pending.length === 0 ? undefined : pending;
}

function reasonAgainst(link: Link, patch: Patch, { ownHosts, schemes }: AddressRules): string | undefined {
  if (link.deletedAt !== undefined) return DELETED;
  const [error] = readSettings(patchAsGiven(patch), link, ownHosts, schemes).errors;
  return error && inWords(error);
}

const inWords = ({ field, reason, expected }: FieldError) => `${field} ${reason}; expected ${expected}`;

/** The settings of a patch whose rules can be asked: of a password only a hash is known, and it has none. */
export function patchAsGiven({ password: _, ...settings }: Patch): Parameters<typeof readSettings>[0] {
  return settings as Parameters<typeof readSettings>[0];
}
