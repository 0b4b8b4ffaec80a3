import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { orderChange } from '../../../../core/links/changes/orders.ts';
import { wake } from '../../../../core/links/changes/wake.ts';
import { DUE, type Pointer } from '../../../../core/links/hints/hints.ts';
import { listLinks } from '../../../../core/links/hints/list.ts';
import { historyOf } from '../../../../core/links/history.ts';
import { reindex } from '../../../../core/links/reindex/reindex.ts';
import { resolveLink } from '../../../../core/links/resolve.ts';
import { createLinkStore } from '../../../../core/links/store.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { World } from '../world.ts';

const MINUTE = 60_000;
let tables: Tables;
let world: World;

beforeEach(async () => {
  tables = await startTables();
  world = new World(tables);
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});
afterEach(() => tables.stop());

const run = (maker: Partial<World['maker']> = {}) => wake({ ...world.maker, ...maker });
const linkOf = (key: string) => resolveLink(key, world.maker.store, world.clock.now(), { consistent: true });
const due = async () =>
  (await world.maker.hints.page<Pointer>(DUE, { limit: 100, descending: false, consistent: true })).items;
const make = async (slug: string, minutes: number, title = 'New') => {
  const link = await world.create({ url: 'https://example.com/', slug });
  return await world.order(link, { title }, world.clock.now() + minutes * MINUTE);
};

test('the changes of many links that have come are written, and those alone', async () => {
  for (let n = 0; n < 25; n++) await make(`come-${n}`, 1);
  await make('to-come', 3);
  await world.clock.advance(2 * MINUTE);
  expect(await run()).toEqual({ written: 25, failed: 0 });
  expect((await due()).map(({ link }) => link)).toEqual(['to-come']);
  const { links } = await listLinks(
    { sort: 'created', descending: true, limit: 100, text: 'new' },
    world.maker,
  );
  expect(links).toHaveLength(25);
});

test('two at once write each change once', async () => {
  for (let n = 0; n < 10; n++) await make(`twice-${n}`, 1);
  await world.clock.advance(MINUTE);
  const both = await Promise.all([run(), run()]);
  expect(both.reduce((sum, { written }) => sum + written, 0)).toBe(10);
  for (let n = 0; n < 10; n++) expect((await linkOf(`twice-${n}`))?.version).toBe(3);
});

test('where one cannot be written the others are, and the next run tries again', async () => {
  await make('fails', 1);
  await make('works', 1);
  await world.clock.advance(MINUTE);
  const store = createLinkStore(tables.links);
  const put: typeof store.put = async (entry, expected) => {
    if ('link' in entry && entry.link.slug === 'fails') throw new Error('throttled');
    return await store.put(entry, expected);
  };
  expect(await run({ store: { ...store, put } })).toEqual({ written: 1, failed: 1 });
  expect((await linkOf('works'))?.title).toBe('New');
  expect(await run()).toEqual({ written: 1, failed: 0 });
});

test('of a link that is deleted nothing comes, however long that is', async () => {
  await world.delete(await make('deleted', 1));
  await world.clock.advance(2 * MINUTE);
  expect(await due()).toEqual([]);
  expect(await run()).toEqual({ written: 0, failed: 0 });
  expect((await linkOf('deleted'))?.version).toBe(3);
});

describe('a hint that leads to no such change', () => {
  const hint = (at: number): Pointer => ({
    list: DUE,
    place: '2025-12-31T00:00:00Z#id#gone',
    link: 'nothing',
    change: 'gone',
    at: new Date(at).toISOString(),
  });
  const write = (item: Pointer) =>
    tables.hints.client.send(new PutCommand({ TableName: 'hints', Item: item }));

  test('stays while whoever wrote it may be at it', async () => {
    await write(hint(world.clock.now() - 9 * MINUTE));
    await run();
    expect(await due()).toHaveLength(1);
  });

  test('is taken away once nobody can be', async () => {
    await write(hint(world.clock.now() - 10 * MINUTE));
    await make('behind', 1);
    await world.clock.advance(MINUTE);
    expect(await run()).toEqual({ written: 1, failed: 0 });
    expect(await due()).toEqual([]);
  });
});

describe('when lists are mended', () => {
  const mend = () => {
    const clock = { now: () => world.clock.now(), sleep: async (ms: number) => world.clock.advance(ms) };
    return reindex({ ...world.maker, clock });
  };

  test('a hint that was lost comes again, and its change is written', async () => {
    await make('lost', 60);
    await world.maker.hints.remove(await due());
    await world.clock.advance(61 * MINUTE);
    expect(await run()).toEqual({ written: 0, failed: 0 });
    expect(await mend()).toMatchObject({ written: 1 });
    expect(await run()).toEqual({ written: 1, failed: 0 });
  });

  test('one too many goes', async () => {
    const link = await make('edited', 600);
    const [before] = await due();
    await world.edit(link, { note: 'x' });
    await world.maker.hints.write(before ? [before] : []);
    await world.clock.advance(60 * MINUTE);
    expect(await mend()).toMatchObject({ removed: 1 });
    expect(await due()).toHaveLength(1);
  });

  test('a version that is written down late is not taken for a leftover of long ago', async () => {
    await make('late', 1);
    await world.clock.advance(60 * MINUTE);
    const store = createLinkStore(tables.links);
    const put: typeof store.put = async (entry, expected) => {
      await mend(); // goes through all that is there while the link is about to be written
      return await store.put(entry, expected);
    };
    expect(await run({ store: { ...store, put } })).toEqual({ written: 1, failed: 0 });
    const link = await linkOf('late');
    const { versions } = await historyOf(
      world.maker.hints,
      link?.id ?? '',
      link ?? { version: 0, change: '' },
      10,
    );
    expect(versions.map(({ action }) => action)).toEqual(['scheduled', 'order', 'create']);
    expect(await due()).toEqual([]);
    const found = await listLinks(
      { sort: 'created', descending: true, limit: 100, text: 'new' },
      world.maker,
    );
    expect(found.links).toHaveLength(1);
  });
});

test('a change to an address of a further scheme is made as long as the deployment allows that scheme', async () => {
  const link = await world.create({ url: 'https://example.com/', slug: 'mail' });
  const asker = { ...world.asker(), schemes: ['mailto'] };
  const at = new Date(world.clock.now() + MINUTE).toISOString();
  const order = { at, patch: { url: 'mailto:sales@example.com' } };
  await expect(orderChange(link, order, world.asker(), world.maker)).rejects.toMatchObject({ status: 422 });
  await orderChange(link, order, asker, world.maker);
  await world.clock.advance(MINUTE);
  expect(await wake({ ...world.maker, urlSchemes: ['mailto'] })).toEqual({
    written: 1,
    failed: 0,
  });
  expect(await linkOf('mail')).toMatchObject({ url: 'mailto:sales@example.com', version: 3 });
});
