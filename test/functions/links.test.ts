import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Table } from '../../core/dynamodb.ts';
import { httpApiHandler } from '../../functions/http-api/http-api.ts';
import { linksApiOf } from '../core/links/makers.ts';
import { SECRET } from '../tables.ts';
import { eventFor } from './event.ts';
import {
  type Answered,
  asking,
  type Handler,
  heldToDocument,
  JSON_TYPE,
  startLinksFunction,
} from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());
beforeEach(() => {
  links.tables.calls.length = 0;
});

const ask: ReturnType<typeof asking> = (path, more) => links.ask(path, more);
const asked = () => links.asked();
const post = (body: unknown, headers: Record<string, string> = {}) =>
  links.send('POST', '/api/links', body, headers);

/** Every error has these members and this type. Spec: https://www.rfc-editor.org/rfc/rfc9457#section-3.1 */
function expectProblem(answer: Answered, status: number, title: string) {
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
      slug: '9Rtt9TX',
      url: 'https://example.org/x',
      shortUrl: 'https://go.example.com/9Rtt9TX',
      state: 'active',
      tags: [],
      status: 301,
      maxAge: 60,
      forwardQuery: false,
      forwardPath: false,
      utm: {},
      rules: [],
      hasPassword: false,
      version: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      createdBy: expect.stringMatching(/^[0-9a-f-]{36}$/),
      changedAt: body.createdAt,
      changedBy: body.createdBy,
      effectiveWithinSeconds: 60,
    });
    expect(headers).toMatchObject({
      location: 'https://go.example.com/api/links/9Rtt9TX',
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(headers.etag).toBe('"1"');
    expect(asked()).toEqual(['GetItem', 'GetItem', 'BatchWriteItem', 'PutItem', 'BatchWriteItem']);
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
      headers: { authorization: links.authorization, 'content-type': 'application/json; charset=utf-8' },
      body: Buffer.from('{"url":"https://example.org/ü"}').toString('base64'),
    });
    const { statusCode, body = '' } = await links.handler({ ...event, isBase64Encoded: true });
    expect([statusCode, JSON.parse(body).url]).toEqual([201, 'https://example.org/%C3%BC']);
  });
});

const postBytes = async (bytes: Buffer, headers: Record<string, string> = JSON_TYPE) => {
  const event = eventFor('/api/links', {
    method: 'POST',
    headers: { authorization: links.authorization, ...headers },
    body: bytes.toString('base64'),
  });
  const {
    statusCode,
    headers: answered = {},
    body = '',
  } = await links.handler({ ...event, isBase64Encoded: true });
  return { status: statusCode, headers: answered, body: JSON.parse(body) };
};
const around = (bytes: number[]) =>
  Buffer.concat([Buffer.from('{"url":"https://example.org/'), Buffer.from(bytes), Buffer.from('x"}')]);
const NOT_UTF8: [string, Buffer][] = [
  ['Latin-1', around([0xfc])],
  ['a byte that never is', around([0xff])],
  ['a sequence that breaks off', around([0xe2, 0x80])],
  ['one that goes on without a beginning', around([0x80])],
  ['an overlong slash', around([0xc0, 0xaf])],
  ['half a surrogate pair', around([0xed, 0xa0, 0x80])],
  ['beyond Unicode', around([0xf4, 0x90, 0x80, 0x80])],
  ['in the name of a field', Buffer.concat([Buffer.from('{"'), Buffer.from([0xfc]), Buffer.from('":1}')])],
  ['at the very end', Buffer.concat([Buffer.from('{"url":"https://example.org/"}'), Buffer.from([0xc3])])],
  ['UTF-16 with its mark', Buffer.from('\ufeff{"url":"https://example.org/"}', 'utf16le')],
  ['UTF-16 without', Buffer.from('{"url":"https://example.org/"}', 'utf16le')],
  // As a gateway makes of such bytes that takes them for text: https://encoding.spec.whatwg.org/#utf-8-decoder
  ['what a decoder left', Buffer.from('{"url":"https://example.org/\ufffd"}')],
];

describe('POST /api/links: a body', () => {
  test.each(NOT_UTF8)(
    'that is not UTF-8, %s: 400 that says what would be right, and no link',
    async (_, bytes) => {
      const answer = await postBytes(bytes);
      expectProblem(answer, 400, 'Bad Request');
      expect(answer.body.detail).toMatch(/UTF-8|not JSON/);
      expect(asked()).toEqual(['GetItem']);
    },
  );

  test('as text with what a decoder left: 400 as well', async () => {
    expectProblem(await post({ url: 'https://example.org/\ufffd' }), 400, 'Bad Request');
  });

  test('with a byte order mark, as some programs write one: 201', async () => {
    const { status, body } = await postBytes(Buffer.from('\ufeff{"url":"https://example.org/bom/é漢🙂"}'));
    expect([status, body.url]).toEqual([201, 'https://example.org/bom/%C3%A9%E6%BC%A2%F0%9F%99%82']);
  });

  test.each([
    'application/json',
    'application/json;',
    'application/json ;charset=utf-8',
    'application/json ; charset = utf-8 ;',
    'APPLICATION/JSON; Charset="UTF-8"',
    'application/json;charset=utf8',
    'application/json; charset=us-ascii',
    'application/json; profile="https://e.com/;x"; charset=utf-8',
    'application/vnd.signpost.link+json;version=1',
    ' application/json',
  ])('of the type %j: understood', async type => {
    expect((await post({ url: 'https://example.org/type' }, { 'content-type': type })).status).toBeLessThan(
      202,
    );
  });

  test.each([
    ['application/json; charset=latin1', 'latin1'],
    ['application/json;charset="UTF-16"', 'UTF-16'],
    ['application/json; charset=☃', '?'],
    ['application/json☃', 'application/json'],
    ['application/jsonp', 'application/json'],
    ['text/json', 'application/json'],
    ['application/json, text/plain', 'application/json'],
    ['json', 'application/json'],
  ])('of the type %j: 415 that says what would be right', async (type, named) => {
    const answer = await post({ url: 'https://example.org/type' }, { 'content-type': type });
    expectProblem(answer, 415, 'Unsupported Media Type');
    expect(answer.body.detail).toContain(named);
  });
});

/** Lambda's limit for an answer is 6 MB; a person's patience ends sooner. */
const SHORT = 8192;

describe('POST /api/links: what is far too much', () => {
  const fields = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`field${i}`, 1]));

  test('50,000 unknown fields: ten are named, and how many more', async () => {
    const answer = await post({ url: 'https://example.org/', ...fields(50_000) });
    expectProblem(answer, 422, 'Unprocessable Content');
    expect(answer.body.errors).toHaveLength(10);
    expect(answer.body.detail).toMatch(/ And 49990 more\.$/);
    expect(JSON.stringify(answer.body).length).toBeLessThan(SHORT);
  });

  test('eleven unknown fields, and ten', async () => {
    expect((await post({ url: 'https://example.org/', ...fields(11) })).body.detail).toMatch(/And 1 more\.$/);
    expect((await post({ url: 'https://example.org/', ...fields(10) })).body.detail).not.toContain('more');
  });

  test('a long name of a field: its beginning', async () => {
    const { body } = await post({ url: 'https://example.org/', ['🙂'.repeat(100_000)]: 1 });
    expect(body.errors[0].field).toMatch(/^🙂+…$/u);
    expect(JSON.stringify(body).length).toBeLessThan(SHORT);
  });

  test.each(['url', 'slug'])('a long %s: 422 that does not repeat it', async field => {
    const answer = await post({ url: 'https://example.org/', [field]: 'x'.repeat(900_000) });
    expectProblem(answer, 422, 'Unprocessable Content');
    expect(JSON.stringify(answer.body).length).toBeLessThan(SHORT);
  });

  test.each([
    ['a list in a list', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['a url that is one', `{"url":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['an object in an object', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('%s, a hundred thousand times: 422', async (_, body) => {
    const answer = await ask('/api/links', { method: 'POST', headers: JSON_TYPE, body });
    expectProblem(answer, 422, 'Unprocessable Content');
    expect(JSON.stringify(answer.body).length).toBeLessThan(SHORT);
  });

  test.each([
    ['without a key', { authorization: '' }, 'x'],
    ['of another type', { 'content-type': 'text/plain' }, 'x'],
    ['with a key', {}, 'x'],
    ['in characters of three bytes', {}, '漢'],
  ])('more than 1 MB %s: 413, before anything else is looked at', async (_, headers, character) => {
    const body = character.repeat((1024 * 1024) / Buffer.byteLength(character) + 1);
    const answer = await ask('/api/links', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });
    expectProblem(answer, 413, 'Content Too Large');
    expect(links.tables.calls).toEqual([]);
  });

  test('more than 1 MB in base64: 413; and 1 MB: looked at', async () => {
    expectProblem(await postBytes(Buffer.alloc(1024 * 1024 + 1, ' ')), 413, 'Content Too Large');
    const whole = Buffer.from('{"url":"https://example.org/mb"}'.padEnd(1024 * 1024));
    expect((await postBytes(whole)).status).toBe(201);
  });

  test.each([
    ['a scheme and a space', 'Bearer '],
    ['a scheme', 'Bearer'],
    ['nothing', ''],
    ['5 MB of spaces', `Bearer${' '.repeat(5_000_000)}`],
  ])('an Authorization of %s and 5 MB: 401', async (_, start) => {
    const answer = await post(
      { url: 'x' },
      { authorization: `${start}${' '.repeat(100)}${'x'.repeat(5_000_000)}` },
    );
    expectProblem(answer, 401, 'Unauthorized');
    expect(JSON.stringify(answer).length).toBeLessThan(SHORT);
  });

  test.each([
    ['a name', `application/${'x'.repeat(5_000_000)}+json`],
    ['a charset', `application/json;charset=${'x'.repeat(5_000_000)}`],
    ['spaces', `application/json${' '.repeat(5_000_000)};charset=latin1`],
  ])('a media type with %s of 5 MB: 415', async (_, type) => {
    const answer = await post({ url: 'https://example.org/' }, { 'content-type': type });
    expectProblem(answer, 415, 'Unsupported Media Type');
    expect(JSON.stringify(answer).length).toBeLessThan(SHORT);
  });

  test('a long path, a long slug, a long method: an answer that does not repeat them', async () => {
    const long = 'x'.repeat(1_000_000);
    for (const answer of [
      await ask(`/api/${long}`),
      await ask(`/api/links/${long}`),
      await ask('/api/links', { method: long }),
    ]) {
      expect(answer.status).toBeLessThan(500);
      expect(JSON.stringify(answer).length).toBeLessThan(SHORT);
    }
  });
});

describe('headers that only a client in a muddle sends', () => {
  const odd = ['☃', '\u0100', 'a\nb', 'a\u0000b', '\ud800', ' '];

  test.each(odd)('%j in any that is not read: nothing comes of it', async value => {
    const headers = {
      'x-note': value,
      referer: value,
      cookie: value,
      'user-agent': value,
      'a b': value,
      [value]: 'x',
    };
    expect((await post({ url: 'https://example.org/odd' }, headers)).status).toBeLessThan(202);
  });

  test.each(odd)('%j in the key: 401', async value => {
    expectProblem(
      await post({ url: 'x' }, { authorization: `${links.authorization}${value}x` }),
      401,
      'Unauthorized',
    );
  });

  test.each(odd)('%j in the type: 415', async value => {
    const answer = await post({ url: 'x' }, { 'content-type': `application/json${value}x` });
    expectProblem(answer, 415, 'Unsupported Media Type');
  });

  test.each(['TRACE', 'CONNECT', 'TRACK', 'b@d', ''])('the method %j: 405', async method => {
    expectProblem(await ask('/api/links', { method }), 405, 'Method Not Allowed');
  });
});

describe('a Host that no short url can be made of', () => {
  test.each([
    '1.2.3.4',
    '127.0.0.2',
    '127.1',
    'a..b',
    '.',
    '[::1]',
    '[::1]:4000',
    'go.example.com:99999',
    'go.example.com:x',
    'go.example.com, go.example.com',
    'a b',
    'user@go.example.com',
    'go.example.com/x',
    'bücher.example',
    'x'.repeat(300),
    '☃',
  ])('%s: 400, and nothing is written', async host => {
    const answer = await post({ url: 'https://example.org/host/none' }, { 'x-signpost-host': host });
    expectProblem(answer, 400, 'Bad Request');
    expect(answer.body.detail).toContain('expected a host name');
    expect(JSON.stringify(answer.body).length).toBeLessThan(SHORT);
    expect(links.tables.calls).toEqual([]);
  });

  test.each([
    ['GO.Example.COM', 'https://go.example.com/'],
    ['go.example.com.', 'https://go.example.com./'],
    ['go.example.com:443', 'https://go.example.com/'],
    ['go-.ex_ample.com:8443', 'https://go-.ex_ample.com:8443/'],
  ])('but of %s: %s', async (host, start) => {
    const { body } = await post({ url: 'https://example.org/host/some' }, { 'x-signpost-host': host });
    expect(body.shortUrl).toBe(`${start}${body.slug}`);
  });
});

test('a link to another name of the short domain is refused; what is no name plays no part', async () => {
  const headers = {
    'x-signpost-other-hosts': 'd111111abcdef8.cloudfront.net go.example.com [::1] ',
  };
  for (const host of ['d111111abcdef8.cloudfront.net', 'go.example.com'])
    expect((await post({ url: `https://${host}/x` }, headers)).body.detail).toContain(
      'leads to the short domain itself',
    );
  expect((await post({ url: 'https://d222222abcdef8.cloudfront.net/x' }, headers)).status).toBe(201);
});

test('a url with what RFC 3986 does not know: answered as browsers are sent it, and the same link again', async () => {
  const first = await post({ url: 'https://example.org/a|b?c[]=^' });
  expect(first.body.url).toBe('https://example.org/a%7Cb?c%5B%5D=%5E');
  expect(await post({ url: 'https://example.org/a|b?c[]=^' })).toMatchObject({
    status: 200,
    body: first.body,
  });
});

describe('POST /api/links at once', () => {
  const fifty = Array.from({ length: 50 }, (_, i) => i);

  /** The same API with the SDK's own patience: on a slow machine so many at once take longer than a person should wait. */
  let handler: Handler;
  let client: DynamoDBDocumentClient;
  beforeAll(() => {
    client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
      marshallOptions: { removeUndefinedValues: true },
    });
    const of = (table: Table) => ({ ...table, client });
    const { tables } = links;
    const patient = { links: of(tables.links), hints: of(tables.hints), keys: of(tables.keys) };
    const api = linksApiOf({ ...tables, ...patient, counters: of(tables.counters) });
    handler = heldToDocument(httpApiHandler(api, SECRET));
  });
  afterAll(() => client.destroy());

  const post = (body: unknown) =>
    asking(handler, links.authorization)('/api/links', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });

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
    expect(asked()).toEqual(['GetItem']);
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
      { authorization: links.authorization.replace('B', 'b') },
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
    ['PUT', '/api/links', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/links', 'GET, HEAD, POST'],
    ['POST', '/api/links/abc', 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/api/links/abc/undo', 'POST'],
    ['PUT', '/api/links/abc/def/history', 'GET, HEAD'],
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
    expect(links.tables.calls).toEqual([]);
  });

  test('that came by the way of short links, where no host is told, finds nothing', async () => {
    const headers = { 'x-signpost-host': 'none' };
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
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/api/links', '/api/links/{slug}', '/api/links/{slug}/history']),
    );
    expect(Object.keys(body.paths['/api/links'].post.responses)).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', '409', '413', '415', '422', '503']),
    );
    expect(Object.keys(body.components.schemas)).toEqual(
      expect.arrayContaining(['CreateLink', 'EditLink', 'Link', 'Problem']),
    );
    expect(body.components.schemas.CreateLink).toMatchObject({
      required: ['url'],
      additionalProperties: false,
    });
  });
});
