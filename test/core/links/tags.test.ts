import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { editLink } from '../../../core/links/change.ts';
import { createLink, type LinkMaker } from '../../../core/links/create.ts';
import { HintTable } from '../../../core/links/hints/table.ts';
import { TAGS, tagName } from '../../../core/links/hints/tags.ts';
import { historyOf } from '../../../core/links/history.ts';
import type { Link } from '../../../core/links/link.ts';
import { resolveLink } from '../../../core/links/resolve.ts';
import { EditLink } from '../../../core/links/schema.ts';
import { Budget, countLinks } from '../../../core/links/tags/count.ts';
import { listTags } from '../../../core/links/tags/list.ts';
import { linksWithTag, type Retagging, retagged, retagLinks } from '../../../core/links/tags/retag.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';
import { askerOf, given, makerOf } from './makers.ts';
import { mortal } from './mortal.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => tables.stop());

let tag: string;
let made = 0;
beforeEach(() => {
  tag = `tag-${++made}`;
});

const make = async (slug: string, tags: string[], maker: LinkMaker = makerOf(tables)) =>
  (await createLink(given({ url: `https://example.org/${slug}`, slug, tags }), askerOf(maker), maker)).link;
const read = async ({ key }: Link) =>
  (await resolveLink(key, makerOf(tables).store, Date.now(), { consistent: true })) as Link;
const slugsOf = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

/** As the API does it: until nothing is left. */
async function retagAll(order: Retagging, maker: LinkMaker): Promise<number> {
  let changed = 0;
  let after: string | undefined;
  do {
    const asked = { ...order, after };
    const page = await linksWithTag(asked, maker);
    const answer = await retagLinks(asked, page, () => askerOf(maker), maker);
    changed += answer.changed;
    after = answer.next;
  } while (after !== undefined);
  return changed;
}

async function expectRetagged(links: readonly Link[], tags: string[]): Promise<void> {
  const hints = new HintTable(tables.hints);
  for (const link of links) {
    const now = await read(link);
    expect(now.tags).toEqual(tags);
    // One change, and no more, however often it was begun.
    expect(now.version).toBe(2);
    const { versions } = await historyOf(hints, now.id, now, 10);
    expect(versions.map(({ version, by, action }) => [version, by, action])).toEqual([
      [2, 'key-1', 'edit'],
      [1, 'key-1', 'create'],
    ]);
  }
  const listed = await hints.page(TAGS, { limit: 100, beginning: tags[0], consistent: true });
  expect(listed.items.map(({ place }) => place)).toContain(tagName(tags[0] ?? ''));
}

test.each<[string[], string, string | undefined, string[]]>([
  [['a', 'sale', 'b'], 'SALE', 'x', ['a', 'x', 'b']],
  [['a', 'sale', 'b'], 'sale', undefined, ['a', 'b']],
  [['Sale'], 'sale', 'sale', ['sale']],
  [['promo', 'sale'], 'sale', 'PROMO', ['promo']],
  [['sale', 'promo'], 'sale', 'PROMO', ['promo']],
  [['größe'.normalize('NFD')], 'Größe', 'x', ['x']],
  [['a'], 'sale', 'x', ['a']],
])('%j with %s as %s is %j', (tags, from, to, expected) => {
  expect(retagged(tags, from, to)).toEqual(expected);
});

test('whoever renames a tag may be stopped at any call: who begins anew ends it, and each link is changed once', async () => {
  const links = [];
  for (const slug of slugsOf(tag, 3)) links.push(await make(slug, [tag]));
  let calls = 0;
  for (let isDone = false; !isDone; ) {
    const { links: dyingLinks, hints } = mortal(tables, ++calls);
    const maker = makerOf({ ...tables, links: dyingLinks, hints });
    // It gives up at once, where a batch would try again.
    const clock = { ...maker.clock, sleep: async () => Promise.reject(new Error('died')) };
    isDone = await retagAll({ tag, to: `${tag} new` }, { ...maker, clock }).then(
      () => true,
      () => false,
    );
  }
  expect(calls).toBeGreaterThan(5);
  await expectRetagged(links, [`${tag} new`]);
});

test('ten that rename the same at once, and one who edits meanwhile, leave each link with both changes', async () => {
  const links = [];
  for (const slug of slugsOf(tag, 5)) links.push(await make(slug, [tag, 'x']));
  const maker = makerOf(tables);
  const edit = async (link: Link) => {
    for (;;) {
      const edited = await editLink(
        await read(link),
        EditLink.parse({ title: 'Other' }),
        askerOf(maker),
        maker,
      );
      if (edited) return;
    }
  };
  await Promise.all([
    ...Array.from({ length: 10 }, () => retagAll({ tag, to: `${tag}b` }, makerOf(tables))),
    ...links.map(edit),
  ]);
  for (const link of links)
    expect(await read(link)).toMatchObject({ tags: [`${tag}b`, 'x'], title: 'Other', version: 3 });
});

test('links that get the tag while it is renamed are renamed, too, but for those made behind the last page', async () => {
  const maker = makerOf(tables);
  const [first] = await Promise.all(slugsOf(tag, 2).map(slug => make(slug, [tag])));
  const order = { tag, to: `${tag}b` };
  const page = await linksWithTag(order, maker);
  const late = await make(`${tag}-late`, [tag]);
  expect(await retagLinks(order, page, () => askerOf(maker), maker)).toEqual({ changed: 2, found: 2 });
  expect(await retagAll(order, maker)).toBe(1);
  expect((await read(late)).tags).toEqual([`${tag}b`]);
  expect((await read(first as Link)).version).toBe(2);
});

test('a hint of no link that somebody left there long ago goes on the way, and one of a moment ago stays', async () => {
  const maker = makerOf(tables);
  const link = await make(tag, [tag]);
  const { items } = await linksWithTag({ tag, to: undefined }, maker);
  const [hint] = items;
  if (!hint) throw new Error('The link has no hint');
  const old = {
    ...hint,
    place: `2020-01-01T00:00:00.000Z#dead#x`,
    link: 'dead',
    at: '2020-01-01T00:00:00.000Z',
  };
  const fresh = { ...hint, place: `2020-01-01T00:00:00.000Z#fresh#x`, link: 'fresh' };
  const other = await make(`${tag}-other`, ['other']);
  const lost = { ...old, place: old.place.replace('dead', 'lost'), link: other.key };
  await maker.hints.write([old, fresh, lost]);
  expect(await retagAll({ tag, to: undefined }, maker)).toBe(1);
  const left = await linksWithTag({ tag, to: undefined }, maker);
  expect(left.items.map(each => each.link)).toEqual(['fresh']);
  expect((await read(link)).tags).toEqual([]);
});

/** Hints as links with the tag have them, and no links. */
async function pretend(count: number, more: object = {}): Promise<void> {
  const hints = new HintTable(tables.hints);
  const at = '2026-01-01T00:00:00.000Z';
  const items = Array.from({ length: count }, (_, n) => ({
    list: `tag#${tag}`,
    place: `${at}#${String(n).padStart(6, '0')}#c`,
    link: `${tag}-${n}`,
    change: 'c',
    at,
    domain: '',
    tags: [tag],
    ...more,
  }));
  await hints.write([...items, { list: TAGS, place: tag, ...{ tag, change: 'c', at } }]);
}

test('a tag of many links is counted now and then, and of few each time; a link that is changed counts once', async () => {
  const clock = new HandClock();
  const context = { hints: new HintTable(tables.hints), clock };
  const count = (reads = 100, domain?: string) =>
    countLinks([tag], domain, context, new Budget(reads, clock.now() + 1000, clock));
  await pretend(4500);
  const twin = { list: `tag#${tag}`, place: '2026-01-01T00:00:00.000Z#000007#d', domain: '' };
  await context.hints.write([twin]);
  expect(await count()).toEqual([{ links: 4500, isAbout: false }]);
  await context.hints.write([{ ...twin, place: '2027-01-01T00:00:00.000Z#new#c' }]);
  expect(await count()).toEqual([{ links: 4500, isAbout: true }]);
  // 4,500 links: four and a half minutes.
  await clock.advance(4.4 * 60_000);
  expect(await count()).toEqual([{ links: 4500, isAbout: true }]);
  await clock.advance(0.2 * 60_000);
  expect(await count()).toEqual([{ links: 4501, isAbout: false }]);
  expect(await count(100, 'other')).toEqual([{ links: 0, isAbout: false }]);
  // What is spent is spent: it tells what it has.
  await clock.advance(3_600_000);
  const [{ links = 0, isAbout = false } = {}] = await count(2);
  expect([links > 0 && links < 4501, isAbout]).toEqual([true, true]);
});

test('links of a domain are found behind any number of others', async () => {
  await pretend(900);
  const hints = new HintTable(tables.hints);
  const place = '2026-01-02T00:00:00.000Z#last#c';
  await hints.write([
    { list: `tag#${tag}`, place, ...{ link: 'last', change: 'c', domain: 'brand.example' } },
  ]);
  const page = await linksWithTag({ tag, to: 'x', domain: 'brand.example' }, makerOf(tables));
  expect(page.items.map(({ link }) => link)).toEqual(['last']);
  expect(await linksWithTag({ tag, to: 'x', domain: 'nobody.example' }, makerOf(tables))).toEqual({
    items: [],
  });
});

test('a page of tags asks the tables a bounded number of times, whatever the tags are of', async () => {
  await pretend(300);
  const maker = makerOf(tables);
  const hints = new HintTable(tables.hints);
  tables.calls.length = 0;
  const listing = { beginning: tag, limit: 100 };
  const { tags } = await listTags(listing, { ...maker, hints, ranking: {} as never });
  expect(tags).toEqual([{ tag, links: 300, isAbout: false }]);
  expect(tables.calls).toEqual(['Query', 'BatchGetItem', 'Query']);
});
