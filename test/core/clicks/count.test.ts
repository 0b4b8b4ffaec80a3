import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CountContext, countFile, countFiles } from '../../../core/clicks/count.ts';
import { periodOf } from '../../../core/clicks/periods.ts';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import { Salts } from '../../../core/clicks/table/salts.ts';
import { visitorsIn } from '../../../core/clicks/visitors.ts';
import type { Table } from '../../../core/dynamodb.ts';
import { createLink } from '../../../core/links/create.ts';
import type { Link } from '../../../core/links/link.ts';
import type { LogEntry } from '../../../core/logs/entry.ts';
import { fileId, type LogFile } from '../../../core/logs/file.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';
import { askerOf, given, makerOf } from '../links/makers.ts';
import { seededBytes } from '../links/world.ts';
import { AT, line } from './lines.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const clock = new HandClock(AT + 600_000);
let named = 0;
const fileOf = (): LogFile => ({ bucket: 'logs', key: `file-${named++}.gz`, etag: 'e', size: 100 });

const contextOf = (table: Table, mostNoted?: number): CountContext => {
  const { store, domains } = makerOf(tables);
  return {
    table: new CountingTable(table, mostNoted),
    store,
    domains,
    salts: new Salts(table, clock, seededBytes('salts')),
    clock,
  };
};

async function* linesOf(lines: readonly LogEntry[]) {
  yield lines;
}
const count = (file: LogFile, lines: readonly LogEntry[], context: CountContext) =>
  countFile({ file, batches: () => linesOf(lines) }, context);

async function clicksOf(link: Link, period: string): Promise<number> {
  const [item] = await new CountingTable(tables.clicks).read([{ subject: `link#${link.id}`, period }]);
  return item?.counts.clicks ?? 0;
}

let link: Link;
let slug: string;
beforeEach(async () => {
  const maker = makerOf(tables);
  slug = `spring${named++}`;
  const settings = { url: `https://example.org/${slug}?utm_campaign=news`, slug, tags: ['spring'] };
  ({ link } = await createLink(given(settings), askerOf(maker), maker));
});

test('a click is counted for its hour, day, month and ever since: of the link, its domain, its tags, its maker', async () => {
  const context = contextOf(tables.clicks);
  expect(await count(fileOf(), [line({ path: `/${slug}` })], context)).toBe(true);
  for (const subject of [`link#${link.id}`, 'all#', 'tag#spring', 'creator#key-1'])
    for (const tier of ['hour', 'day', 'month', 'all'] as const) {
      const [item] = await context.table.read([{ subject, period: periodOf(tier, AT) }]);
      expect(item?.counts.clicks).toBeGreaterThan(0);
    }
  const [hour] = await context.table.read([{ subject: `link#${link.id}`, period: 'hour#2026-11-30T05' }]);
  expect(hour).toMatchObject({
    counts: { clicks: 1 },
    by: {
      country: { DE: 1 },
      referrer: { '(none)': 1 },
      device: { desktop: 1 },
      browser: { chrome: 1 },
      os: { windows: 1 },
      campaign: { news: 1 },
      via: { link: 1 },
    },
  });
  const [month] = await context.table.read([{ subject: `link#${link.id}`, period: 'month#2026-11' }]);
  expect(month?.hours).toEqual(new Map([[29 * 24 + 5, { clicks: 1 }]]));
});

test('visitors of a day are counted once each, and told by nothing that leads back to them', async () => {
  const context = contextOf(tables.clicks);
  const clicks = ['203.0.113.1', '203.0.113.2', '203.0.113.1'].map(client =>
    line({ path: `/${slug}`, client }),
  );
  await count(fileOf(), clicks, context);
  await count(fileOf(), [line({ path: `/${slug}`, client: '203.0.113.2' })], context);
  const [day] = await context.table.read([{ subject: `link#${link.id}`, period: 'day#2026-11-30' }]);
  expect(day?.counts.clicks).toBe(4);
  expect(visitorsIn(day?.visitors)).toBe(2);
});

describe('exactly once', () => {
  test.each<[string, (file: LogFile, lines: LogEntry[], context: CountContext) => Promise<unknown>]>([
    ['the same file again', async (...all) => [await count(...all), await count(...all)]],
    [
      'the same file at the same time',
      (...all) => Promise.all([count(...all), count(...all), count(...all)]),
    ],
    ['the same line twice in a file', (file, lines, context) => count(file, [...lines, ...lines], context)],
  ])('%s', async (_, act) => {
    await act(fileOf(), [line({ path: `/${slug}` }), line({ path: `/${slug}` })], contextOf(tables.clicks));
    expect(await clicksOf(link, 'all#')).toBe(2);
  });

  test('whenever a worker dies, and whoever comes next', async () => {
    const lines = [line({ path: `/${slug}` })];
    let counted = 0;
    for (let dies = 1; ; dies++) {
      const file = fileOf();
      const { table, calls } = mortal(tables.clicks, dies);
      await count(file, lines, contextOf(table, 2)).catch(() => undefined);
      await count(file, lines, contextOf(tables.clicks, 2));
      counted++;
      if (calls() < dies) break;
    }
    expect(counted).toBeGreaterThan(20);
    for (const period of ['all#', 'month#2026-11', 'day#2026-11-30', 'hour#2026-11-30T05'])
      expect(await clicksOf(link, period)).toBe(counted);
  });

  test('a worker that stalled while others did its file, and forgot that they did, adds nothing', async () => {
    const file = fileOf();
    const lines = [line({ path: `/${slug}` })];
    const stalled = stalling(tables.clicks);
    const slow = count(file, lines, contextOf(stalled.table, 2));
    await stalled.isAtFirstPut;
    await count(file, lines, contextOf(tables.clicks, 2));
    // By now the item has no note of the file.
    for (let more = 0; more < 6; more++) {
      await clock.advance(1000);
      await count(fileOf(), lines, contextOf(tables.clicks, 2));
    }
    stalled.goOn();
    expect(await slow).toBe(false);
    expect(await clicksOf(link, 'all#')).toBe(7);
  });

  test('a file that waited long is counted, whatever was forgotten meanwhile', async () => {
    const file = fileOf();
    const lines = [line({ path: `/${slug}` })];
    const { table } = mortal(tables.clicks, 5);
    await count(file, lines, contextOf(table, 2)).catch(() => undefined);
    for (let more = 0; more < 6; more++) {
      await clock.advance(1000);
      await count(fileOf(), lines, contextOf(tables.clicks, 2));
    }
    await clock.advance(-7_000_000);
    expect(await count(file, lines, contextOf(tables.clicks, 2))).toBe(true);
    expect(await clicksOf(link, 'all#')).toBe(7);
  });
});

describe('several files at once', () => {
  const filesOf = (count: number) =>
    Array.from({ length: count }, () => {
      const lines = [line({ path: `/${slug}` }), line({ path: `/${slug}` })];
      return { file: fileOf(), batches: () => linesOf(lines) };
    });
  const newOnes = (outcomes: Awaited<ReturnType<typeof countFiles>>) =>
    outcomes.map(each => (each.status === 'fulfilled' ? each.value : 'failed'));

  test('are one write of each item, and a file that is named twice is one', async () => {
    const files = filesOf(10);
    const before = tables.calls.length;
    const outcomes = await countFiles([...files, ...files], contextOf(tables.clicks));
    expect(newOnes(outcomes)).toEqual(Array(20).fill(true));
    expect(await clicksOf(link, 'all#')).toBe(20);
    const calls = tables.calls.slice(before);
    // Four subjects in four periods, and a salt where there was none.
    expect(calls.filter(call => call === 'PutItem').length).toBeLessThanOrEqual(17);
    expect(newOnes(await countFiles(files, contextOf(tables.clicks)))).toEqual(Array(10).fill(false));
    expect(await clicksOf(link, 'all#')).toBe(20);
  });

  test('one that fails takes no other with it, and is counted when it comes again', async () => {
    const files = filesOf(3);
    const [first, , last] = files as [(typeof files)[0], unknown, (typeof files)[0]];
    const batches = (): never => {
      throw new Error('the bucket is away');
    };
    const failing = { ...first, batches };
    const outcomes = await countFiles([failing, ...files.slice(1)], contextOf(tables.clicks));
    expect(newOnes(outcomes)).toEqual(['failed', true, true]);
    expect(await clicksOf(link, 'all#')).toBe(4);
    expect(newOnes(await countFiles([first, last], contextOf(tables.clicks)))).toEqual([true, false]);
    expect(await clicksOf(link, 'all#')).toBe(6);
  });

  test('what cannot be added for one of them is no hindrance for the others', async () => {
    const files = filesOf(3);
    const [bad] = files as [(typeof files)[0]];
    const { client, name } = tables.clicks;
    const send = async (command: Parameters<typeof client.send>[0]) => {
      const { Item } = command.input as { Item?: { files?: Set<string> } };
      if (Item?.files?.has(fileId(bad.file))) throw new Error('the item is too large');
      return client.send(command);
    };
    const table = { name, client: Object.assign(Object.create(client), { send }) };
    expect(newOnes(await countFiles(files, contextOf(table)))).toEqual(['failed', true, true]);
    expect(await clicksOf(link, 'all#')).toBe(4);
  });

  test('whenever a worker dies over some of them, and whoever comes next with others', async () => {
    let counted = 0;
    for (let dies = 1; ; dies++) {
      const files = filesOf(3);
      const { table, calls } = mortal(tables.clicks, dies);
      await countFiles(files.slice(0, 2), contextOf(table, 2));
      expect(newOnes(await countFiles(files, contextOf(tables.clicks, 2)))).not.toContain('failed');
      counted += 6;
      if (calls() < dies) break;
    }
    expect(counted).toBeGreaterThan(120);
    for (const period of ['all#', 'month#2026-11', 'day#2026-11-30', 'hour#2026-11-30T05'])
      expect(await clicksOf(link, period)).toBe(counted);
  });
});

/**
 * The table as a process sees it that dies when it would make its `dies`th call. To die after a call's effect, and before anybody
 * hears of it, is the same to the table as to die with the next call.
 */
function mortal({ client, name }: Table, dies: number) {
  let made = 0;
  const send = async (command: Parameters<typeof client.send>[0]) => {
    if (++made >= dies) throw new Error('died');
    return client.send(command);
  };
  return { table: { name, client: Object.assign(Object.create(client), { send }) }, calls: () => made };
}

/** The table as a process sees it that is frozen at its first put of a count, until it goes on. */
function stalling({ client, name }: Table) {
  const told = new EventEmitter();
  const isAtFirstPut = once(told, 'put');
  const isOn = once(told, 'on');
  const send = async (command: Parameters<typeof client.send>[0]) => {
    const { Item } = command.input as { Item?: { subject?: string } };
    if (/^(link|all|tag|creator)#/.test(Item?.subject ?? '')) {
      told.emit('put');
      await isOn;
    }
    return client.send(command);
  };
  const table = { name, client: Object.assign(Object.create(client), { send }) };
  return { table, isAtFirstPut, goOn: () => told.emit('on') };
}
