import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CountingTable } from '../../../../core/clicks/table/counting-table.ts';
import { listLinks } from '../../../../core/links/hints/list.ts';
import type { Listing } from '../../../../core/links/hints/look.ts';
import type { Link } from '../../../../core/links/link.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { clickItems } from '../../clicks/items.ts';
import { World } from '../world.ts';

let tables: Tables;
let world: World;

beforeAll(async () => {
  tables = await startTables();
  world = new World(tables);
});
afterAll(() => tables.stop());

const ANY: Listing = { sort: 'created', descending: true, limit: 25 };
const list = (listing: Partial<Listing>) => listLinks({ ...ANY, ...listing }, world.maker);

/** All pages of a list, as slugs. */
async function all(listing: Partial<Listing>): Promise<string[]> {
  const slugs: string[] = [];
  let after: string | undefined;
  do {
    const { links, next } = await list({ ...listing, after });
    slugs.push(...links.map(({ slug }) => slug));
    after = next;
  } while (after !== undefined);
  return slugs;
}

describe('links are found', () => {
  beforeAll(async () => {
    const soon = new Date(world.clock.now() + 3_600_000).toISOString().replace('.000Z', 'Z');
    const create = async (given: Parameters<World['create']>[0], by?: string) => {
      await world.clock.advance(1000);
      return await world.create(given, by);
    };
    await create({
      url: 'https://shop.example.com/spring',
      slug: 'one',
      title: 'Spring Sale',
      tags: ['Sale', 'web'],
    });
    await create(
      { url: 'https://shop.example.com/café', slug: 'two', note: 'Straße', tags: ['sale'] },
      'key-2',
    );
    await create({ url: 'https://other.example/', slug: 'three', title: '東京タワー', startsAt: soon });
    await create({ url: 'https://other.example/', slug: 'four', domain: 'brand.example', expiresAt: soon });
    const gone = await create({ url: 'https://other.example/gone', slug: 'five', tags: ['sale'] });
    await world.clock.advance(1000);
    await world.delete(gone);
    await world.clock.advance(1000);
  });

  test.each<[string, Partial<Listing>, string[]]>([
    ['all but the deleted ones, the newest first', {}, ['four', 'three', 'two', 'one']],
    ['the oldest first', { descending: false }, ['one', 'two', 'three', 'four']],
    ['in pages', { limit: 1 }, ['four', 'three', 'two', 'one']],
    ['by a tag, in whatever case', { tags: ['SALE'] }, ['two', 'one']],
    ['by all of several tags', { tags: ['sale', 'web'] }, ['one']],
    ['by a tag that none has', { tags: ['none'] }, []],
    ['by their maker', { createdBy: 'key-2' }, ['two']],
    ['by the host they lead to', { host: 'shop.example.com' }, ['two', 'one']],
    ['by their short domain', { domain: 'brand.example' }, ['four']],
    ['by the first short domain', { domain: '' }, ['three', 'two', 'one']],
    ['by state: active', { state: 'active' }, ['four', 'two', 'one']],
    ['by state: scheduled', { state: 'scheduled' }, ['three']],
    ['by state: expired', { state: 'expired' }, []],
    ['by state: deleted', { state: 'deleted' }, ['five']],
    ['deleted ones by a tag', { state: 'deleted', tags: ['sale'] }, ['five']],
    ['by the beginning of a word', { text: 'spri' }, ['one']],
    ['by one letter', { text: 's' }, ['two', 'one']],
    ['by several words, in whatever case', { text: 'SALE shop' }, ['two', 'one']],
    ['without regard to accents', { text: 'cafe strasse' }, ['two']],
    ['by a part of a text without spaces', { text: 'タワ' }, ['three']],
    ['by their slugs', { text: 'thr' }, ['three']],
    ['not by the end of a word', { text: 'pring' }, []],
    [
      'by everything at once',
      { text: 'sp', tags: ['sale'], host: 'shop.example.com', createdBy: 'key-1' },
      ['one'],
    ],
    ['the last changed first', { sort: 'changed' }, ['four', 'three', 'two', 'one']],
    ['changed, deleted', { sort: 'changed', state: 'deleted' }, ['five']],
  ])('%s', async (_, listing, slugs) => {
    expect(await all(listing)).toEqual(slugs);
  });

  test('by clicks, also when the slug that they were counted under is gone', async () => {
    const table = new CountingTable(tables.clicks);
    const clicked = async (slug: string, clicks: number) => {
      const { id, key } = (await list({ text: slug })).links.find(link => link.slug === slug) as Link;
      const items = clickItems(`link#${id}`, { '2026-11-30T05': clicks }, key);
      await table.add(items, { file: slug, pass: 0, claim: 1 });
    };
    await clicked('one', 2);
    await clicked('three', 9);
    await clicked('four', 5);
    expect(await all({ sort: 'clicks' })).toEqual(['three', 'four', 'one', 'two']);
    const three = (await list({ text: 'three' })).links[0] as Link;
    const soon = new Date(world.clock.now() + 60_000).toISOString().replace('.000Z', 'Z');
    await world.edit(three, { slug: 'tree', oldSlugUntil: soon });
    for (const limit of [1, 2, 25]) {
      expect(await all({ sort: 'clicks', limit })).toEqual(['tree', 'four', 'one', 'two']);
      expect(await all({ sort: 'clicks', limit, descending: false })).toEqual(['two', 'one', 'four', 'tree']);
    }
    // Then the ranking leads to it no more: it stands where it was made, among those that were never clicked.
    await tables.links.client.send(
      new DeleteCommand({ TableName: tables.links.name, Key: { slug: three.key } }),
    );
    for (const limit of [1, 2, 25]) {
      expect(await all({ sort: 'clicks', limit })).toEqual(['four', 'one', 'tree', 'two']);
      expect(await all({ sort: 'clicks', limit, descending: false })).toEqual(['two', 'tree', 'one', 'four']);
    }
    expect((await list({ sort: 'clicks' })).clicks?.get(three.id)).toBe(9);
  });
});
