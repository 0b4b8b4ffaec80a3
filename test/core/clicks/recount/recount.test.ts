import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countFile, countFiles } from '../../../../core/clicks/count.ts';
import { recount } from '../../../../core/clicks/recount/recount.ts';
import { CountingTable } from '../../../../core/clicks/table/counting-table.ts';
import type { Clock } from '../../../../core/clock.ts';
import type { Table } from '../../../../core/dynamodb.ts';
import { startTables, type Tables } from '../../../tables.ts';
import { clockOf, type Death, inBursts, process, stalled, Turns } from './turns.ts';
import { type Given, type Scoring, World, type WorldFile } from './world.ts';

let tables: Tables;
let world: World;
beforeAll(async () => {
  tables = await startTables();
  world = new World(tables);
  await world.begin();
}, 60_000);
afterAll(() => tables.stop());

const NOW = Date.UTC(2026, 10, 30, 5, 30);
/** The days that are counted again. The first one's salt is thrown away. */
const [SINCE, UNTIL] = ['2026-11-27', '2026-11-28'];
const DAYS = [SINCE, UNTIL];
const SALTED = ['2026-11-28', '2026-11-29'];
const MONTH = 'month#2026-11';

/** More histories: `RECOUNT_RUNS=1000`. */
const RUNS = Number(globalThis.process.env.RECOUNT_RUNS ?? 3);

/** After so many calls somebody stands still. */
const STALLS = [2, 12, 23, 36];

/** A few bits each, so that a sum says which files are in it. */
const timesOf = (place: number) => 3 ** place;

const group = fc.record({
  slug: fc.nat(2),
  by: fc.constantFrom('person' as const, 'crawler' as const),
  hour: fc.constantFrom('T05', 'T05', 'T06'),
});
const file = fc
  .record({
    day: fc.constantFrom(SINCE, UNTIL, UNTIL),
    isLate: fc.boolean(),
    // Most links have some in most hours, before and after.
    groups: fc.array(group, { minLength: 3, maxLength: 6 }),
  })
  .map(({ day, isLate, groups }) => ({
    folder: isLate ? `${day.slice(0, 8)}${Number(day.slice(8)) + 1}T05` : `${day}T05`,
    groups: groups.map(each => ({ ...each, hour: `${day}${each.hour}` })),
  }));
/** A process makes some dozens of calls. */
const death = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 40 }),
    effect: fc.constantFrom('none' as const, 'done' as const),
  }),
  { nil: undefined, freq: 1 },
);
const recountDeath = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 250 }),
    effect: fc.constantFrom('none' as const, 'done' as const),
  }),
  { nil: undefined },
);
const history = fc.record({
  old: fc.array(fc.tuple(file, death), { minLength: 1, maxLength: 3 }),
  fresh: fc.array(fc.tuple(file, death), { maxLength: 3 }),
  recounts: fc.array(recountDeath, { minLength: 1, maxLength: 2 }),
  leads: fc.array(fc.option(fc.nat(2), { nil: undefined, freq: 8 }), { minLength: 3, maxLength: 3 }),
  seed: fc.integer(),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

describe('while files come, and anybody may die between any two calls', () => {
  test('what is counted in the end is a plain count, and in between each hour has the old figure or the new', async () => {
    await fc.assert(fc.asyncProperty(history, holds), { numRuns: RUNS, seed: 7, endOnFailure: true });
  }, 600_000);
});

describe('one recount', () => {
  const scoring: Scoring = { leads: [1, undefined, 2], knowsCrawler: true };
  const OLD: Scoring = { leads: [0, 1, 2], knowsCrawler: false };
  const clicks = (hour: string, times: number, size = 100): Given & { size: number } => ({
    folder: hour,
    times,
    size,
    groups: [0, 1, 2].flatMap(slug => [
      { slug, by: 'person' as const, hour },
      { slug, by: 'crawler' as const, hour },
    ]),
  });
  let now = NOW;
  const clock: Clock = { now: () => ++now, sleep: async () => undefined };
  const put = (given: Given & { size?: number }): WorldFile => {
    const file = world.fileOf(given);
    world.kept.push(file);
    return file;
  };
  const countIn = (file: WorldFile, table = tables.clicks) =>
    countFile(world.countable(file), world.countContext(clock, table));
  const again = async () => (await recountAll(clock, tables.clicks, scoring)).filter(({ isDone }) => isDone);

  beforeEach(() => world.clear(DAYS));

  test('replaces what was counted, and writes nothing the next time', async () => {
    const file = put(clicks('2026-11-28T05', 3));
    await countIn(file);
    expect((await again()).map(({ changed }) => changed > 0)).toEqual([false, true]);
    expect(await world.counted()).toEqual(world.plain([[file, scoring]], SALTED));
    const before = tables.calls.length;
    expect((await again()).map(({ changed }) => changed)).toEqual([0, 0]);
    expect(tables.calls.slice(before).filter(call => /Put|Update|Delete/.test(call))).toEqual([]);
  });

  test('reads a day that does not fit into memory several times', async () => {
    const files = ['2026-11-28T05', '2026-11-28T06'].map((hour, i) =>
      put(clicks(hour, i + 1, 200 * 2 ** 20)),
    );
    for (const file of files) await countIn(file);
    await again();
    expect(await world.counted()).toEqual(
      world.plain(
        files.map(file => [file, scoring]),
        SALTED,
      ),
    );
  });

  test('takes nothing away from a day whose log files are gone', async () => {
    const file = put(clicks('2026-11-28T05', 3));
    await countIn(file);
    world.kept.length = 0;
    expect((await again()).map(({ files, changed }) => files + changed)).toEqual([0, 0]);
    expect(await world.counted()).toEqual(world.plain([[file, OLD]], SALTED));
  });

  test('leaves a count alone that has lines of a file which is gone', async () => {
    const [gone, there] = [put(clicks('2026-11-28T05', 3)), put(clicks('2026-11-28T06', 4))];
    await countIn(gone);
    await countIn(there);
    world.kept.splice(world.kept.indexOf(gone), 1);
    const [, day] = await again();
    expect(day?.left).toBeGreaterThan(0);
    const counted = await world.counted();
    const [{ id } = { id: '' }] = world.links;
    expect(counted[`link#${id} hour#2026-11-28T05`]).toMatchObject({ clicks: 6, crawlers: 0 });
    expect(counted[`link#${id} hour#2026-11-28T06`]).toBeUndefined();
  });

  test.each(['is there', 'is gone'])(
    'waits for no one who died over another day: his file %s',
    async where => {
      const [other, file] = [put(clicks('2026-11-10T05', 1)), put(clicks('2026-11-28T05', 2))];
      await countIn(file);
      const turns = new Turns();
      // He dies when the days are written, and the months are not.
      const dead = process(turns, tables.clicks, { call: 30, effect: 'none' });
      await turns.run([countIn(other, dead.table).catch(mustHaveDied)], () => 0);
      const died = await world.counted();
      expect(Object.keys(died).filter(name => /2026-11-10$/.test(name)).length).toBeGreaterThan(0);
      if (where === 'is gone') world.kept.splice(world.kept.indexOf(other), 1);
      await again();
      const months = Object.entries(await world.counted()).filter(([name]) => name.endsWith(MONTH));
      for (const [name, { clicks, crawlers }] of months) {
        const days = Object.entries(await world.counted()).filter(([other]) =>
          other.startsWith(`${name.split(' ')[0]} day#2026-11`),
        );
        expect([name, clicks + crawlers]).toEqual([
          name,
          days.reduce((sum, [, day]) => sum + day.clicks + day.crawlers, 0),
        ]);
      }
    },
  );
});

describe('who stands still in the middle and goes on when all is over', () => {
  const scoring: Scoring = { leads: [1, undefined, 2], knowsCrawler: true };
  const fileAt = (hour: string, times: number) =>
    world.fileOf({ folder: hour, times, groups: [0, 1, 2].map(slug => ({ slug, by: 'person', hour })) });
  /** As many as fill an item's notes, so that some are forgotten. */
  const [FIRST, LATER] = [
    [1, 2, 4],
    [8, 16, 32, 64],
  ];
  const hour = '2026-11-28T05';
  let turns: Turns;
  let clock: Clock;
  beforeEach(async () => {
    await world.clear(DAYS);
    turns = new Turns();
    clock = clockOf(turns, NOW);
  });
  const rightFor = async (files: WorldFile[]) =>
    expect(await world.counted()).toEqual(
      world.plain(
        files.map(file => [file, scoring]),
        SALTED,
      ),
    );
  const old = async () => {
    const files = FIRST.map(times => fileAt(hour, times));
    for (const file of files) await turns.run([countOld(file, turns, clock)], () => 0);
    return files;
  };
  const countNew = async (files: WorldFile[]) => {
    for (const file of files) await arrive([file], [file], turns, clock, scoring);
  };

  test.each(
    STALLS.flatMap(calls => [
      [calls, 'his file is', hour],
      [calls, 'other days of the month are', '2026-11-10T05'],
    ]) as [number, string, string][],
  )('a worker after %d calls, while %s counted again', async (calls, _, at) => {
    const files = await old();
    const [file, next] = [fileAt(at, 8), fileAt(hour, 16)];
    world.kept.push(file, next);
    const worker = process(turns, tables.clicks);
    const counted = countFile(
      world.countable(file, scoring),
      world.countContext(clock, worker.table, scoring),
    );
    await turns.run([counted, recountTwice(turns, clock, scoring)], stalled(worker.owner, calls));
    await rightFor([...files, file, next]);
  });

  test.each(STALLS)('a recount after %d times as many calls, while files come', async calls => {
    const files = await old();
    const more = LATER.map(times => fileAt(hour, times));
    const recounts = process(turns, tables.clicks);
    await turns.run(
      [recountAll(clock, recounts.table, scoring), countNew(more)],
      stalled(recounts.owner, calls * 3),
    );
    await rightFor([...files, ...more]);
  });
});

async function holds({ old, fresh, recounts, leads, seed }: History): Promise<void> {
  await world.clear(DAYS);
  const scoring: Scoring = { leads, knowsCrawler: true };
  const turns = new Turns();
  const clock = clockOf(turns, NOW);
  const choose = inBursts(seed);
  const made = (given: Pick<Given, 'folder' | 'groups'>, place: number) =>
    world.fileOf({ ...given, times: timesOf(place) });
  const olds = old.map(([given, dies], i) => ({ file: made(given, i), dies }));
  const freshes = fresh.map(([given, dies], i) => ({ file: made(given, i + old.length), dies }));
  const outside = world.fileOf({
    folder: '2026-11-10T05',
    times: 1000,
    groups: [
      { slug: 0, by: 'person', hour: '2026-11-10T05' },
      { slug: 1, by: 'crawler', hour: '2026-10-31T23' },
    ],
  });
  await turns.run(
    [countOld(outside, turns, clock), ...olds.map(({ file, dies }) => countOld(file, turns, clock, dies))],
    choose,
  );
  const died = olds.filter(({ dies }) => dies).map(({ file }) => file);
  const reader = new Reader(await hoursNow(), {
    old: olds.map(({ file }) => file),
    died,
    scoring,
    fresh: freshes,
  });
  await turns.run(
    [
      ...recounts.map(dies => recountTwice(turns, clock, scoring, dies)),
      arrive([], died, turns, clock, scoring),
      ...freshes.map(({ file, dies }) => arrive([file], [file], turns, clock, scoring, dies)),
    ],
    choose,
    subject => reader.look([subject]),
  );
  const all: [WorldFile, Scoring][] = [...olds, ...freshes].map(({ file }) => [file, scoring]);
  expect(await world.counted()).toEqual(
    world.plain([...all, [outside, { leads: [0, 1, 2], knowsCrawler: false }]], SALTED),
  );
  expect(reader.wrong).toEqual([]);
}

/** Counted as it was when it came; whoever was at it may have died, and nobody came again. */
async function countOld(file: WorldFile, turns: Turns, clock: Clock, death?: Death): Promise<void> {
  world.kept.push(file);
  const { table } = process(turns, tables.clicks, death);
  await countFile(world.countable(file), world.countContext(clock, table)).catch(mustHaveDied);
}

/** Files come into the bucket, are counted, and counted again by whoever comes next. */
async function arrive(
  come: WorldFile[],
  files: WorldFile[],
  turns: Turns,
  clock: Clock,
  scoring: Scoring,
  death?: Death,
): Promise<void> {
  await turns.take(async () => undefined);
  world.kept.push(...come);
  for (const dies of [death, undefined]) {
    const { table } = process(turns, tables.clicks, dies);
    const outcomes = await countFiles(
      files.map(each => world.countable(each, scoring)),
      world.countContext(clock, table, scoring),
    );
    if (!dies) expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  }
}

async function recountTwice(turns: Turns, clock: Clock, scoring: Scoring, death?: Death): Promise<void> {
  for (const dies of death ? [death, undefined] : [undefined]) {
    const { table } = process(turns, tables.clicks, dies);
    await recountAll(clock, table, scoring).catch(mustHaveDied);
    if (!dies) return;
  }
}

async function recountAll(clock: Clock, table: Table, scoring: Scoring) {
  const states = [];
  const context = world.recountContext(clock, table, scoring);
  for await (const state of recount({ since: SINCE, until: UNTIL }, context)) states.push(state);
  return states;
}

const mustHaveDied = (error: Error) => {
  const { cause = error } = error as { cause?: Error };
  if ((cause as Error).message !== 'died') throw error;
};

/** The links' clicks in each hour: by the hour's own item, and by the month. */
async function hoursNow(subjects = world.links.map(({ id }) => `link#${id}`)): Promise<Map<string, number>> {
  const table = new CountingTable(tables.clicks);
  const hours = new Map<string, number>();
  for (const subject of subjects) {
    const id = subject.slice('link#'.length);
    for (const { period, counts } of await table.itemsOf(subject, `hour#${SINCE}`, `hour#${UNTIL}T23`))
      hours.set(`${id} ${period}`, counts.clicks ?? 0);
    const [month] = await table.read([{ subject, period: MONTH }]);
    for (const [hour, counts] of month?.hours ?? []) {
      const name = new Date(Date.UTC(2026, 10, 1) + hour * 3_600_000).toISOString().slice(0, 13);
      if (name >= SINCE) hours.set(`${id} in month ${name}`, counts.clicks ?? 0);
    }
  }
  return hours;
}

interface Known {
  old: WorldFile[];
  died: WorldFile[];
  fresh: { file: WorldFile }[];
  scoring: Scoring;
}

/** Looks whenever a link's counts have changed, at those, and knows what there may be. */
class Reader {
  readonly wrong: string[] = [];
  looks = 0;
  readonly #before: Map<string, number>;
  readonly #known: Known;

  constructor(before: Map<string, number>, known: Known) {
    this.#before = before;
    this.#known = known;
  }

  async look(subjects: string[]): Promise<void> {
    this.looks++;
    for (const [name, clicks] of await hoursNow(subjects))
      if (!this.#mayBe(name).has(clicks)) this.wrong.push(`${name}: ${clicks} at look ${this.looks}`);
  }

  /** The old figure and what of new files and of those that were in the middle may have come to it, or the new one and new files. */
  #mayBe(name: string): Set<number> {
    const { old, died, fresh } = this.#known;
    const [id = '', ...rest] = name.split(' ');
    const hour = (rest.at(-1) ?? '').replace('hour#', '');
    const clicksIn = (file: WorldFile) => this.#clicks(file, id, hour);
    const freshes = fresh.map(({ file }) => clicksIn(file));
    const found = new Set<number>();
    for (const more of sumsOf([...freshes, ...died.map(clicksIn)]))
      found.add((this.#before.get(name) ?? 0) + more);
    const scored = old.reduce((sum, file) => sum + clicksIn(file), 0);
    for (const more of sumsOf(freshes)) found.add(scored + more);
    return found;
  }

  #clicks({ groups, times }: WorldFile, id: string, hour: string): number {
    const { leads, knowsCrawler } = this.#known.scoring;
    const counted = groups.filter(
      each =>
        each.hour === hour &&
        world.links[leads[each.slug] ?? -1]?.id === id &&
        (each.by === 'person' || !knowsCrawler),
    );
    return counted.length * times;
  }
}

/** Of all choices of some of the numbers. */
const sumsOf = (numbers: readonly number[]): number[] =>
  numbers.reduce((sums, number) => sums.concat(sums.map(sum => sum + number)), [0]);
