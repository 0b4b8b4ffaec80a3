import type { FieldError } from '../../problem.ts';
import type { Link, NotMade, Patch, Pending } from '../link.ts';
import { occurrencesOf, patched } from '../pending.ts';
import { readSettings } from '../settings.ts';

/** Of changes that could not be made so many are told of, for so long. */
const TOLD = 5;
const TOLD_MS = 30 * 24 * 3_600_000;

const DELETED = 'the link is deleted';

/**
 * What is pending of a link that is about to be written, each with the times at which it cannot be made: as the link is, with all that
 * comes before. So whoever follows the link asks no rules, and nobody can come to another answer than whoever writes it down.
 *
 * @param ownHosts the names of all short domains
 * @param now milliseconds: what could not be made long ago is not told any more
 * @returns undefined for nothing
 */
export function judged(link: Link, ownHosts: readonly string[], now: number): Pending[] | undefined {
  if (link.pending === undefined) return undefined;
  const invalid = new Map<string, NotMade[]>();
  let state = link;
  for (const { pending, at } of occurrencesOf(link)) {
    const reason = reasonAgainst(state, pending.patch, ownHosts);
    if (reason === undefined) state = patched(state, pending.patch);
    else invalid.set(pending.id, [...(invalid.get(pending.id) ?? []), { at, reason }]);
  }
  const pending = told(link.pending, now).map(({ invalid: _, ...each }) => {
    const notMade = invalid.get(each.id);
    return { ...each, ...(notMade && { invalid: notMade }) };
  });
  return pending.length === 0 ? undefined : pending;
}

function reasonAgainst(link: Link, patch: Patch, ownHosts: readonly string[]): string | undefined {
  if (link.deletedAt !== undefined) return DELETED;
  const [error] = readSettings(patchAsGiven(patch), link, ownHosts).errors;
  return error && inWords(error);
}

const inWords = ({ field, reason, expected }: FieldError) => `${field} ${reason}; expected ${expected}`;

/** The settings of a patch whose rules can be asked: of a password only a hash is known, and it has none. */
export function patchAsGiven({ password: _, ...settings }: Patch): Parameters<typeof readSettings>[0] {
  return settings as Parameters<typeof readSettings>[0];
}

/** All that will come, and the last ones that could not be made. */
function told(pending: readonly Pending[], now: number): Pending[] {
  const dropped = pending
    .filter(({ times, dropped }) => times.length === 0 && dropped !== undefined)
    .filter(({ dropped }) => now - Date.parse(dropped?.at ?? '') < TOLD_MS)
    .sort((one, other) => ((one.dropped?.at ?? '') < (other.dropped?.at ?? '') ? 1 : -1))
    .slice(0, TOLD);
  return pending.filter(each => each.times.length > 0 || dropped.includes(each));
}
