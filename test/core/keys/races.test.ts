import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Table } from '../../../core/dynamodb.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';

let tables: Tables;
let clock: HandClock;
const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);

// Of their own for each test: which key is the last one is asked of all.
beforeEach(async () => {
  tables = await startTables();
  clock = new HandClock();
});
afterEach(() => tables.stop());
afterAll(() => log.mockRestore());

const storeOver = (table: Table) => createKeyStore(table, clock, systemRandom);

describe('at once', () => {
  test('two unlimited keys that revoke each other: one is left', async () => {
    const keys = storeOver(tables.keys);
    const made = [await keys.create({ name: 'a' }), await keys.create({ name: 'b' })];
    const outcomes = await Promise.allSettled(made.map(({ key }) => keys.revoke(key.id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = outcomes.flatMap(each => (each.status === 'rejected' ? [each.reason] : []));
    expect([409, 503]).toContain(refused.status);
    const taken = await Promise.all(made.map(({ secret }) => keys.authenticate(secret)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('ten rotations of a key: those that were answered are taken, and the others are 409', async () => {
    const keys = storeOver(tables.keys);
    const { key } = await keys.create({ name: 'a' });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => keys.rotate(key.id, 60)));
    const answered = outcomes.flatMap(each =>
      each.status === 'fulfilled' ? [each.value?.secret ?? ''] : [],
    );
    const refused = outcomes.flatMap(each => (each.status === 'rejected' ? [each.reason.status] : []));
    expect(answered.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(new Set([409]));
    for (const secret of answered) expect((await keys.authenticate(secret))?.id).toBe(key.id);
  });
});

describe('the last key that may do everything', () => {
  test.each<[string, object | undefined, boolean]>([
    ['no other', undefined, false],
    ['another', {}, true],
    ['another with a limit', { limits: { tags: ['a'] } }, false],
    ['another with fewer scopes', { scopes: ['links:write', 'pages'] }, false],
    ['another that has expired', { expiresAt: '2025-01-01T00:00:00Z' }, false],
    ['another that will expire', { expiresAt: '2027-01-01T00:00:00Z' }, true],
  ])('%s', async (_, other, isRevoked) => {
    const keys = storeOver(tables.keys);
    const { key, secret } = await keys.create({ name: 'a' });
    if (other) await keys.create({ name: 'b', ...other });
    const revoked = keys.revoke(key.id);
    if (isRevoked) await revoked;
    else await expect(revoked).rejects.toMatchObject({ status: 409 });
    expect((await keys.authenticate(secret)) === undefined).toBe(isRevoked);
  });
});

/** A table whose n-th call fails: before it does anything, or after it has done it. */
function failing({ client, name }: Table, at: number, when: 'before' | 'after') {
  let calls = 0;
  const send = async (command: Parameters<typeof client.send>[0]) => {
    calls++;
    if (calls === at && when === 'before') throw new Error('stopped');
    const answer = await client.send(command);
    if (calls === at) throw new Error('stopped');
    return answer;
  };
  return { table: { client: { send }, name } as unknown as Table, ran: () => calls };
}

/** Each call of a work in turn, and both ways to fail in it; the last round is the one in which nothing fails. */
async function* stops(work: (table: Table) => Promise<unknown>) {
  for (const when of ['before', 'after'] as const)
    for (let at = 1; ; at++) {
      const { table, ran } = failing(tables.keys, at, when);
      const done = await work(table).then(
        () => true,
        () => false,
      );
      yield { when, at, done };
      if (ran() < at) break;
    }
}

describe('stopped at any call', () => {
  test('create with a secret: there is the key or there is none, and again there is', async () => {
    let secret = '';
    for await (const _ of stops(table => {
      secret = `sp_${systemRandom(32).toString('base64url')}`;
      return storeOver(table).create({ name: 'a', secret });
    })) {
      const again = await storeOver(tables.keys).create({ name: 'a', secret });
      expect(await storeOver(tables.keys).authenticate(secret)).toEqual(again.key);
    }
  });

  test('revoke: the key is taken or it is not, and again it is not; the next one can be revoked', async () => {
    const keys = storeOver(tables.keys);
    await keys.create({ name: 'stays' });
    let made = await keys.create({ name: 'x' });
    for await (const { done } of stops(table => storeOver(table).revoke(made.key.id))) {
      if (done) expect(await keys.authenticate(made.secret)).toBeUndefined();
      await clock.advance(30_001); // whoever was stopped may have held the turn
      await keys.revoke(made.key.id);
      expect(await keys.authenticate(made.secret)).toBeUndefined();
      made = await keys.create({ name: 'x' });
    }
  });

  test('rotate: the old secret goes on through its overlap, and again there is a new one', async () => {
    const keys = storeOver(tables.keys);
    let made = await keys.create({ name: 'x' });
    for await (const _ of stops(table => storeOver(table).rotate(made.key.id, 60))) {
      expect((await keys.authenticate(made.secret))?.id).toBe(made.key.id);
      const again = await keys.rotate(made.key.id, 60);
      expect((await keys.authenticate(again?.secret ?? ''))?.id).toBe(made.key.id);
      await clock.advance(60_000);
      expect(await keys.authenticate(made.secret)).toBeUndefined();
      made = await keys.create({ name: 'x' });
    }
  });
});
