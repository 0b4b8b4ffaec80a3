import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../../core/keys/key.ts';
import { type Answer, type AskOptions, apisOver } from '../../apis.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';

const START = Date.UTC(2026, 10, 30, 9, 20);
const HOUR = '2026-11-30T09:00:00.000Z';
let tables: Tables;
let clock: HandClock;
let apis: ReturnType<typeof apisOver>;
let admin: string;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  clock = new HandClock(START);
  apis = apisOver(tables, clock);
  admin = await apis.keyWith({ name: 'admin' });
});

const ask = (path: string, options: AskOptions = {}) => apis.ask(path, { key: admin, ...options });
const make = (body: object, key = admin) => ask('/api/keys', { method: 'POST', body, key });
const rotate = (id: string, body: unknown = undefined, key = admin) =>
  ask(`/api/keys/${id}/rotate`, { method: 'POST', body, key });
const revoke = (id: string, key = admin) => ask(`/api/keys/${id}`, { method: 'DELETE', key });
/** Whether a secret is taken: it may read a link that there is not. */
const isTaken = async (secret: string) => (await ask('/api/links/none', { key: secret })).status === 404;
const idOf = async (secret: string) => (await apis.keys.authenticate(secret))?.id ?? '';
const fieldsOf = ({ body }: Answer) => (body.errors ?? []).map(({ field }: { field: string }) => field);

describe('POST /api/keys', () => {
  test('201: the key and its secret, which no other answer has', async () => {
    const wanted = {
      name: 'marketing',
      scopes: ['links:read', 'links:write'],
      limits: { tags: ['Sale'], slugPrefix: 'go/', hosts: ['www.example.com', '*.example.org'] },
      expiresAt: '2027-01-01T00:00:00+01:00',
    };
    const { status, body, headers } = await make(wanted);
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      ...wanted,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      expiresAt: '2026-12-31T23:00:00.000Z',
      createdAt: new Date(START).toISOString(),
      createdBy: await idOf(admin),
      secret: expect.stringMatching(/^sp_[A-Za-z0-9_-]{43}$/),
    });
    const { secret, ...rest } = body;
    const read = await ask(`/api/keys/${body.id}`);
    expect([read.status, read.body]).toEqual([200, rest]);
    const all = await ask('/api/keys');
    expect(all.body.keys).toContainEqual(rest);
    expect(all.text).not.toContain('secret');
    expect(await isTaken(secret)).toBe(true);
  });

  test.each<[object, string[]]>([
    [{}, ['name', 'scopes']],
    [{ name: '', scopes: ['admin'] }, ['name']],
    [{ name: 'a\u0000b', scopes: ['admin'] }, ['name']],
    [{ name: 'x', scopes: [] }, ['scopes']],
    [{ name: 'x', scopes: ['links:delete'] }, ['scopes.0']],
    [{ name: 'x', scopes: 'admin' }, ['scopes']],
    [{ name: 'x', scopes: ['admin'], role: 'admin' }, ['role']],
    [{ name: 'x', scopes: ['admin'], secret: 'sixteen-lettersx' }, ['secret']],
    [{ name: 'x', scopes: ['pages'], limits: { tags: [] } }, ['limits.tags']],
    [{ name: 'x', scopes: ['pages'], limits: { slugPrefix: '' } }, ['limits.slugPrefix']],
    [{ name: 'x', scopes: ['pages'], limits: { slugPrefix: '/x' } }, ['limits.slugPrefix']],
    [{ name: 'x', scopes: ['pages'], limits: { slugPrefix: 'x'.repeat(41) } }, ['limits.slugPrefix']],
    [{ name: 'x', scopes: ['pages'], limits: { hosts: ['https://example.com'] } }, ['limits.hosts.0']],
    [{ name: 'x', scopes: ['pages'], limits: { hosts: ['example.com:8080'] } }, ['limits.hosts.0']],
    [{ name: 'x', scopes: ['pages'], limits: { hosts: ['*'] } }, ['limits.hosts.0']],
    [{ name: 'x', scopes: ['pages'], limits: { hosts: ['a.*.example.com'] } }, ['limits.hosts.0']],
    [{ name: 'x', scopes: ['pages'], limits: { paths: ['/x'] } }, ['limits.paths']],
    [{ name: 'x', scopes: ['pages'], expiresAt: 'tomorrow' }, ['expiresAt']],
    [{ name: 'x', scopes: ['pages'], expiresAt: '2026-11-30T09:20:00Z' }, ['expiresAt']],
    [{ name: 'x', scopes: ['pages'], expiresAt: '2026-02-30T09:20:00Z' }, ['expiresAt']],
  ])('%j: 422 that names %j', async (body, fields) => {
    const answer = await make(body);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, fields]);
    for (const { reason, expected } of answer.body.errors) expect([reason, expected]).not.toContain('');
  });

  test('what would be right is said of the very field', async () => {
    const { body } = await make({ name: 'x', scopes: ['pages'], limits: { hosts: ['*'], paths: [] }, x: 1 });
    expect(body.errors).toEqual([
      {
        field: 'limits.hosts.0',
        reason: 'is no host name',
        expected: '1 to 20 hosts, e.g. www.example.com, or *.example.com for all below that name',
      },
      {
        field: 'limits.paths',
        reason: 'is not a field of limits',
        expected: 'one of tags, slugPrefix, hosts',
      },
      {
        field: 'x',
        reason: 'is not a field of a key',
        expected: 'one of name, scopes, limits, expiresAt',
      },
    ]);
  });

  test.each([
    ['WWW.Example.COM', 'www.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.Bücher.example', '*.xn--bcher-kva.example'],
  ])('the host %j is kept as addresses have it: %j', async (given, kept) => {
    const { body } = await make({ name: 'x', scopes: ['pages'], limits: { hosts: [given] } });
    expect(body.limits.hosts).toEqual([kept]);
  });
});

describe('a key may not give what it has not', () => {
  const SALE = { tags: ['sale'] };
  test.each<[string, object, string[]]>([
    [
      'less of each',
      { limits: { tags: ['Sale'], slugPrefix: 'go/' }, expiresAt: '2026-12-01T00:00:00Z' },
      [],
    ],
    ['no tags', { expiresAt: '2026-12-01T00:00:00Z' }, ['limits']],
    ['another tag', { limits: { tags: ['sale', 'x'] }, expiresAt: '2026-12-01T00:00:00Z' }, ['limits']],
    ['no end', { limits: SALE }, ['expiresAt']],
    ['a later end', { limits: SALE, expiresAt: '2027-12-01T00:00:00Z' }, ['expiresAt']],
  ])('%s', async (_, wanted, fields) => {
    const key = await apis.keyWith({ limits: SALE, expiresAt: '2026-12-02T00:00:00.000Z' });
    const answer = await make({ name: 'x', scopes: ['admin'], ...wanted }, key);
    expect([answer.status, fieldsOf(answer)]).toEqual([fields.length > 0 ? 422 : 201, fields]);
  });

  test('it neither sees nor revokes nor rotates one with more rights, itself it does', async () => {
    const key = await apis.keyWith({ limits: { tags: ['of this one alone'] } });
    const id = await idOf(admin);
    for (const answer of [
      await ask(`/api/keys/${id}`, { key }),
      await revoke(id, key),
      await rotate(id, {}, key),
    ])
      expect(answer.status).toBe(404);
    const listed = (await ask('/api/keys', { key })).body.keys;
    expect(listed.map(({ id }: { id: string }) => id)).toEqual([await idOf(key)]);
    expect((await revoke(await idOf(key), key)).status).toBe(200);
    expect(await isTaken(key)).toBe(false);
  });
});

describe('scopes', () => {
  const LINK = '/api/links/none';
  const CALLS: [string, string, object?][] = [
    ['GET', LINK],
    ['GET', `${LINK}/history`],
    ['POST', '/api/links', { url: 'https://www.example.com/scope' }],
    ['PATCH', LINK, {}],
    ['DELETE', LINK],
    ['POST', `${LINK}/undo`, {}],
    ['POST', `${LINK}/restore`],
    ['GET', '/api/keys'],
    ['POST', '/api/keys', { name: 'x', scopes: ['admin'] }],
    ['GET', '/api/keys/none'],
    ['DELETE', '/api/keys/none'],
    ['POST', '/api/keys/none/rotate', {}],
  ];
  const may: Record<string, number[]> = {
    'links:read': [0, 1],
    'links:write': [2, 3, 4, 5, 6],
    'stats:read': [],
    pages: [],
    admin: CALLS.map((_, i) => i),
  };
  test.each(Object.keys(may))('%s: what else it is asked for is 403, which names the scope', async scope => {
    const key = await apis.keyWith({ scopes: [scope as 'admin'] });
    for (const [i, [method, path, body]] of CALLS.entries()) {
      const answer = await ask(path, { method, key, ...(body && { body }) });
      if (may[scope]?.includes(i)) expect([200, 201, 404]).toContain(answer.status);
      else {
        const needed = path.startsWith('/api/keys')
          ? 'admin'
          : method === 'GET'
            ? 'links:read'
            : 'links:write';
        expect([method, path, answer.status, answer.body.detail]).toEqual([
          method,
          path,
          403,
          `This takes a key with the scope ${needed}.`,
        ]);
        expect(answer.headers.get('www-authenticate')).toContain(
          `error="insufficient_scope", scope="${needed}"`,
        );
      }
    }
  });

  test('what is wrong with the body is not told to who may not send it', async () => {
    const key = await apis.keyWith({ scopes: ['links:read'] });
    expect((await ask('/api/links', { method: 'POST', key, body: '{' })).status).toBe(403);
  });
});

describe('DELETE /api/keys/{id}', () => {
  test('at once, for good, and again the same answer', async () => {
    const { id, secret } = (await make({ name: 'x', scopes: ['links:read'] })).body;
    const revoked = await revoke(id);
    expect([revoked.status, revoked.body.revokedAt]).toEqual([200, new Date(START).toISOString()]);
    expect(await isTaken(secret)).toBe(false);
    await clock.advance(60_000);
    expect((await revoke(id)).body).toEqual(revoked.body);
    expect((await rotate(id, {})).status).toBe(410);
    expect((await ask(`/api/keys/${id}`)).body).toEqual(revoked.body);
  });

  test('expired, revoked and unknown keys are told the same', async () => {
    const { id, secret } = (await make({ name: 'x', scopes: ['pages'] })).body;
    const ending = (await make({ name: 'x', scopes: ['pages'], expiresAt: '2026-11-30T09:21:00Z' })).body;
    expect((await ask('/api/links/none', { key: ending.secret })).status).toBe(403);
    await revoke(id);
    await clock.advance(60_000);
    const answers = [];
    for (const key of [secret, ending.secret, `sp_${'A'.repeat(43)}`, 'short'])
      answers.push(await ask('/api/links/none', { key }));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
    expect(new Set(answers.map(({ headers }) => JSON.stringify([...headers]))).size).toBe(1);
    expect((await rotate(ending.id, {})).status).toBe(410);
  });

  test.each(['none', '', '%00', 'x'.repeat(100)])('the id %j: 404', async id => {
    expect((await revoke(id)).status).toBe(404);
  });
});

describe('GET /api/keys/me', () => {
  test.each(SCOPES.map(scope => [scope]))('the key that asks, with nothing but %s', async scope => {
    const limits = { tags: ['letter'] };
    const expiresAt = '2027-01-01T00:00:00.000Z';
    const { body: made } = await make({ name: 'own', scopes: [scope], limits, expiresAt });
    const { secret, ...key } = made;
    const { status, body, text, headers } = await ask('/api/keys/me', { key: secret });
    const { lastUsedAt: _, ...own } = body; // which is noted meanwhile
    expect([status, own]).toEqual([200, key]);
    expect(text).not.toContain(secret);
    expect(headers.get('ratelimit-policy')).toMatch(/^"reads"/);
  });

  test.each(['sp_nobody-has-this-one', undefined])('401 for %s, as elsewhere', async key => {
    expect((await apis.ask('/api/keys/me', key === undefined ? {} : { key })).status).toBe(401);
  });

  test('401 once it was revoked', async () => {
    const secret = await apis.keyWith({ scopes: ['pages'] });
    await revoke(await idOf(secret));
    expect((await ask('/api/keys/me', { key: secret })).status).toBe(401);
  });

  test('is no key’s id', async () => {
    expect((await revoke('me')).status).toBe(404);
    expect((await rotate('me')).status).toBe(404);
    expect((await ask('/api/keys/me', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('POST /api/keys/{id}/rotate', () => {
  test('another secret for the same id; the old one ends after the overlap', async () => {
    const { id, secret: first, ...key } = (await make({ name: 'x', scopes: ['links:read'] })).body;
    const rotated = await rotate(id, { overlapSeconds: 60 });
    const { secret: second, oldSecretsUntil, ...rest } = rotated.body;
    expect([rotated.status, oldSecretsUntil]).toEqual([200, '2026-11-30T09:21:00.000Z']);
    expect(rest).toEqual({ id, ...key });
    expect([await isTaken(first), await isTaken(second)]).toEqual([true, true]);
    expect([await idOf(first), await idOf(second)]).toEqual([id, id]);
    await clock.advance(59_999);
    expect(await isTaken(first)).toBe(true);
    await clock.advance(1);
    expect([await isTaken(first), await isTaken(second)]).toEqual([false, true]);
    expect((await ask(`/api/keys/${id}`)).body.oldSecretsUntil).toBeUndefined();
    const third = (await rotate(id, { overlapSeconds: 0 })).body.secret;
    expect([await isTaken(first), await isTaken(second), await isTaken(third)]).toEqual([false, false, true]);
    await revoke(id);
    expect(await isTaken(third)).toBe(false);
  });

  test('a key of before there were scopes: rotated, revoked and limited as any', async () => {
    const secret = 'a-secret-of-old-times';
    const { createHash } = await import('node:crypto');
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    const hash = createHash('sha256').update(secret).digest('hex');
    const old = { hash, id: '00000000-0000-4000-8000-000000000000', name: 'old', role: 'admin' };
    const Item = { ...old, createdAt: '2025-01-01T00:00:00.000Z' };
    await tables.keys.client.send(new PutCommand({ TableName: 'keys', Item }));
    const listed = await ask('/api/keys', { key: secret });
    expect(listed.body.keys.at(-1)).toMatchObject({ id: old.id, scopes: ['admin'], limits: {} });
    const { body } = await rotate(old.id, { overlapSeconds: 1 }, secret);
    await clock.advance(1000);
    expect([await isTaken(secret), await isTaken(body.secret)]).toEqual([false, true]);
    expect((await revoke(old.id)).status).toBe(200);
    expect(await isTaken(body.secret)).toBe(false);
  });

  test('without a body: an hour', async () => {
    const { id } = (await make({ name: 'x', scopes: ['links:read'] })).body;
    expect((await rotate(id)).body.oldSecretsUntil).toBe('2026-11-30T10:20:00.000Z');
    // Many programs name the type of a body that they do not send.
    const headers = { 'content-type': 'application/json' };
    for (const body of [undefined, ''])
      expect((await ask(`/api/keys/${id}/rotate`, { method: 'POST', headers, body })).status).toBe(200);
  });

  test('again and again: five secrets at once, and a new overlap lengthens no old one', async () => {
    const { id, secret } = (await make({ name: 'x', scopes: ['links:read'] })).body;
    await rotate(id, { overlapSeconds: 10 });
    for (const _ of [3, 4, 5]) expect((await rotate(id, { overlapSeconds: 1000 })).status).toBe(200);
    expect((await rotate(id, { overlapSeconds: 1000 })).status).toBe(409);
    await clock.advance(10_000);
    expect(await isTaken(secret)).toBe(false);
    expect((await rotate(id, { overlapSeconds: 1000 })).status).toBe(200);
  });

  test.each<[unknown]>([
    [{ overlapSeconds: -1 }],
    [{ overlapSeconds: 1.5 }],
    [{ overlapSeconds: '60' }],
    [{ x: 1 }],
  ])('%j: 422', async body => {
    expect((await rotate(await idOf(admin), body)).status).toBe(422);
  });
});

describe('GET /api/keys', () => {
  test('the newest first, page by page, each once', async () => {
    await clock.advance(86_400_000);
    for (const name of ['1', '2', '3', '4', '5']) {
      await clock.advance(1000);
      await apis.keyWith({ name });
    }
    const names: string[] = [];
    let query = '?limit=2';
    for (let pages = 0; pages < 3; pages++) {
      const { body } = await ask(`/api/keys${query}`);
      names.push(...body.keys.map(({ name }: { name: string }) => name));
      query = `?limit=2&cursor=${body.next}`;
    }
    expect(names.slice(0, 5)).toEqual(['5', '4', '3', '2', '1']);
    expect(names).toHaveLength(6);
  });

  test.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=x'])('%s: 422', async query => {
    expect((await ask(`/api/keys${query}`)).status).toBe(422);
  });
});

test('lastUsedAt: the beginning of the hour; not there for never', async () => {
  const { id, secret } = (await make({ name: 'x', scopes: ['links:read'] })).body;
  const used = async () => (await ask(`/api/keys/${id}`)).body.lastUsedAt;
  expect(await used()).toBeUndefined();
  await isTaken(secret);
  expect(await used()).toBe(HOUR);
  await clock.advance(3_600_000);
  await isTaken(secret);
  expect(await used()).toBe('2026-11-30T10:00:00.000Z');
});

test.each([
  ['PUT', '/api/keys', 'GET, HEAD, POST'],
  ['POST', '/api/keys/x', 'GET, HEAD, DELETE'],
  ['GET', '/api/keys/x/rotate', 'POST'],
])('%s %s: 405, Allow: %s', async (method, path, allow) => {
  const answer = await ask(path, { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
});

test('its OpenAPI document', async () => {
  const { status, body } = await ask('/api/keys/openapi.json');
  expect(status).toBe(200);
  expect(Object.keys(body.paths)).toEqual([
    '/api/keys/openapi.json',
    '/api/keys',
    '/api/keys/me',
    '/api/keys/{id}',
    '/api/keys/{id}/rotate',
  ]);
});
