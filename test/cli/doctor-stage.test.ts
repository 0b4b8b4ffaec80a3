import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { api, keptLink, key } from '../../cli/doctor/api.ts';
import { type Check, type DoctorContext, examine, type Row } from '../../cli/doctor/check.ts';
import { STAGE_CHECKS } from '../../cli/doctor/checks.ts';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, KEY, until } from '../e2e/cloud.ts';
import { type Answers, standInForAws } from './aws-stand-in.ts';
import { signpostHere } from './commands.ts';

// The checklist of the first hour on AWS, against the local cloud: what it assumes of AWS it has to do itself.

let app: Booted;
cloudForFile(booted => (app = booted));
const environment = { ...process.env };
const closers: (() => Promise<void>)[] = [];
/** The AWS that commands speak to. */
const speakTo = (url: string) =>
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'OPS',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'us-east-1',
  });

beforeAll(async () => {
  // Until the home page is stored, and the first file of the access log is there.
  await get(app.site, { 'user-agent': GOOGLEBOT });
  speakTo(app.cloud.endpoint);
}, 120_000);
afterEach(async () => {
  for (const each of closers.splice(0)) await each();
  process.env = { ...environment };
  speakTo(app.cloud.endpoint);
});

const outputs = () => Object.fromEntries(app.cloud.stack.outputs);
const contextOf = (more: Partial<DoctorContext> = {}): DoctorContext => ({
  api: app.short,
  site: app.site,
  stage: 'dev',
  outputs: outputs(),
  endpoint: app.cloud.endpoint,
  fetch,
  clock: systemClock,
  random: systemRandom,
  nodeVersion: '22.1.0',
  ports: [],
  chromium: async () => 'starts',
  ...more,
});

async function rowOf(name: string, context: DoctorContext): Promise<Row | undefined> {
  const checks: Check[] = STAGE_CHECKS.filter(check => check.name === name);
  for await (const row of examine(checks, context)) return row;
  return undefined;
}

test('the local cloud does what it assumes of AWS; what it has not got says so', async () => {
  await until(async () => (await rowOf('Logs: files', contextOf()))?.state === 'ok');
  const print = jest.spyOn(process.stdout, 'write').mockImplementation((...[, ...rest]) => {
    (rest.find(each => typeof each === 'function') as (() => void) | undefined)?.();
    return true;
  });
  try {
    expect(await signpostHere('doctor', '--stage', 'local', '--key', KEY, '--json')).toBe(0);
    const { checks } = JSON.parse(print.mock.calls.map(([text]) => String(text)).join('')) as {
      checks: Row[];
    };
    const own = checks.filter(({ name }) => STAGE_CHECKS.some(check => check.name === name));
    expect(own.map(({ name, state }) => `${state} ${name}`)).toEqual([
      'ok Edge: link',
      'ok Edge: page',
      'ok Edge: 404',
      'ok Edge: headers',
      'ok Edge: Vary',
      'ok Edge: 304',
      'ok Edge: spelling',
      'ok Edge: no file',
      'skip http',
      'skip TLS',
      'ok Wall: bucket',
      'skip Wall: renderer',
      'skip Wall: gateway',
      'ok Logs: files',
      'skip Logs: bucket',
      'ok Dead letters',
      'skip Cold start',
      'skip Alarms',
      'skip Metric filter',
    ]);
    expect(own.filter(({ state }) => state !== 'skip').every(({ assumed }) => assumed)).toBe(true);
    expect(
      own.filter(({ state }) => state === 'skip').every(({ text }) => text.includes('only AWS shows it')),
    ).toBe(true);
  } finally {
    print.mockRestore();
  }
}, 120_000);

/** An edge that changes what the local cloud answers. */
const otherwise =
  (
    change: (response: Response, url: string) => { status?: number; headers?: Record<string, string> },
  ): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    const { status = response.status, headers = {} } = change(response, String(input));
    const all = new Headers(response.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    const body = [204, 304].includes(status) ? null : await response.arrayBuffer();
    return new Response(body, { status, headers: all });
  };

describe('an AWS that does otherwise is told', () => {
  test.each<[name: string, what: string, change: Parameters<typeof otherwise>[0], text: RegExp]>([
    [
      'Edge: page',
      'nothing is kept',
      () => ({ headers: { 'x-cache': 'Miss from cloudfront' } }),
      /then 200, Miss from cloudfront$/,
    ],
    ['Edge: 404', 'the metadata does not arrive', () => ({ status: 403 }), /^403, .*; then 403/],
    [
      'Edge: headers',
      'another HSTS',
      () => ({ headers: { 'strict-transport-security': 'max-age=0' } }),
      /^strict-transport-security: max-age=0$/,
    ],
    ['Edge: Vary', 'Vary is cut', () => ({ headers: { vary: 'Accept-Encoding' } }), /^Accept-Encoding$/],
    [
      'Edge: 304',
      'ETags are of no use',
      response => (response.status === 304 ? { status: 200 } : {}),
      /answers 200$/,
    ],
    [
      'Edge: spelling',
      'patterns see what was sent',
      (_, url) => (url.includes('%2E') ? { headers: { server: 'CloudFront' } } : {}),
      /of CloudFront$/,
    ],
    [
      'Edge: no file',
      'the renderer answers',
      () => ({ headers: { server: 'CloudFront' } }),
      /^404 of CloudFront$/,
    ],
    ['Wall: bucket', 'the bucket is open', () => ({ status: 200 }), /directly gets 200$/],
  ])('%s: %s', async (name, _, change, text) => {
    const row = await rowOf(name, contextOf({ fetch: otherwise(change) }));
    expect(row).toMatchObject({
      state: 'fail',
      text: expect.stringMatching(text),
      assumed: expect.any(String),
      advice: expect.any(String),
    });
  });
});

test.each<[what: string, change: Parameters<typeof otherwise>[0], text: RegExp]>([
  [
    'is not kept',
    () => ({ headers: { 'x-cache': 'Miss from cloudfront' } }),
    /then 301, Miss from cloudfront, max-age=\d+$/,
  ],
  ['has no HSTS', () => ({ headers: { 'strict-transport-security': '' } }), /Hit from cloudfront, $/],
])('a link that %s fails', async (_, change, text) => {
  const rows: Row[] = [];
  const context = contextOf({ key: KEY, fetch: otherwise(change) });
  for await (const row of examine([api, key, keptLink], context)) rows.push(row);
  expect(rows.at(-1)).toMatchObject({ state: 'fail', text: expect.stringMatching(text) });
});

test('a log file that was given up is a warning', async () => {
  const QueueUrl = outputs().LogsDeadLetterQueueUrl;
  await app.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a file' }));
  try {
    expect(await rowOf('Dead letters', contextOf())).toMatchObject({
      state: 'warn',
      text: '0 pages, 1 log files',
    });
  } finally {
    await app.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }
});

describe('what is behind CloudFront, asked at the names it has on the internet', () => {
  /** The very gateway and Function URL of the local cloud, by those names. */
  const past: typeof fetch = async (input, init) => {
    const { host, pathname } = new URL(String(input));
    const handle = app.cloud.origins.get(host);
    if (!handle) throw new Error(`no ${host}`);
    const headers = new Headers(init?.headers);
    headers.set('host', host);
    const { status } = await handle({
      method: 'GET',
      path: pathname,
      query: '',
      headers,
      body: Buffer.alloc(0),
    } as never);
    return new Response(null, { status });
  };

  test.each(['Wall: renderer', 'Wall: gateway'])('%s refuses', async name => {
    const row = await rowOf(name, contextOf({ site: 'https://www.example.com', fetch: past }));
    expect(row).toMatchObject({ state: 'ok', text: 'whoever asks it directly gets 403' });
  });

  test.each(['Wall: renderer', 'Wall: gateway'])('%s that lets everybody in fails', async name => {
    const open: typeof fetch = async () => new Response('come in');
    const row = await rowOf(name, contextOf({ site: 'https://www.example.com', fetch: open }));
    expect(row).toMatchObject({ state: 'fail', text: 'whoever asks it directly gets 200' });
  });
});

test.each<[string, Row['state'], (url: string) => Response]>([
  ['301 to https://www.example.com/x', 'ok', url => Response.redirect(url.replace('http:', 'https:'), 301)],
  ['302 to https://www.example.com/x', 'fail', url => Response.redirect(url.replace('http:', 'https:'), 302)],
  ['200 to null', 'fail', () => new Response('hello')],
])('http that answers %s: %s', async (text, state, answer) => {
  const row = await rowOf(
    'http',
    contextOf({
      api: 'https://go.example.com',
      site: 'https://www.example.com',
      fetch: async input => answer(String(input)),
    }),
  );
  expect([row?.state, row?.text]).toEqual([state, expect.stringContaining(text)]);
});

describe('what AWS’s services tell', () => {
  const REPORT =
    'REPORT RequestId: 1\tDuration: 2310.51 ms\tBilled Duration: 4000 ms\tMemory Size: 2048 MB\tMax Memory Used: 611 MB\tInit Duration: 1600.20 ms\t\n';
  const events = (...messages: string[]) =>
    JSON.stringify({ events: messages.map(message => ({ message })) });
  const alarm = (name: string, state: string) =>
    `<member><AlarmName>${name}</AlarmName><StateValue>${state}</StateValue></member>`;

  test.each<[name: string, action: string, answer: [number, string], state: Row['state'], text: RegExp]>([
    [
      'Cold start',
      'FilterLogEvents',
      [200, events(REPORT)],
      'ok',
      /began after 1600.2 ms and took 2310.51 ms, with 611 of 2048 MB$/,
    ],
    [
      'Cold start',
      'FilterLogEvents',
      [200, events(REPORT.replace('2310', '9310'))],
      'warn',
      /took 9310.51 ms/,
    ],
    ['Cold start', 'FilterLogEvents', [200, events()], 'warn', /^no cold start/],
    [
      'Cold start',
      'FilterLogEvents',
      [400, '{"__type":"AccessDeniedException","message":"not you"}'],
      'warn',
      /^you may not look \(not you\)$/,
    ],
    ['Alarms', 'DescribeAlarms', [200, alarm('a', 'OK') + alarm('b', 'OK')], 'ok', /^all 2 are OK$/],
    [
      'Alarms',
      'DescribeAlarms',
      [200, alarm('a', 'OK') + alarm('b', 'INSUFFICIENT_DATA')],
      'warn',
      /^b is INSUFFICIENT_DATA$/,
    ],
    ['Alarms', 'DescribeAlarms', [200, alarm('a', 'ALARM')], 'fail', /^a is ALARM$/],
    ['Alarms', 'DescribeAlarms', [200, ''], 'fail', /^there are none$/],
    ['Metric filter', 'TestMetricFilter', [200, '{"matches":[{}]}'], 'ok', /^1 of one line/],
    ['Metric filter', 'TestMetricFilter', [200, '{"matches":[]}'], 'fail', /^0 of one line/],
    ['Logs: bucket', 'GET /logs/', [200, '{"Statement":[{},{}]}'], 'ok', /^2 statements$/],
    ['Logs: bucket', 'GET /logs/', [200, '{"Statement":[{},{},{}]}'], 'warn', /^3 statements$/],
  ])('%s, by %s that answers %j: %s', async (name, action, answer, state, text) => {
    const answers: Answers = seen => (seen.action === action ? answer : undefined);
    const aws = await standInForAws(answers);
    closers.push(aws.close);
    speakTo(aws.url);
    const row = await rowOf(name, contextOf({ endpoint: aws.url, outputs: { LogsBucketName: 'logs' } }));
    expect([row?.state, row?.text]).toEqual([state, expect.stringMatching(text)]);
  });
});
