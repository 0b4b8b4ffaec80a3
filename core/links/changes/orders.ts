import { uuid } from '../../ids.ts';
import { type FieldError, invalid, Problem } from '../../problem.ts';
import { isToCome, timeOf } from '../../schedule/timed.ts';
import { asWhen, type When } from '../../schedule/when.ts';
import type { Allowed } from '../allowed.ts';
import { refuseBlocked } from '../blocked.ts';
import { change } from '../change.ts';
import { type Asker, type LinkMaker, passwordOf } from '../create.ts';
import type { Action, Ordered } from '../history.ts';
import { keepWithin, mayTouch } from '../limits.ts';
import type { Link, Patch, Pending } from '../link.ts';
import { isPassword } from '../password.ts';
import { linkAt } from '../pending.ts';
import { patchAsGiven } from '../reason.ts';
import { readSettings } from '../settings.ts';
import type { AlterChange, OrderChange } from './schema.ts';

/** A link is read by each follow, and all that is pending with it. */
export const MAX_PENDING = 20;
export const MAX_PENDING_BYTES = 16 * 1024;

/** A link, and a change that was ordered for it. */
export interface OrderedChange {
  link: Link;
  pending: Pending;
  /** Whether it was ordered just now. */
  isNew: boolean;
}

type Given = Pick<OrderChange, 'patch'>['patch'];

/**
 * Orders a change of a link for later; an equal one that the same key ordered is found.
 *
 * @param link as far as its changes have come they are written
 * @returns undefined when another change came first
 * @throws a 422 problem that names every wrong field, a 409 and a 410 one, a ServiceFault, after which it may have been ordered all the
 *   same
 */
export async function orderChange(
  link: Link,
  { patch: given, ...asked }: OrderChange,
  asker: Asker,
  maker: LinkMaker,
): Promise<OrderedChange | undefined> {
  refuseDeleted(link);
  const when = asWhen(asked, maker.clock.now());
  const patch = await patchOf(given, link, when, asker, maker);
  const { pending: all = [] } = link;
  const same = await orderedAlready(all, { ...when, patch }, given, asker);
  if (same) return { link, pending: same, isNew: false };
  if (all.filter(isToCome).length >= MAX_PENDING)
    throw new Problem(
      409,
      `The link has ${MAX_PENDING} changes to come, the most there can be. Call one off first.`,
    );
  const pending = { id: uuid(maker.random), ...when, patch, ...orderedBy(asker, maker) };
  return await write(link, { action: 'order', pending, all: [...all, pending] }, asker, maker);
}

/** Orders a change otherwise: for another time, or with another patch. Answers like `orderChange`. */
export async function alterChange(
  link: Link,
  id: string,
  { patch: given, ...asked }: AlterChange,
  asker: Asker,
  maker: LinkMaker,
): Promise<OrderedChange | undefined> {
  refuseDeleted(link);
  const { pending: all = [] } = link;
  const before = changeOf(link, id, asker, maker);
  if (!isToCome(before))
    throw new Problem(410, 'The change has come, and could not be made. Order another one.');
  const when = asWhen(asked, maker.clock.now(), before);
  const others = { ...link, pending: all.filter(each => each !== before) };
  if (given === undefined) {
    const { then, settings } = settingsThen(before.patch, others, when, asker, maker);
    await refuseBlocked(settings, maker, then, 'patch.');
  }
  const patch = given === undefined ? before.patch : await patchOf(given, others, when, asker, maker);
  if (isSame(before, { ...when, patch })) return { link, pending: before, isNew: false };
  const pending = { id, ...when, patch, ...orderedBy(asker, maker) };
  const altered = all.map(each => (each === before ? pending : each));
  return await write(link, { action: 'order', pending, all: altered }, asker, maker);
}

/** Calls a change off, or has one forgotten that could not be made. Answers like `orderChange`, with the change as it was. */
export async function callOff(
  link: Link,
  id: string,
  asker: Asker,
  maker: LinkMaker,
): Promise<OrderedChange | undefined> {
  const pending = changeOf(link, id, asker, maker);
  const all = (link.pending ?? []).filter(each => each !== pending);
  const written = await write(link, { action: 'call-off', pending, all }, asker, maker);
  return written && { ...written, pending };
}

/** What a key may see of a link's changes, the next first: what leads where it may not lead a link is not there for it. */
export function changesFor(link: Link, { limits = {} }: Pick<Asker, 'limits'>, allowed: Allowed): Pending[] {
  const isShown = ({ times: [at] }: Pending) =>
    at === undefined || mayTouch({ limits }, linkAt(link, Date.parse(at), allowed));
  return (link.pending ?? []).filter(isShown).sort((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
}

/** Throws a 404 problem where there is no such change. */
export function changeOf(link: Link, id: string, asker: Pick<Asker, 'limits'>, allowed: Allowed): Pending {
  const found = changesFor(link, asker, allowed).find(each => each.id === id);
  if (!found) throw new Problem(404, 'The link has no such change to come. What has come is in its history.');
  return found;
}

function refuseDeleted({ deletedAt }: Link): void {
  if (deletedAt !== undefined) throw new Problem(410, 'The link was deleted. Restore it, then change it.');
}

const orderedBy = ({ by }: Asker, { clock }: LinkMaker) => ({
  by,
  orderedAt: new Date(clock.now()).toISOString(),
});

/**
 * What is kept of a patch: in canonical form, a hash for a password. It is looked at together with the link as it will be when the change
 * comes for the first time.
 */
async function patchOf(given: Given, link: Link, when: When, asker: Asker, maker: LinkMaker): Promise<Patch> {
  const names = Object.keys(given).filter(name => given[name as keyof Given] !== undefined);
  if (names.length === 0)
    throw invalid([
      { field: 'patch', reason: 'changes nothing', expected: 'at least one setting of the link' },
    ]);
  const { then, settings, isTagged } = settingsThen(given as Patch, link, when, asker, maker);
  await refuseBlocked(settings, maker, then, 'patch.');
  const patch: Patch = Object.fromEntries(
    names.map(name => [
      name,
      given[name as keyof Given] === null ? null : settings[name as keyof typeof settings],
    ]),
  );
  if (isTagged) patch.tags = settings.tags;
  if (given.password === undefined) return patch;
  return { ...patch, password: (await passwordOf(given.password)).password ?? null };
}

/**
 * What a link will be when a patch comes for the first time, and with it. Throws a 422 problem where that does not go together, or the
 * key is not for it; `isTagged` says whether its one tag was added.
 */
function settingsThen(
  patch: Patch,
  link: Link,
  { times }: When,
  { ownHosts, schemes, limits = {} }: Asker,
  allowed: Allowed,
) {
  const then = linkAt(link, Date.parse(times[0] ?? ''), allowed);
  const { settings, errors } = readSettings(patchAsGiven(patch), then, ownHosts, schemes);
  const { tags } = settings;
  errors.push(...keepWithin(limits, settings, undefined));
  if (errors.length > 0) throw invalid(errors.map(inPatch));
  return { then, settings, isTagged: settings.tags !== tags };
}

const inPatch = ({ field, ...error }: FieldError): FieldError => ({ field: `patch.${field}`, ...error });

/** What an equal request of the same key ordered. Of a password only a hash is known, which is another one each time. */
async function orderedAlready(
  all: readonly Pending[],
  { patch, ...when }: Pick<Pending, 'times' | 'repeat' | 'patch'>,
  given: Given,
  { by }: Asker,
): Promise<Pending | undefined> {
  for (const each of all) {
    const { password } = each.patch;
    const wanted = patch.password && password ? { ...patch, password } : patch;
    if (each.by !== by || !isSame(each, { ...when, patch: wanted })) continue;
    if (!given.password || !password || (await isPassword(given.password, password))) return each;
  }
  return undefined;
}

const isSame = (one: Pending, other: Pick<Pending, 'times' | 'repeat' | 'patch'>) =>
  comparable(one) === comparable(other);

const comparable = ({ times, repeat, patch }: Pick<Pending, 'times' | 'repeat' | 'patch'>) =>
  JSON.stringify([times[0], repeat, Object.entries(patch).sort()]);

interface Written {
  action: Action;
  pending: Pending;
  all: Pending[];
}

async function write(
  link: Link,
  { action, pending: ordered, all }: Written,
  asker: Asker,
  maker: LinkMaker,
): Promise<OrderedChange | undefined> {
  const bytes = Buffer.byteLength(JSON.stringify(all));
  if (action === 'order' && bytes > MAX_PENDING_BYTES)
    throw invalid([
      {
        field: 'patch',
        reason: `makes the changes to come ${bytes} bytes`,
        expected: `at most ${MAX_PENDING_BYTES} for all of a link`,
      },
    ]);
  const { id, orderedAt } = ordered;
  const about: Ordered = { id, at: timeOf(ordered), orderedAt };
  const settings = { pending: all.length === 0 ? undefined : all };
  const after = await change(link, { action, settings, ordered: about }, asker, maker);
  const pending = after?.pending?.find(each => each.id === id) ?? all.find(each => each.id === id);
  if (!after) return undefined;
  return { link: after, pending: pending as Pending, isNew: true };
}
