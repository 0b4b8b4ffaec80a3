import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { JSON_TYPE, startLinksFunction } from './links-api.ts';

/* What browsers ask for pages of other origins, and are told: https://fetch.spec.whatwg.org/#http-cors-protocol */

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());

/** `*` stands for any but Authorization. */
const isAmong = (name: string, allowed: string[]) =>
  allowed.includes(name) || (allowed.includes('*') && name !== 'authorization');

const listed = (value: unknown) => String(value).toLowerCase().split(', ');

test.each([
  ['POST', 'authorization, content-type', '/api/links'],
  ['PATCH', 'authorization, content-type, if-match', '/api/links/spring'],
  ['POST', 'authorization, content-type, idempotency-key', '/api/links'],
  ['DELETE', 'authorization', '/api/links/a/b'],
  ['GET', 'authorization', '/api/clicks/top'],
  ['GET', 'x-api-key', '/rest/v3/short-urls'],
  ['POST', 'authorization, traceparent, x-requested-with', '/api/links'],
])(
  'may a page send %s with %s to %s? It may, without a key and without a cookie',
  async (method, names, path) => {
    const { status, headers, body } = await links.ask(path, {
      method: 'OPTIONS',
      headers: {
        authorization: '',
        origin: 'chrome-extension://abcdef',
        'access-control-request-method': method,
        'access-control-request-headers': names,
      },
    });
    expect([status, body]).toEqual([204, '']);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(listed(headers['access-control-allow-methods'])).toContain(method.toLowerCase());
    const allowed = listed(headers['access-control-allow-headers']);
    expect(names.split(', ').filter(name => !isAmong(name, allowed))).toEqual([]);
  },
);

test('browsers that know no `*` are told of each header that is read', async () => {
  const { headers } = await links.ask('/api/links', {
    method: 'OPTIONS',
    headers: { 'access-control-request-method': 'POST' },
  });
  expect(listed(headers['access-control-allow-headers'])).toEqual(
    expect.arrayContaining(['authorization', 'content-type', 'if-match', 'idempotency-key', 'x-api-key']),
  );
});

const WRONG = { method: 'POST', headers: JSON_TYPE, body: '{"url":"no"}' };

test.each<[string, string, Parameters<typeof links.ask>[1], number]>([
  ['what it asked for', '/api/links', {}, 200],
  ['what was wrong', '/api/links', WRONG, 422],
  ['that it has no key', '/api/links', { headers: { authorization: '' } }, 401],
  ['that there is nothing', '/api/links/nobody', {}, 404],
  ['that it is not possible', '/api/links', { method: 'OPTIONS' }, 405],
  ['that it is too large', '/api/links', { ...WRONG, body: ' '.repeat(1024 * 1024 + 1) }, 413],
])('a page may read %s', async (_, path, request, status) => {
  const answer = await links.ask(path, request);
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([status, '*']);
  expect(listed(answer.headers['access-control-expose-headers'])).toEqual(
    expect.arrayContaining(['etag', 'location', 'link', 'retry-after']),
  );
});
