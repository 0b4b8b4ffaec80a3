import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Counted } from '../../../core/clicks/item.ts';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import { MAX_REQUESTS, rankedPeriods, topLinks } from '../../../core/clicks/top.ts';
import { createLink } from '../../../core/links/create.ts';
import type { Link } from '../../../core/links/link.ts';
import { startTables, type Tables } from '../../tables.ts';
import { given } from '../links/makers.ts';
import { World } from '../links/world.ts';
import { clickItems } from './items.ts';

let tables: Tables;
let world: World;
const links: Link[] = [];
const LINKS = 70;

/** Of each link, by its number: what is much in one month is little in another, so that no ranking alone says who has the most. */
const clicksOf = (number: number): Record<string, number> => ({
  '2026-09-30T23': 1 + ((number * 31) % 97),
  '2026-10-05T10': 1 + ((number * 17) % 89),
  '2026-10-20T04': 1 + ((number * 53) % 83),
  '2026-11-01T00': 1 + ((number * 7) % 79),
});

beforeAll(async () => {
  tables = await startTables();
  world = new World(tables);
  const table = new CountingTable(tables.clicks);
  for (let number = 0; number < LINKS; number++) {
    const settings = given({ url: 'https://example.com/', slug: `link${number}` });
    const { link } = await createLink(settings, world.asker(), world.maker);
    links.push(link);
    const items = clickItems(`link#${link.id}`, clicksOf(number), link.key);
    await table.add(items, { file: `file${number}`, pass: 0, claim: 1 });
  }
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
});

const hour = (text: string) => Date.parse(`${text}:00Z`);
const windowOf = (from: string, to: string) => ({ from: hour(from), to: hour(to) });
const context = () => ({ table: new CountingTable(tables.clicks), store: world.maker.store });

/** The same by looking at all. */
function expected(from: string, to: string, limit: number): [string, number][] {
  const sums = links.map((link, number): [string, number] => {
    const hours = Object.entries(clicksOf(number)).filter(([at]) => at >= from && at < to);
    return [link.key, hours.reduce((sum, [, clicks]) => sum + clicks, 0)];
  });
  const found = sums.filter(([, clicks]) => clicks > 0);
  return found.sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, limit);
}

describe('the links with the most clicks', () => {
  test.each([
    ['2026-10-01T00', '2026-11-01T00', 5],
    ['2026-09-01T00', '2026-12-01T00', 10],
    ['2026-10-05T00', '2026-10-06T00', 3],
    ['2026-10-05T10', '2026-10-05T11', 3],
    ['2026-10-05T11', '2026-10-05T12', 3],
    ['2026-09-30T23', '2026-10-20T04', 10],
    ['2026-09-30T23', '2026-11-01T01', 1],
    ['2026-09-01T00', '2026-12-01T00', 100],
    ['2027-01-01T00', '2027-02-01T00', 5],
  ])('from %s to %s the first %d, as by looking at all', async (from, to, limit) => {
    const { links: top, exact } = await topLinks(windowOf(from, to), limit, () => true, context());
    const wanted = expected(from, to, limit);
    expect(top.map(({ clicks }) => clicks)).toEqual(wanted.map(([, clicks]) => clicks));
    const sums = new Map(expected(from, to, LINKS));
    for (const { link, clicks } of top) expect(sums.get(link.key)).toBe(clicks);
    expect(exact).toBe(true);
    expect(tables.calls.length).toBeLessThanOrEqual(25);
  });

  test('of those that are wanted', async () => {
    const isWanted = ({ slug }: Link) => slug.endsWith('7');
    const window = windowOf('2026-10-01T00', '2026-11-01T00');
    const { links: top } = await topLinks(window, 3, isWanted, context());
    const all = expected('2026-10-01T00', '2026-11-01T00', LINKS).filter(([key]) => key.endsWith('7'));
    expect(top.map(({ link, clicks }) => [link.key, clicks])).toEqual(all.slice(0, 3));
  });

  test('a link that was counted, and is not there, leaves the answer open', async () => {
    const items = clickItems('link#none', { '2025-01-05T10': 5 }, 'none');
    const unnamed = clickItems('link#unnamed', { '2025-01-05T10': 5 });
    await context().table.add([...items, ...unnamed], { file: 'none', pass: 0, claim: 1 });
    const window = windowOf('2025-01-01T00', '2025-02-01T00');
    expect(await topLinks(window, 3, () => true, context())).toEqual({ links: [], exact: false });
  });

  test('of each month it reads the hours, and not what tells clicks apart', async () => {
    const { table, store } = context();
    const read = jest.spyOn(table, 'read');
    const window = windowOf('2026-09-01T00', '2026-12-01T00');
    await topLinks(window, 3, () => true, { table, store });
    const items = (
      await Promise.all(read.mock.results.map(({ value }) => value as Promise<Counted[]>))
    ).flat();
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter(({ hours }) => hours === undefined)).toEqual([]);
    expect(items.filter(({ by }) => by.country !== undefined)).toEqual([]);
  });

  test('with so many requests and no more, whatever the rankings are like', async () => {
    const { table, store } = context();
    let asked = 0;
    const endless = {
      ranked: async () => {
        const subjects = Array.from({ length: 25 }, () => `link#${asked++}`);
        tables.calls.push('Query');
        return { items: subjects.map(subject => ({ subject, clicks: 1000 })), next: {} };
      },
      read: async (keys: Parameters<CountingTable['read']>[0]) => table.read(keys.slice(0, 1)),
    } as unknown as CountingTable;
    const window = windowOf('2025-11-01T00', '2026-12-01T00');
    const { exact } = await topLinks(window, 10, () => true, { table: endless, store });
    expect(exact).toBe(false);
    expect(tables.calls.length).toBeLessThanOrEqual(MAX_REQUESTS);
  });
});

test.each<[string, string, string[]]>([
  ['2026-10-01T00', '2026-11-01T00', ['month#2026-10']],
  ['2026-10-05T10', '2026-10-05T12', ['day#2026-10-05']],
  ['2026-10-05T23', '2026-10-06T01', ['day#2026-10-05', 'day#2026-10-06']],
  ['2026-10-05T10', '2026-10-20T12', ['month#2026-10']],
  ['2026-09-30T23', '2026-11-01T01', ['day#2026-09-30', 'month#2026-10', 'day#2026-11-01']],
])('from %s to %s by %s', (from, to, periods) => {
  expect(rankedPeriods(windowOf(from, to))).toEqual(periods);
});
