import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Counters } from '../../core/counters.ts';
import { itemsOf } from '../../core/dynamodb.ts';
import { systemRandom } from '../../core/ids.ts';
import { Calls } from '../../core/keys/calls.ts';
import { createKeyStore, type NewKey } from '../../core/keys/keys.ts';
import { httpApiHandler } from '../../functions/http-api/http-api.ts';
import { linksApiOf } from '../core/links/makers.ts';
import { SECRET, startTables, type Tables } from '../tables.ts';
import { type Answered, asking, heldToDocument, JSON_TYPE } from './links-api.ts';

/* A write is asked for with ?dryRun=true, then without: the answer is the same, and of the first nothing is in any table. */

const HOUR = 3_600_000;
const URL = 'https://example.org/';
const BLOCKED = 'https://blocked.example/';

let tables: Tables;
/** It stands still: what is made in a dry run and afterwards is of the same second. */
let now = Date.parse('2026-12-01T12:00:00Z');
const clock = { now: () => now, sleep: async () => undefined };
/** What edges were told to forget. */
const purged: string[] = [];
/** What is blocked at this moment. */
let blocked = [BLOCKED];
let ask: ReturnType<typeof asking>;
let askerWith: (key: Partial<NewKey>, writes?: number) => Promise<typeof ask>;

beforeAll(async () => {
  tables = await startTables();
  jest.spyOn(console, 'log').mockReturnValue();
  const keys = createKeyStore(tables.keys, clock, systemRandom);
  askerWith = async (key, writes = 100_000) => {
    const calls = new Calls(new Counters(itemsOf(tables.counters)), { reads: 100_000, writes }, clock);
    const api = linksApiOf(tables, {
      clock,
      keys,
      calls,
      isBlocked: async urls => urls.find(url => blocked.includes(url)),
      purge: async paths => void purged.push(...paths),
    });
    const { secret } = await keys.create({ name: 'test', ...key });
    return asking(heldToDocument(httpApiHandler(api, SECRET)), `Bearer ${secret}`);
  };
  ask = await askerWith({});
});
afterAll(() => tables.stop());
beforeEach(() => {
  blocked = [BLOCKED];
});

interface Write {
  method: string;
  path: string;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const send = (
  { method, path, query = '', body, headers }: Write,
  { dryRun, by = ask }: { dryRun?: string; by?: typeof ask } = {},
): Promise<Answered> =>
  by(path, {
    method,
    query: [query, ...(dryRun === undefined ? [] : [`dryRun=${dryRun}`])].filter(Boolean).join('&'),
    headers: { ...(body !== undefined && JSON_TYPE), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const post = (body: object, headers = {}): Write => ({ method: 'POST', path: '/api/links', body, headers });
const patch = (slug: string, body: object, headers = {}): Write => ({
  method: 'PATCH',
  path: `/api/links/${slug}`,
  body,
  headers,
});
const remove = (slug: string, headers = {}): Write => ({
  method: 'DELETE',
  path: `/api/links/${slug}`,
  headers,
});
const restore = (slug: string, headers = {}): Write => ({
  method: 'POST',
  path: `/api/links/${slug}/restore`,
  headers,
});
const undo = (slug: string, body: object = {}, headers = {}): Write => ({
  method: 'POST',
  path: `/api/links/${slug}/undo`,
  body,
  headers,
});

/** Does what has to be there before. */
async function done(...writes: Write[]): Promise<void> {
  for (const write of writes) expect((await send(write)).status).toBeLessThan(300);
}

/** A link to `URL`, and what is done to it then. */
const link = (slug: string, ...more: Write[]) => done(post({ url: URL, slug }), ...more);

/** A link that a change was ordered for, whose time has come: whoever asks next finds it not written down yet. */
async function linkWithDueChange(slug: string): Promise<void> {
  await link(slug);
  const at = new Date(now + HOUR).toISOString();
  const body = { at, patch: { title: 'as ordered' } };
  await done({ method: 'POST', path: `/api/links/${slug}/changes`, body });
  now += 2 * HOUR;
}

const TABLES = ['links', 'hints', 'counters', 'keys', 'clicks', 'snapshots'] as const;

/** All that is in any table, but for how many calls keys had. */
async function everything(): Promise<unknown[]> {
  const items = [];
  for (const name of TABLES) {
    const { Items = [] } = await tables[name].client.send(
      new ScanCommand({ TableName: name, ConsistentRead: true }),
    );
    items.push(...Items.map(item => ({ table: name, ...item })));
  }
  return items.filter(item => !/^(reads|writes|used)#/.test('id' in item ? String(item.id) : ''));
}

/** What is asked with and without the dry run; and whether each of them wrote something. */
async function both(write: Write, by = ask) {
  const before = await everything();
  const told = jest.mocked(console.log).mock.calls.length;
  purged.length = 0;
  const dry = await send(write, { dryRun: 'true', by });
  expect(await everything()).toEqual(before);
  expect(purged).toEqual([]);
  const lines = jest.mocked(console.log).mock.calls.slice(told).flat();
  // The request itself is told, and nothing of what it would have done.
  expect(lines.filter(line => !String(line).includes('"answered"'))).toEqual([]);
  const real = await send(write, { by });
  const isWritten = JSON.stringify(await everything()) !== JSON.stringify(before);
  return { dry, real, isWritten };
}

describe('a dry run answers the link as the request leaves it, and writes nothing', () => {
  test.each<[string, () => Promise<unknown>, Write, { wrote?: boolean; etag?: string | undefined }]>([
    ['a new link', async () => {}, post({ url: `${URL}generated` }), { etag: undefined }],
    [
      'a slug, a password and tags',
      async () => {},
      post({ url: URL, slug: 'chosen', password: 'hush', tags: ['a'] }),
      { etag: undefined },
    ],
    [
      'a link that is there already',
      () => link('there'),
      post({ url: URL, slug: 'there' }),
      { wrote: false, etag: '"1"' },
    ],
    [
      'under a name of the client’s',
      async () => {},
      post({ url: URL, slug: 'named' }, { 'idempotency-key': '"n"' }),
      { etag: undefined },
    ],
    [
      'under a name that was answered, and the link was changed since',
      () =>
        done(
          post({ url: URL, slug: 'again' }, { 'idempotency-key': '"again"' }),
          patch('again', { tags: ['b'] }),
        ),
      post({ url: URL, slug: 'again' }, { 'idempotency-key': '"again"' }),
      { wrote: false, etag: undefined },
    ],
    ['a change', () => link('edit'), patch('edit', { title: 'T', maxAge: 5 }), { etag: '"1"' }],
    [
      'a change of the version that was seen',
      () => link('seen'),
      patch('seen', { note: 'n' }, { 'if-match': '"1"' }),
      { etag: '"1"' },
    ],
    [
      'a change to what it is',
      () => link('same'),
      patch('same', { url: URL }),
      { wrote: false, etag: '"1"' },
    ],
    ['another slug', () => link('old'), patch('old', { slug: 'new' }), { etag: '"1"' }],
    [
      'its former slug',
      () => link('one', patch('one', { slug: 'two' })),
      patch('two', { slug: 'one' }),
      { etag: '"2"' },
    ],
    ['a purge', () => link('purge'), patch('purge', { url: `${URL}2`, purge: true }), { etag: '"1"' }],
    [
      'a change, after one that was ordered and has come',
      () => linkWithDueChange('due'),
      patch('due', { note: 'n' }),
      { etag: '"3"' },
    ],
    ['a deletion', () => link('gone'), remove('gone'), { etag: '"1"' }],
    [
      'a deletion with a purge',
      () => link('goes', patch('goes', { slug: 'went' })),
      { ...remove('went'), query: 'purge=true' },
      { etag: '"2"' },
    ],
    [
      'a second deletion',
      () => link('twice', remove('twice')),
      remove('twice'),
      { wrote: false, etag: '"2"' },
    ],
    ['a restoration', () => link('back', remove('back')), restore('back'), { etag: '"2"' }],
    ['nothing to restore', () => link('not-gone'), restore('not-gone'), { wrote: false, etag: '"1"' }],
    [
      'an undo',
      () => link('undo', patch('undo', { title: 'T' })),
      undo('undo', {}, { 'if-match': '"2"' }),
      { etag: '"2"' },
    ],
    [
      'an undo of several versions and a renaming',
      () => link('first', patch('first', { slug: 'later' }), patch('later', { title: 'T' })),
      undo('later', { version: 1 }),
      { etag: '"3"' },
    ],
    [
      'an undo of a change that was ordered and has come',
      () => linkWithDueChange('undue'),
      undo('undue'),
      { etag: '"3"' },
    ],
  ])('%s', async (_, prepare, write, { wrote = true, etag }) => {
    await prepare();
    const { dry, real, isWritten } = await both(write);
    expect([dry.status, dry.body.dryRun]).toEqual([200, { status: real.status }]);
    const { dryRun: __, ...asItWouldBe } = dry.body;
    expect(asItWouldBe).toEqual(real.body);
    expect([isWritten, dry.headers.etag, dry.headers.location]).toEqual([wrote, etag, undefined]);
    expect('dryRun' in real.body).toBe(false);
  });

  test('the ETag is that of the link as it is: with it the change itself may be sent', async () => {
    await link('etag');
    const change = { title: 'seen before' };
    const dry = await send(patch('etag', change), { dryRun: 'true' });
    expect([dry.headers.etag, dry.body.version]).toEqual(['"1"', 2]);
    const real = await send(patch('etag', change, { 'if-match': String(dry.headers.etag) }));
    expect([real.status, real.body.version]).toEqual([200, 2]);
  });
});

describe('a dry run is refused what the request itself is refused, in the same words', () => {
  test.each<[string, number, () => Promise<unknown>, Write]>([
    ['a field that is wrong', 422, async () => {}, post({ url: 'nowhere', tags: [''] })],
    ['a host that is blocked', 422, async () => {}, post({ url: BLOCKED })],
    ['a slug that is taken', 409, () => link('taken'), post({ url: `${URL}else`, slug: 'taken' })],
    [
      'a name that is another request’s',
      422,
      () => done(post({ url: URL, slug: 'used' }, { 'idempotency-key': '"used"' })),
      post({ url: `${URL}else` }, { 'idempotency-key': '"used"' }),
    ],
    ['a name that is none', 422, async () => {}, post({ url: URL }, { 'idempotency-key': '""' })],
    ['no such link', 404, async () => {}, patch('nothing', { title: 'T' })],
    [
      'a link that was changed since',
      412,
      () => link('late', patch('late', { title: 'T' })),
      patch('late', { note: 'n' }, { 'if-match': '"1"' }),
    ],
    [
      'a new slug that is taken',
      409,
      () => link('mine', post({ url: `${URL}3`, slug: 'yours' })),
      patch('mine', { slug: 'yours' }),
    ],
    ['a change to what is blocked', 422, () => link('safe'), patch('safe', { url: BLOCKED })],
    [
      'a change that is wrong',
      422,
      () => link('right'),
      patch('right', { startsAt: '2027-01-02T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' }),
    ],
    ['a change of a deleted link', 410, () => link('dead', remove('dead')), patch('dead', { title: 'T' })],
    ['a deletion of what was changed since', 412, () => link('kept'), remove('kept', { 'if-match': '"7"' })],
    [
      'a restoration to what is blocked by now',
      422,
      async () => {
        await done(post({ url: `${URL}late`, slug: 'late-block' }), remove('late-block'));
        blocked.push(`${URL}late`);
      },
      restore('late-block'),
    ],
    [
      'a restoration of what was changed since',
      412,
      () => link('ended', remove('ended')),
      restore('ended', { 'if-match': '"1"' }),
    ],
    ['an undo of nothing', 422, () => link('new-one'), undo('new-one')],
    [
      'an undo to a slug that is taken by now',
      409,
      async () => {
        const oldSlugUntil = new Date(now + HOUR).toISOString();
        await link('was', patch('was', { slug: 'is', oldSlugUntil }));
        now += 2 * HOUR;
        await done(post({ url: `${URL}4`, slug: 'was' }));
      },
      undo('is'),
    ],
  ])('%s: %i', async (_, status, prepare, write) => {
    await prepare();
    const { dry, real, isWritten } = await both(write);
    expect([dry.status, isWritten]).toEqual([status, false]);
    expect([dry.status, dry.body, dry.headers.etag]).toEqual([real.status, real.body, real.headers.etag]);
  });

  test.each<[string, Partial<NewKey>, number]>([
    ['a key that may not write', { scopes: ['links:read'] }, 403],
    ['a key that is for other links', { scopes: ['links:write'], limits: { slugPrefix: 'pr-' } }, 422],
  ])('%s', async (_, key, status) => {
    const { dry, real } = await both(post({ url: URL, slug: 'other' }), await askerWith(key));
    expect([dry.status, dry.body]).toEqual([status, real.body]);
  });

  test('a link that the key is not for is no link, in a dry run either', async () => {
    await link('unseen');
    const by = await askerWith({ scopes: ['links:write'], limits: { slugPrefix: 'pr-' } });
    for (const write of [patch('unseen', {}), remove('unseen'), restore('unseen'), undo('unseen')])
      expect((await send(write, { dryRun: 'true', by })).status).toBe(404);
  });

  test('it counts as the one call that it is, and is refused where none is left', async () => {
    const by = await askerWith({}, 2);
    const writes = [
      await send(post({ url: URL, slug: 'counted' }), { dryRun: 'true', by }),
      await send(post({ url: URL, slug: 'counted' }), { by }),
      await send(post({ url: URL, slug: 'counted' }), { dryRun: 'true', by }),
    ];
    expect(
      writes.map(({ status, headers }) => [status, /r=\d+/.exec(String(headers.ratelimit))?.[0]]),
    ).toEqual([
      [200, 'r=1'],
      [201, 'r=0'],
      [429, 'r=0'],
    ]);
  });
});

describe('who asks for a dry run never writes', () => {
  test.each<[string, Write, string]>([
    ['another value', post({ url: URL, slug: 'spelt' }), 'dryRun=yes'],
    ['no value', post({ url: URL, slug: 'spelt' }), 'dryRun'],
    ['both values', post({ url: URL, slug: 'spelt' }), 'dryRun=false&dryRun=true'],
    ['another spelling', post({ url: URL, slug: 'spelt' }), 'dryrun=true'],
    ['a hyphen', patch('spelt-there', { title: 'T' }), 'dry-run=true'],
    [
      'a batch, which has it in its body',
      { method: 'POST', path: '/api/links/batch', body: { links: [{ url: URL, slug: 'spelt' }] } },
      'dryRun=true',
    ],
    [
      'a change for later',
      {
        method: 'POST',
        path: '/api/links/spelt-there/changes',
        body: { at: '2030-01-01T00:00:00Z', patch: { title: 'T' } },
      },
      'dryRun=true',
    ],
    ['a tag', { method: 'DELETE', path: '/api/tags/spelt' }, 'dryRun=true'],
  ])('%s: 422', async (_, write, query) => {
    await send(post({ url: URL, slug: 'spelt-there', tags: ['spelt'] }));
    const before = await everything();
    const answer = await send({ ...write, query });
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([422, query.split(/[=&]/)[0]]);
    expect(await everything()).toEqual(before);
  });

  test('dryRun=false is the request itself', async () => {
    const made = await send(post({ url: URL, slug: 'for-real' }), { dryRun: 'false' });
    expect([made.status, 'dryRun' in made.body]).toEqual([201, false]);
  });
});
