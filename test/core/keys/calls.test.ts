import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Counters } from '../../../core/counters.ts';
import { itemsOf } from '../../../core/dynamodb.ts';
import { Calls } from '../../../core/keys/calls.ts';
import { apisOver } from '../../apis.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';

const START = Date.UTC(2026, 10, 30, 9, 20, 23);
let tables: Tables;
let clock: HandClock;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  clock = new HandClock(START);
});

describe('an answer to a key', () => {
  const LIMITS = { reads: 3, writes: 2 };

  test('25 links of a batch are a call; what is more than is left is refused whole, and what is more than there are takes a minute', async () => {
    const { ask, keyWith } = apisOver(tables, clock, { reads: 10, writes: 4 });
    const key = await keyWith({ scopes: ['links:read', 'links:write'] });
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ url: 'https://example.org/', slug: `calls-${n}` }));
    const batch = (count: number, dryRun = false) =>
      ask('/api/links/batch', { method: 'POST', key, body: { links: rows(count), dryRun } });
    expect((await batch(50)).headers.get('ratelimit')).toBe('"writes";r=2;t=37');
    const refused = await batch(75);
    expect([refused.status, refused.body.detail, refused.headers.get('retry-after')]).toEqual([
      429,
      'The key has fewer than 2 more writes left in this minute. Try again in 37 s.',
      '37',
    ]);
    expect((await ask('/api/links/calls-74', { key })).status).toBe(404);
    await clock.advance(37_000);
    expect((await batch(1000, true)).headers.get('ratelimit')).toBe('"writes";r=3;t=60');
    expect((await batch(200)).status).toBe(429);
    await clock.advance(60_000);
    // Eight calls of four: a key would never have them.
    expect((await batch(200)).status).toBe(200);
  });
  const headersOf = ({ headers }: { headers: Headers }) =>
    ['ratelimit-policy', 'ratelimit', 'retry-after'].map(name => headers.get(name));

  test('says what is left of its minute: of reads and of writes', async () => {
    const { ask, keyWith } = apisOver(tables, clock, LIMITS);
    const key = await keyWith({ scopes: ['links:read', 'links:write'] });
    const get = () => ask('/api/links/none', { key });
    const post = (body: unknown) => ask('/api/links', { method: 'POST', key, body });
    const reads = '"reads";q=3;w=60';
    const writes = '"writes";q=2;w=60';
    expect(headersOf(await get())).toEqual([reads, '"reads";r=2;t=37', null]);
    expect(headersOf(await post({ url: 'https://example.org/' }))).toEqual([
      writes,
      '"writes";r=1;t=37',
      null,
    ]);
    await clock.advance(500);
    // Whatever comes of a call, it is one: 403 and 422 as well.
    expect(headersOf(await ask('/api/keys', { key }))).toEqual([reads, '"reads";r=1;t=37', null]);
    expect(headersOf(await post({ url: 'x' }))).toEqual([writes, '"writes";r=0;t=37', null]);
    await clock.advance(36_000);
    expect(headersOf(await ask('/api/links/none', { key, method: 'HEAD' }))).toEqual([
      reads,
      '"reads";r=0;t=1',
      null,
    ]);
    const refused = await get();
    expect([refused.status, ...headersOf(refused)]).toEqual([429, reads, '"reads";r=0;t=1', '1']);
    expect(refused.body).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'The key has no reads left in this minute. Try again in 1 s.',
    });
    expect((await post({ url: 'https://example.org/' })).status).toBe(429);
    await clock.advance(500);
    expect(headersOf(await get())).toEqual([reads, '"reads";r=2;t=60', null]);
  });

  test('fifty calls at once, twenty left: twenty pass', async () => {
    const { ask, keyWith } = apisOver(tables, clock, { reads: 20, writes: 1 });
    const key = await keyWith();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('/api/links/none', { key })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(20).fill(404), ...Array(30).fill(429)]);
  });

  test('whoever has no key is told nothing of it, nor is another key', async () => {
    const { ask, keyWith } = apisOver(tables, clock, { reads: 1, writes: 1 });
    const [one, other] = [await keyWith(), await keyWith()];
    expect(headersOf(await ask('/api/links/none', { key: 'x'.repeat(20) }))).toEqual([null, null, null]);
    await ask('/api/links/none', { key: one });
    expect((await ask('/api/links/none', { key: one })).status).toBe(429);
    expect((await ask('/api/links/none', { key: other })).status).toBe(404);
  });
});

describe('Calls', () => {
  const callsOf = (limits = { reads: 20, writes: 20 }, table = tables.counters) =>
    new Calls(new Counters(itemsOf(table)), limits, clock, 60_000);

  test('fifty at once of two instances, twenty left: twenty, each with another number left', async () => {
    const [one, other] = [callsOf(), callsOf()];
    const asked = Array.from({ length: 50 }, (_, i) => (i % 2 ? one : other).take('race', 'writes'));
    const granted = (await Promise.all(asked)).filter(({ isGranted }) => isGranted);
    expect(granted).toHaveLength(20);
    expect(new Set(granted.map(({ headers }) => headers.ratelimit)).size).toBe(20);
  });

  test('the counter is forgotten some minutes later', async () => {
    const { GetCommand } = await import('@aws-sdk/lib-dynamodb');
    await callsOf().take('forgotten', 'reads');
    const minute = Math.floor(START / 60_000);
    const Key = { id: `reads#forgotten#${minute}` };
    const { Item } = await tables.counters.client.send(new GetCommand({ TableName: 'counters', Key }));
    expect(Item).toEqual({ ...Key, count: 1, expiresAt: (minute + 11) * 60 });
  });

  test('a table that fails refuses nobody, and is in the log', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const calls = callsOf({ reads: 1, writes: 1 }, { ...tables.counters, name: 'none' });
      for (const _ of [1, 2, 3])
        expect(await calls.take('x', 'reads')).toEqual({
          isGranted: true,
          headers: { 'ratelimit-policy': '"reads";q=1;w=60' },
          seconds: 37,
        });
      await calls.note('x');
      expect(await calls.lastUsedAt('x')).toBeUndefined();
      expect(log).toHaveBeenCalledTimes(5);
    } finally {
      log.mockRestore();
    }
  });

  test('the hour of the last use: one write an hour, by whichever instance', async () => {
    const [one, other] = [callsOf(), callsOf()];
    const writes = async (work: () => Promise<unknown>) => {
      tables.calls.length = 0;
      await work();
      return tables.calls.length;
    };
    expect(await one.lastUsedAt('used')).toBeUndefined();
    expect(await writes(() => Promise.all([1, 2, 3].map(() => one.note('used'))))).toBe(1);
    await other.note('used'); // asks, and is refused by the condition
    expect(await one.lastUsedAt('used')).toBe('2026-11-30T09:00:00.000Z');
    await clock.advance(3_600_000);
    expect(await writes(() => other.note('used'))).toBe(1);
    expect(await one.lastUsedAt('used')).toBe('2026-11-30T10:00:00.000Z');
  });

  test('an instance whose clock is behind takes no hour back', async () => {
    await callsOf().note('behind');
    const late = new Calls(
      new Counters(itemsOf(tables.counters)),
      { reads: 1, writes: 1 },
      new HandClock(START - 7_200_000),
      60_000,
    );
    await late.note('behind');
    expect(await late.lastUsedAt('behind')).toBe('2026-11-30T09:00:00.000Z');
  });
});
