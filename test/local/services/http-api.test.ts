import { request as httpRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { LambdaPayloadTooLarge } from '../../../local/lambda/lambda.ts';
import { createHttpApi, type Route } from '../../../local/services/http-api.ts';
import { HandClock } from '../hand-clock.ts';
import { standIn } from '../stand-in.ts';

const fn = standIn<APIGatewayProxyEventV2>(() =>
  api(['GET /slow', 'GET /{slug}', 'ANY /api/{proxy+}', '$default']),
);

const route = (routeKey: string): Route => ({
  routeKey,
  ...(routeKey === 'GET /slow' && { timeoutMs: 50 }),
  invoke: fn.invoke,
});

function api(routeKeys: string[], stage = '$default') {
  return createHttpApi({
    apiId: 'abc123',
    domainName: 'abc123.execute-api.us-east-1.amazonaws.com',
    stage,
    routes: routeKeys.map(route),
    clock: new HandClock(Date.UTC(2026, 2, 12, 19, 3, 58)),
    random: size => Buffer.alloc(size, 7),
    log: line => fn.logged.push(line),
  });
}

describe('the route of a request', () => {
  const pets = ['$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1'];
  // The first five are AWS's own example: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
  test.each([
    ['GET', '/pets/dog/1', pets, 'GET /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', pets, 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/1', pets, 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['POST', '/test/5', pets, 'ANY /{proxy+}', { proxy: 'test/5' }],
    ['GET', '/', pets, '$default', undefined],
    ['POST', '/pets/dog/1', pets, 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['POST', '/x', ['ANY /x', 'POST /x'], 'POST /x', undefined],
    ['GET', '/a/b', ['ANY /a/{proxy+}', 'GET /{x}/b'], 'GET /{x}/b', { x: 'a' }],
    ['PUT', '/x', ['POST /x', 'ANY /x'], 'ANY /x', undefined],
    ['GET', '/api', ['ANY /api/{proxy+}', 'GET /{slug}'], 'GET /{slug}', { slug: 'api' }],
    ['GET', '/a%20b', ['GET /{slug}'], 'GET /{slug}', { slug: 'a b' }],
    ['GET', '/a%2Fb', ['GET /{slug}'], 'GET /{slug}', { slug: 'a/b' }],
  ])('%s %s', async (method, path, routes, routeKey, pathParameters) => {
    await api(routes)(plain(method, path));
    expect(fn.event.routeKey).toBe(routeKey);
    expect(fn.event.requestContext.routeKey).toBe(routeKey);
    expect(fn.event.pathParameters).toEqual(pathParameters);
  });

  test.each([
    ['GET', '/a/b', ['GET /{slug}']],
    ['POST', '/a', ['GET /{slug}']],
    ['GET', '/a/', ['GET /a']],
    ['GET', '/api/', ['ANY /api/{proxy+}']],
  ])('%s %s has none: 404', async (method, path, routes) => {
    const response = await api(routes)(plain(method, path));
    expect(response.status).toBe(404);
    expect(response.body.toString()).toBe('{"message":"Not Found"}');
  });

  test('is looked for below the stage, which stays in rawPath', async () => {
    await api(['GET /{slug}'], 'dev')(plain('GET', '/dev/a'));
    expect(fn.event).toMatchObject({ rawPath: '/dev/a', pathParameters: { slug: 'a' } });
    expect((await api(['GET /{slug}'], 'dev')(plain('GET', '/a'))).status).toBe(404);
  });

  test('that is not one: said when the API is made', () => {
    expect(() => api(['/x'])).toThrow('Route key "/x" is not of the form "GET /path".');
  });
});

describe('the event', () => {
  test('has the shape of payload format 2.0', async () => {
    await fn.call('/api/links?tag=a&tag=b&q=x%20y', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: 'a=1; b=2',
        'user-agent': 'jest',
        'X-Two': 'one',
        'accept-encoding': 'identity',
        'accept-language': 'de',
      },
      body: '{"url":"https://example.com/"}',
    });
    const context = { apiId: 'abc123', stage: '$default', accountId: '000000000000' };
    expect(fn.event).toEqual({
      version: '2.0',
      routeKey: 'ANY /api/{proxy+}',
      rawPath: '/api/links',
      rawQueryString: 'tag=a&tag=b&q=x%20y',
      cookies: ['a=1', 'b=2'],
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'accept-language': 'de',
        'content-length': '30',
        'content-type': 'application/json',
        host: 'abc123.execute-api.us-east-1.amazonaws.com',
        'sec-fetch-mode': 'cors',
        'user-agent': 'jest',
        'x-amzn-trace-id': 'Root=1-69b30e1e-070707070707070707070707',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
        'x-two': 'one',
      },
      queryStringParameters: { tag: 'a,b', q: 'x y' },
      pathParameters: { proxy: 'links' },
      requestContext: {
        ...context,
        domainName: 'abc123.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'abc123',
        http: {
          method: 'POST',
          path: '/api/links',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'jest',
        },
        requestId: Buffer.alloc(11, 7).toString('base64'),
        routeKey: 'ANY /api/{proxy+}',
        time: '12/Mar/2026:19:03:58 +0000',
        timeEpoch: Date.UTC(2026, 2, 12, 19, 3, 58),
      },
      body: '{"url":"https://example.com/"}',
      isBase64Encoded: false,
    });
  });

  test('leaves out what a bare request does not have', async () => {
    await fn.call('/a');
    for (const field of ['cookies', 'queryStringParameters', 'body'])
      expect(fn.event).not.toHaveProperty(field);
  });

  test.each([
    ['/caf%C3%A9', '/café'],
    ['/a%2Fb', '/a/b'],
    ['/50%25', '/50%'],
    ['/a%3Fb', '/a'],
    ['/a%ZZ', '/a%ZZ'],
  ])('rawPath of %s is %s: the HTTP API decodes it', async (path, rawPath) => {
    await api(['GET /{slug}'])(plain('GET', path));
    expect(fn.event.rawPath).toBe(rawPath);
  });

  test.each([
    ['text/plain', 'a', false],
    ['application/json; charset=utf-8', 'a', false],
    ['application/ld+json', 'a', false],
    ['application/x-www-form-urlencoded', 'YQ==', true],
    ['image/png', 'YQ==', true],
  ])('a body of %s', async (type, body, isBase64Encoded) => {
    await fn.call('/api/x', { method: 'PUT', headers: { 'content-type': type }, body: Buffer.from('a') });
    expect(fn.event).toMatchObject({ body, isBase64Encoded });
  });
});

describe('the answer', () => {
  test('has the status, headers and cookies of the result', async () => {
    fn.answer = () => ({
      statusCode: 301,
      headers: { location: 'https://example.com/', 'cache-control': 'max-age=0, s-maxage=60' },
      cookies: ['a=1; Secure', 'b=2'],
    });
    const response = await fn.call('/a');
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe('https://example.com/');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBe(Buffer.alloc(11, 7).toString('base64'));
  });

  test.each<[string, unknown, number, string, string]>([
    ['text', { statusCode: 200, body: 'é' }, 200, 'text/plain;charset=UTF-8', 'é'],
    [
      'base64',
      { statusCode: 200, body: 'w6k=', isBase64Encoded: true },
      200,
      'text/plain;charset=UTF-8',
      'é',
    ],
    [
      'a wrong content-length',
      { statusCode: 200, headers: { 'content-length': '1' }, body: 'four' },
      200,
      'text/plain;charset=UTF-8',
      'four',
    ],
    ['a status in quotes', { statusCode: '404', body: '' }, 404, 'text/plain;charset=UTF-8', ''],
    ['an object without statusCode', { slug: 'a' }, 200, 'application/json', '{"slug":"a"}'],
    ['a string', 'hello', 200, 'application/json', 'hello'],
    ['nothing', null, 200, 'application/json', 'null'],
  ])('of %s', async (_, result, status, type, body) => {
    fn.answer = () => result;
    const response = await fn.call('/a');
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      type,
      body,
    ]);
  });

  test.each<[string, () => unknown]>([
    ['a status that is none', () => ({ statusCode: 'ok' })],
    ['a body that is an object', () => ({ statusCode: 200, body: { a: 1 } })],
    ['a header with a line break', () => ({ statusCode: 200, headers: { 'x-a': 'b\r\nx-c: d' } })],
    ['more than 10 MB', () => ({ statusCode: 200, body: 'x'.repeat(10 * 1024 * 1024 + 1) })],
    ['a function that throws', () => Promise.reject(new Error('secret detail'))],
  ])('to %s: 500, and the reason only in the log', async (_, result) => {
    fn.answer = result;
    const response = await fn.call('/a');
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(fn.logged).toHaveLength(1);
  });

  test('to a function slower than the integration timeout: 503', async () => {
    fn.answer = () => new Promise(resolve => setTimeout(resolve, 200));
    const response = await fn.call('/slow');
    expect([response.status, await response.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  test.each([
    [10 * 1024 * 1024, 200],
    [10 * 1024 * 1024 + 1, 413],
  ])('to a body of %i bytes: %i', async (size, status) => {
    expect((await fn.call('/api/x', { method: 'PUT', body: Buffer.alloc(size) })).status).toBe(status);
  });

  test('to a body that the function could not be given: 413, and no word of it in the log', async () => {
    fn.answer = () => Promise.reject(new LambdaPayloadTooLarge());
    expect((await fn.call('/api/x', { method: 'PUT', body: Buffer.alloc(10) })).status).toBe(413);
    expect(fn.logged).toEqual([]);
  });

  test.each([
    [9_000, 200],
    [10_240, 431],
  ])('to a header of %i bytes: %i', async (size, status) => {
    expect((await fn.call('/a', { headers: { 'x-long': 'x'.repeat(size) } })).status).toBe(status);
  });

  test('to HEAD keeps the headers and has no body', async () => {
    fn.answer = () => ({ statusCode: 200, headers: { 'x-a': 'b' }, body: 'four' });
    const response = await new Promise<{ length: string | undefined; header: unknown }>(resolve => {
      httpRequest({ port: fn.port, path: '/api/x', method: 'HEAD' }, ({ headers }) =>
        resolve({ length: headers['content-length'], header: headers['x-a'] }),
      ).end();
    });
    expect(response).toEqual({ length: '4', header: 'b' });
  });
});

function plain(method: string, path: string) {
  return { method, path, query: '', headers: new Headers(), body: Buffer.alloc(0), clientIp: '203.0.113.9' };
}
