import { createHash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createKeyStore, type KeyStore } from '../../../core/keys/keys.ts';
import { startTables } from '../../tables.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
let keys: KeyStore;

beforeAll(async () => {
  tables = await startTables();
  keys = createKeyStore(tables.keys, systemClock, systemRandom);
});
afterAll(() => tables.stop());

const rows = async () => (await tables.keys.client.send(new ScanCommand({ TableName: 'keys' }))).Items ?? [];

test('isEmpty: true until the first key', async () => {
  expect(await keys.isEmpty()).toBe(true);
  await keys.create({ name: 'first' });
  expect(await keys.isEmpty()).toBe(false);
});

describe('create', () => {
  test('without a secret: sp_ and 256 bits, never the same twice', async () => {
    const [one, other] = [await keys.create({ name: 'one' }), await keys.create({ name: 'other' })];
    expect(one.secret).toMatch(/^sp_[A-Za-z0-9_-]{43}$/);
    expect(one.secret).not.toBe(other.secret);
    expect(one.key).toMatchObject({ name: 'one', scopes: ['admin'], limits: {} });
  });

  test('the table holds the hash and nothing of the secret', async () => {
    const { key, secret } = await keys.create({ name: 'hashed' });
    const hash = createHash('sha256').update(secret).digest('hex');
    expect((await rows()).find(row => row.hash === hash)).toEqual({ hash, role: 'admin', ...key });
    expect(JSON.stringify(await rows())).not.toContain(secret.slice(3));
  });

  test('a given secret twice: the first key both times', async () => {
    const first = await keys.create({ name: 'given', secret: 'sixteen-lettersx' });
    const second = await keys.create({ name: 'again', secret: 'sixteen-lettersx' });
    expect(second).toEqual(first);
  });

  test('a given secret that its key has no more: RangeError', async () => {
    const secret = 'once-the-secret-of-a-key';
    const { key } = await keys.create({ name: 'rotated', secret });
    await keys.rotate(key.id, 0);
    await expect(keys.create({ name: 'again', secret })).rejects.toThrow(RangeError);
  });

  test.each([
    ['fifteen-letters'],
    [''],
    ['a secret with spaces'],
    ['ein-schlüssel-mit-umlaut'],
    ['two-lines-of-text\n'],
    ['x'.repeat(257)],
  ])('a secret that is %j: RangeError', async secret => {
    await expect(keys.create({ name: 'weak', secret })).rejects.toThrow(RangeError);
  });
});

describe('authenticate', () => {
  test('a key: the key, with one read', async () => {
    const { key, secret } = await keys.create({ name: 'someone' });
    tables.calls.splice(0);
    expect(await keys.authenticate(secret)).toEqual(key);
    expect(tables.calls).toEqual(['GetItem']);
  });

  test('a key nobody has: undefined', async () => {
    expect(await keys.authenticate(`sp_${'A'.repeat(43)}`)).toBeUndefined();
  });

  test('the hash of a key: undefined', async () => {
    const { secret } = await keys.create({ name: 'victim' });
    const hash = createHash('sha256').update(secret).digest('hex');
    expect(await keys.authenticate(hash)).toBeUndefined();
  });

  test('what no key can be: undefined, without a read', async () => {
    tables.calls.splice(0);
    expect(await keys.authenticate('short')).toBeUndefined();
    expect(tables.calls).toEqual([]);
  });
});
