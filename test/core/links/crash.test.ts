import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { auditPage } from '../../../core/links/audit.ts';
import { deleteLink, editLink, restoreLink, undoChange } from '../../../core/links/change.ts';
import { alterChange, callOff, orderChange } from '../../../core/links/changes/orders.ts';
import { settle } from '../../../core/links/changes/settle.ts';
import { wake } from '../../../core/links/changes/wake.ts';
import { createLink, type LinkMaker } from '../../../core/links/create.ts';
import { hintsOf } from '../../../core/links/hints/hints.ts';
import { HintTable, type Place } from '../../../core/links/hints/table.ts';
import { historyOf } from '../../../core/links/history.ts';
import type { Link } from '../../../core/links/link.ts';
import { resolveLink } from '../../../core/links/resolve.ts';
import { EditLink } from '../../../core/links/schema.ts';
import { createLinkStore } from '../../../core/links/store.ts';
import { startTables, type Tables } from '../../tables.ts';
import { askerOf, given, makerOf } from './makers.ts';
import { mortal } from './mortal.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  // What could not be tidied up is told to the log, each time.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => tables.stop());

/** Whoever comes next comes when whoever died cannot be at it any more. */
const later = (clock: Clock): Clock => ({ ...clock, now: () => clock.now() + 120_000 });
/** Each telling has an hour of its own, later than all before: what it changed stands first among all changes. */
const hour = (number: number): Clock => ({ ...systemClock, now: () => Date.now() + number * 3_600_000 });
/** More than a telling makes or tries. */
const CHANGES = 12;

interface Story {
  /** The link as the story finds it; undefined where it makes it. */
  before?(maker: LinkMaker, slug: string): Promise<Link>;
  act(maker: LinkMaker, slug: string, link: Link | undefined): Promise<Link | undefined>;
  /** What is true of the link once it has been done, however often. */
  done(link: Link): boolean;
  /** Other slugs than the first that lead to the link before. */
  others?: string[];
}

const ask = (maker: LinkMaker) => askerOf(maker);
const made = async (maker: LinkMaker, slug: string) =>
  (await createLink(given({ url: `https://example.org/${slug}`, slug, title: 'One' }), ask(maker), maker))
    .link;
const edited = async (maker: LinkMaker, link: Link, change: object) => {
  const after = await editLink(link, EditLink.parse(change), ask(maker), maker);
  if (!after) throw new Error('somebody else was first');
  return after;
};
/** A link is changed as it is now, with what has come written down: so does the API. */
const now = async (maker: LinkMaker, link: Link | undefined) => {
  const found = await resolveLink(link?.key ?? '', maker.store, maker.clock.now(), { consistent: true });
  const settled = found && (await settle(found, maker));
  if (!settled) throw new Error('The link is gone, or somebody else was first');
  return settled;
};
/** Seconds from now, to the second. */
const at = ({ clock }: LinkMaker, seconds: number) =>
  new Date((Math.floor(clock.now() / 1000) + seconds) * 1000).toISOString().replace('.000Z', 'Z');
const ordered = async (maker: LinkMaker, link: Link, seconds: number, patch: object) => {
  const order = { at: at(maker, seconds), patch };
  const after = await orderChange(link, order, ask(maker), maker);
  if (!after) throw new Error('somebody else was first');
  return after.link;
};
/** Somebody who comes a minute later. */
const inAMinute = (maker: LinkMaker): LinkMaker => ({
  ...maker,
  clock: { ...maker.clock, now: () => maker.clock.now() + 60_000 },
});
const idOf = (link: Link) => link.pending?.[0]?.id ?? '';

const stories: Record<string, Story> = {
  'make one': { act: made, done: link => link.title === 'One' },
  'edit what it is found by': {
    before: made,
    act: async (maker, _, link) => edited(maker, await now(maker, link), { title: 'Two', tags: ['new'] }),
    done: link => link.title === 'Two',
  },
  'edit what nobody looks for': {
    before: made,
    act: async (maker, _, link) => edited(maker, await now(maker, link), { maxAge: 5 }),
    done: link => link.maxAge === 5,
  },
  rename: {
    before: made,
    act: async (maker, slug, link) => edited(maker, await now(maker, link), { slug: `${slug}/b` }),
    done: link => link.slug.endsWith('/b'),
  },
  'rename back to a slug of its own': {
    before: async (maker, slug) => edited(maker, await made(maker, slug), { slug: `${slug}/b` }),
    act: async (maker, slug, link) => edited(maker, await now(maker, link), { slug }),
    done: link => !link.slug.endsWith('/b'),
    others: ['/b'],
  },
  'rename back while the rename before is not quite done': {
    before: async (maker, slug) => {
      const one = await made(maker, slug);
      const link = await edited(maker, one, { slug: `${slug}/b` });
      const arriving = { link, from: slug, expects: one.change, wasAlias: false };
      expect(await maker.store.put({ arriving }, link.change)).toBeUndefined();
      return link;
    },
    act: async (maker, slug, link) => edited(maker, await now(maker, link), { slug }),
    done: link => !link.slug.endsWith('/b'),
    others: ['/b'],
  },
  delete: {
    before: made,
    act: async (maker, _, link) => deleteLink(await now(maker, link), ask(maker), maker),
    done: link => link.deletedAt !== undefined,
  },
  restore: {
    before: async (maker, slug) => (await deleteLink(await made(maker, slug), ask(maker), maker)) as Link,
    act: async (maker, _, link) => restoreLink(await now(maker, link), ask(maker), maker),
    done: link => link.deletedAt === undefined,
  },
  'order a change': {
    before: made,
    act: async (maker, _, link) => {
      const found = await now(maker, link);
      return found.pending ? found : await ordered(maker, found, 30_000_000, { title: 'Two' });
    },
    done: link => link.pending?.[0]?.patch.title === 'Two',
  },
  'order a change otherwise': {
    before: async (maker, slug) => ordered(maker, await made(maker, slug), 30_000_000, { title: 'Two' }),
    act: async (maker, _, link) => {
      const found = await now(maker, link);
      return (await alterChange(found, idOf(found), { patch: { title: 'Three' } }, ask(maker), maker))?.link;
    },
    done: link => link.pending?.[0]?.patch.title === 'Three',
  },
  'call a change off': {
    before: async (maker, slug) => ordered(maker, await made(maker, slug), 30_000_000, { title: 'Two' }),
    act: async (maker, _, link) => {
      const found = await now(maker, link);
      return found.pending ? (await callOff(found, idOf(found), ask(maker), maker))?.link : found;
    },
    done: link => link.pending === undefined,
  },
  'write down two changes that have come, by the schedule': {
    before: async (maker, slug) => {
      const link = await ordered(maker, await made(maker, slug), 30, { title: 'Two', tags: ['new'] });
      return await ordered(maker, link, 31, { title: 'Three' });
    },
    act: async (maker, _, link) => {
      await wake(inAMinute(maker));
      return await now(inAMinute(maker), link);
    },
    done: link => link.title === 'Three' && link.version === 5,
  },
  'edit a link whose change has come and is not written down': {
    before: async (maker, slug) => ordered(maker, await made(maker, slug), 30, { title: 'Two' }),
    act: async (maker, _, link) => {
      const then = inAMinute(maker);
      return await edited(then, await now(then, link), { maxAge: 5 });
    },
    done: link => link.maxAge === 5 && link.title === 'Two',
  },
  'undo an edit': {
    before: async (maker, slug) => edited(maker, await made(maker, slug), { title: 'Two' }),
    act: async (maker, _, link) => undoChange(await now(maker, link), 1, ask(maker), maker),
    done: link => link.title === 'One',
  },
  'undo a rename': {
    before: async (maker, slug) => edited(maker, await made(maker, slug), { slug: `${slug}/b` }),
    act: async (maker, _, link) => undoChange(await now(maker, link), 1, ask(maker), maker),
    done: link => !link.slug.endsWith('/b'),
    others: ['/b'],
  },
};

/** What is promised of a link at any moment. */
async function expectWhole(link: Link): Promise<void> {
  const hints = new HintTable(tables.hints);
  const places = hintsOf(link).map(({ list, place }) => ({ list, place }));
  const found = await hints.getAll<Place & { change?: unknown }>(places);
  expect(
    found
      .filter(({ change }) => typeof change === 'string')
      .map(({ list }) => list)
      .sort(),
  ).toEqual(places.map(({ list }) => list).sort());
  const { versions } = await historyOf(hints, link.id, link, 100);
  expect(versions.map(({ version }) => version)).toEqual(
    Array.from({ length: link.version }, (_, index) => link.version - index),
  );
  expect(versions[0]?.link).toEqual(JSON.parse(JSON.stringify(link)));
  // And everybody who looks through all changes finds them, and no other.
  const { entries } = await auditPage({ ...makerOf(tables), hints }, { after: undefined, limit: CHANGES });
  const own = entries.filter(({ version }) => version.link.id === link.id);
  expect(own.map(({ version }) => version.change).sort()).toEqual(
    versions.map(({ change }) => change).sort(),
  );
}

/** There is no second link of the same id. One that a rename left half-way is read as what it is, and mended with the lists. */
async function expectOne(link: Link): Promise<void> {
  const { client, name } = tables.links;
  const own = new ScanCommand({
    TableName: name,
    FilterExpression: 'id = :id AND attribute_not_exists(movedTo)',
    ExpressionAttributeValues: { ':id': link.id },
  });
  const { Items = [], LastEvaluatedKey } = await client.send(own);
  expect(LastEvaluatedKey).toBeUndefined();
  expect(Items.map(item => item.slug)).toEqual([link.key]);
}

/** Of changes that have come some may be written, and others not yet. */
const isOnItsWay = (link: Link) => link.title === 'Two' && link.version > 2;

let count = 0;

/** Answers how many calls the story made until it died with its `call`th one, or until its end. */
async function tell(story: Story, call: number): Promise<number> {
  const slug = `crash-${++count}`;
  const clock = hour(count);
  const before = await story.before?.(makerOf(tables, { clock }), slug);
  const tablesOfTheDying = mortal(tables, call);
  const dying = makerOf(tables, {
    clock,
    store: createLinkStore(tablesOfTheDying.links),
    hints: new HintTable(tablesOfTheDying.hints),
  });
  await story.act(dying, slug, before).catch(() => undefined);

  const next = makerOf(tables, { clock: later(clock) });
  for (const key of before ? [slug, ...(story.others ?? []).map(other => slug + other)] : []) {
    const found = await resolveLink(key, next.store, next.clock.now(), { consistent: true });
    expect(found?.id).toBe(before?.id);
    if (!found) continue;
    expect(found.version === before?.version || isOnItsWay(found) || story.done(found)).toBe(true);
    await expectWhole(found);
  }
  const after = await story.act(next, slug, before);
  if (!after) throw new Error('somebody else was first');
  expect(story.done(after)).toBe(true);
  const read = await now(next, after);
  expect(story.done(read)).toBe(true);
  await expectWhole(read);
  await expectOne(read);
  return tablesOfTheDying.calls();
}

test.each(Object.keys(stories))('whoever dies at any line: %s', async name => {
  const story = stories[name] as Story;
  let made: number;
  let call = 0;
  do made = await tell(story, ++call);
  while (made >= call);
  expect(call).toBeGreaterThan(3);
});
