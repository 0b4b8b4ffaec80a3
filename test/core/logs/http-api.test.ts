import { expect, test } from '@jest/globals';
import { HTTP_API_LOG_FORMAT } from '../../../core/logs/formats/http-api.ts';
import { readAll } from './read-all.ts';

/** What API Gateway puts for each of our variables. */
const VALUES: Record<string, string> = {
  '$context.requestId': 'JKJaXmPLvHcESHA=',
  '$context.requestTimeEpoch': '1583798639428',
  '$context.identity.sourceIp': '192.0.2.1',
  '$context.httpMethod': 'GET',
  '$context.domainName': 'Api.example.com',
  '$context.path': '/spring%20sale',
  '$context.routeKey': 'GET /{slug}',
  '$context.status': '301',
  '$context.responseLength': '12',
  '$context.responseLatency': '7',
  '$context.identity.userAgent': 'Mozilla/5.0 (100%20sure)',
};
const LINE = HTTP_API_LOG_FORMAT.replace(/\$context\.[\w.]+/g, variable => VALUES[variable] ?? '');

const ENTRY = {
  source: 'http-api',
  at: 1583798639428,
  id: 'JKJaXmPLvHcESHA=',
  client: '192.0.2.1',
  country: '',
  method: 'GET',
  host: 'api.example.com',
  path: '/spring%20sale',
  query: '',
  status: 301,
  referrer: '',
  userAgent: 'Mozilla/5.0 (100%20sure)',
  contentType: '',
  bytes: 12,
  tookMs: 7,
  result: '',
};

test('a line in our format', async () => {
  expect(await readAll(LINE)).toEqual([{ ...ENTRY, fields: JSON.parse(LINE) }]);
});

test('our format asks what is due: the id of the request, and no more than 3 KB', () => {
  expect(HTTP_API_LOG_FORMAT).toContain('$context.requestId');
  expect(HTTP_API_LOG_FORMAT.length).toBeLessThan(3072);
});

test("a line as AWS's examples have it", async () => {
  const fields = {
    requestId: 'JKJaXmPLvHcESHA=',
    ip: '192.0.2.1',
    requestTime: '10/Mar/2020:00:03:59 +0000',
    httpMethod: 'GET',
    routeKey: 'GET /',
    status: '200',
    protocol: 'HTTP/1.1',
    responseLength: '-',
  };
  expect(await readAll(JSON.stringify(fields))).toMatchObject([
    {
      ...ENTRY,
      at: 1583798639000,
      host: '',
      path: '',
      status: 200,
      userAgent: '',
      bytes: 0,
      tookMs: 0,
      fields,
    },
  ]);
});

test.each([
  ['no time', '{"requestId":"a"}', 'it does not say when it was'],
  ['a time that is none', '{"requestId":"a","requestTime":"soon"}', 'it does not say when it was'],
  ['no id', '{"requestTimeEpoch":"1583798639428"}', 'it is of no log that is known'],
])('with %s it is broken', async (_, text, reason) => {
  expect(await readAll(text)).toEqual([{ line: 1, reason, text }]);
});
