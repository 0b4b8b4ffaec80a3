import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FAILURES_TO_OPEN, OPEN_MS } from '../../../core/misses/breaker.ts';
import { clientKey, type LimitSettings, Limits } from '../../../core/misses/limits.ts';
import { ServiceFault } from '../../../core/problem.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { type Stores, startStores } from '../snapshots/stores.ts';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const A = '192.0.2.1:443';
const B = '192.0.2.2:443';

let stores: Stores;
beforeEach(async () => {
  stores = await startStores(new HandClock(NOW), { connected: true }); // as instances are, which keep no step
});
afterEach(() => stores.stop());

/** As many instances as are wanted: each has nothing but the table. */
const instance = (settings: Partial<LimitSettings> = {}) =>
  new Limits(stores.limits, { rendersPerMinute: 20, rendersPerClient: 5, ...settings });

/** How many of so many at once are granted, each asking an instance of its own. */
async function granted(count: number, address?: string, now = NOW): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, () => instance().spend(now, address)));
  return answers.filter(Boolean).length;
}

describe('spend()', () => {
  test.each<[string, (string | undefined)[], number]>([
    ['one client that has not proved who it is', [A], 5],
    ['two of them', [A, B], 10],
    ['strangers no more than half of all', [A, B, '192.0.2.3:443', '192.0.2.4:443'], 10],
    ['who has proved it: all there is', [undefined], 20],
    ['all together: no more than there is', [A, undefined, B], 20],
  ])('grants %s, however many ask at once', async (_, addresses, most) => {
    const counts = await Promise.all(addresses.map(address => granted(40, address)));
    expect(counts.reduce((sum, count) => sum + count)).toBe(most);
  });

  test('a refusal takes nothing from the others', async () => {
    expect(await granted(40, A)).toBe(5);
    expect(await granted(40)).toBe(15);
  });

  test('each minute begins anew', async () => {
    expect(await granted(10, A, NOW + MINUTE - 1)).toBe(5);
    expect(await granted(10, A, NOW + MINUTE)).toBe(5);
  });

  test.each<[string, Partial<LimitSettings>, string | undefined, boolean]>([
    ['nobody', { rendersPerMinute: 0 }, undefined, false],
    ['no stranger', { rendersPerClient: 0 }, A, false],
    ['who has proved its name, but no stranger', { rendersPerClient: 0 }, undefined, true],
  ])('with a limit of 0, %s', async (_, settings, address, answer) => {
    expect(await instance(settings).spend(NOW, address)).toBe(answer);
  });

  test('rejects when the table is out of reach', async () => {
    stores.database.throttle('limits', true);
    await expect(instance().spend(NOW, A)).rejects.toThrow(ServiceFault);
  });

  test('keeps no address, and what it keeps for some minutes only', async () => {
    await instance().spend(NOW, A);
    const { Items = [] } = await stores.limits.client.send(new ScanCommand({ TableName: 'limits' }));
    expect(Items).toEqual([
      {
        id: `minute ${NOW / MINUTE}`,
        everybody: 1,
        strangers: 1,
        expiresAt: (NOW + MINUTE) / 1000 + 600,
        [clientKey(A, NOW / MINUTE)]: 1,
      },
    ]);
    expect(JSON.stringify(Items)).not.toContain('192.0');
  });
});

describe('clientKey(address, minute)', () => {
  test.each<[string, string, boolean]>([
    ['192.0.2.1:443', '192.0.2.1:50000', true],
    ['192.0.2.1:443', '192.0.2.2:443', false],
    ['192.0.2.1:443', '::ffff:192.0.2.1:443', true],
    ['2001:db8:1:2::1:443', '2001:db8:1:2:ffff::9:443', true],
    ['2001:db8:1:2::1:443', '[2001:db8:1:2::5]:443', true],
    ['2001:db8:1:2::1:443', '2001:db8:1:3::1:443', false],
    ['', 'no address', true],
  ])('%s and %s are one client: %s', (one, other, same) => {
    expect(clientKey(one, 1) === clientKey(other, 1)).toBe(same);
  });

  test('is another in another minute, and too short to tell an address by', () => {
    expect(clientKey(A, 1)).not.toBe(clientKey(A, 2));
    expect(clientKey(A, 1)).toMatch(/^client [0-9a-f]{4}$/);
  });
});

describe('the breaker of all instances', () => {
  const fail = async (count: number) => {
    for (let i = 0; i < count; i++) await instance().noteFailure(NOW);
  };

  test('lets everybody through until enough have failed, and then nobody', async () => {
    await fail(FAILURES_TO_OPEN - 1);
    expect(await instance().mayTry(NOW)).toBe(true);
    await fail(1);
    expect(await instance().mayTry(NOW + OPEN_MS - 1)).toBe(false);
  });

  test('then lets one through, however many ask at once, and all when that one worked', async () => {
    await fail(FAILURES_TO_OPEN);
    const later = NOW + OPEN_MS;
    const answers = await Promise.all(Array.from({ length: 20 }, () => instance().mayTry(later)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await instance().mayTry(later + 1)).toBe(false);
    await instance().noteSuccess();
    expect(await instance().mayTry(later + 2)).toBe(true);
  });

  test('a trial of which nothing is heard again is followed by another', async () => {
    await fail(FAILURES_TO_OPEN);
    expect(await instance().mayTry(NOW + OPEN_MS)).toBe(true);
    expect(await instance().mayTry(NOW + 2 * OPEN_MS)).toBe(true);
  });

  test.each([1, 8])('hears of each of those that fail at once: %d times as many as open it', async times => {
    await Promise.all(Array.from({ length: times * FAILURES_TO_OPEN }, () => instance().noteFailure(NOW)));
    expect(await instance().mayTry(NOW)).toBe(false);
  });

  test('writes nothing for a render that worked as ever', async () => {
    await instance().noteSuccess();
    const command = new GetCommand({ TableName: 'limits', Key: { id: 'breaker' } });
    expect((await stores.limits.client.send(command)).Item).toBeUndefined();
  });
});
