import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '../../../../core/clock.ts';
import { deleteLink, editLink, restoreLink } from '../../../../core/links/change.ts';
import { callOff, orderChange } from '../../../../core/links/changes/orders.ts';
import { settle } from '../../../../core/links/changes/settle.ts';
import { wake } from '../../../../core/links/changes/wake.ts';
import { type Asker, createLink, type LinkMaker } from '../../../../core/links/create.ts';
import { HintTable } from '../../../../core/links/hints/table.ts';
import { historyOf } from '../../../../core/links/history.ts';
import type { Link } from '../../../../core/links/link.ts';
import { linkAt, nextTimeAt } from '../../../../core/links/pending.ts';
import { resolveLink } from '../../../../core/links/resolve.ts';
import { createLinkStore } from '../../../../core/links/store.ts';
import { Problem } from '../../../../core/problem.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { askerOf, given, makerOf } from '../makers.ts';
import { mortal } from '../mortal.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});
afterAll(() => tables.stop());

const HOUR = 3_600_000;
let now = Date.parse('2026-11-30T09:00:00Z');
const clock: Clock = { now: () => now, sleep: async () => undefined };
/** A day of its own for each telling: whoever died long ago is at it no more. */
beforeEach(() => {
  now += 24 * HOUR;
});

type Settings = Partial<Pick<Link, 'url' | 'title' | 'note' | 'startsAt' | 'expiresAt'>>;
const shown = ({ url, title, note, startsAt, expiresAt, deletedAt }: Partial<Link>) => ({
  ...{ url, title, note, startsAt, expiresAt },
  isDeleted: deletedAt !== undefined,
});

const OTHER = 'https://other.example/';

/** A link as anybody would tell it: what it is, what is to come, and what has come. */
class Model {
  state: Settings = {};
  isDeleted = false;
  /** Whether links may not lead to other.example by the settings of now. */
  isBlocked = false;
  /** In the order of ordering. */
  toCome: { id: string; at: number; hourly: boolean; patch: Record<string, unknown> }[] = [];
  history: string[] = [];

  copy(): Model {
    const copy = new Model();
    Object.assign(copy, this, { toCome: this.toCome.map(each => ({ ...each })), history: [...this.history] });
    return copy;
  }

  /** All that comes until a time. */
  to(time: number): Model {
    while (!this.isDeleted) {
      const next = Math.min(...this.toCome.map(({ at }) => at));
      if (!(next <= time)) return this;
      const index = this.toCome.findIndex(({ at }) => at === next);
      const each = this.toCome[index] as (typeof this.toCome)[number];
      const isMade = this.take(each.patch);
      this.history.push(`${isMade ? 'scheduled' : 'dropped'} ${each.id} ${new Date(next).toISOString()}`);
      if (each.hourly) each.at += HOUR;
      else this.toCome.splice(index, 1);
    }
    return this;
  }

  /** What would have come while it was deleted comes no more. */
  restore(time: number): void {
    this.isDeleted = false;
    for (const each of this.toCome) while (each.hourly && each.at <= time) each.at += HOUR;
    this.toCome = this.toCome.filter(({ at }) => at > time);
  }

  /** Whether a patch goes together with what is there. */
  take(patch: Record<string, unknown>): boolean {
    const entries = Object.entries({ ...this.state, ...patch }).filter(([, value]) => value != null);
    const state: Settings = Object.fromEntries(entries);
    if (state.startsAt && state.expiresAt && state.startsAt >= state.expiresAt) return false;
    if (this.isBlocked && state.url === OTHER && this.state.url !== OTHER) return false;
    this.state = state;
    return true;
  }

  get shown() {
    return shown({ ...this.state, ...(this.isDeleted && { deletedAt: 'x' }) });
  }
}

type Step =
  | { kind: 'order'; seconds: number; hourly: boolean; patch: Record<string, unknown>; dies: number }
  | { kind: 'edit'; patch: Record<string, unknown>; dies: number }
  | { kind: 'call off'; which: number; dies: number }
  | { kind: 'wake' | 'delete' | 'restore'; dies: number }
  | { kind: 'settings' }
  | { kind: 'wait'; ms: number };

const patch = fc.record(
  {
    url: fc.constantFrom('https://example.com/a', 'https://example.com/b', OTHER),
    title: fc.constantFrom('A', 'B', null),
    startsAt: fc.constantFrom('2000-01-01T00:00:00Z', '2000-01-03T00:00:00Z', null),
    expiresAt: fc.constantFrom('2000-01-02T00:00:00Z', '2100-01-01T00:00:00Z', null),
  },
  { requiredKeys: [] },
);
/** The call with which a process dies; mostly none does. */
const dies = fc.oneof(fc.constant(1_000), fc.integer({ min: 1, max: 13 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('order' as const),
    seconds: fc.constantFrom(1, 60, 60, 3_600, 5_000),
    hourly: fc.boolean(),
    patch,
    dies,
  }),
  fc.record({ kind: fc.constant('edit' as const), patch, dies }),
  fc.record({ kind: fc.constant('call off' as const), which: fc.nat(3), dies }),
  fc.record({
    kind: fc.constantFrom('wake' as const, 'wake' as const, 'delete' as const, 'restore' as const),
    dies,
  }),
  fc.constant({ kind: 'settings' as const }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: HOUR })),
  }),
);

let count = 0;

/** Tells a story, and at each step of it compares the link with the model, now and later. */
async function tell(steps: readonly Step[]): Promise<void> {
  const slug = `story-${++count}`;
  const model = new Model();
  const isBlockedHost = (url: string) => model.isBlocked && url === OTHER;
  const maker = makerOf(tables, {
    clock,
    isBlockedHost,
    isBlocked: async urls => urls.find(isBlockedHost),
  });
  const { link: first } = await createLink(
    given({ url: 'https://example.com/a', slug }),
    askerOf(maker),
    maker,
  );
  model.state = { url: 'https://example.com/a' };
  let woken = now;
  const read = async () => (await resolveLink(slug, maker.store, now, { consistent: true })) as Link;

  for (const [number, each] of steps.entries()) {
    // Nobody marks it where it is not: what a step left behind is known by its note.
    const note = `note-${number}`;
    if (each.kind === 'wait') {
      // Of a rule four times are known ahead.
      if (now + each.ms - woken > 3 * HOUR) {
        await wake(maker);
        woken = now;
      }
      now += each.ms;
    } else if (each.kind === 'settings') {
      // What has come by then has, for good, once it is written.
      await wake(maker);
      model.to(now);
      model.isBlocked = !model.isBlocked;
    } else {
      const dying = mortal(tables, each.dies);
      const asker = { ...maker, store: createLinkStore(dying.links), hints: new HintTable(dying.hints) };
      const outcome = await act(each, note, slug, asker).catch(error =>
        error instanceof Problem ? 'refused' : 'died',
      );
      model.to(now);
      const written = linkAt(await read(), now, maker);
      follow(model, each, { note, outcome, written });
    }
    await compare(model, await read(), maker);
  }

  await wake(maker);
  const link = await read();
  const { versions } = await historyOf(maker.hints, first.id, link, 1_000);
  expect(versions.map(({ version }) => version)).toEqual(versions.map((_, n) => link.version - n));
  expect(versions).toHaveLength(link.version);
  const come = versions.filter(({ action }) => action === 'scheduled' || action === 'dropped');
  expect(come.map(({ action, ordered, at }) => `${action} ${ordered?.id} ${at}`).reverse()).toEqual(
    model.to(now).history,
  );
}

/** As the API does it: of the link as it is now, what has come is written down first. */
async function act(step: Step, note: string, slug: string, maker: LinkMaker): Promise<unknown> {
  const asker = askerOf(maker);
  if (step.kind === 'wake') return await wake(maker);
  const found = await resolveLink(slug, maker.store, now, { consistent: true });
  const link = found && (await settle(found, maker));
  if (!link) throw new Error('Nobody else is there');
  return await actOn(link, step, note, asker, maker);
}

async function actOn(link: Link, step: Step, note: string, asker: Asker, maker: LinkMaker): Promise<unknown> {
  switch (step.kind) {
    case 'order': {
      const at = new Date(Math.floor(now / 1000 + step.seconds) * 1000).toISOString();
      const when = step.hourly ? { repeat: '0 * * * *', timeZone: 'UTC' } : { at: at.replace('.000Z', 'Z') };
      return await orderChange(link, { ...when, patch: { ...step.patch, note } } as never, asker, maker);
    }
    case 'edit':
      return await editLink(link, { ...step.patch, note } as never, asker, maker);
    case 'call off': {
      const { id } = link.pending?.filter(({ times }) => times.length > 0)[step.which] ?? {};
      return id === undefined ? undefined : await callOff(link, id, asker, maker);
    }
    case 'delete':
      return await deleteLink(link, asker, maker);
    case 'restore':
      return await restoreLink(link, asker, maker);
  }
  return undefined;
}

/** What a step is to the model. Of one that died only the link can tell whether it was made. */
function follow(
  model: Model,
  step: Step,
  { note, outcome, written }: { note: string; outcome: unknown; written: Link },
): void {
  const pending = written.pending?.filter(({ times }) => times.length > 0) ?? [];
  if (step.kind === 'order') {
    const [each] = pending.filter(({ patch }) => patch.note === note);
    expect(each !== undefined || !isOrdered(outcome)).toBe(true);
    if (!each) return;
    const at = Date.parse(each.times[0] ?? '');
    const then = model.copy().to(at);
    expect(then.isDeleted || then.take({ ...step.patch, note })).toBe(true);
    const expected = step.hourly
      ? (Math.floor(now / HOUR) + 1) * HOUR
      : Math.floor(now / 1000 + step.seconds) * 1000;
    expect(at).toBe(expected);
    model.toCome.push({ id: each.id, at, hourly: step.hourly, patch: { ...step.patch, note } });
  }
  if (step.kind === 'edit' && written.note === note) expect(model.take({ ...step.patch, note })).toBe(true);
  if (step.kind === 'call off') {
    const ids = pending.map(({ id }) => id);
    const gone = model.toCome.filter(({ id }) => !ids.includes(id));
    expect(gone.length).toBeLessThanOrEqual(1);
    model.toCome = model.toCome.filter(({ id }) => ids.includes(id));
  }
  if (step.kind === 'delete') model.isDeleted = written.deletedAt !== undefined;
  if (step.kind === 'restore' && model.isDeleted && written.deletedAt === undefined) model.restore(now);
}

const isOrdered = (outcome: unknown) => typeof outcome === 'object' && outcome !== null && 'isNew' in outcome;

/** What whoever follows the link gets, now and until something is written again. */
async function compare(model: Model, link: Link, maker: LinkMaker): Promise<void> {
  const times = [now, now + 1_000, ...model.copy().toCome.flatMap(({ at }) => [at - 1, at]), now + 2 * HOUR];
  for (const time of times.filter(each => each >= now && each <= now + 2 * HOUR)) {
    const at = linkAt(link, time, maker);
    expect(shown(at)).toEqual(model.copy().to(time).shown);
    // No answer is kept past the time at which it is another.
    const next = nextTimeAt(link, time);
    const end = next === undefined ? time + HOUR : Date.parse(next);
    expect(shown(linkAt(link, end - 1, maker))).toEqual(shown(at));
  }
}

test('whoever follows a link gets what a plain model says, whatever is ordered, edited and killed; each change is made once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async steps => {
      now = Math.ceil(now / HOUR) * HOUR + 24 * HOUR;
      await tell(steps);
    }),
    // On purpose not many: each is some hundred calls of a table. RUNS=1000 looks longer.
    { numRuns: Number(process.env.RUNS ?? 12) },
  );
}, 300_000);
