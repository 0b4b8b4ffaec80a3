import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CountingTable } from '../../../../core/clicks/table/counting-table.ts';
import { listLinks } from '../../../../core/links/hints/list.ts';
import { type Listing, MAX_READS } from '../../../../core/links/hints/look.ts';
import { wantedWords, wordsOf } from '../../../../core/links/hints/words.ts';
import { type Link, stateOf } from '../../../../core/links/link.ts';
import type { LinkStore } from '../../../../core/links/store.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { clickItems } from '../../clicks/items.ts';
import { World } from '../world.ts';

let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const SECONDS = 1000;
const WORDS = ['spring', 'sale', 'Straße', 'café', '東京都', 'sp', 'x'];
const TAGS = ['web', 'Sale', 'poster'];
const HOSTS = ['shop.example.com', 'other.example', 'www.example.org'];
const DOMAINS = [undefined, 'brand.example'];

type Step =
  | {
      kind: 'create';
      words: string[];
      tags: string[];
      host: string;
      by: string;
      domain: string | undefined;
      starts: number;
      ends: number;
    }
  | { kind: 'edit'; which: number; words: string[]; tags: string[]; ends: number }
  | { kind: 'rename'; which: number }
  | { kind: 'click'; which: number; times: number }
  | { kind: 'delete'; which: number }
  | { kind: 'restore'; which: number }
  | { kind: 'wait' };

const which = fc.nat(30);
const words = fc.subarray(WORDS, { maxLength: 3 });
const tags = fc.subarray(TAGS);
const ends = fc.constantFrom(0, 0, 5, 20);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      words,
      tags,
      host: fc.constantFrom(...HOSTS),
      by: fc.constantFrom('key-1', 'key-2'),
      domain: fc.constantFrom(...DOMAINS),
      starts: fc.constantFrom(0, 0, 0, 3),
      ends,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), which, words, tags, ends }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('rename' as const, 'delete', 'restore'), which }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('click' as const),
      which,
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'wait' as const }) },
);

const listing: fc.Arbitrary<Listing> = fc.record(
  {
    sort: fc.constantFrom('created' as const, 'changed' as const, 'clicks' as const),
    descending: fc.boolean(),
    limit: fc.integer({ min: 1, max: 7 }),
    tags: fc.subarray(
      TAGS.map(tag => tag.toUpperCase()),
      { maxLength: 2 },
    ),
    createdBy: fc.constantFrom('key-1', 'key-2', 'key-3'),
    state: fc.constantFrom('active' as const, 'scheduled', 'expired', 'deleted'),
    host: fc.constantFrom(...HOSTS),
    domain: fc.constantFrom('', 'brand.example'),
    text: fc.constantFrom('s', 'spr', 'SALE', 'strasse', 'cafe sp', '京都', 'example', 'x sa', 'page1'),
  },
  { requiredKeys: ['sort', 'descending', 'limit'] },
);

/** Links as a plain list has them, changed by the functions that the API calls. */
class Model {
  readonly links: Link[] = [];
  readonly clicks = new Map<string, number>();
  readonly world: World;
  #made = 0;
  #clicked = 0;

  constructor(world: World) {
    this.world = world;
  }

  async take(step: Step): Promise<void> {
    const { world, links } = this;
    if (step.kind === 'wait') return await world.clock.advance(2 * SECONDS);
    if (step.kind === 'create') {
      const { by, domain, starts, ...rest } = step;
      const number = this.#made++;
      const slug = `n${number}`;
      const url = `https://${step.host}/page${number % 3}`;
      const startsAt = starts === 0 ? {} : { startsAt: this.#in(starts) };
      links.push(
        await world.create(
          { url, slug, ...(domain && { domain }), ...startsAt, ...this.#settings(rest) },
          by,
        ),
      );
      return;
    }
    const index = step.which % Math.max(1, links.length);
    const link = links[index];
    if (!link) return;
    if (step.kind === 'click') return await this.#click(link, step.times);
    const isDeleted = link.deletedAt !== undefined;
    if (step.kind === 'restore') links[index] = await world.restore(link);
    else if (isDeleted) return;
    else if (step.kind === 'delete') links[index] = await world.delete(link);
    else if (step.kind === 'rename') links[index] = await world.edit(link, { slug: `r${this.#made++}` });
    else links[index] = await world.edit(link, this.#settings(step));
  }

  /** What a list should be. */
  wanted({ sort, descending, ...rest }: Listing): Link[] {
    const order = (link: Link) => `${sort === 'changed' ? link.changedAt : link.createdAt}#${link.id}`;
    const clicks = ({ id }: Link) => (sort === 'clicks' ? (this.clicks.get(id) ?? 0) : 0);
    const way = descending ? -1 : 1;
    return this.links
      .filter(link => this.#fits(link, rest))
      .sort((a, b) => way * (clicks(a) - clicks(b) || (order(a) < order(b) ? -1 : 1)));
  }

  /** Links in an order: of equally many clicks it is no certain one. */
  told(links: Link[], { sort }: Listing): string[] {
    if (sort !== 'clicks') return links.map(({ slug }) => slug);
    const clicks = links.map(({ id }) => this.clicks.get(id) ?? 0);
    const groups = links.map(({ slug }, n) => `${clicks[n]} ${clicks[n] === 0 ? n : ''} ${slug}`);
    return [...clicks.map(String), ...groups.sort()];
  }

  async #click({ id, key }: Link, times: number): Promise<void> {
    this.clicks.set(id, (this.clicks.get(id) ?? 0) + times);
    const part = { file: `file${this.#clicked++}`, pass: 0, claim: 1 };
    await new CountingTable(tables.clicks).add(
      clickItems(`link#${id}`, { '2026-11-30T05': times }, key),
      part,
    );
  }

  #settings({ words, tags, ends }: { words: string[]; tags: string[]; ends: number }) {
    const [title, ...note] = words;
    return {
      tags,
      ...(title !== undefined && { title }),
      ...(note.length > 0 && { note: note.join(' ') }),
      ...(ends !== 0 && { expiresAt: this.#in(5 + ends) }),
    };
  }

  #in(seconds: number): string {
    return new Date(this.world.clock.now() + seconds * SECONDS).toISOString().replace('.000Z', 'Z');
  }

  #fits(link: Link, wanted: Omit<Listing, 'sort' | 'descending'>): boolean {
    const { tags = [], createdBy, state, host, domain, text = '' } = wanted;
    const has = wordsOf([link.title, link.slug, ...link.tags, link.url, link.note].join(' '));
    const is = stateOf(link, this.world.clock.now());
    return (
      tags.every(tag => link.tags.some(each => each.toLowerCase() === tag.toLowerCase())) &&
      (createdBy === undefined || link.createdBy === createdBy) &&
      (state === undefined ? is !== 'deleted' : is === state) &&
      (host === undefined || new URL(link.url).hostname === host) &&
      (domain === undefined || link.domain === domain) &&
      wantedWords(text).every(wanted => has.some(word => word.startsWith(wanted)))
    );
  }
}

test('every list is what a plain filter and sort of all links gives, whatever was done to them', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.array(listing, { minLength: 5, maxLength: 12 }),
      async (steps, listings) => {
        const model = await fresh(`plain ${run++}`);
        for (const each of steps) await model.take(each);
        for (const each of listings) {
          const pages = await readAll(each, model);
          expect(model.told(pages, each)).toEqual(model.told(model.wanted(each), each));
        }
      },
    ),
    { numRuns: 12, seed: 7 },
  );
});

test('a link that is there and wanted all the while is found once, whatever is done between the calls', async () => {
  const ofFew = { which: fc.nat(4) };
  const change = fc.oneof(
    fc.record({ kind: fc.constant('edit' as const), ...ofFew, words, tags, ends: fc.constant(0) }),
    ...(['rename', 'rename', 'delete', 'restore'] as const).map(kind =>
      fc.record({ kind: fc.constant(kind), ...ofFew }),
    ),
  ) as fc.Arbitrary<Step>;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 30 }),
      fc.array(change, { minLength: 30, maxLength: 40 }),
      fc.boolean(),
      fc.constantFrom({}, {}, { text: 'example' }, { tags: ['web'] }),
      async (steps, meanwhile, descending, wanted) => {
        const listing: Listing = { sort: 'created', descending, limit: 2, ...wanted };
        const model = await fresh(`meanwhile ${run++}`);
        for (const each of steps) await model.take(each);
        let always = new Set(model.wanted(listing).map(({ id }) => id));
        // A link is looked for three times: who renames it more often while it is looked for wins.
        const renamed = new Map<number, number>();
        const seen = await readAll(listing, model, async isNewPage => {
          if (isNewPage) renamed.clear();
          for (const each of meanwhile.splice(0, 3)) {
            const index = each.kind === 'rename' ? each.which % Math.max(1, model.links.length) : -1;
            renamed.set(index, (renamed.get(index) ?? 0) + 1);
            if (index >= 0 && (renamed.get(index) ?? 0) > 2) continue;
            await model.take(each);
            const now = new Set(model.wanted(listing).map(({ id }) => id));
            always = new Set([...always].filter(id => now.has(id)));
          }
        });
        const ids = seen.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...always].filter(id => !ids.includes(id))).toEqual([]);
      },
    ),
    { numRuns: 15, seed: 7 },
  );
});

async function fresh(seed: string): Promise<Model> {
  await tables.stop();
  tables = await startTables();
  return new Model(new World(tables, seed));
}

async function readAll(
  listing: Listing,
  { world }: Model,
  between = async (_isNewPage: boolean) => {},
): Promise<Link[]> {
  const links: Link[] = [];
  // Between the look at hints and the look at links, too.
  const getAll: LinkStore['getAll'] = async (...args) => {
    const calls = tables.calls.length;
    await between(false);
    tables.calls.length = calls;
    return await world.maker.store.getAll(...args);
  };
  const maker = { ...world.maker, store: { ...world.maker.store, getAll } };
  let after: string | undefined;
  do {
    tables.calls.length = 0;
    const page = await listLinks({ ...listing, after }, maker);
    expect(tables.calls.length).toBeLessThanOrEqual(MAX_READS);
    expect(page.links.length).toBeLessThanOrEqual(listing.limit);
    links.push(...page.links);
    after = page.next;
    await between(true);
  } while (after !== undefined);
  return links;
}
