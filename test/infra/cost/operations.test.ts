import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { snapshotKey } from '../../../core/snapshots/page.ts';
import { OPERATIONS, type OperationName, SCHEDULED, STANDING } from '../../../infra/cost/operations.ts';
import { ASSUMED } from '../../../infra/cost/volumes.ts';
import { packagedTemplate } from '../../../local/template/package.ts';
import type { Template } from '../../../local/template/template.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get, KEY, ROOT, until } from '../../e2e/cloud.ts';
import { type Counted, Counter } from './counter.ts';

const HOUR = 3_600_000;
/** What the tests add to the time that everybody but the functions goes by. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

let app: Booted;
let counter: Counter;
cloudForFile(
  booted => {
    app = booted;
    counter = new Counter(app);
  },
  { clock, change: callNobodyByTheClock },
);

/** What is scheduled is called by the tests alone. */
function callNobodyByTheClock({ Resources }: Template): void {
  for (const { Type, Properties } of Object.values(Resources))
    if (Type === 'AWS::Scheduler::Schedule')
      Object.assign(Properties ?? {}, { ScheduleExpression: 'rate(999 days)' });
}

const PERSON = { 'user-agent': CHROME, accept: 'text/html,*/*;q=0.8' };
const CRAWLER = { 'user-agent': GOOGLEBOT };
const EDGE = ['viewerRequest', 'originResponse', 'render', 'cloudfront'];

const follow = async (slug: string) => (await get(`${app.short}/${slug}`, PERSON)).text();
const crawl = async (path: string) => (await get(app.site + path, CRAWLER)).text();
const open = async (path: string) => (await get(app.site + path, PERSON)).text();
/** One request and no more: each is a line of a log file. */
const link = async (settings: object): Promise<void> => {
  const { status } = await fetch(`${app.short}/api/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'A title of four words', tags: ['spring'], ...settings }),
  });
  expect(status).toBe(201);
};
const run = (name: string) => app.cloud.scheduler.run(`${name}SchedulerSchedule1`);

/** Until the function has asked for an object of a bucket, and ended. */
const hasRead = (name: string) => until(() => (counter.of(name).s3Get ?? 0) > 0 && counter.isIdle(name));

/** What was taken, with CloudFront's requests but for those to the app's own API, which a page makes while it is rendered. */
async function countedOf(who: readonly string[], act: () => Promise<unknown>): Promise<Counted> {
  counter.clear();
  const from = app.records.length;
  await act();
  const records = app.records.slice(from).filter(({ originWay }) => !originWay.includes('site-api'));
  const functions = records.filter(({ behaviour, host }) => hasFunction(host, behaviour));
  return {
    ...counter.of(...who),
    ...(records.length > 0 && { cloudFrontRequest: records.length }),
    ...(functions.length > 0 && { cloudFrontFunction: functions.length }),
  };
}

interface Behaviour {
  PathPattern?: string;
  FunctionAssociations?: unknown[];
}

interface Distribution {
  DefaultCacheBehavior?: Behaviour;
  CacheBehaviors?: Behaviour[];
}

/** Whether the template has a CloudFront Function look at requests of a behaviour. */
function hasFunction(host: string, pattern: string): boolean {
  const id = app.short.endsWith(host) ? 'Links' : 'Site';
  const [found] = app.cloud.stack.all('AWS::CloudFront::Distribution').filter(each => each.id === id);
  const { DefaultCacheBehavior = {}, CacheBehaviors = [] }: Distribution =
    found?.properties.DistributionConfig ?? {};
  const behaviour = CacheBehaviors.find(({ PathPattern }) => PathPattern === pattern) ?? DefaultCacheBehavior;
  return (behaviour.FunctionAssociations ?? []).length > 0;
}

/** What infra/cost reckons with, as it is counted here. */
function reckoned(name: OperationName): Counted {
  const { use, calls }: { use: Counted; calls: Counted } = OPERATIONS[name];
  const named = Object.entries(calls).map(([of, times]) => [`call ${of}`, times]);
  return { ...use, ...Object.fromEntries(named) };
}

describe('log files', () => {
  /** Follows links, and waits for the one log file of it to be counted. */
  const logged = (...slugs: string[]) =>
    countedOf(['logs', 'delivery'], async () => {
      await Promise.all(slugs.map(follow));
      await hasRead('logs'); // not so the bucket’s first message, which is of no file
    });
  /** Without what the follows themselves take. */
  const ofLog = ({ cloudFrontRequest, cloudFrontFunction, ...rest }: Counted) => rest;

  beforeAll(async () => {
    later = HOUR - (Date.now() % HOUR); // so that no hour ends meanwhile
    for (const slug of ['one', 'two'])
      await countedOf([], async () => {
        await link({ slug, url: `https://example.com/${slug}` });
        await hasRead('logs');
      });
    await logged('one');
    await logged('two');
  });

  // The SDK asks again for what is missing where its clock and the service's differ much.
  afterAll(() => {
    later = 0;
  });

  test('a batch of one file, with follows of one link, in an hour of which some are counted already', async () => {
    expect(ofLog(await logged('one'))).toEqual(reckoned('logBatch'));
  });

  test('each further link in it', async () => {
    const { dynamoDbRead = 0, dynamoDbWrite = 0 } = await logged('one', 'two');
    const { use } = OPERATIONS.logBatch;
    expect({
      dynamoDbRead: dynamoDbRead - use.dynamoDbRead,
      dynamoDbWrite: dynamoDbWrite - use.dynamoDbWrite,
    }).toEqual(reckoned('logFurtherLink'));
  });
});

/** Pages that are due are found by a call that would have come anyway. */
function withoutSchedule(counted: Counted): Counted {
  if (!counted['call rerender']) return counted;
  const idle: Counted = { ...SCHEDULED.rerender?.use, 'call rerender': 1 };
  const rest = Object.entries(counted).map(([name, count]) => [name, count - (idle[name] ?? 0)] as const);
  return Object.fromEntries(rest.filter(([, count]) => count !== 0));
}

describe('each operation', () => {
  beforeAll(async () => {
    await link({ slug: 'known', url: 'https://example.com/known' });
    await crawl('/products/1'); // from here on Chromium has the app's files
    await crawl('/products/2');
    await open('/products/2');
    await run('Rerender'); // takes note of the build there is
  });

  test.each<[OperationName, string[], () => Promise<unknown>]>([
    ['linkCreated', ['links'], () => link({ url: 'https://example.com/summer' })],
    ['redirectMissed', ['redirect'], () => follow('known')],
    ['redirectKept', ['redirect'], () => follow('known')],
    ['apiCall', ['links'], () => get(`${app.short}/api/links/known`, { authorization: `Bearer ${KEY}` })],
    ['crawlerUnseen', EDGE, () => crawl('/products/3')],
    ['crawlerKept', EDGE, () => crawl('/products/3')],
    ['personKept', EDGE, () => open('/products/3')],
    ['rerender', ['rerender', 'render', 'cloudfront'], () => rerender('/products/2')],
    ['rerenderChanged', ['rerender', 'render', 'cloudfront'], () => rerender('/products/1', 'another')],
    ['crawlerStored', EDGE, () => afterDays(() => crawl('/products/3'))],
    ['personMissed', EDGE, () => afterDays(() => open('/products/3'))],
  ])('%s', async (name, who, act) => {
    expect(withoutSchedule(await countedOf(who, act))).toEqual(reckoned(name));
  });

  test('a page of the sample makes as many requests to its API as is assumed', async () => {
    const from = app.records.length;
    await crawl('/products/4');
    const asked = app.records.slice(from).filter(({ originWay }) => originWay.includes('site-api'));
    expect(asked).toHaveLength(ASSUMED.requestsPerRender.value);
  });
});

/** Past all that the edge may keep. */
function afterDays<T>(act: () => Promise<T>): Promise<T> {
  later += 72 * HOUR;
  return act();
}

/** Makes a page due, and waits until it is rendered. @param hash of what it came out as the last time, in place of its own */
async function rerender(path: string, hash?: string): Promise<void> {
  const TableName = app.cloud.stack.ref('SnapshotsTable');
  const Key = { page: snapshotKey(app.site + path) };
  const { Item } = await app.dynamodb.send(new GetCommand({ TableName, Key }));
  if (!Item?.dueAt) throw new Error(`${path} is never due`);
  await app.dynamodb.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET dueAt = :past, #hash = :hash',
      ExpressionAttributeNames: { '#hash': 'hash' },
      ExpressionAttributeValues: { ':past': 1, ':hash': hash ?? Item.hash },
    }),
  );
  await run('Rerender');
  await hasRead('render');
}

describe('what there is without anybody', () => {
  test.each([
    ['rerender', 'Rerender'],
    ['changes', 'Changes'],
  ])('%s, when there is nothing to do', async (name, schedule) => {
    await run(schedule); // takes note of the build there is
    expect(await countedOf([name], () => run(schedule))).toEqual({
      ...SCHEDULED[name]?.use,
      [`call ${name}`]: 1,
    });
  });

  test('schedules, alarms and secrets of the template', async () => {
    const resources = Object.entries((await packagedTemplate(ROOT)).Resources);
    const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);
    const minutes = ofType('AWS::Scheduler::Schedule').map(([id, { Properties }]) => {
      const [, count, unit] =
        /^rate\((\d+) (minute|hour)s?\)$/.exec(String(Properties?.ScheduleExpression)) ?? [];
      const name = id.replace('SchedulerSchedule1', '');
      return [name.charAt(0).toLowerCase() + name.slice(1), Number(count) * (unit === 'hour' ? 60 : 1)];
    });
    const expected = Object.entries(SCHEDULED).map(([name, each]) => [name, each.minutes]);
    expect(minutes.sort()).toEqual(expected.sort());
    const metrics = ofType('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      Array.isArray(Properties?.Metrics) ? Properties.Metrics.filter(({ MetricStat }) => MetricStat) : [1],
    );
    expect({
      alarmMetric: metrics.length,
      customMetric: ofType('AWS::Logs::MetricFilter').length,
      secretMonth: ofType('AWS::SecretsManager::Secret').length,
    }).toEqual(STANDING);
  });
});
