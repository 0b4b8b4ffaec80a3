import { invalid, Problem, ServiceFault } from '../problem.ts';
import { timesAfter } from '../schedule/times.ts';
import { refuseBlocked, refuseOwn } from './blocked.ts';
import { judged } from './changes/judge.ts';
import { pendingOnceRestored } from './changes/restored.ts';
import { type Change, changed, commit } from './commit.ts';
import { type Asker, type LinkCreator, type LinkMaker, passwordOf, taken } from './create.ts';
import { keyOf } from './domains.ts';
import { type Action, historyOf, type Ordered, type Version } from './history.ts';
import { keepWithin, mayTouch } from './limits.ts';
import type { Link, Pending } from './link.ts';
import { vacancyAt } from './resolve.ts';
import type { EditLink } from './schema.ts';
import { readSettings } from './settings.ts';
import { wrongSlug } from './slug.ts';
import type { Refusal } from './store.ts';

/** How a link shall be after a change; what is not there stays. */
export interface Wanted {
  action: Action;
  settings: Partial<Link>;
  slug?: string | undefined;
  /** Until when the old slug leads to the new one; for ever without one. */
  oldSlugUntil?: string | undefined;
  ordered?: Ordered | undefined;
}

/**
 * Changes a link as a request says.
 *
 * @returns the link as it is then; undefined when another change came first
 * @throws a 422 problem that names every wrong field, a 409 for a slug that is taken, a ServiceFault, after which the change
 *   may have been made all the same
 */
export async function editLink(
  link: Link,
  given: EditLink,
  asker: Asker,
  maker: LinkMaker,
): Promise<Link | undefined> {
  if (link.deletedAt !== undefined)
    throw new Problem(410, `The link was deleted. Restore it, then change it.`);
  const { settings, errors } = readSettings(given, link, asker.ownHosts, asker.schemes);
  const slug = given.slug === undefined ? undefined : wrongSlug(given.slug, asker.domain);
  if (slug) errors.push({ field: 'slug', ...slug });
  errors.push(...keepWithin(asker.limits ?? {}, settings, given.slug));
  if (errors.length > 0) throw invalid(errors);
  await refuseBlocked(settings, maker, link);
  const password =
    given.password === undefined ? { password: link.password } : await passwordOf(given.password);
  const wanted: Wanted = {
    action: given.slug === undefined || given.slug === link.slug ? 'edit' : 'rename',
    settings: { ...settings, password: undefined, ...password },
    slug: given.slug,
    oldSlugUntil: given.oldSlugUntil ?? undefined,
  };
  return await change(link, wanted, asker, maker);
}

/** The link is there no more, and its slug is not given again. Answers like `editLink`. */
export async function deleteLink(link: Link, asker: Asker, maker: LinkMaker): Promise<Link | undefined> {
  if (link.deletedAt !== undefined) return link;
  const deletedAt = new Date(maker.clock.now()).toISOString();
  return await change(link, { action: 'delete', settings: { deletedAt } }, asker, maker);
}

/**
 * Takes a deletion back. Answers like `editLink`.
 *
 * @throws a 422 problem where the link leads to what no link may lead to by now
 */
export async function restoreLink(link: Link, asker: Asker, maker: LinkMaker): Promise<Link | undefined> {
  refuseOwn(link, asker);
  await refuseBlocked(link, maker);
  const pending = pendingOnceRestored(link, maker.clock.now());
  const wanted: Wanted = { action: 'restore', settings: { deletedAt: undefined, pending } };
  return await change(link, wanted, asker, maker);
}

/**
 * Makes the link what it was at an earlier version, the one before the last change unless said otherwise. That is a change
 * like others, and can be undone itself. Answers like `editLink`.
 *
 * @throws a 422 problem where there is no such version, or where it leads to what no link may lead to by now
 */
export async function undoChange(
  link: Link,
  version: number | undefined,
  asker: Asker,
  maker: LinkMaker,
): Promise<Link | undefined> {
  const wanted = version ?? link.version - 1;
  const earlier = await versionAt(link, wanted, maker);
  // What the key may not see it may not bring back either.
  if (!earlier || !mayTouch({ limits: asker.limits ?? {} }, earlier.link))
    throw invalid([
      {
        field: 'version',
        reason: 'is no earlier version of the link',
        expected: link.version === 1 ? 'nothing: the link was never changed' : `1 to ${link.version - 1}`,
      },
    ]);
  refuseOwn(earlier.link, asker);
  await refuseBlocked(earlier.link, maker);
  const { id, key, domain, version: _, change: __, hints, edgeUntil, slug, ...settings } = earlier.link;
  // What the earlier version did not have, it shall not have again.
  const erased = Object.fromEntries(Object.keys(link).map(name => [name, undefined]));
  const { createdAt, createdBy } = link;
  const pending = pendingAgain(earlier.link, link, maker.clock.now());
  const kept = {
    id: link.id,
    key: link.key,
    domain: link.domain,
    slug: link.slug,
    createdAt,
    createdBy,
    pending,
  };
  return await change(
    link,
    { action: 'undo', settings: { ...erased, ...settings, ...kept }, slug },
    asker,
    maker,
  );
}

/** What was ordered at an earlier version and is still to come; what was ordered since is called off. What could not be made is told on. */
function pendingAgain({ pending = [] }: Link, link: Link, now: number): Pending[] | undefined {
  const again = pending.flatMap(({ dropped: _, ...each }) => {
    const times = each.repeat ? timesAfter(each.repeat, now) : each.times.filter(at => Date.parse(at) > now);
    return times.length === 0 ? [] : [{ ...each, times }];
  });
  const told = (link.pending ?? []).filter(({ times }) => times.length === 0);
  return again.length + told.length === 0 ? undefined : [...again, ...told];
}

async function versionAt(link: Link, wanted: number, maker: LinkMaker): Promise<Version | undefined> {
  if (!(wanted >= 1 && wanted < link.version)) return undefined;
  let from: { version: number; change: string } | undefined = link;
  while (from) {
    const page: Awaited<ReturnType<typeof historyOf>> = await historyOf(maker.hints, link.id, from, 100);
    const found = page.versions.find(each => each.version === wanted);
    if (found) return found;
    from = page.next;
  }
  return undefined;
}

/** Makes a change, whatever it is; of a link whose ordered changes have been written as far as they have come. Answers like `editLink`. */
export async function change(
  before: Link,
  { action, settings, slug = before.slug, oldSlugUntil, ordered }: Wanted,
  asker: Asker,
  maker: LinkCreator,
): Promise<Link | undefined> {
  const key = keyOf(asker.domain, slug);
  const next = changed(before, { ...settings, slug, key }, asker.by, maker);
  const after = { ...next, pending: judged(next, maker, maker.clock.now()) };
  if (isNoChange(before, after)) return before;
  const step: Change = { action, before, after, ordered };
  const refusal =
    key === before.key
      ? await commit(step, maker, () => maker.store.put({ link: after }, before.change))
      : await rename(step, oldSlugUntil, asker, maker);
  return refusal ? undefined : after;
}

/** Whether a change leaves everything as it is, but for who made it and when. */
function isNoChange(before: Link, after: Link): boolean {
  const { version, change: _, hints, changedAt, changedBy, edgeUntil } = before;
  const same = { ...after, version, change: _, hints, changedAt, changedBy, edgeUntil };
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(same));
}

const sorted = (link: Link) =>
  Object.entries(link)
    .filter(([, value]) => value !== undefined)
    .sort();

/**
 * Three writes: the link under its new slug, where it does not count yet; the old slug becomes an alias, which decides; the
 * link counts. Who is stopped between the last two has renamed the link all the same (`resolve.ts`).
 */
async function rename(
  step: Change,
  until: string | undefined,
  { domain }: Asker,
  maker: LinkCreator,
): Promise<Refusal | undefined> {
  const { before, after } = step;
  if (!before) throw new Error('A link that is renamed was there before');
  const { store } = maker;
  await endRenaming(before, maker);
  const there = await store.get(after.key, { consistent: true });
  const vacancy = await vacancyAt(there, maker, before.id);
  if (!vacancy) throw await taken(after.slug, domain, maker);
  const wasAlias = there !== undefined && 'alias' in there && there.alias.id === before.id;
  const arriving = { link: after, from: before.key, expects: before.change, wasAlias };
  const alias = { key: before.key, movedTo: after.key, id: before.id, change: after.change, until };
  let isTaken = false;
  const refusal = await commit(step, maker, async () => {
    const refused = await store.put({ arriving }, vacancy.expected);
    isTaken = refused !== undefined;
    if (refused) return refused;
    const late = await store.put({ alias }, before.change);
    // What has not arrived is no link, and in nobody's way; an alias is missed.
    if (late && wasAlias) await store.put(there, after.change);
    return late;
  });
  if (isTaken) throw await taken(after.slug, domain, maker);
  if (!refusal) await arrive(after, maker);
  return refusal;
}

/**
 * Lets a link count whose last rename was left half-way: until then the alias that says it was made must stay, and the next
 * rename may lead back to that very slug.
 */
async function endRenaming(link: Link, { store }: LinkCreator): Promise<void> {
  const entry = await store.get(link.key, { consistent: true });
  if (entry && 'arriving' in entry) await store.put({ link }, link.change);
}

/** What fails here has no effect but that each follow reads one item more. */
async function arrive(link: Link, { store }: LinkCreator): Promise<void> {
  try {
    await store.put({ link }, link.change);
  } catch (error) {
    if (!(error instanceof ServiceFault)) throw error;
  }
}
