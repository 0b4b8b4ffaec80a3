import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { startTables, type Tables } from '../tables.ts';
import { type Ask, eventFor } from './event.ts';

let tables: Tables;
let links: typeof import('../../functions/links.ts');
let authorization = '';

beforeAll(async () => {
  tables = await startTables();
  links = await import('../../functions/links.ts');
  const { secret } = await createKeyStore(tables.keys, systemClock, systemRandom).create({ name: 'test' });
  authorization = `Bearer ${secret}`;
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
});

async function ask(path: string, { headers, ...more }: Ask = {}) {
  const event = eventFor(path, { headers: { authorization, ...headers }, ...more });
  const result = await links.handler(event);
  const text = result.body ?? '';
  return { status: result.statusCode, headers: result.headers ?? {}, body: text && JSON.parse(text) };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask('/api/links', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

/** Every error has these members and this type. Spec: https://www.rfc-editor.org/rfc/rfc9457#section-3.1 */
function expectProblem(answer: Awaited<ReturnType<typeof ask>>, status: number, title: string) {
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
  expect(answer.body).toMatchObject({
    type: 'about:blank',
    title,
    status,
    detail: expect.stringMatching(/\.$/),
  });
}

describe('POST /api/links', () => {
  test('a new url: 201, the link, and where the API shows it', async () => {
    const { status, headers, body } = await post({ url: 'https://example.org/x' });
    expect(status).toBe(201);
    // The slug was computed with Python from the secret and the url.
    expect(body).toEqual({
      slug: '7LntgRO',
      url: 'https://example.org/x',
      shortUrl: 'https://go.example.com/7LntgRO',
      forwardQuery: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      createdBy: expect.stringMatching(/^[0-9a-f-]{36}$/),
      effectiveWithinSeconds: 60,
    });
    expect(headers).toMatchObject({
      location: 'https://go.example.com/api/links/7LntgRO',
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(tables.calls).toEqual(['GetItem', 'PutItem']);
    expect((await ask(new URL(`${headers.location}`).pathname)).body).toEqual(body);
  });

  test('the same again: 200 and the same link', async () => {
    const first = await post({ url: 'https://example.org/again' });
    const second = await post({ url: 'https://example.org/again' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  });

  test('a chosen slug, again, and for another url: 201, 200, 409', async () => {
    const request = { url: 'https://example.org/mine', slug: 'Mine-1', forwardQuery: true };
    const first = await post(request);
    expect(first).toMatchObject({ status: 201, body: request });
    expect(await post(request)).toMatchObject({ status: 200, body: first.body });
    const taken = await post({ ...request, url: 'https://example.org/other' });
    expectProblem(taken, 409, 'Conflict');
    expect(taken.body.detail).toContain('Mine-1');
  });

  test.each([
    ['go.example.com', 'https://go.example.com/'],
    ['localhost:3000', 'http://localhost:3000/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/'],
  ])('on %s: a shortUrl that begins with %s', async (host, start) => {
    const { body } = await post({ url: 'https://example.org/host' }, { 'x-signpost-host': host });
    expect(body.shortUrl).toBe(`${start}${body.slug}`);
  });

  test('a body in base64, as API Gateway sends some: 201', async () => {
    const event = eventFor('/api/links', {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json; charset=utf-8' },
      body: Buffer.from('{"url":"https://example.org/ü"}').toString('base64'),
    });
    const { statusCode, body = '' } = await links.handler({ ...event, isBase64Encoded: true });
    expect([statusCode, JSON.parse(body).url]).toEqual([201, 'https://example.org/%C3%BC']);
  });
});

describe('POST /api/links at once', () => {
  const fifty = Array.from({ length: 50 }, (_, i) => i);

  test('fifty times the same url: one 201, else 200, one link', async () => {
    const answers = await Promise.all(fifty.map(() => post({ url: 'https://example.org/race' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('one slug for fifty urls: one 201, else 409, and the winner keeps it', async () => {
    const answers = await Promise.all(
      fifty.map(i => post({ url: `https://example.org/${i}`, slug: 'race' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(409)]);
    const winner = answers.find(({ status }) => status === 201);
    expect((await ask('/api/links/race')).body).toEqual(winner?.body);
  });
});

describe('POST /api/links refuses with 422', () => {
  test.each([
    [{}, 'url', 'is missing'],
    [{ url: 1 }, 'url', 'is not text'],
    [{ url: null }, 'url', 'is not text'],
    [{ url: 'example.org' }, 'url', 'is not an absolute http or https address'],
    [{ url: 'https://go.example.com/abc' }, 'url', 'leads to the short domain itself'],
    [{ url: 'https://e.com/', slug: 1 }, 'slug', 'is not text'],
    [{ url: 'https://e.com/', slug: '' }, 'slug', 'is not a slug'],
    [{ url: 'https://e.com/', slug: 'API' }, 'slug', 'is reserved: the API is there'],
    [{ url: 'https://e.com/', forwardQuery: 'yes' }, 'forwardQuery', 'is not true or false'],
    [{ url: 'https://e.com/', Slug: 'a' }, 'Slug', 'is not a field of a link'],
    [[], 'body', 'is not an object'],
    ['text', 'body', 'is not an object'],
    [null, 'body', 'is not an object'],
  ])('%j: %s %s', async (body, field, reason) => {
    const answer = await post(body);
    expectProblem(answer, 422, 'Unprocessable Content');
    expect(answer.body.errors).toEqual([{ field, reason, expected: expect.stringMatching(/\w/) }]);
    expect(answer.body.detail).toContain(`${field} ${reason}; expected `);
    expect(tables.calls).toEqual(['GetItem']);
  });
});

describe('other refusals', () => {
  test.each([
    ['no key', '', undefined],
    ['another scheme', 'Basic dXNlcjpwYXNz', undefined],
    ['a wrong key', `Bearer sp_${'A'.repeat(43)}`, 'invalid_token'],
    ['a short key', 'Bearer x', 'invalid_token'],
  ])('%s: 401 that says how', async (_name, given, error) => {
    for (const answer of [
      await post({ url: 'x' }, { authorization: given }),
      await ask('/api/links/x', { headers: { authorization: given } }),
    ]) {
      expectProblem(answer, 401, 'Unauthorized');
      expect(answer.headers['www-authenticate']).toBe(
        `Bearer realm="signpost"${error ? `, error="${error}"` : ''}`,
      );
    }
  });

  test('the scheme in small letters: understood', async () => {
    const answer = await post(
      { url: 'https://example.org/case' },
      { authorization: authorization.replace('B', 'b') },
    );
    expect(answer.status).toBe(201);
  });

  test.each(['', '{', 'url=https://example.org/', '{"url":}'])('a body that is %j: 400', async body => {
    const answer = await ask('/api/links', { method: 'POST', headers: JSON_TYPE, body });
    expectProblem(answer, 400, 'Bad Request');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])('content type %j: 415', async type => {
    const body = '{"url":"https://example.org/"}';
    const answer = await ask('/api/links', { method: 'POST', headers: { 'content-type': type }, body });
    expectProblem(answer, 415, 'Unsupported Media Type');
  });

  test.each([
    ['GET', '/api/links', 'POST'],
    ['PUT', '/api/links', 'POST'],
    ['OPTIONS', '/api/links', 'POST'],
    ['DELETE', '/api/links/abc', 'GET, HEAD'],
    ['POST', '/api/openapi.json', 'GET, HEAD'],
  ])('%s %s: 405 that allows %s', async (method, path, allow) => {
    const answer = await ask(path, { method });
    expectProblem(answer, 405, 'Method Not Allowed');
    expect(answer.headers.allow).toBe(allow);
  });

  test.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/links/',
    '/api/links/a/b',
    '/api/links/nobody',
    '/api/links/a.b',
  ])('GET %s: 404', async path => {
    expectProblem(await ask(path), 404, 'Not Found');
  });

  test('not by CloudFront: 403, even with a key', async () => {
    expectProblem(
      await post({ url: 'https://example.org/' }, { 'x-origin-secret': 'wrong' }),
      403,
      'Forbidden',
    );
    expect(tables.calls).toEqual([]);
  });

  test('that came by the way of short links, where no host is told, finds nothing', async () => {
    const headers = { authorization, 'x-signpost-host': 'none' };
    expect((await ask('/api/links/x', { headers })).status).toBe(404);
    expect((await ask('/api/openapi.json', { headers })).status).toBe(404);
  });

  test('without the short domain: 500, and the log says what to mend', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expectProblem(
      await ask('/api/links/x', { headers: { 'x-signpost-host': '' } }),
      500,
      'Internal Server Error',
    );
    expect(log.mock.calls.join()).toContain('x-signpost-host');
    log.mockRestore();
  });
});

describe('GET', () => {
  test('/api/links/{slug} by HEAD: the same without a body', async () => {
    await post({ url: 'https://example.org/head', slug: 'head' });
    expect(await ask('/api/links/head', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  test('/api/openapi.json, without a key: what can be asked and answered', async () => {
    const { status, body } = await ask('/api/openapi.json', { headers: { authorization: '' } });
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(body.servers).toEqual([{ url: 'https://go.example.com' }]);
    expect(Object.keys(body.paths)).toEqual(['/api/links', '/api/links/{slug}']);
    expect(Object.keys(body.paths['/api/links'].post.responses)).toEqual([
      '200',
      '201',
      '400',
      '401',
      '409',
      '415',
      '422',
      '503',
    ]);
    expect(Object.keys(body.components.schemas).sort()).toEqual(['CreateLink', 'Link', 'Problem']);
    expect(body.components.schemas.CreateLink).toMatchObject({
      required: ['url'],
      additionalProperties: false,
    });
  });
});
