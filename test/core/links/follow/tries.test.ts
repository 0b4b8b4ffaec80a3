import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Counters } from '../../../../core/counters.ts';
import { itemsOf } from '../../../../core/dynamodb.ts';
import { TRIES, tryPassword } from '../../../../core/links/follow/tries.ts';
import { hashPassword } from '../../../../core/links/password.ts';
import { startTables, type Tables } from '../../../tables.ts';

let tables: Tables;
let counters: Counters;

beforeAll(async () => {
  tables = await startTables();
  counters = new Counters(itemsOf(tables.counters));
});
afterAll(() => tables.stop());

/** The beginning of a window of both kinds. */
const NOW = Date.parse('2030-01-01T00:00:00Z');
const { client, link } = TRIES;

/** A try that is wrong whatever is given, and costs no hash. */
const wrong = (id: string, address: string, now = NOW) =>
  tryPassword({ id, password: undefined }, 'no', address, counters, now);
const many = (count: number, one: (n: number) => ReturnType<typeof wrong>) =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)));
const count = (outcomes: unknown[], outcome: string) => outcomes.filter(each => each === outcome).length;

describe('tryPassword', () => {
  test('one client may try so often, at once or not and from whatever port, and then after a while', async () => {
    const outcomes = await many(client.most + 5, n => wrong('one', `192.0.2.1:${n + 1}`));
    expect(count(outcomes, 'wrong')).toBe(client.most);
    expect(await wrong('one', '192.0.2.1:9', NOW + 1500)).toEqual({ retryAfter: client.seconds - 1 });
    expect(await wrong('one', '192.0.2.2:9')).toBe('wrong');
    expect(await wrong('other', '192.0.2.1:9')).toBe('wrong');
    expect(await wrong('one', '192.0.2.1:9', NOW + client.seconds * 1000)).toBe('wrong');
  });

  test('who has a whole network of IPv6 has no more tries by it', async () => {
    await many(client.most, n => wrong('six', `2001:db8:0:1::${n + 1}:443`));
    expect(await wrong('six', '2001:db8:0:1:ffff::1:443')).toEqual({ retryAfter: client.seconds });
    expect(await wrong('six', '2001:db8:0:2::1:443')).toBe('wrong');
  });

  test('all clients together may try so often', async () => {
    let outcomes: unknown[] = [];
    for (let n = 0; n < link.most + 10; n += 10)
      outcomes = outcomes.concat(await many(10, k => wrong('all', `10.0.${n}.${k}:9`)));
    expect(count(outcomes, 'wrong')).toBe(link.most);
    expect(await wrong('all', '10.9.9.9:9')).toEqual({ retryAfter: link.seconds });
  });

  test('a right one is given back', async () => {
    const password = await hashPassword('open');
    expect(await tryPassword({ id: 'right', password }, 'open', '192.0.2.1:9', counters, NOW)).toBe('right');
    const outcomes = await many(client.most, () => wrong('right', '192.0.2.1:9'));
    expect(count(outcomes, 'wrong')).toBe(client.most);
  });
});
