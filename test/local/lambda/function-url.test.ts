import { expect, test } from '@jest/globals';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { createFunctionUrl } from '../../../local/lambda/function-url.ts';
import { LambdaThrottled, LambdaTimedOut } from '../../../local/lambda/lambda.ts';
import { HandClock } from '../hand-clock.ts';
import { standIn } from '../stand-in.ts';

const fn = standIn<LambdaFunctionURLEvent>(({ invoke, logged }) =>
  createFunctionUrl({
    urlId: 'abcdef',
    domainName: 'abcdef.lambda-url.us-east-1.on.aws',
    invoke,
    // The test's stand-in for a signature that CloudFront's origin access control made.
    authorize: request => request.headers.get('authorization') === 'signed',
    clock: new HandClock(),
    random: size => Buffer.alloc(size, 7),
    log: line => logged.push(line),
  }),
);

const call = (path: string, init: RequestInit = {}) =>
  fn.call(path, { headers: { authorization: 'signed' }, ...init });

test('the event is that of the HTTP API, but the path stays encoded and the route is $default', async () => {
  await call('/caf%C3%A9/a%2Fb?x=1');
  expect(fn.event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/caf%C3%A9/a%2Fb',
    rawQueryString: 'x=1',
    queryStringParameters: { x: '1' },
    headers: { host: 'abcdef.lambda-url.us-east-1.on.aws' },
    requestContext: {
      apiId: 'abcdef',
      domainPrefix: 'abcdef',
      stage: '$default',
      http: { method: 'GET', path: '/caf%C3%A9/a%2Fb' },
    },
  });
  expect(fn.event).not.toHaveProperty('pathParameters');
});

test('a result without content-type is JSON', async () => {
  fn.answer = () => ({ statusCode: 201, body: '{}' });
  const response = await call('/');
  expect([response.status, response.headers.get('content-type')]).toEqual([201, 'application/json']);
});

test('a request that nobody signed never reaches the function: 403', async () => {
  fn.answer = () => Promise.reject(new Error('must not be called'));
  const response = await call('/', { headers: {} });
  expect([response.status, await response.text()]).toEqual([403, '{"Message":"Forbidden"}']);
  expect(fn.logged).toEqual([]);
});

test.each<[string, unknown, number]>([
  ['is throttled', new LambdaThrottled(), 429],
  ['times out', new LambdaTimedOut(30), 502],
  ['throws', new Error('secret detail'), 502],
])('a function that %s', async (_, error, status) => {
  fn.answer = () => Promise.reject(error);
  const response = await call('/');
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain('secret');
});

test('a result that is no HTTP answer: 502', async () => {
  fn.answer = () => ({ statusCode: 1000 });
  const response = await call('/');
  expect([response.status, await response.text()]).toEqual([502, 'Internal Server Error']);
});

test('a body of more than 6 MB: 413', async () => {
  const put = (size: number) => call('/', { method: 'PUT', body: Buffer.alloc(size) });
  expect((await put(6 * 1024 * 1024 + 1)).status).toBe(413);
});
