import { expect, test } from '@jest/globals';
import type { RequestRecord } from '../../../local/services/cloudfront/context.ts';
import { Notices } from '../../../local/start/notices.ts';

const request = (method: string, path: string, more: object = {}, headers: Record<string, string> = {}) =>
  ({
    ...{ method, path, query: '', status: 200, behaviour: '*', viewerHeaders: new Headers(headers) },
    ...more,
  }) as RequestRecord;
const DATA = { 'sec-fetch-dest': 'empty', accept: 'application/json' };
const GATE = '{"level":"info","message":"The gate: localhost:3000 refused: it is not public"}';
const RENDERED =
  '{"level":"info","message":"rendered","url":"http://localhost:4001/a","status":200,"ms":3,"hashRoute":"#/b"}';

test.each<[what: string, request: RequestRecord, words: string | undefined]>([
  ['a parameter', request('GET', '/item', { query: 'id=1&page=2&gclid=3' }), 'pageParameters: [page, id] in'],
  ['none that counts', request('GET', '/item', { query: 'page=2&utm_source=a' }), undefined],
  ['a file with one', request('GET', '/a.js', { query: 'v=1', behaviour: '*.js' }), undefined],
  ['data from a page’s address', request('GET', '/v1/items', {}, DATA), 'npm start -- --api /v1=URL'],
  ['a POST to a page', request('POST', '/graphql', { status: 403 }), 'npm start -- --api /graphql=URL'],
  ['a POST that an API took', request('POST', '/api/x', { behaviour: '/api/*' }), undefined],
  ['HTML that a script wants', request('GET', '/a', {}, { ...DATA, accept: 'text/html' }), undefined],
  ['a page', request('GET', '/a', {}, { 'sec-fetch-dest': 'document' }), undefined],
])('%s', (_, record, words) => {
  const notices = new Notices(['page']);
  const told = notices.ofRequest(record);
  expect(told).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  expect(notices.ofRequest(record)).toEqual([]); // once
});

test.each<[line: string, words: string | undefined]>([
  [GATE, 'npm start -- --allow http://localhost:3000`'],
  [RENDERED, 'http://localhost:4001/a leads to #/b'],
  [RENDERED.replace(',"hashRoute":"#/b"', ''), undefined],
  ['something else', undefined],
])('the line %s', (line, words) => {
  const notices = new Notices([]);
  expect(notices.ofLine(line)).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  expect(notices.ofLine(line)).toEqual([]);
});

test('an app that asks for ever new things does not fill the screen', () => {
  const notices = new Notices([]);
  const told = Array.from({ length: 300 }, (_, i) =>
    notices.ofRequest(request('GET', '/', { query: `p${i}=1` })),
  );
  expect(told.flat()).toHaveLength(100);
});
