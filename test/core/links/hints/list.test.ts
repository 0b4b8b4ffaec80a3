import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Listing, listLinks } from '../../../../core/links/hints/list.ts';
import { startTables, type Tables } from '../../../tables.ts';
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
});
