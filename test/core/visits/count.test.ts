import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Counted } from '../../../core/clicks/item.ts';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import { compileIdentities } from '../../../core/crawlers/identities.ts';
import type { Table } from '../../../core/dynamodb.ts';
import type { LogEntry } from '../../../core/logs/entry.ts';
import type { LogFile } from '../../../core/logs/file.ts';
import { countVisits, type VisitsContext } from '../../../core/visits/count.ts';
import { SITE } from '../../../core/visits/gather.ts';
import { mostPages } from '../../../core/visits/pages.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';
import { AT, PERSON } from '../clicks/lines.ts';
import { GPTBOT, SLACKBOT, visitLine } from './lines.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const clock = new HandClock(AT + 600_000);
const DAY_MS = 86_400_000;
/** Each test has a day of its own. */
let at = AT;
beforeEach(() => {
  at += DAY_MS;
});
const day = () => `day#${new Date(at).toISOString().slice(0, 10)}`;
const theDay = () => ({ from: at - (at % DAY_MS), to: at - (at % DAY_MS) + DAY_MS });

let named = 0;
const fileOf = (size = 100): LogFile => ({ bucket: 'logs', key: `site-${named++}.gz`, etag: 'e', size });
const contextOf = (table: Table): VisitsContext => ({
  table: new CountingTable(table),
  clock,
  known: async () => compileIdentities({ sources: {} }, AT),
  pageParameters: ['page'],
});
const lineOf = (more: Partial<LogEntry> = {}) => visitLine({ at, ...more });

async function* batchesOf(lines: readonly LogEntry[]) {
  yield lines;
}
/** Whether the file was counted now, and not before; rejects where it could not be. */
async function count(file: LogFile, lines: readonly LogEntry[], table = tables.clicks) {
  const [outcome] = await countVisits([{ file, batches: () => batchesOf(lines) }], contextOf(table));
  if (outcome?.status === 'rejected') throw outcome.reason;
  return outcome?.value;
}

async function counted(subject: string, period = day()): Promise<Counted | undefined> {
  return (await new CountingTable(tables.clicks).read([{ subject, period }]))[0];
}
const pagesIn = async (subject = SITE) => mostPages(subject, theDay(), new CountingTable(tables.clicks));

test('a visit is counted for its day and its month: of the site, of its kind, of the crawler', async () => {
  const lines = [
    lineOf(),
    lineOf({ userAgent: GPTBOT, path: '/chairs', query: 'page=2&utm_source=x' }),
    lineOf({ userAgent: 'curl/8.5.0', contentType: 'text/html' }),
    lineOf({ userAgent: PERSON, contentType: 'text/html' }),
  ];
  expect(await count(fileOf(), lines)).toBe(true);
  const all = { visits: 3, people: 1, hits: 2, app: 1, search: 1, aiTraining: 1, tools: 1 };
  expect(await counted(SITE)).toMatchObject({
    counts: all,
    by: {
      name: { Googlebot: 1, GPTBot: 1, curl: 1 },
      kind: { crawler: 2, tool: 1 },
      purpose: { search: 1, 'ai-training': 1, library: 1 },
      status: { 200: 3 },
      answer: { stored: 2, app: 1 },
      identity: { unknown: 2, unverifiable: 1 },
    },
  });
  const month = await counted(SITE, `month#${new Date(at).toISOString().slice(0, 7)}`);
  const hour = (new Date(at).getUTCDate() - 1) * 24 + 5;
  expect(month?.hours?.get(hour)).toEqual(all);
  expect((await counted('kind#crawler'))?.counts.visits).toBe(2);
  expect((await counted('kind#tool'))?.counts).toEqual({ visits: 1, app: 1, tools: 1 });
  expect((await counted('crawler#gptbot'))?.counts).toEqual({ visits: 1, hits: 1, aiTraining: 1 });
  expect(await pagesIn()).toEqual({
    read: {
      slack: 0,
      rows: [
        { page: 'https://www.example.com/chairs?page=2', count: 1 },
        { page: 'https://www.example.com/lamps', count: 1 },
      ],
    },
    failed: { slack: 0, rows: [] },
  });
  expect((await pagesIn('crawler#gptbot')).read.rows).toEqual([
    { page: 'https://www.example.com/chairs?page=2', count: 1 },
  ]);
});

test('pages that failed, each by what the visitor got and why', async () => {
  const late = {
    status: 503,
    contentType: 'application/problem+json; page=retry-unfinished',
    result: 'Error',
  };
  const gone = { status: 404, result: 'Error', path: '/gone' };
  await count(fileOf(), [lineOf(late), lineOf({ ...late, userAgent: GPTBOT }), lineOf(gone), lineOf()]);
  expect((await pagesIn()).failed.rows).toEqual([
    { page: 'https://www.example.com/lamps', status: 503, cause: 'unfinished', count: 2 },
    { page: 'https://www.example.com/gone', status: 404, cause: 'missing', count: 1 },
  ]);
  expect((await pagesIn('crawler#gptbot')).failed.rows).toHaveLength(1);
  expect((await counted(SITE))?.by.cause).toEqual({ unfinished: 2, missing: 1 });
});

test('a file without visits takes nothing from the pages of those before', async () => {
  await count(fileOf(), [lineOf(), lineOf({ status: 404, path: '/gone', result: 'Error' })]);
  await count(fileOf(), [lineOf({ userAgent: PERSON, contentType: 'text/html' })]);
  expect((await counted(SITE))?.counts).toMatchObject({ visits: 2, people: 1 });
  const { read, failed } = await pagesIn();
  expect([read.rows.length, failed.rows.length]).toEqual([1, 1]);
});

test('files of a batch are counted together, their pages, too', async () => {
  const files = ['/a', '/a', '/b'].map(path => ({
    file: fileOf(),
    batches: () => batchesOf([lineOf({ path }), lineOf({ path: '/gone', status: 404, result: 'Error' })]),
  }));
  expect(await countVisits(files, contextOf(tables.clicks))).toEqual(
    files.map(() => ({ status: 'fulfilled', value: true })),
  );
  const { read, failed } = await pagesIn();
  expect(read.rows.map(({ count }) => count)).toEqual([2, 1]);
  expect(failed.rows.map(({ count }) => count)).toEqual([3]);
});

describe('exactly once', () => {
  test.each<[string, (file: LogFile, lines: LogEntry[]) => Promise<unknown>]>([
    ['the same file again', async (...all) => [await count(...all), await count(...all)]],
    ['the same file at the same time', (...all) => Promise.all([count(...all), count(...all)])],
    ['the same line twice in a file', (file, lines) => count(file, [...lines, ...lines])],
    [
      'a file that is read in four passes',
      (file, lines) => count({ ...file, size: 60 * 1024 * 1024 }, lines),
    ],
  ])('%s', async (_, act) => {
    const lines = ['/a', '/b', '/c', '/d', '/d'].map(path => lineOf({ path }));
    await act(fileOf(), lines);
    expect((await counted(SITE))?.counts).toEqual({ visits: 5, hits: 5, search: 5 });
    expect((await pagesIn()).read.rows.map(({ count }) => count)).toEqual([2, 1, 1, 1]);
  });

  test('whenever a worker dies, and whoever comes next', async () => {
    let files = 0;
    for (let dies = 1; ; dies++) {
      const file = fileOf();
      const { table, calls } = mortal(tables.clicks, dies);
      await count(file, [lineOf(), lineOf({ userAgent: SLACKBOT })], table).catch(() => undefined);
      await count(file, [lineOf(), lineOf({ userAgent: SLACKBOT })]);
      files++;
      if (calls() < dies) break;
    }
    expect(files).toBeGreaterThan(8);
    expect((await counted(SITE))?.counts.visits).toBe(2 * files);
    expect((await counted('crawler#slackbot-linkexpanding'))?.counts.cards).toBe(files);
    expect((await pagesIn()).read).toEqual({
      slack: 0,
      rows: [{ page: 'https://www.example.com/lamps', count: 2 * files }],
    });
  });
});

describe('whatever outsiders write', () => {
  test('an item has room for it', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) =>
      lineOf({
        userAgent: `Bot${i}/1.0 (+https://bot.example/${i})`,
        path: `/${i}${'x'.repeat(i % 2 === 0 ? 10 : 5000)}`,
        ...(i % 3 === 0 && { status: 404, result: 'Error' }),
      }),
    );
    const most = Array.from({ length: 50 }, () => lineOf());
    await count(fileOf(), [...lines, ...most]);
    const { counts, by } = (await counted(SITE)) ?? { counts: {}, by: {} };
    expect(counts.visits).toBe(5050);
    expect(Object.keys(by.name ?? {}).length).toBeLessThanOrEqual(151);
    const { read } = await pagesIn();
    expect(read.rows[0]).toEqual({ page: 'https://www.example.com/lamps', count: 50 - read.slack });
    expect(read.slack).toBeLessThanOrEqual(5);
    expect(Math.max(...read.rows.map(({ page }) => page.length))).toBeLessThanOrEqual(200);
  });

  test('a hundred names of a file are counted each by itself, those with the most visits, and the others as one', async () => {
    const agentOf = (i: number) => `Bot${i}/1.0 (+https://bot.example/${i})`;
    const lines = Array.from({ length: 110 }, (_, i) => lineOf({ userAgent: agentOf(i) }));
    await count(fileOf(), [...lines, lineOf({ userAgent: agentOf(109) })]);
    expect((await counted('kind#crawler'))?.counts.visits).toBe(111);
    expect((await counted('crawler#bot109'))?.counts.visits).toBe(2);
    expect((await counted('crawler#(other)'))?.counts.visits).toBe(10);
    expect((await pagesIn('crawler#(other)')).read.rows).toMatchObject([{ count: 10 }]);
  });

  test('a path that no page can have is counted as it was sent', async () => {
    await count(fileOf(), [lineOf({ host: 'a b', path: '/%' }), lineOf({ path: '/%zz/../x' })]);
    expect((await pagesIn()).read.rows.map(({ page }) => page).sort()).toEqual([
      'https://a b/%',
      'https://www.example.com/x',
    ]);
  });
});

/** The table as a process sees it that dies after one of its calls, before anybody hears of it. */
function mortal({ client, name }: Table, dies: number) {
  let made = 0;
  const send = async (command: Parameters<typeof client.send>[0]) => {
    if (++made > dies) throw new Error('died');
    const answer = await client.send(command);
    if (made === dies) throw new Error('died');
    return answer;
  };
  return { table: { name, client: Object.assign(Object.create(client), { send }) }, calls: () => made };
}
