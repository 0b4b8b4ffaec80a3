import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Clock, systemClock } from '../../../core/clock.ts';
import type { Table } from '../../../core/dynamodb.ts';
import { makeLinks } from '../../../core/links/batch/batch.ts';
import type { Result } from '../../../core/links/batch/routes.ts';
import { answerRows } from '../../../core/links/batch/rows.ts';
import type { LinkMaker } from '../../../core/links/create.ts';
import { changeHint, listHints } from '../../../core/links/hints/hints.ts';
import { HintTable } from '../../../core/links/hints/table.ts';
import { historyOf } from '../../../core/links/history.ts';
import { entryFrom, type Item } from '../../../core/links/item.ts';
import type { Link } from '../../../core/links/link.ts';
import { createLinkStore } from '../../../core/links/store.ts';
import { startTables, type Tables } from '../../tables.ts';
import { askerOf, makerOf } from './makers.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  // What the dead could not tidy up is told to the log.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => tables.stop());

const statuses = (results: Result[]) => results.map(({ status }) => status);

const send = (rows: unknown[], maker: LinkMaker, isDry = false) =>
  makeLinks(
    rows,
    isDry,
    {
      host: 'go.example.com',
      mayRead: true,
      domainOf: () => maker.domains.first,
      askerOf: domain => ({ ...askerOf(maker), domain }),
    },
    maker,
  );

/** What a table is asked, and what may become of it instead. */
type Fate = (number: number, name: string, call: () => Promise<unknown>) => Promise<unknown>;

/** The tables as a process has them to which things happen. */
function fated(fate: Fate): Pick<LinkMaker, 'store' | 'hints'> {
  let made = 0;
  const table = ({ client, name }: Table): Table => {
    const call = (command: Parameters<typeof client.send>[0]) =>
      fate(++made, command.constructor.name, () => client.send(command));
    return { name, client: Object.assign(Object.create(client), { send: call }) };
  };
  return { store: createLinkStore(table(tables.links)), hints: new HintTable(table(tables.hints)) };
}

const dead = async () => {
  throw Object.assign(new Error('died'), { name: 'Died' });
};

/** Nobody waits: what is tried again is tried at once, until the time is over by the number of looks at the clock. */
function impatient(looks = Number.POSITIVE_INFINITY): Clock {
  let now = Date.now();
  let left = looks;
  return {
    now: () => (left-- > 0 ? now : now + 3_600_000),
    sleep: async ms => {
      if (ms < 10_000) now += ms;
      else await new Promise(() => undefined);
    },
  };
}

async function linksOf(prefix: string): Promise<Link[]> {
  const { client, name } = tables.links;
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: name,
      FilterExpression: 'begins_with(slug, :prefix)',
      ExpressionAttributeValues: { ':prefix': prefix },
    }),
  );
  return Items.map(item => entryFrom(item as Item)).flatMap(entry => ('link' in entry ? [entry.link] : []));
}

/** It is in all of its lists, and its history has its one version. */
async function expectWhole(link: Link): Promise<void> {
  const hints = new HintTable(tables.hints);
  const places = [...listHints(link), changeHint(link)];
  expect(await hints.getAll(places)).toHaveLength(places.length);
  const { versions } = await historyOf(hints, link.id, link, 10);
  expect(versions.map(({ version }) => version)).toEqual([1]);
}

const rowsOf = (prefix: string) => [
  { url: 'https://example.org/one', slug: `${prefix}-1`, tags: ['x'] },
  { url: 'https://example.org/two', slug: `${prefix}-2` },
  { url: 'https://example.org/two', slug: `${prefix}-2` },
  { url: 'https://example.org/three', slug: `${prefix}-3` },
];

test('of rows that may want the same slug one begins when the one before has ended; others do not wait', async () => {
  const events: string[] = [];
  const slow = new Map<string, () => void>();
  const rows = ['a', 'b', 'a'].map((name, n) => ({ name, id: `${name}${n}` }));
  const bounds = { clock: systemClock, begin: Date.now() + 60_000, end: Date.now() + 60_000, bytes: 1000 };
  const all = answerRows(
    rows,
    async ({ id }) => {
      events.push(`begin ${id}`);
      await new Promise<void>(resolve => slow.set(id, resolve));
      events.push(`end ${id}`);
      return id;
    },
    bounds,
    { notBegun: 'not begun', notEnded: 'not ended' },
  );
  const next = () => new Promise(resolve => setImmediate(resolve));
  for (const id of ['b1', 'a0', 'a2']) {
    await next();
    slow.get(id)?.();
  }
  expect(await all).toEqual(['a0', 'b1', 'a2']);
  expect(events).toEqual(['begin a0', 'begin b1', 'end b1', 'end a0', 'begin a2', 'end a2']);
});

describe('a batch that is cut off', () => {
  test.each(['none', 'done'] as const)(
    'at any call of the tables, the last of which has its effect: %s. Each link is whole, or not there',
    async effect => {
      let made = 0;
      let call = 0;
      do {
        call++;
        const prefix = `cut-${effect}-${call}`;
        made = 0;
        const tablesOfTheDying = fated(async (number, _, carryOut) => {
          made = Math.max(made, number);
          if (number > call || (number === call && effect === 'none')) return await dead();
          const answer = await carryOut();
          return number === call ? await dead() : answer;
        });
        await send(rowsOf(prefix), makerOf(tables, { ...tablesOfTheDying, clock: impatient() }));

        for (const link of await linksOf(prefix)) await expectWhole(link);
        const again = await send(rowsOf(prefix), makerOf(tables));
        expect(again.every(({ status }) => status === 200 || status === 201)).toBe(true);
        const there = await linksOf(prefix);
        expect(there.map(({ slug }) => slug).sort()).toEqual([1, 2, 3].map(n => `${prefix}-${n}`));
        for (const link of there) await expectWhole(link);
      } while (made >= call);
      expect(call).toBeGreaterThan(6);
    },
    600_000,
  );

  test('what a throttled table does not take is tried again while there is time', async () => {
    let failures = 5;
    const throttled = fated(async (_, name, carryOut) => {
      if (name !== 'BatchGetCommand' && failures-- > 0)
        throw Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
      return await carryOut();
    });
    const results = await send(rowsOf('slow'), makerOf(tables, { ...throttled, clock: impatient() }));
    expect(statuses(results)).toEqual([201, 201, 200, 201]);
  });

  test('rows for which there is no time are 503, and are not begun', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => ({ url: 'https://example.org/', slug: `late-${n}` }));
    let groups = 0;
    const clock: Clock = {
      now: () => Date.UTC(2030, 0, 1) + groups * 20_000,
      sleep: systemClock.sleep,
    };
    const counted = fated(async (_, name, carryOut) => {
      if (name === 'BatchGetCommand') groups++;
      return await carryOut();
    });
    const results = await send(rows, makerOf(tables, { ...counted, clock }), true);
    expect(statuses(results)).toEqual([...Array(100).fill(201), ...Array(150).fill(503)]);
    expect(results.at(-1)?.problem?.detail).toMatch(/not begun. Send it again/);
  });

  test('a table that does not answer at all keeps nobody waiting: the row is 503, and may be made', async () => {
    const silent = fated((_, name, carryOut) =>
      name === 'PutCommand' ? new Promise(() => undefined) : carryOut(),
    );
    let end = () => {};
    const clock: Clock = { now: () => Date.now(), sleep: () => new Promise(resolve => (end = resolve)) };
    const sent = send(rowsOf('silent'), makerOf(tables, { ...silent, clock }));
    setImmediate(() => end());
    const results = await sent;
    expect(new Set(statuses(results))).toEqual(new Set([503]));
    expect(results[0]?.problem?.detail).toMatch(/may be made by now/);
  });

  test('an answer never has more bytes than a function may send', async () => {
    // As many as a body of 1 MB takes: urls that are written at three times their length, and what is told of wrong fields.
    const rows = Array.from({ length: 1000 }, (_, n) =>
      n % 2 === 0
        ? { url: `https://example.org/${n}/${'ü'.repeat(700)}` }
        : Object.fromEntries(
            Array.from({ length: 40 }, (_, field) => [`field-${field}-${'x'.repeat(40)}`, n]),
          ),
    );
    expect(Buffer.byteLength(JSON.stringify({ links: rows }))).toBeGreaterThan(1_000_000);
    const results = await send(rows, makerOf(tables), true);
    expect(Buffer.byteLength(JSON.stringify({ results }))).toBeLessThan(6_000_000);
    expect(new Set(statuses(results))).toEqual(new Set([201, 422, 503]));
    expect(statuses(results).slice(0, 2)).toEqual([201, 422]);
  });
});
