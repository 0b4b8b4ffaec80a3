import { expect, test } from '@jest/globals';
import { type CrawlerSettings, policyOf } from '../../../core/crawlers/policy.ts';
import type { RequestRecord } from '../../../local/services/cloudfront/context.ts';
import { requestLine } from '../../../local/start/request-log.ts';
import { painter } from '../../../local/start/say.ts';

const RECORD: RequestRecord = {
  timestamp: 0,
  requestId: 'r1',
  distributionId: 'E2TEST',
  method: 'GET',
  host: 'localhost',
  path: '/products/3',
  query: 'page=2',
  uri: '/app/index.html',
  uriQuery: '',
  status: 200,
  cacheResult: 'Miss',
  lookup: 'Miss',
  originWay: ['bucket', 'render'],
  ms: 211.6,
  firstByteMs: 0,
  bytes: 0,
  requestBytes: 0,
  contentType: null,
  contentLength: 0,
  clientIp: '127.0.0.1',
  clientPort: 1,
  country: undefined,
  edgeLocation: '',
  behaviour: '*',
  viewerHeaders: new Headers({ 'user-agent': 'FooThing/1' }),
  headers: new Headers(),
  responseHeaders: new Headers(),
};

test.each<[string, CrawlerSettings, Partial<RequestRecord>, RegExp]>([
  [
    'what was asked, and the way taken',
    {},
    {},
    /^site +GET \/products\/3\?page=2 +200 +tool +Miss +bucket > render +212 ms$/,
  ],
  ['who it is by the stage’s settings', { names: { FooThing: true } }, {}, / crawler FooThing \(other\) /],
  ['that the edge answered alone', {}, { originWay: [], lookup: 'Hit' }, / Hit +edge /],
  ['why it went wrong', {}, { status: 502, reason: 'no origin' }, / 502 .*\n +no origin$/],
])('a line says %s', (_what, settings, changes, line) => {
  expect(requestLine('site', { ...RECORD, ...changes }, painter(false), policyOf(settings))).toMatch(line);
});
