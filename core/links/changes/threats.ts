import type { Allowed } from '../allowed.ts';
import { BLOCKED, newDestinations } from '../blocked.ts';
import type { LinkContext } from '../commit.ts';
import type { Link, Pending } from '../link.ts';
import { madeOf, type Occurrence, occurrencesOf } from '../pending.ts';
import { inWords, reasonAgainst, settingsWith } from '../reason.ts';
import { judged } from './judge.ts';

/** So long before it comes a change is looked at again. */
export const AHEAD_MS = 10 * 60_000;
/** One that was looked at so long before it comes, or later, is not: each run of these minutes would ask. */
const FRESH_MS = 15 * 60_000;

export interface ThreatContext extends Allowed {
  /** The first of some addresses that others know for a threat, by a request to them; without it nobody is asked. */
  isThreat?(urls: string[]): Promise<string | undefined>;
}

/**
 * Why an ordered change, which can be made otherwise, would lead to what has become known for a threat since it was ordered. Asks only
 * where nobody has lately.
 *
 * @param link as it is right before
 */
export async function threatIn(
  link: Link,
  { pending, at }: Occurrence,
  context: ThreatContext,
): Promise<string | undefined> {
  const { isThreat } = context;
  if (!isThreat || isFresh(pending, at)) return undefined;
  const places = newDestinations(settingsWith(pending.patch, link, context).settings, link);
  const known = places.length === 0 ? undefined : await isThreat([...new Set(places.map(({ url }) => url))]);
  const place = known === undefined ? undefined : places.find(({ url }) => url === known);
  return place && inWords({ field: place.field, ...BLOCKED });
}

const isFresh = ({ orderedAt, lookedAt = orderedAt }: Pending, at: string) =>
  Date.parse(at) - Date.parse(lookedAt) <= FRESH_MS;

/**
 * Looks at what comes soon to a link, and notes in its item what cannot be made: whoever follows the link asks nobody. That is no
 * change of the link, and no version.
 *
 * @param link as far as its changes have come they are written
 * @throws a ServiceFault
 */
export async function lookAhead(link: Link, context: LinkContext & ThreatContext): Promise<void> {
  const { clock, store, isThreat } = context;
  if (!isThreat || link.deletedAt !== undefined) return;
  const until = clock.now() + AHEAD_MS;
  const threats = new Map<string, { at: string; reason: string }[]>();
  let then = link;
  for (const each of occurrencesOf(link)) {
    const { pending, at } = each;
    if (until < Date.parse(at)) break;
    let reason = reasonAgainst(then, pending, at, context);
    if (reason === undefined && !isFresh(pending, at)) {
      reason = await threatIn(then, each, context);
      threats.set(pending.id, [...(threats.get(pending.id) ?? []), ...(reason ? [{ at, reason }] : [])]);
    }
    then = madeOf(then, { ...each, reason });
  }
  if (threats.size === 0) return;
  const lookedAt = new Date(clock.now()).toISOString();
  const pending = link.pending?.map(each => {
    const found = threats.get(each.id);
    return found ? { ...each, lookedAt, threats: [...(each.threats ?? []), ...found] } : each;
  });
  // Whoever changes the link meanwhile writes it without the note, and the next run looks again.
  const noted = { ...link, pending };
  await store.put({ link: { ...noted, pending: judged(noted, context, clock.now()) } }, link.change);
}
