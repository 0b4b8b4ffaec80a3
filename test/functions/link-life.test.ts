import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { httpApiHandler } from '../../functions/http-api/http-api.ts';
import { linksApiOf } from '../core/links/makers.ts';
import { wrongDocument } from '../openapi.ts';
import { SECRET, startTables, type Tables } from '../tables.ts';
import { eventFor } from './event.ts';
import { asking, type Handler, heldToDocument, JSON_TYPE } from './links-api.ts';

let tables: Tables;
let handler: Handler;
const secrets: string[] = [];
const ids: string[] = [];
let purged: string[] = [];
let later = 0;
/** Each look at the clock is a millisecond later than the one before, and nothing else takes any time: changes have their order. */
let looks = 0;
const START = Date.UTC(2026, 10, 30, 9);
const clock = { ...systemClock, now: () => START + later + looks++ };

beforeAll(async () => {
  tables = await startTables();
  const keys = createKeyStore(tables.keys, clock, systemRandom);
  for (const name of ['marketing', 'sales']) {
    const { key, secret } = await keys.create({ name });
    secrets.push(secret);
    ids.push(key.id);
  }
  const purge = async (paths: string[]) => {
    purged.push(...paths);
  };
  handler = heldToDocument(httpApiHandler(linksApiOf(tables, { clock, purge }), SECRET));
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
  purged = [];
  later = 0;
});

type Headers = Record<string, string>;

/** Calls the API: `call('PATCH', 'spring', { title: 'x' })` is of the link, `call('POST', '', …)` of all of them; other paths are whole. */
async function call(method: string, link: string, body?: unknown, headers: Headers = {}, key = 0) {
  const [path = '', query] = (link.startsWith('/') ? link : `/api/links${link && '/'}${link}`).split('?');
  const answer = await asking(handler, `Bearer ${secrets[key]}`)(path, {
    method,
    ...(query !== undefined && { query }),
    headers: { ...(body !== undefined && JSON_TYPE), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { ...answer, etag: answer.headers.etag };
}

/** What the tables were asked for, but for the counting of the key's calls. */
const asked = () => tables.calls.filter(call => call !== 'UpdateItem');

const make = (slug: string, more: object = {}) =>
  call('POST', '', { url: `https://example.org/${slug}`, slug, ...more });

test('the document that every answer is held against is OpenAPI, and has the other APIs as well', async () => {
  const { body: document } = await call('GET', '/api/openapi.json');
  expect(await wrongDocument(document)).toBeUndefined();
  expect(document.paths).toHaveProperty(['/api/snapshots/rerender', 'post']);
});

describe('a link is changed', () => {
  test('what is given changes, the rest stays; null takes away', async () => {
    await make('patch', { title: 'One', note: 'n', tags: ['a'], maxAge: 5 });
    const { status, etag, body } = await call('PATCH', 'patch', { title: 'Two', note: null, maxAge: null });
    expect([status, etag]).toEqual([200, '"2"']);
    expect(body).toMatchObject({ title: 'Two', tags: ['a'], maxAge: 60, version: 2 });
    expect(body).not.toHaveProperty('note');
    expect((await call('GET', 'patch')).body).toEqual(body);
  });

  test('by another key: who made it and who changed it', async () => {
    await make('whose');
    const { body } = await call('PATCH', 'whose', { title: 'x' }, {}, 1);
    expect([body.createdBy, body.changedBy]).toEqual(ids);
  });

  test('to what it is already: no write, the same version', async () => {
    await make('same', { title: 'One' });
    tables.calls.length = 0;
    expect((await call('PATCH', 'same', { title: 'One' })).body.version).toBe(1);
    expect(asked()).toEqual(['GetItem', 'GetItem']);
  });

  test('what is found by costs new hints; the rest one of the last change', async () => {
    await make('cost');
    tables.calls.length = 0;
    await call('PATCH', 'cost', { maxAge: 5 });
    expect(asked()).toEqual([
      ...['GetItem', 'GetItem', 'BatchWriteItem', 'PutItem'],
      ...['BatchWriteItem', 'BatchWriteItem'],
    ]);
  });

  test.each([
    ['as it is', '"1"', 200],
    ['as one of several', '"7", "1"', 200],
    ['whatever it is', '*', 200],
    ['as it is no more', '"7"', 412],
    ['by a weak tag', 'W/"1"', 412],
    ['without quotes', '1', 412],
  ])('If-Match %s: %s is %i', async (name, tag, status) => {
    const slug = `if-${name.replaceAll(' ', '-')}`;
    await make(slug);
    const answer = await call('PATCH', slug, { title: 'x' }, { 'if-match': tag });
    expect([answer.status, answer.etag]).toEqual([status, status === 200 ? '"2"' : '"1"']);
  });

  test('by twenty at once with If-Match: one is first, the others are told', async () => {
    await make('race');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => call('PATCH', 'race', { title: `${i}` }, { 'if-match': '"1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  });

  test('by five at once without: each in its turn, and each is a version', async () => {
    await make('turns');
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) => call('PATCH', 'turns', { title: `${i}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(answers.map(({ body }) => body.version).sort()).toEqual([2, 3, 4, 5, 6]);
    const { body } = await call('GET', 'turns/history');
    const titles = body.versions.map((version: { after: { title?: string } }) => version.after.title);
    expect([...titles].sort()).toEqual(['0', '1', '2', '3', '4', undefined]);
  });

  test.each([
    [{ url: 'nowhere' }, 'url'],
    [{ url: null }, 'url'],
    [{ url: 'https://go.example.com/x' }, 'url'],
    [{ titel: 'x' }, 'titel'],
    [{ startsAt: '2030-01-02T00:00:00Z', expiresAt: '2030-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: '9999-12-31T23:59:59-01:00' }, 'expiresAt'],
    [
      { rules: [{ url: 'https://example.com/', language: [`de${'-abcdefgh'.repeat(4)}`] }] },
      'rules.0.language.0',
    ],
    [{ expiredUrl: 'https://go.example.com/x' }, 'expiredUrl'],
    [{ slug: 'api' }, 'slug'],
    [{ purge: 'yes' }, 'purge'],
    [{ rules: [{ url: 'https://go.example.com/x', weight: 5 }] }, 'rules.0.url'],
    [{ rules: [{ url: 'https://e.com/' }] }, 'rules.0'],
    [{ rules: [{ url: 'https://e.com/', weight: 5, color: 'red' }] }, 'rules.0.color'],
    [{ utm: { sauce: 'x' } }, 'utm.sauce'],
    [{ unfurl: {} }, 'unfurl'],
    [{ unfurl: { image: 'x' } }, 'unfurl.image'],
    [{ password: 'x' }, 'password'],
  ])('%j: 422 that names %s', async (change, field) => {
    await make('wrong');
    const { status, body } = await call('PATCH', 'wrong', change);
    expect([status, body.errors?.[0]?.field]).toEqual([422, field]);
    expect(body.errors[0].expected).toMatch(/\w/);
  });

  test.each([undefined, 'application/json', ''])('by no body, as %j: stays as it is', async type => {
    await make('empty');
    const event = eventFor('/api/links/empty', {
      method: 'PATCH',
      headers: { authorization: `Bearer ${secrets[0]}`, ...(type !== undefined && { 'content-type': type }) },
      body: '',
    });
    expect((await handler(event)).statusCode).toBeLessThan(500);
    expect((await call('GET', 'empty')).body.version).toBe(1);
  });

  test('that is none: 404', async () => {
    expect((await call('PATCH', 'nobody', { title: 'x' })).status).toBe(404);
  });
});

describe('effectiveWithinSeconds is how long the edge may keep an older answer', () => {
  test('after a change from an hour to a minute: the hour that began with it', async () => {
    await make('long', { maxAge: 3600 });
    expect((await call('PATCH', 'long', { maxAge: 60 })).body.effectiveWithinSeconds).toBe(3600);
    later = 1_800_000;
    expect((await call('PATCH', 'long', { title: 'x' })).body.effectiveWithinSeconds).toBe(1800);
    later = 3_700_000;
    expect((await call('GET', 'long')).body.effectiveWithinSeconds).toBe(60);
  });

  test('an invalidation is made for the slugs of before and after', async () => {
    await make('purged');
    await call('PATCH', 'purged', { title: 'x', purge: true });
    expect(purged).toEqual(['/purged']);
    await call('PATCH', 'purged', { slug: 'purged/b', purge: true });
    expect(purged.slice(1).sort()).toEqual(['/purged', '/purged/b']);
  });
});

describe('a link is renamed', () => {
  test('the old slug leads to it, in the API as well', async () => {
    await make('old');
    const { body } = await call('PATCH', 'old', { slug: 'docs/new' });
    expect(body).toMatchObject({ slug: 'docs/new', shortUrl: 'https://go.example.com/docs/new' });
    for (const slug of ['old', 'docs/new', 'docs%2Fnew'])
      expect((await call('GET', slug)).body).toEqual(body);
  });

  test('for as long as asked; then it is free again', async () => {
    await make('until');
    const oldSlugUntil = new Date(clock.now() + 60_000).toISOString().replace(/\.\d+/, '');
    await call('PATCH', 'until', { slug: 'until-b', oldSlugUntil });
    expect((await make('until')).status).toBe(409);
    later = 61_000;
    expect((await call('GET', 'until')).status).toBe(404);
    expect((await make('until')).status).toBe(201);
    expect((await call('GET', 'until-b')).status).toBe(200);
  });

  test('to a slug that is taken: 409 with one that is free', async () => {
    await make('mine');
    await make('theirs');
    const { status, body } = await call('PATCH', 'mine', { slug: 'theirs' });
    expect([status, body.errors[0].field]).toEqual([409, 'slug']);
    expect(body.errors[0].expected).toContain('"theirs-2" is free');
  });

  test('there and back, over and over: every slug leads to it', async () => {
    await make('back');
    for (const slug of ['back-1', 'back-2', 'back', 'back-1'])
      expect((await call('PATCH', 'back', { slug })).status).toBe(200);
    for (const slug of ['back', 'back-1', 'back-2'])
      expect((await call('GET', slug)).body.slug).toBe('back-1');
  });

  test('by ten at once to the same slug: one link, and both slugs lead to it', async () => {
    await make('crowd');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => call('PATCH', 'crowd', { slug: 'crowd-b', title: `${i}` })),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    const [one, other] = [await call('GET', 'crowd'), await call('GET', 'crowd-b')];
    expect(one.body.slug).toBe('crowd-b');
    expect(other.body).toEqual(one.body);
  });

  test('by ten at once to ten slugs: it has one, and all that were told so lead to it', async () => {
    await make('spread');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => call('PATCH', 'spread', { slug: `spread-${i}` })),
    );
    const { body } = await call('GET', 'spread');
    for (const [i, { status }] of answers.entries())
      if (status === 200) expect((await call('GET', `spread-${i}`)).body.slug).toBe(body.slug);
  });
});

describe('a link ends', () => {
  test('deleted: it is there for the API, with its slug; changes are refused', async () => {
    await make('gone');
    expect((await call('DELETE', 'gone')).body).toMatchObject({ state: 'deleted', version: 2 });
    expect((await call('GET', 'gone')).body).toMatchObject({ state: 'deleted' });
    expect((await call('PATCH', 'gone', { title: 'x' })).status).toBe(410);
    expect((await make('gone')).status).toBe(409);
    expect((await call('DELETE', 'gone')).body.version).toBe(2);
  });

  test('and comes back as it was', async () => {
    const { body } = await make('again', { title: 'One' });
    await call('DELETE', 'again');
    const restored = (await call('POST', 'again/restore')).body;
    expect(restored).toEqual({ ...body, version: 3, changedAt: restored.changedAt });
  });

  test('without a slug of its own: the same request makes another one', async () => {
    const { body } = await call('POST', '', { url: 'https://example.org/once-more' });
    await call('DELETE', body.slug);
    const second = await call('POST', '', { url: 'https://example.org/once-more' });
    expect([second.status, second.body.slug === body.slug]).toEqual([201, false]);
  });
});

describe('history', () => {
  test('who, when, what, before and after; the newest first', async () => {
    await make('story', { title: 'One', password: 'secret' });
    await call('PATCH', 'story', { title: 'Two' }, {}, 1);
    await call('PATCH', 'story', { slug: 'story-b' });
    await call('DELETE', 'story-b');
    await call('POST', 'story-b/restore');
    const { body } = await call('GET', 'story/history');
    expect(body.versions.map((each: { action: string }) => each.action)).toEqual([
      'restore',
      'delete',
      'rename',
      'edit',
      'create',
    ]);
    expect(body.versions[3]).toMatchObject({
      version: 2,
      by: ids[1],
      before: { title: 'One', slug: 'story' },
      after: { title: 'Two', slug: 'story' },
    });
    expect(body.versions[4]).not.toHaveProperty('before');
    expect(JSON.stringify(body)).not.toMatch(/salt|hash"/);
  });

  test('in pages', async () => {
    await make('pages');
    for (let i = 0; i < 6; i++) await call('PATCH', 'pages', { title: `${i}` });
    const seen: number[] = [];
    let cursor = '';
    do {
      const { body } = await call('GET', `pages/history?limit=3${cursor}`);
      seen.push(...body.versions.map((each: { version: number }) => each.version));
      for (const each of body.versions.slice(0, -1)) expect(each.before.version).toBe(each.version - 1);
      cursor = body.next ? `&cursor=${body.next}` : '';
    } while (cursor);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  test('undo takes back the last change, or leads back to a version; it can be undone', async () => {
    await make('undo', { title: 'One', tags: ['a'] });
    await call('PATCH', 'undo', { title: 'Two', note: 'n' });
    expect((await call('POST', 'undo/undo')).body).toMatchObject({ title: 'One', version: 3 });
    expect((await call('GET', 'undo')).body).not.toHaveProperty('note');
    expect((await call('POST', 'undo/undo')).body).toMatchObject({ title: 'Two', note: 'n', version: 4 });
    expect((await call('POST', 'undo/undo', { version: 1 })).body).toMatchObject({
      title: 'One',
      tags: ['a'],
    });
    await call('DELETE', 'undo');
    expect((await call('POST', 'undo/undo')).body).toMatchObject({ state: 'active', title: 'One' });
  });

  test.each([[{ version: 9 }], [{ version: 0 }], [{ version: 'x' }], [{ versoin: 1 }]])(
    'undo to %j: 422',
    async body => {
      await make('undo-wrong');
      expect((await call('POST', 'undo-wrong/undo', body)).status).toBe(422);
    },
  );

  test('of a link made before versions were kept', async () => {
    const { client, name } = tables.links;
    const item = { slug: 'ancient', url: 'https://example.org/a', createdAt: '2026-01-01T00:00:00.000Z' };
    await client.send(new PutCommand({ TableName: name, Item: { ...item, createdBy: 'x', creation: 'c' } }));
    expect((await call('GET', 'ancient')).body).toMatchObject({ version: 1, state: 'active', maxAge: 60 });
    expect((await call('PATCH', 'ancient', { title: 'x' })).body.version).toBe(2);
    const { body } = await call('GET', 'ancient/history');
    expect(body.versions.map((each: { version: number }) => each.version)).toEqual([2, 1]);
  });
});

describe('all changes of all links', () => {
  interface Shown {
    action: string;
    at: string;
    after: { slug: string; version: number };
  }

  /** Each page, until there is none; other tests have been in other times. */
  async function all(limit: number): Promise<Shown[]> {
    const changes: Shown[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await call('GET', `/api/changes?limit=${limit}${cursor}`);
      changes.push(...body.changes);
      if (!body.next) return changes;
      cursor = `&cursor=${body.next}`;
    }
  }
  const of = async (slugs: RegExp) => (await all(100)).filter(({ after }) => slugs.test(after.slug));

  test('the newest first: who, when, what, before and after', async () => {
    await make('audit-1', { title: 'One' });
    await call('PATCH', 'audit-1', { title: 'Two' }, {}, 1);
    await make('audit-2');
    await call('PATCH', 'audit-2', { slug: 'audit-3' });
    expect(await of(/^audit-/)).toMatchObject([
      { action: 'rename', by: ids[0], before: { slug: 'audit-2' }, after: { slug: 'audit-3' } },
      { action: 'create', after: { slug: 'audit-2' } },
      { action: 'edit', by: ids[1], before: { title: 'One' }, after: { title: 'Two' } },
      { action: 'create', after: { slug: 'audit-1' } },
    ]);
    tables.calls.length = 0;
    await call('GET', '/api/changes');
    expect(asked()).toEqual(['GetItem', 'Query', 'BatchGetItem']);
  });

  test('in pages, each change once', async () => {
    const seen = (await all(7)).map(({ at, after }) => `${after.slug} ${after.version} ${at}`);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(50);
  });

  test('those that came second are none', async () => {
    expect((await of(/^race$/)).map(({ action }) => action)).toEqual(['edit', 'create']);
  });
});
