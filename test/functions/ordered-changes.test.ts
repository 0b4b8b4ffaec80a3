import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Clock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { wake } from '../../core/links/changes/wake.ts';
import { httpApiHandler } from '../../functions/http-api/http-api.ts';
import { linksApiOf, makerOf } from '../core/links/makers.ts';
import { SECRET, startTables, type Tables } from '../tables.ts';
import { eventFor } from './event.ts';
import { asking, type Handler, heldToDocument, JSON_TYPE } from './links-api.ts';

let tables: Tables;
let handler: Handler;
let redirect: typeof import('../../functions/redirect.ts');
const keys: Record<string, { id: string; secret: string }> = {};
let store: ReturnType<typeof createKeyStore>;

/** The Monday before that Friday. */
const MONDAY = Date.parse('2026-11-30T09:00:00Z');
/** Friday at 18:00 in Berlin. */
const FRIDAY = Date.parse('2026-12-04T17:00:00Z');
const DAY = 24 * 3_600_000;
let now = MONDAY;
const clock: Clock = { now: () => now, sleep: async () => undefined };

beforeAll(async () => {
  tables = await startTables();
  redirect = await import('../../functions/redirect.ts');
  store = createKeyStore(tables.keys, clock, systemRandom);
  const make = async (name: string, rights: object = {}) => {
    const { key, secret } = await store.create({ name, ...rights });
    keys[name] = { id: key.id, secret };
  };
  await make('boss');
  await make('intern');
  await make('reader', { scopes: ['links:read'] });
  await make('shop', {
    scopes: ['links:write', 'links:read'],
    limits: { tags: ['shop'], hosts: ['example.com'] },
  });
  handler = heldToDocument(httpApiHandler(linksApiOf(tables, { clock }), SECRET));
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(() => tables.stop());
beforeEach(() => {
  now = MONDAY;
  tables.calls.length = 0;
});

/** Calls the API for a link: `call('PATCH', 'spring', { title: 'x' })`; '' is all of them. */
async function call(method: string, link: string, body?: unknown, key = 'boss') {
  const answer = await asking(handler, `Bearer ${keys[key]?.secret}`)(`/api/links${link && '/'}${link}`, {
    method,
    ...(body !== undefined && { headers: JSON_TYPE, body: JSON.stringify(body) }),
  });
  return answer;
}

const url = (name: string) => `https://example.com/${name}`;
const make = (slug: string, more: object = {}) => call('POST', '', { url: url('before'), slug, ...more });
const FRIDAY_18 = { at: '2026-12-04T18:00:00', timeZone: 'Europe/Berlin' };
const order = (slug: string, patch: object = { url: url('after') }, when: object = FRIDAY_18, key = 'boss') =>
  call('POST', `${slug}/changes`, { ...when, patch }, key);
const changesOf = async (slug: string, key = 'boss') =>
  (await call('GET', `${slug}/changes`, undefined, key)).body.changes;
const historyOf = async (slug: string) =>
  ((await call('GET', `${slug}/history`)).body.versions as { action: string; at: string; by: string }[]).map(
    ({ action, at, by }) =>
      `${action} ${at.slice(0, 19)} ${Object.keys(keys).find(name => keys[name]?.id === by)}`,
  );
/** Where whoever follows a link is led at a time, and how long the edge may keep that. */
async function follow(slug: string, at: number) {
  const { headers = {}, statusCode } = await redirect.handler(eventFor(`/${slug}`, { now: at }));
  return [headers.location ?? statusCode, headers['cache-control']];
}
/** What the schedule does each minute. */
const wakeUp = () => wake(makerOf(tables, { clock }));

test('on Friday at 18:00 Berlin time this link leads there', async () => {
  await make('friday');
  const { status, headers, body } = await order('friday');
  expect(status).toBe(201);
  expect(body).toEqual({
    id: expect.any(String),
    state: 'pending',
    at: '2026-12-04T17:00:00Z',
    patch: { url: url('after') },
    orderedBy: keys.boss?.id,
    orderedAt: '2026-11-30T09:00:00.000Z',
    effectiveWithinSeconds: 0,
  });
  expect(headers.location).toBe(`https://go.example.com/api/links/friday/changes/${body.id}`);
  expect((await call('GET', `friday/changes/${body.id}`)).body).toEqual(body);
  expect(await changesOf('friday')).toEqual([body]);
  expect((await call('GET', 'friday')).body).toMatchObject({ url: url('before'), nextChangeAt: body.at });

  tables.calls.length = 0;
  expect(await follow('friday', FRIDAY - 1)).toEqual([url('before'), 'no-store']);
  expect(await follow('friday', FRIDAY)).toEqual([url('after'), 'max-age=0, s-maxage=60']);
  expect(tables.calls).toEqual(['GetItem', 'GetItem']);

  now = FRIDAY + 20_000;
  expect(await wakeUp()).toEqual({ written: 1, failed: 0 });
  expect(await wakeUp()).toEqual({ written: 0, failed: 0 });
  expect(await follow('friday', now)).toEqual([url('after'), 'max-age=0, s-maxage=60']);
  expect(await changesOf('friday')).toEqual([]);
  expect((await call('GET', `friday/changes/${body.id}`)).status).toBe(404);
  expect(await historyOf('friday')).toEqual([
    'scheduled 2026-12-04T17:00:00 boss',
    'order 2026-11-30T09:00:00 boss',
    'create 2026-11-30T09:00:00 boss',
  ]);
});

/** A list of the fields that are wrong, with why. */
const wrong = (body: { errors?: { field: string; reason: string }[] }) =>
  body.errors?.map(({ field, reason }) => `${field} ${reason}`);

describe('a change is ordered', () => {
  beforeAll(async () => {
    now = MONDAY;
    await make('order', { startsAt: '2026-12-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' });
  });

  test.each<[string, object, string[]]>([
    ['no time', { patch: { title: 'x' } }, ['at is missing']],
    ['a past one', { at: '2026-11-30T08:59:59Z', patch: { title: 'x' } }, ['at is in the past']],
    ['no patch', FRIDAY_18, ['patch is not an object']],
    ['an empty patch', { ...FRIDAY_18, patch: {} }, ['patch changes nothing']],
    [
      'a setting that is none',
      { ...FRIDAY_18, patch: { colour: 'x' } },
      ['patch.colour is not a field of a patch'],
    ],
    [
      'another slug',
      { ...FRIDAY_18, patch: { slug: 'x' } },
      ['patch.slug cannot be ordered for later: whether it is free is known only then'],
    ],
    [
      'another domain',
      { ...FRIDAY_18, patch: { domain: 'x' } },
      ['patch.domain cannot be ordered for later: a link stays on its short domain'],
    ],
    [
      'an end of the old slug, and a purge',
      { ...FRIDAY_18, patch: { oldSlugUntil: null, purge: true } },
      [
        'patch.oldSlugUntil cannot be ordered for later: it is about another slug',
        'patch.purge cannot be ordered for later: no edge keeps an answer past the time of a change',
      ],
    ],
    [
      'a url to the short domain',
      { ...FRIDAY_18, patch: { url: 'https://go.example.com/x' } },
      ['patch.url leads to the short domain itself'],
    ],
    [
      'a title that is none',
      { ...FRIDAY_18, patch: { title: '' } },
      ['patch.title has not 1 to 300 characters'],
    ],
    [
      'what does not go together with what the link has',
      { ...FRIDAY_18, patch: { startsAt: '2027-02-01T00:00:00Z' } },
      ['patch.expiresAt is not after startsAt'],
    ],
  ])('with %s: 422', async (_, body, expected) => {
    const answer = await call('POST', 'order/changes', body);
    expect([answer.status, wrong(answer.body)]).toEqual([422, expected]);
  });

  test('with what does not go together with what comes before it: 422', async () => {
    await make('before', { expiresAt: '2027-01-01T00:00:00Z' });
    expect((await order('before', { startsAt: '2026-12-20T00:00:00Z' })).status).toBe(201);
    const late = { at: '2026-12-05T00:00:00Z' };
    expect(wrong((await order('before', { expiresAt: '2026-12-10T00:00:00Z' }, late)).body)).toEqual([
      'patch.expiresAt is not after startsAt',
    ]);
    expect(
      (await order('before', { expiresAt: '2026-12-10T00:00:00Z' }, { at: '2026-12-04T16:59:59Z' })).status,
    ).toBe(201);
  });

  test('once more by the same key: it is found', async () => {
    await make('twice');
    const first = await order('twice');
    const again = await order('twice');
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    expect((await order('twice', undefined, FRIDAY_18, 'intern')).status).toBe(201);
  });

  test('twenty times; not once more', async () => {
    await make('many');
    for (let n = 1; n <= 20; n++) expect((await order('many', { title: `${n}` })).status).toBe(201);
    expect((await order('many', { title: '21' })).status).toBe(409);
    now = FRIDAY;
    expect(await wakeUp()).toMatchObject({ failed: 0 });
    expect((await call('GET', 'many')).body).toMatchObject({ title: '20', version: 41 });
  });

  test('with more than can be kept in a link: 422', async () => {
    await make('bytes');
    expect((await order('bytes', { url: `${url('x')}?${'x'.repeat(8_000)}` })).status).toBe(201);
    expect((await order('bytes', { expiredUrl: `${url('x')}?${'x'.repeat(8_000)}` })).status).toBe(422);
  });

  test('with a password: a hash is kept, and neither is told', async () => {
    await make('secret');
    const { body } = await order('secret', { password: 'open sesame', title: null });
    expect(body.patch).toEqual({ title: null, hasPassword: true });
    expect(await follow('secret', FRIDAY - 1)).toEqual([url('before'), 'no-store']);
    expect((await follow('secret', FRIDAY))[0]).toBe(200);
  });

  test('that takes all away that can be', async () => {
    await make('nothing-left', {
      title: 'x',
      tags: ['x'],
      maxClicks: 5,
      password: 'open sesame',
      unfurl: 'auto',
    });
    const names =
      'title tags note startsAt expiresAt expiredUrl status maxAge forwardQuery forwardPath utm rules maxClicks unfurl';
    const patch = Object.fromEntries(names.split(' ').map(name => [name, null]));
    const { body } = await order('nothing-left', { ...patch, password: null });
    expect(body.patch).toEqual({ ...patch, hasPassword: false });
    expect(await follow('nothing-left', FRIDAY)).toEqual([url('before'), 'max-age=0, s-maxage=60']);
  });

  test('so late that edges hold an answer past its time: that is told', async () => {
    await make('late', { maxAge: 600 });
    const { body } = await order('late', { title: 'x' }, { at: '2026-11-30T09:01:00Z' });
    expect(body.effectiveWithinSeconds).toBe(540);
  });

  test.each([
    ['a key that may only read: 403', 'order', 'reader', 403],
    ['a link that the key is not for: 404', 'order', 'shop', 404],
    ['no link: 404', 'nothing', 'boss', 404],
  ])('of %s', async (_, slug, key, status) => {
    expect((await order(slug, undefined, FRIDAY_18, key)).status).toBe(status);
  });

  test('of a link that is deleted: 410', async () => {
    await make('gone');
    await call('DELETE', 'gone');
    expect((await order('gone')).status).toBe(410);
  });

  test('within the limits of the key, whatever they are', async () => {
    await make('shop', { tags: ['shop'] });
    const outside = await order('shop', { url: 'https://other.example/' }, FRIDAY_18, 'shop');
    expect(wrong(outside.body)).toEqual(['patch.url leads to a host that the key is not for']);
    expect((await order('shop', { tags: ['sale'] }, FRIDAY_18, 'shop')).body.patch).toEqual({
      tags: ['sale', 'shop'],
    });
    expect((await order('shop', { tags: null, title: 'x' }, FRIDAY_18, 'shop')).body.patch).toEqual({
      tags: ['shop'],
      title: 'x',
    });
    // What another key ordered and this one may not see is not there for it.
    const { body } = await order('shop', { url: 'https://other.example/' }, { at: '2026-12-05T00:00:00Z' });
    expect(await changesOf('shop')).toHaveLength(3);
    expect(await changesOf('shop', 'shop')).toHaveLength(2);
    expect((await call('DELETE', `shop/changes/${body.id}`, undefined, 'shop')).status).toBe(404);
    const patches = async (key: string) =>
      (
        (await call('GET', 'shop/history', undefined, key)).body.versions as {
          ordered?: { patch?: object };
        }[]
      ).map(({ ordered }) => ordered?.patch);
    const [newest, ...others] = await patches('boss');
    expect(newest).toEqual({ url: 'https://other.example/' });
    expect(await patches('shop')).toEqual([undefined, ...others]);
  });

  test('of a slug with slashes; a slug like that of a change is none of a link', async () => {
    await make('a/b');
    await make('a/changes/b');
    const { body } = await order('a/b');
    expect((await call('GET', `a%2Fb/changes/${body.id}`)).body).toEqual(body);
    expect((await call('GET', 'a%2Fchanges%2Fb')).body.slug).toBe('a/changes/b');
    expect((await make(`a/changes/${body.id}`)).status).toBe(422);
  });
});

test('an equal request finds what was ordered, with a password as well; another password is another change', async () => {
  await make('same');
  const ask = async (password: string | null) => {
    const { status, body } = await order('same', { password, title: 'x' });
    return [status, body.id];
  };
  const [status, id] = await ask('open sesame');
  expect(status).toBe(201);
  expect(await ask('open sesame')).toEqual([200, id]);
  expect(await ask('open barley')).toEqual([201, expect.not.stringMatching(id)]);
  expect(await ask(null)).toEqual([201, expect.not.stringMatching(id)]);
  expect(await changesOf('same')).toHaveLength(3);
});

describe('a change that was ordered', () => {
  const SATURDAY = { at: '2026-12-05T18:00:00+01:00' };

  test('is ordered for another time, with another patch, or both; what is not said stays', async () => {
    await make('alter');
    const { id } = (await order('alter')).body;
    const alter = (body: object, key?: string) => call('PATCH', `alter/changes/${id}`, body, key);
    expect((await alter(SATURDAY, 'intern')).body).toMatchObject({
      at: '2026-12-05T17:00:00Z',
      patch: { url: url('after') },
      orderedBy: keys.intern?.id,
    });
    expect((await alter({ patch: { title: 'x' } })).body).toMatchObject({
      at: '2026-12-05T17:00:00Z',
      patch: { title: 'x' },
    });
    expect((await alter({ repeat: '0 18 * * 5', timeZone: 'Europe/Berlin' })).body).toMatchObject({
      at: '2026-12-04T17:00:00Z',
      repeat: '0 18 * * 5',
    });
    expect((await alter({ timeZone: 'America/New_York' })).body).toMatchObject({
      at: '2026-12-04T23:00:00Z',
      repeat: '0 18 * * 5',
      timeZone: 'America/New_York',
    });
    expect((await alter({ at: '2026-11-30T08:00:00Z' })).status).toBe(422);
    const etag = (await call('GET', 'alter')).headers.etag;
    const late = {
      method: 'PATCH',
      headers: { ...JSON_TYPE, 'if-match': '"1"' },
      body: JSON.stringify(SATURDAY),
    };
    const told = await asking(handler, `Bearer ${keys.boss?.secret}`)(`/api/links/alter/changes/${id}`, late);
    expect([told.status, told.headers.etag]).toEqual([412, etag]);
    expect(await changesOf('alter')).toHaveLength(1);
    now = Date.parse('2026-12-05T00:00:00Z');
    await wakeUp();
    expect((await call('GET', 'alter')).body).toMatchObject({ title: 'x', url: url('before') });
  });

  test('is ordered for no time at which it would not go together with the link', async () => {
    await make('alter-time', { expiresAt: '2027-01-01T00:00:00Z' });
    const { id } = (await order('alter-time', { startsAt: '2026-12-20T00:00:00Z' })).body;
    await order('alter-time', { expiresAt: '2027-02-01T00:00:00Z' }, SATURDAY);
    await order('alter-time', { expiresAt: '2026-12-21T00:00:00Z' }, { at: '2026-12-06T18:00:00Z' });
    await order(
      'alter-time',
      { startsAt: null, expiresAt: '2026-12-18T00:00:00Z' },
      { at: '2026-12-07T18:00:00Z' },
    );
    const { status, body } = await call('PATCH', `alter-time/changes/${id}`, { at: '2026-12-08T18:00:00Z' });
    expect([status, wrong(body)]).toEqual([422, ['patch.expiresAt is not after startsAt']]);
  });

  test('is called off', async () => {
    await make('off');
    const { body } = await order('off');
    const off = await call('DELETE', `off/changes/${body.id}`);
    expect([off.status, off.body.id]).toEqual([200, body.id]);
    expect(await changesOf('off')).toEqual([]);
    expect((await call('DELETE', `off/changes/${body.id}`)).status).toBe(404);
    expect(await follow('off', FRIDAY)).toEqual([url('before'), 'max-age=0, s-maxage=60']);
    now = FRIDAY;
    await wakeUp();
    expect(await historyOf('off')).toEqual([
      'call-off 2026-11-30T09:00:00 boss',
      'order 2026-11-30T09:00:00 boss',
      'create 2026-11-30T09:00:00 boss',
    ]);
  });

  test('goes with the link when it is renamed', async () => {
    await make('old-name');
    await order('old-name');
    await call('PATCH', 'old-name', { slug: 'new-name' });
    expect((await follow('old-name', FRIDAY))[0]).toBe(url('after'));
    now = FRIDAY;
    expect(await wakeUp()).toMatchObject({ written: 1 });
    expect((await follow('new-name', FRIDAY))[0]).toBe(url('after'));
  });

  test('comes before a change that is made after its time, even if nobody wrote it down', async () => {
    await make('order-of-things');
    await order('order-of-things', { url: url('after'), title: 'ordered' }, FRIDAY_18, 'intern');
    now = FRIDAY + 5_000;
    expect((await call('PATCH', 'order-of-things', { title: 'later' })).body).toMatchObject({
      url: url('after'),
      title: 'later',
      version: 4,
    });
    expect(await historyOf('order-of-things')).toEqual([
      'edit 2026-12-04T17:00:05 boss',
      'scheduled 2026-12-04T17:00:00 intern',
      'order 2026-11-30T09:00:00 intern',
      'create 2026-11-30T09:00:00 boss',
    ]);
  });

  test('is in force at its second everywhere, whatever edges were told before', async () => {
    await make('in-force', { maxAge: 600 });
    await order('in-force', { maxAge: 5 });
    now = FRIDAY - 700_000;
    expect((await call('GET', 'in-force')).body.effectiveWithinSeconds).toBe(600);
    now = FRIDAY;
    expect((await call('GET', 'in-force')).body).toMatchObject({ maxAge: 5, effectiveWithinSeconds: 5 });
  });

  test('is seen in a list as soon as it has come', async () => {
    await make('listed', { tags: ['listed'] });
    await order('listed', { url: url('after'), title: 'New' });
    now = FRIDAY;
    const { body } = await asking(handler, `Bearer ${keys.boss?.secret}`)('/api/links', {
      query: 'tag=listed',
    });
    expect(body.links).toMatchObject([{ slug: 'listed', url: url('after'), title: 'New', version: 3 }]);
    expect(body.links[0]).not.toHaveProperty('nextChangeAt');
  });

  test('of which the key was revoked comes all the same', async () => {
    const { key, secret } = await store.create({ name: 'leaver' });
    keys.leaver = { id: key.id, secret };
    await make('leaver');
    await order('leaver', undefined, FRIDAY_18, 'leaver');
    await store.revoke(key.id);
    now = FRIDAY;
    await wakeUp();
    expect((await historyOf('leaver'))[0]).toBe('scheduled 2026-12-04T17:00:00 leaver');
  });

  test('does nothing while the link is deleted, and is told', async () => {
    await make('deleted');
    await order('deleted');
    await order('deleted', { title: 'later' }, SATURDAY);
    await order('deleted', { note: 'x' }, { repeat: '0 * * * *', timeZone: 'UTC' });
    await call('DELETE', 'deleted');
    expect((await changesOf('deleted')).map(({ state, reason }: never) => [state, reason])).toEqual([
      ['invalid', 'the link is deleted'],
      ['invalid', 'the link is deleted'],
      ['invalid', 'the link is deleted'],
    ]);
    now = FRIDAY + 1_000;
    const restored = await call('POST', 'deleted/restore');
    expect(restored.body).toMatchObject({
      url: url('before'),
      nextChangeAt: '2026-12-04T18:00:00Z',
      version: 6,
    });
    expect((await changesOf('deleted')).map(({ state, at }: never) => [state, at])).toEqual([
      ['dropped', '2026-12-04T17:00:00Z'],
      ['pending', '2026-12-04T18:00:00Z'],
      ['pending', '2026-12-05T17:00:00Z'],
    ]);
  });
});

describe('a change that has become invalid', () => {
  test('is told at once, is not half made when it comes, and is told on', async () => {
    await make('invalid', { expiresAt: '2027-01-01T00:00:00Z' });
    const { id } = (await order('invalid', { startsAt: '2026-12-20T00:00:00Z', title: 'x' })).body;
    await call('PATCH', 'invalid', { expiresAt: '2026-12-10T00:00:00Z' });
    const reason = 'expiresAt is not after startsAt; expected a time after 2026-12-20T00:00:00Z';
    expect((await call('GET', `invalid/changes/${id}`)).body).toMatchObject({ state: 'invalid', reason });
    expect((await call('GET', 'invalid')).body).not.toHaveProperty('nextChangeAt');
    expect((await follow('invalid', FRIDAY))[0]).toBe(url('before'));
    now = FRIDAY;
    const warn = jest.mocked(console.warn);
    warn.mockClear();
    expect(await wakeUp()).toMatchObject({ written: 1 });
    expect(warn.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      {
        level: 'warn',
        message: 'an ordered change could not be made',
        link: expect.any(String),
        version: 4,
        change: id,
        at: '2026-12-04T17:00:00Z',
        by: keys.boss?.id,
        lateMs: 0,
        reason,
      },
    ]);
    expect((await call('GET', 'invalid')).body).not.toHaveProperty('title');
    expect((await call('GET', `invalid/changes/${id}`)).body).toMatchObject({ state: 'dropped', reason });
    const { versions } = (await call('GET', 'invalid/history')).body;
    expect(versions[0]).toMatchObject({ action: 'dropped', ordered: { id, reason } });
    expect((await call('PATCH', `invalid/changes/${id}`, { patch: { title: 'y' } })).status).toBe(410);
    now = FRIDAY + 29 * DAY;
    await call('PATCH', 'invalid', { note: 'x' });
    expect(await changesOf('invalid')).toHaveLength(1);
    now = FRIDAY + 30 * DAY;
    await call('PATCH', 'invalid', { note: 'y' });
    expect(await changesOf('invalid')).toEqual([]);
  });

  test('is made after all when it is valid again in time', async () => {
    await make('valid-again', { expiresAt: '2027-01-01T00:00:00Z' });
    await order('valid-again', { startsAt: '2026-12-20T00:00:00Z' });
    await call('PATCH', 'valid-again', { expiresAt: '2026-12-10T00:00:00Z' });
    await call('PATCH', 'valid-again', { expiresAt: null });
    expect((await changesOf('valid-again'))[0].state).toBe('pending');
    now = FRIDAY;
    expect((await call('GET', 'valid-again')).body.state).toBe('scheduled');
  });
});

describe('undo', () => {
  test('of the order calls it off; of that orders it again', async () => {
    await make('undo');
    await order('undo');
    await call('POST', 'undo/undo', {});
    expect(await changesOf('undo')).toEqual([]);
    await call('POST', 'undo/undo', {});
    expect(await changesOf('undo')).toHaveLength(1);
    expect((await follow('undo', FRIDAY))[0]).toBe(url('after'));
  });

  test('of a change that was made takes it back, and does not order it again', async () => {
    await make('undo-made');
    await order('undo-made');
    now = FRIDAY;
    const { body } = await call('POST', 'undo-made/undo', {});
    expect(body).toMatchObject({ url: url('before'), version: 4 });
    expect(await changesOf('undo-made')).toEqual([]);
    expect((await follow('undo-made', FRIDAY + DAY))[0]).toBe(url('before'));
  });

  test('of an edit leaves what was ordered before it', async () => {
    await make('undo-edit');
    await order('undo-edit');
    await call('PATCH', 'undo-edit', { title: 'x' });
    await call('POST', 'undo-edit/undo', {});
    expect(await changesOf('undo-edit')).toHaveLength(1);
  });
});

describe('a change that repeats', () => {
  const WEEKLY = { repeat: '0 18 * * 5', timeZone: 'Europe/Berlin' };
  const BACK = { repeat: '0 9 * * 1', timeZone: 'Europe/Berlin' };

  test('comes each time, and each time is one in the history', async () => {
    await make('weekly');
    await order('weekly', { url: url('weekend') }, WEEKLY);
    await order('weekly', { url: url('week') }, BACK);
    const at = async (time: string) => (await follow('weekly', Date.parse(time)))[0];
    const told = async () => [
      await at('2026-12-04T16:59:59Z'),
      await at('2026-12-04T17:00:00Z'),
      await at('2026-12-07T07:59:59Z'),
      await at('2026-12-07T08:00:00Z'),
      await at('2026-12-11T17:00:00Z'),
    ];
    // Whether anybody writes it down or not.
    const [first, ...rest] = ['before', 'weekend', 'weekend', 'week', 'weekend'].map(url);
    expect(await told()).toEqual([first, ...rest]);
    for (const time of ['2026-12-04T17:00:30Z', '2026-12-07T08:00:30Z']) {
      now = Date.parse(time);
      await wakeUp();
    }
    expect(await at('2026-12-11T16:59:59Z')).toBe(url('week'));
    expect(await at('2026-12-11T17:00:00Z')).toBe(url('weekend'));
    expect((await changesOf('weekly')).map(({ at: next }: { at: string }) => next)).toEqual([
      '2026-12-11T17:00:00Z',
      '2026-12-14T08:00:00Z',
    ]);
    expect(await historyOf('weekly')).toEqual([
      'scheduled 2026-12-07T08:00:00 boss',
      'scheduled 2026-12-04T17:00:00 boss',
      'order 2026-11-30T09:00:00 boss',
      'order 2026-11-30T09:00:00 boss',
      'create 2026-11-30T09:00:00 boss',
    ]);
  });

  test('is right again after a month in which nobody looked', async () => {
    await make('slept');
    await order('slept', { url: url('weekend') }, WEEKLY);
    await order('slept', { url: url('week') }, BACK);
    now = Date.parse('2027-02-06T12:00:00Z');
    expect((await call('GET', 'slept')).body.url).toBe(url('weekend'));
    expect((await changesOf('slept')).map(({ at }: { at: string }) => at)).toEqual([
      '2027-02-08T08:00:00Z',
      '2027-02-12T17:00:00Z',
    ]);
  });
});
