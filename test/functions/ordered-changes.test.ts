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
const wakeUp = () => wake({ ...makerOf(tables, { clock }), ownHosts: ['go.example.com'] });

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
