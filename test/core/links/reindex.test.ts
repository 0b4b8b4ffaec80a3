import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { changeHint, type Hint, listHints } from '../../../core/links/hints/hints.ts';
import { listLinks } from '../../../core/links/hints/list.ts';
import type { Listing } from '../../../core/links/hints/look.ts';
import type { Place } from '../../../core/links/hints/table.ts';
import { TAGS, type TagItem } from '../../../core/links/hints/tags.ts';
import { type Version, versionOf } from '../../../core/links/history.ts';
import type { Link } from '../../../core/links/link.ts';
import { reindex } from '../../../core/links/reindex/reindex.ts';
import { resolveLink } from '../../../core/links/resolve.ts';
import { startTables, type Tables } from '../../tables.ts';
import { World } from './world.ts';

let tables: Tables;
let world: World;

beforeEach(async () => {
  tables = await startTables();
  world = new World(tables);
});
afterEach(() => tables.stop());

const HOUR = 3_600_000;
const ANY: Listing = { sort: 'created', descending: true, limit: 100 };
const CLEAN = { written: 0, removed: 0, versions: 0, finished: 0, undone: 0, done: true };

/** A run, with a clock that whoever sleeps moves on. */
const run = (maker = world.maker) => {
  const clock = { now: () => world.clock.now(), sleep: async (ms: number) => world.clock.advance(ms) };
  return reindex({ ...maker, clock });
};
const slugs = async (listing: Partial<Listing> = {}) =>
  (await listLinks({ ...ANY, ...listing }, world.maker)).links.map(({ slug }) => slug);

async function everything(table: 'links' | 'hints') {
  const { client, name: TableName } = tables[table];
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return Items.filter(({ list }) => list !== 'reindex');
}

/** The hints alone, in a steady order: versions of links, and what others keep there, are no hints. */
const hintsThere = async () =>
  (await everything('hints')).filter(({ link }) => typeof link === 'string').sort(byPlace);

const tagsThere = async () =>
  (await everything('hints')).flatMap(({ list, place }) => (list === TAGS ? [place] : [])).sort();

const byPlace = (one: Record<string, unknown>, other: Record<string, unknown>) =>
  JSON.stringify([one.list, one.place]) < JSON.stringify([other.list, other.place]) ? -1 : 1;

async function emptyHints() {
  for (const { list, place } of await everything('hints'))
    await tables.hints.client.send(new DeleteCommand({ TableName: 'hints', Key: { list, place } }));
}

async function make(count = 3): Promise<Link[]> {
  const links = [];
  for (let n = 1; n <= count; n++) {
    await world.clock.advance(1000);
    links.push(await world.create({ url: `https://example.com/page${n}`, slug: `s${n}`, tags: ['sale'] }));
  }
  await world.clock.advance(HOUR);
  return links;
}

test('what is right stays as it is', async () => {
  const [one] = await make();
  if (one) await world.delete(await world.edit(one, { title: 'Other' }));
  await world.clock.advance(HOUR);
  const before = await everything('hints');
  expect(await run()).toMatchObject({ ...CLEAN, links: 3 });
  expect(await everything('hints')).toEqual(before);
});

test('it rests for a week, and begins again', async () => {
  await make();
  expect(await run()).toMatchObject(CLEAN);
  expect(await run()).toBeUndefined();
  await world.clock.advance(7 * 24 * HOUR);
  expect(await run()).toMatchObject(CLEAN);
});

test('hints that are lost come again, the same as they were', async () => {
  await make();
  const before = await hintsThere();
  await emptyHints();
  expect(await slugs()).toEqual([]);
  expect(await run()).toMatchObject({ ...CLEAN, written: before.length + 1 });
  expect(await hintsThere()).toEqual(before);
  expect(await tagsThere()).toEqual(['sale']);
});

test('a tag that no link has goes once nobody can be about to give it to one', async () => {
  const [one, two, three] = (await make()) as [Link, Link, Link];
  for (const link of [one, two, three]) await world.edit(link, { tags: [] });
  await world.create({ url: 'https://example.org/', slug: 'late', tags: ['late'] });
  const { hints } = world.maker;
  const count = { list: 'tag-counts', place: '*#sale', links: 9000, countedAt: '2020-01-01T00:00:00.000Z' };
  await hints.write([count] as Place[]);
  expect(await run()).toMatchObject({ ...CLEAN, removed: 2 });
  expect(await tagsThere()).toEqual(['late']);
});

test('a tag that somebody gives to a link at the very moment stays', async () => {
  const [one] = (await make()) as [Link, Link, Link];
  await world.edit(one, { tags: ['other'] });
  const { hints } = world.maker;
  const [other] = (await hints.page<TagItem>(TAGS, { limit: 1, descending: false })).items;
  await world.create({ url: 'https://example.org/', slug: 'late', tags: ['Other'] });
  await hints.removeUnchanged(other as TagItem);
  expect(await tagsThere()).toEqual(['other', 'sale']);
});

test('a hint that is wrong about its link is put right', async () => {
  const [one] = await make();
  if (!one) return;
  const hint = listHints(one)[0] as Hint;
  await world.maker.hints.write([{ ...hint, tags: [], words: '' } as Hint]);
  expect(await slugs({ tags: ['sale'], text: 's1' })).toEqual(['s1']);
  expect(await run()).toMatchObject({ ...CLEAN, written: 1 });
});

test('links made before there were hints are found, and each list loses nothing when they are changed', async () => {
  const { client } = tables.links;
  for (const slug of ['old1', 'old2'])
    await client.send(
      new PutCommand({
        TableName: 'links',
        Item: {
          slug,
          url: `https://example.com/${slug}`,
          createdAt: '2025-11-20T11:00:00.000Z',
          createdBy: 'k',
        },
      }),
    );
  expect(await slugs()).toEqual([]);
  expect(await run()).toMatchObject({ ...CLEAN, links: 2, written: 20 });
  expect((await slugs({ text: 'exam' })).sort()).toEqual(['old1', 'old2']);
  const link = (await listLinks({ ...ANY, text: 'old1' }, world.maker)).links[0] as Link;
  await world.edit(link, { title: 'New' });
  expect(await slugs({ text: 'new' })).toEqual(['old1']);
  await world.clock.advance(7 * 24 * HOUR);
  expect(await run()).toMatchObject(CLEAN);
});

describe('what is too much goes once nobody can be at it', () => {
  async function tooMuch(): Promise<(Hint | Version)[]> {
    const [one, two] = (await make()) as [Link, Link, Link];
    const lost = { ...one, change: 'lost', hints: 'lost', version: 2, tags: ['other'] };
    const never: Link = { ...two, id: 'never', change: 'never', hints: 'never' };
    for (const link of [lost, never]) link.changedAt = new Date(world.clock.now()).toISOString();
    return [
      ...[lost, never].flatMap(link => [...listHints(link), changeHint(link)]),
      versionOf(lost, 'edit', one.change),
      versionOf(never, 'create', ''),
    ];
  }

  test('hints and versions of changes that came second', async () => {
    const items = await tooMuch();
    const before = await everything('hints');
    await world.maker.hints.write(items);
    await world.clock.advance(HOUR);
    expect(await run()).toMatchObject({ ...CLEAN, removed: items.length - 2, versions: 2 });
    expect((await everything('hints')).sort(byPlace)).toEqual(before.sort(byPlace));
  });

  test('not yet when they were written a moment ago', async () => {
    const items = await tooMuch();
    await world.maker.hints.write(items);
    await world.clock.advance(5 * 60_000);
    const before = await everything('hints');
    expect(await run()).toMatchObject(CLEAN);
    expect(await everything('hints')).toEqual(before);
  });
});

test('what others keep in the table of hints stays', async () => {
  const others = [
    { list: 'all', place: 'x', count: 1 },
    { list: 'clicks', place: '2026', link: 's1', count: 1 },
  ];
  await world.maker.hints.write(others);
  expect(await run()).toMatchObject(CLEAN);
  expect(await everything('hints')).toHaveLength(2);
});

describe('a rename that was left half-way', () => {
  const leave = async (isMade: boolean, wasAlias = false) => {
    const [one] = (await make(1)) as [Link];
    const { store, hints } = world.maker;
    const after = { ...one, slug: 'new', key: 'new', version: 2, change: 'c2', hints: 'c2' };
    after.changedAt = new Date(world.clock.now()).toISOString();
    await hints.write([...listHints(after), changeHint(after), versionOf(after, 'rename', one.change)]);
    await store.put({ arriving: { link: after, from: 's1', expects: one.change, wasAlias } }, undefined);
    if (isMade)
      await store.put({ alias: { key: 's1', movedTo: 'new', id: one.id, change: 'c2' } }, one.change);
    return after;
  };

  test('and was made is finished', async () => {
    const link = await leave(true);
    expect(await slugs()).toEqual(['new']);
    await world.clock.advance(HOUR);
    expect(await run()).toMatchObject({ finished: 1, done: true });
    expect(await world.maker.store.get('new')).toEqual({ link });
    expect(await slugs({ text: 'new' })).toEqual(['new']);
  });

  test('and was not made is undone', async () => {
    await leave(false);
    expect(await slugs()).toEqual(['s1']);
    await world.clock.advance(HOUR);
    expect(await run()).toMatchObject({ undone: 1, versions: 1, done: true });
    expect(await world.maker.store.get('new')).toBeUndefined();
    expect(await slugs()).toEqual(['s1']);
  });

  test('and was to an old slug of the link leads to it again', async () => {
    await leave(false, true);
    await world.clock.advance(HOUR);
    expect(await run()).toMatchObject({ undone: 1, done: true });
    expect(await world.maker.store.get('new')).toMatchObject({ alias: { movedTo: 's1' } });
  });

  test('is left alone as long as somebody may be at it', async () => {
    await leave(true);
    const before = await everything('links');
    expect(await run()).toMatchObject({ finished: 0, undone: 0 });
    expect(await everything('links')).toEqual(before);
  });
});

test('whoever is stopped at any call goes on from there, and all is mended in the end', async () => {
  await make(4);
  const before = await hintsThere();
  for (const hint of before.filter((_, n) => n % 2 === 0)) {
    await tables.hints.client.send(
      new DeleteCommand({ TableName: 'hints', Key: { list: hint.list, place: hint.place } }),
    );
  }
  await world.maker.hints.write([{ ...before[0], change: 'x', place: `${before[0]?.place}x` } as Hint]);
  let runs = 0;
  for (let isDone = false; !isDone; runs++) {
    const dead = dying(runs + 1);
    isDone = await run({
      ...world.maker,
      store: dead(world.maker.store),
      hints: dead(world.maker.hints),
    }).then(
      () => true,
      () => false,
    );
  }
  expect(runs).toBeGreaterThan(5);
  expect(await hintsThere()).toEqual(before);
});

test('wherever changes were stopped, afterwards each link has its hints and there are no others', async () => {
  await make(3);
  const changes: [string, (link: Link, dead: World) => Promise<unknown>][] = [
    ['s1', (link, dead) => dead.edit(link, { tags: ['print'], title: 'Other words' })],
    ['s2', (link, dead) => dead.edit(link, { slug: 'other' })],
    ['s2', (link, dead) => dead.edit(link, { slug: 's2' })],
    ['s3', (link, dead) => dead.delete(link)],
    ['s3', (link, dead) => dead.restore(link)],
    ['s3', (_, dead) => dead.create({ url: 'https://example.org/', slug: 'late' })],
  ];
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  for (const [index, [key, change]] of changes.entries())
    for (let calls = 0, isDone = false; !isDone; calls++) {
      const link = await resolveLink(key, world.maker.store, world.clock.now(), { consistent: true });
      const dead = new World(tables, `${index} ${calls}`);
      const kill = dying(calls);
      const { store, hints } = dead.maker;
      Object.assign(dead.maker, { store: kill(store), hints: kill(hints), clock: world.clock });
      isDone = await change(link as Link, dead).then(
        () => true,
        () => false,
      );
      await world.clock.advance(1000);
    }
  log.mockRestore();
  await world.clock.advance(HOUR);
  expect(await run()).toMatchObject({ done: true });
  const entries = (await world.maker.store.scan(100)).entries;
  expect(entries.filter(entry => 'arriving' in entry)).toEqual([]);
  const expected = entries
    .flatMap(entry => ('link' in entry ? [...listHints(entry.link), changeHint(entry.link)] : []))
    .map(({ at: _, ...hint }) => hint);
  expect((await hintsThere()).map(({ at: _, ...hint }) => hint)).toEqual(expected.sort(byPlace));
});

/** Lets so many calls of all that it is given pass, and none after. */
function dying(calls: number) {
  let left = calls;
  return <Thing extends object>(thing: Thing): Thing =>
    new Proxy(thing, {
      get:
        (target, name) =>
        (...args: unknown[]) => {
          if (left-- <= 0) throw new Error('killed');
          return (target as Record<string | symbol, (...args: unknown[]) => unknown>)[name]?.apply(
            target,
            args,
          );
        },
    });
}
