import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../../../core/ids.ts';
import type { RequestRecord } from '../../../../local/services/cloudfront/context.ts';
import { LogDelivery } from '../../../../local/services/cloudfront/log-delivery.ts';
import { logKey, suffixPath } from '../../../../local/services/cloudfront/log-files.ts';
import { until } from '../../../until.ts';
import { HandClock } from '../../hand-clock.ts';

const FIVE = Date.UTC(2026, 10, 30, 5);
const MINUTE = 60_000;

let clock: HandClock;
let files: Map<string, string>;
let logged: string[];
let refuses: boolean;
let logs: LogDelivery;

beforeEach(() => {
  clock = new HandClock(FIVE + 30 * MINUTE);
  files = new Map();
  logged = [];
  refuses = false;
  const delivery = (distributionId: string) => ({
    distributionId,
    domainName: 'd1.cloudfront.net',
    fields: ['cs-uri-stem'] as const,
    prefix: 'cloudfront',
    suffix: '{DistributionId}/{yyyy}/{MM}/{dd}/{HH}',
    put: async (key: string, body: Buffer) => {
      if (refuses) throw new Error('no room');
      files.set(key.replace(/[0-9a-f]{8}(?=\.gz$)/, 'ID'), gunzipSync(body).toString());
    },
  });
  logs = new LogDelivery({
    deliveries: [delivery('E1'), delivery('E2')],
    clock,
    random: systemRandom,
    log: line => logged.push(line),
  });
});

afterEach(() => logs.close());

/** A request that was answered at once. */
const asked = (path: string, { timestamp = clock.now(), ms = 0, distributionId = 'E1' } = {}) =>
  logs.observe({ path, timestamp, ms, distributionId } as RequestRecord);

const line = (path: string) => `{"cs-uri-stem":"${path}"}\n`;

test('the lines of two seconds are one file, which is under the hour', async () => {
  asked('/a');
  await clock.advance(1_999);
  asked('/b');
  expect(files.size).toBe(0);
  await clock.advance(1);
  await until(() => files.size > 0);
  expect([...files]).toEqual([
    ['cloudfront/E1/2026/11/30/05/E1.2026-11-30-05.ID.gz', line('/a') + line('/b')],
  ]);
});

test('what comes later is another file, two seconds after its own first line', async () => {
  asked('/a');
  await clock.advance(2_000);
  await until(() => files.size === 1);
  files.clear();
  await clock.advance(10_000);
  asked('/b');
  await clock.advance(1_999);
  expect(files.size).toBe(0);
  await clock.advance(1);
  await until(() => files.size === 1);
  expect([...files.values()]).toEqual([line('/b')]);
});

test('each distribution has files of its own, and each hour: of a request that was long under way, the one it ended in', async () => {
  asked('/a');
  asked('/b', { distributionId: 'E2' });
  asked('/late', { timestamp: FIVE - 1 });
  asked('/long', { timestamp: FIVE - 1, ms: 1 });
  asked('/c', { distributionId: 'E3' }); // whose log nobody asked for
  await logs.close();
  expect(Object.fromEntries(files)).toEqual({
    'cloudfront/E1/2026/11/30/05/E1.2026-11-30-05.ID.gz': line('/a') + line('/long'),
    'cloudfront/E1/2026/11/30/04/E1.2026-11-30-04.ID.gz': line('/late'),
    'cloudfront/E2/2026/11/30/05/E2.2026-11-30-05.ID.gz': line('/b'),
  });
});

test('nothing is lost at the end: neither what is being written nor what has come since', async () => {
  asked('/a');
  await clock.advance(2_000);
  asked('/b', { distributionId: 'E2' });
  await logs.close();
  expect([...files.values()]).toEqual([line('/a'), line('/b')]);
});

test('a file that could not be put is told, and does not keep the next one', async () => {
  refuses = true;
  asked('/a');
  await clock.advance(2_000);
  await until(() => logged.length > 0);
  expect(logged[0]).toMatch(/^cloudfront\/E1\/.*\.gz is lost, lines: 1\. no room$/);
  refuses = false;
  asked('/b');
  await logs.close();
  expect([...files.values()]).toEqual([line('/b')]);
});

describe('paths of files', () => {
  test.each([
    ['', 'a/{yyyy}', 'a/2026/E1.2026-11-30-05.x.gz'],
    ['logs', '', 'logs/E1.2026-11-30-05.x.gz'],
    ['logs', '/{distributionid}/{MM}-{dd}T{HH}/', 'logs/E1/11-30T05/E1.2026-11-30-05.x.gz'],
  ])('%j and %j are %s', (prefix, suffix, key) => {
    expect(logKey({ prefix, suffix, distributionId: 'E1' }, '2026-11-30-05', 'x')).toBe(key);
  });

  test.each(['{DistributionID}', '{mm}', 'a{', 'a'.repeat(257)])('%s is refused', path => {
    expect(suffixPath.safeParse(path).success).toBe(false);
  });
});
