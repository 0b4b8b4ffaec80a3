import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { periodOf } from '../../../../core/clicks/periods.ts';
import { CountingTable } from '../../../../core/clicks/table/counting-table.ts';
import { changeHint, listHints } from '../../../../core/links/hints/hints.ts';
import { listLinks } from '../../../../core/links/hints/list.ts';
import { type Listing, MAX_READS } from '../../../../core/links/hints/look.ts';
import { HintTable, type Page, type PageRequest, type Place } from '../../../../core/links/hints/table.ts';
import { DEFAULTS, type Link } from '../../../../core/links/link.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { World } from '../world.ts';

let tables: Tables;
let world: World;
const links = Array.from({ length: 420 }, (_, n) => linkOf(n));

beforeAll(async () => {
  tables = await startTables();
  world = new World(tables);
  await world.maker.hints.write(links.flatMap(link => [...listHints(link), changeHint(link)]));
  for (let start = 0; start < links.length; start += 20)
    await Promise.all(links.slice(start, start + 20).map(link => world.maker.store.put({ link }, undefined)));
  const clicked = links.flatMap(({ id, key: link }, n) => {
    const tally = { counts: { clicks: n + 1 }, by: {} };
    return isClicked(n) ? [{ subject: `link#${id}`, period: periodOf('all', 0), link, tally }] : [];
  });
  await new CountingTable(tables.clicks).add(clicked, { file: 'clicked', pass: 0, claim: 1 });
});
afterAll(() => tables.stop());

/** Every third one was clicked, the newer ones more often. */
const isClicked = (n: number) => n % 3 === 0;

/** Of 420: every second one is `even`, the others `odd`; 7 are `rare`; the oldest 330 are `old`. They were changed the other way round. */
function linkOf(n: number): Link {
  const time = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
  return {
    ...DEFAULTS,
    url: 'https://a.b/',
    title: n < 330 ? 'old' : 'new',
    tags: [n % 2 === 0 ? 'even' : 'odd', ...(n % 60 === 7 ? ['rare'] : [])],
    id: `id${n}`,
    key: `n${n}`,
    domain: '',
    slug: `n${n}`,
    version: 1,
    change: 'c',
    hints: 'c',
    createdAt: time(n),
    createdBy: 'key-1',
    changedAt: time(2000 - n),
    changedBy: 'key-1',
  };
}

const NEWEST: Listing = { sort: 'created', descending: true, limit: 50 };
const CHANGED: Listing = { ...NEWEST, sort: 'changed' };
const CLICKED: Listing = { ...NEWEST, sort: 'clicks' };

/** All pages, with the requests that the first one took. */
async function read(
  listing: Listing,
  hints = world.maker.hints,
): Promise<{ found: number[]; requests: number }> {
  const found: number[] = [];
  const requests: number[] = [];
  let after: string | undefined;
  do {
    tables.calls.length = 0;
    const page = await listLinks({ ...listing, after }, { ...world.maker, hints });
    requests.push(tables.calls.length);
    expect(tables.calls.length).toBeLessThanOrEqual(MAX_READS);
    found.push(...page.links.map(({ slug }) => Number(slug.slice(1))));
    after = page.next;
  } while (after !== undefined);
  return { found, requests: requests[0] ?? 0 };
}

const numbers = (wanted: (n: number) => boolean) => links.map((_, n) => n).filter(wanted);
const down = (wanted: (n: number) => boolean) => numbers(wanted).reverse();

/** Those that were clicked first, or last where the fewest clicks come first. */
const byClicks = (wanted: (n: number) => boolean) => [
  ...down(n => wanted(n) && isClicked(n)),
  ...down(n => wanted(n) && !isClicked(n)),
];

const CASES: [string, Listing, number[], number][] = [
  ['all', NEWEST, down(() => true), 2],
  ['all, the oldest first', { ...NEWEST, descending: false }, numbers(() => true), 2],
  ['a tag', { ...NEWEST, tags: ['even'] }, down(n => n % 2 === 0), 2],
  ['the rarest of several', { ...NEWEST, tags: ['odd', 'rare'], text: 'a' }, down(n => n % 60 === 7), 3],
  ['two that never meet', { ...NEWEST, tags: ['even', 'odd'] }, [], 5],
  ['two that meet late', { ...NEWEST, tags: ['even'], text: 'old' }, down(n => n < 330 && n % 2 === 0), 5],
  ['by changes', CHANGED, numbers(() => true), 2],
  ['by changes, few', { ...CHANGED, tags: ['rare'] }, numbers(n => n % 60 === 7), 2],
  ['by changes, more', { ...CHANGED, tags: ['odd'] }, numbers(n => n % 2 === 1), 5],
  ['by changes, many', { ...CHANGED, text: 'old' }, numbers(n => n < 330), 8],
  ['by clicks', CLICKED, byClicks(() => true), 2],
  ['by clicks, the fewest first', { ...CLICKED, descending: false }, byClicks(() => true).reverse(), 6],
  ['by clicks, few', { ...CLICKED, tags: ['rare'] }, byClicks(n => n % 60 === 7), 3],
  ['by clicks, many', { ...CLICKED, text: 'old' }, byClicks(n => n < 330), 3],
  [
    'by clicks, many of several lists',
    { ...CLICKED, text: 'a old', createdBy: 'key-1' },
    byClicks(n => n < 330),
    6,
  ],
  ['what none has', { ...NEWEST, text: 'none' }, [], 1],
];

describe('among many', () => {
  test.each(CASES)('%s', async (_, listing, found, requests) => {
    const answer = await read(listing);
    expect(answer.found).toEqual(found);
    expect(answer.requests).toBeLessThanOrEqual(requests);
  });
});

/** As the real table, which looks at so much for one request and no more. */
class ShortPages extends HintTable {
  override page<Item extends Place>(list: string, request: PageRequest): Promise<Page<Item>> {
    return super.page<Item>(list, { ...request, limit: Math.min(request.limit, 10) });
  }
}

describe('among more than are looked at for one page, which is shorter then', () => {
  test.each(CASES)('%s', async (_, listing, found) => {
    expect((await read(listing, new ShortPages(tables.hints))).found).toEqual(found);
  });
});
