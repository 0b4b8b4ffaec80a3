import { isToCome, passed } from '../../schedule/timed.ts';
import { tell as log } from '../../tell.ts';
import { changed, commit, type HintWriter, type LinkContext } from '../commit.ts';
import type { Link, Pending } from '../link.ts';
import { madeOf, type Occurrence, occurrencesOf } from '../pending.ts';
import { reasonAgainst } from '../reason.ts';
import { judged } from './judge.ts';
import { type ThreatContext, threatIn } from './threats.ts';

export interface SettleContext extends LinkContext, ThreatContext {}

/** Hints are only written. */
type Settler = Omit<SettleContext, 'hints'> & HintWriter;

/**
 * Writes down what has come of the changes that were ordered for a link: each is a version of it, by whoever ordered it, at its time.
 * The conditional write that makes it the link's takes it out of what is pending: so each is made once, whoever is at it and wherever
 * it is stopped. Whoever changes a link does this first. Of a link that is deleted nothing comes. What cannot be made by now is told.
 *
 * @returns the link as it is then; undefined when another change came first
 * @throws a ServiceFault, after which some may have been written
 */
export async function settle(link: Link, context: Settler): Promise<Link | undefined> {
  if (link.deletedAt !== undefined) return link;
  let settled = link;
  for (;;) {
    const [next] = occurrencesOf(settled);
    if (!next || context.clock.now() < Date.parse(next.at)) return settled;
    const reason =
      reasonAgainst(settled, next.pending, next.at, context) ?? (await threatIn(settled, next, context));
    const after = await write(settled, { ...next, reason }, context);
    if (!after) return undefined;
    settled = after;
  }
}

async function write(before: Link, occurrence: Occurrence, context: Settler): Promise<Link | undefined> {
  const { clock, random, store, tell = log } = context;
  const { pending, at, reason } = occurrence;
  const now = clock.now();
  const made = { ...madeOf(before, occurrence), pending: without(before.pending ?? [], occurrence, now) };
  const then = { ...clock, now: () => Date.parse(at) };
  const next = changed(before, made, pending.by, { ...context, clock: then, random });
  const after = { ...next, pending: judged(next, context, now) };
  const { id, by, orderedAt } = pending;
  const refusal = await commit(
    {
      action: reason === undefined ? 'scheduled' : 'dropped',
      before,
      after,
      ordered: { id, at, orderedAt, ...(reason !== undefined && { reason }) },
      writtenAt: new Date(now).toISOString(),
    },
    context,
    () => store.put({ link: after }, before.change),
  );
  if (refusal) return undefined;
  const told = { link: after.id, version: after.version, change: id, at, by, lateMs: now - Date.parse(at) };
  if (reason === undefined) tell('info', 'an ordered change was made', told);
  else tell('warn', 'an ordered change could not be made', { ...told, reason });
  return after;
}

/** What is pending once a time has come: what was made once is in the history, and what could not be made is told. */
function without(
  pending: readonly Pending[],
  { pending: { id }, at, reason }: Occurrence,
  now: number,
): Pending[] {
  return pending.flatMap(each => {
    if (each.id !== id) return [each];
    const left = passed(each, now);
    if (reason !== undefined) return [{ ...left, dropped: { at, reason } }];
    return isToCome(left) ? [left] : [];
  });
}
