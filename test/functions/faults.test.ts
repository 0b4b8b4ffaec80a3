import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CORS_HEADERS } from '../../core/api/cors.ts';
import { close } from '../../local/http.ts';
import { setEnvironment } from '../tables.ts';
import { eventFor } from './event.ts';
import { type Handler, importLinks } from './links-api.ts';

/** What the fake DynamoDB does with a request; each test says what. */
let behave: RequestListener;
const server = createServer((request, response) => behave(request, response));
let redirect: typeof import('../../functions/redirect.ts');
let links: { handler: Handler };
const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  setEnvironment((server.address() as AddressInfo).port);
  redirect = await import('../../functions/redirect.ts');
  links = await importLinks();
});
afterAll(() => log.mockRestore());
beforeEach(() => {
  log.mockClear();
});

const follow = () => redirect.handler(eventFor('/abc', { headers: { accept: 'text/html' } }));
const create = () =>
  links.handler(
    eventFor('/api/links', {
      method: 'POST',
      headers: { authorization: `Bearer sp_${'A'.repeat(43)}`, 'content-type': 'application/json' },
      body: '{"url":"https://example.org/"}',
    }),
  );

/**
 * Both functions answer 503 within the time a person waits, say nothing of the inside, and log the error by
 * name.
 */
async function expectUnavailable(name: string) {
  const start = performance.now();
  for (const [call, shared] of [
    [follow, {}],
    [create, CORS_HEADERS],
  ] as const) {
    log.mockClear();
    const { statusCode, headers = {}, body = '' } = await call();
    expect(statusCode).toBe(503);
    expect(headers).toEqual({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '1',
      ...shared,
    });
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'This cannot be answered right now. Please try again in a moment.',
    });
    expect(log).toHaveBeenCalledTimes(1);
    const line = String(log.mock.calls[0]?.[0]);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'error', message: 'DynamoDB failed', error: { name } });
  }
  expect(performance.now() - start).toBeLessThan(2 * 4000);
}

/**
 * Answers as DynamoDB does. Spec:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const fail =
  (status: number, type: string): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'arn:aws:inside' }),
    );
  };

describe('a table that', () => {
  test.each([
    [400, 'AccessDeniedException'],
    [400, 'ThrottlingException'],
    [400, 'ProvisionedThroughputExceededException'],
    [400, 'RequestLimitExceeded'],
    [400, 'ResourceNotFoundException'],
    [400, 'UnrecognizedClientException'],
    [500, 'InternalServerError'],
    [503, 'ServiceUnavailable'],
  ])('answers %i %s: 503', async (status, name) => {
    behave = fail(status, name);
    await expectUnavailable(name);
    expect(log.mock.calls.join()).toContain('arn:aws:inside');
  });

  test('never answers: 503', async () => {
    behave = () => undefined;
    await expectUnavailable('TimeoutError');
  });

  test('answers what is not JSON: 503', async () => {
    behave = (_request, response) => response.end('<html>');
    await expectUnavailable('SyntaxError');
  });

  test('breaks the connection: 503', async () => {
    behave = request => request.socket.destroy();
    await expectUnavailable('Error');
  });

  // The last one: nothing listens any more.
  test('is not there: 503', async () => {
    await close(server);
    await expectUnavailable('Error');
    expect(log.mock.calls.join()).toContain('ECONNREFUSED');
  });
});
