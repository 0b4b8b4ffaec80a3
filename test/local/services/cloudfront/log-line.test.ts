import { expect, test } from '@jest/globals';
import type { RequestRecord } from '../../../../local/services/cloudfront/context.ts';
import { type LogField, logField, logLine } from '../../../../local/services/cloudfront/log-line.ts';

const RECORD: RequestRecord = {
  timestamp: Date.UTC(2026, 10, 30, 5, 59, 59, 900),
  requestId: 'SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==',
  distributionId: 'E2TEST',
  method: 'GET',
  host: 'go.example.com',
  path: '/spring',
  query: '',
  uri: '/spring',
  uriQuery: '',
  status: 301,
  cacheResult: 'Miss',
  lookup: 'Miss',
  originWay: ['redirect'],
  ms: 82,
  firstByteMs: 81,
  originMs: { first: 70, last: 71 },
  bytes: 523,
  requestBytes: 87,
  contentType: null,
  contentLength: 0,
  clientIp: '192.0.2.1',
  clientPort: 49_152,
  country: 'CH',
  edgeLocation: 'LAP50-P1',
  behaviour: '/api/*',
  viewerHeaders: new Headers(),
  headers: new Headers(),
  responseHeaders: new Headers(),
};

const header = (name: string, value: string) => ({ viewerHeaders: new Headers({ [name]: value }) });
const answered = (name: string, value: string) => ({ responseHeaders: new Headers({ [name]: value }) });

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html#BasicDistributionFileFormat
test.each<[LogField, Partial<RequestRecord>, string]>([
  ['date', {}, '2026-11-30'],
  ['time', {}, '05:59:59'],
  ['time', { ms: 100 }, '06:00:00'], // when it was answered
  ['date', { timestamp: Date.UTC(2026, 11, 31, 23, 59, 59, 999), ms: 1 }, '2027-01-01'],
  ['timestamp(ms)', {}, '1796018399982'],
  ['x-edge-location', {}, 'LAP50-P1'],
  ['x-edge-request-id', {}, RECORD.requestId],
  ['x-edge-result-type', { cacheResult: 'Hit' }, 'Hit'],
  ['x-edge-response-result-type', { cacheResult: 'RefreshHit' }, 'RefreshHit'],
  ['x-edge-detailed-result-type', { cacheResult: 'LambdaGeneratedResponse' }, 'LambdaGeneratedResponse'],
  ['x-host-header', {}, 'go.example.com'],
  ['cs(Host)', {}, 'd111111abcdef8.cloudfront.net'],
  ['c-ip', {}, '192.0.2.1'],
  ['c-ip', { clientIp: '::ffff:192.0.2.1' }, '192.0.2.1'],
  ['c-ip', { clientIp: '2001:db8::1' }, '2001:db8::1'],
  ['c-port', {}, '49152'],
  ['c-port', { clientPort: undefined }, '-'],
  ['c-country', {}, 'CH'],
  ['c-country', { country: undefined }, '-'],
  ['asn', {}, '-'],
  ['cs-method', { method: 'HEAD' }, 'HEAD'],
  ['cs-protocol', {}, 'https'],
  ['cs-protocol-version', {}, 'HTTP/1.1'],
  ['cs-uri-stem', {}, '/spring'],
  ['cs-uri-stem', { path: "/a%2Fb/~x'y" }, '/a%252Fb/%7Ex%27y'],
  ['cs-uri-stem', { path: '/caf%C3%A9' }, '/caf%25C3%25A9'],
  ['cs-uri-stem', { path: Buffer.from('/é').toString('latin1') }, '/%C3%A9'],
  ['cs-uri-query', {}, '-'],
  ['cs-uri-query', { query: 'a=%20b&c=[d]+{e}|f' }, 'a=%2520b&c=%5Bd%5D+%7Be%7D%7Cf'],
  ['cs(Referer)', {}, '-'],
  ['cs(Referer)', header('referer', 'https://x.example/?q=a%20b#c'), 'https://x.example/?q=a%2520b%23c'],
  ['cs(User-Agent)', {}, '-'],
  [
    'cs(User-Agent)',
    header('user-agent', 'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)'),
    'Mozilla/5.0%20(compatible;%20SemrushBot/7%7Ebl;%20+http://www.semrush.com/bot.html)',
  ],
  ['cs(User-Agent)', header('user-agent', '"a"\\^`<b>\t\u00ff'), '%22a%22%5C%5E%60%3Cb%3E%09%FF'],
  ['cs-bytes', {}, '87'],
  ['sc-bytes', {}, '523'],
  ['sc-status', {}, '301'],
  ['sc-content-type', {}, '-'],
  ['sc-content-type', { contentType: 'text/html; charset=utf-8' }, 'text/html;%20charset=utf-8'],
  ['sc-content-len', {}, '-'],
  ['sc-content-len', answered('content-length', '0'), '0'],
  ['sc-range-start', {}, '-'],
  ['sc-range-start', answered('content-range', 'bytes 5-9/20'), '5'],
  ['sc-range-end', answered('content-range', 'bytes 5-9/20'), '9'],
  ['sc-range-end', answered('content-range', 'bytes */20'), '-'],
  ['ssl-protocol', {}, 'TLSv1.3'],
  ['ssl-cipher', {}, 'TLS_AES_128_GCM_SHA256'],
  ['time-taken', {}, '0.082'],
  ['time-taken', { ms: 12_345 }, '12.345'],
  ['time-to-first-byte', {}, '0.081'],
  ['origin-fbl', {}, '0.070'],
  ['origin-lbl', {}, '0.071'],
  ['cache-behavior-path-pattern', {}, '/api/*'],
])('%s of %j is %j', (name, changes, value) => {
  const line = logLine({ ...RECORD, ...changes }, [name], 'd111111abcdef8.cloudfront.net');
  expect(JSON.parse(line)).toEqual({ [name]: value });
});

test('no origin was asked: its times are not told', () => {
  const { originMs: _, ...edge } = RECORD;
  expect(JSON.parse(logLine(edge, ['origin-fbl', 'origin-lbl'], ''))).toEqual({
    'origin-fbl': '-',
    'origin-lbl': '-',
  });
});

test('a line has the fields that are asked for, in their order', () => {
  expect(logLine(RECORD, ['sc-status', 'cs-method', 'date'], '')).toBe(
    '{"sc-status":"301","cs-method":"GET","date":"2026-11-30"}',
  );
});

test.each(['cs(Cookie)', 'x-forwarded-for', 'Date', 'toString', 1])(
  '%s is no field that is modelled',
  name => {
    expect(logField.safeParse(name).success).toBe(false);
  },
);
