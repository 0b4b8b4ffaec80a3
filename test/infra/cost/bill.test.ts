import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { billOf, totalOf, usedIn } from '../../../infra/cost/bill.ts';
import { firstMet, metBy } from '../../../infra/cost/limits.ts';
import { peersOf } from '../../../infra/cost/peers.ts';
import { PRICES, type Use } from '../../../infra/cost/prices.ts';
import { assumed, type Month, numberOf, SETTINGS } from '../../../infra/cost/volumes.ts';

const NONE = { redirects: 0, crawlers: 0, pages: 0, people: 0, links: 0, calls: 0 };
const month = ({ volumes = {}, settings = {}, assume = {} }: Parts = {}): Month => ({
  volumes: { ...NONE, ...volumes },
  settings: { ...SETTINGS, ...settings },
  assumed: { ...assumed(), ...assume },
});
interface Parts {
  volumes?: Partial<Month['volumes']>;
  settings?: Partial<Month['settings']>;
  assume?: Partial<Month['assumed']>;
}
const cents = (usd: number) => Math.round(usd * 100) / 100;

describe('the arithmetic of a bill', () => {
  test.each<[string, Use, number]>([
    // The first three are AWS's own examples: https://aws.amazon.com/lambda/pricing/
    ['3 M calls of 120 ms with 1536 MB', { lambdaCall: 3e6, lambdaX86GbSecond: 540_000 }, 2.73],
    ['30 M calls of 200 ms with 128 MB', { lambdaCall: 30e6, lambdaX86GbSecond: 750_000 }, 11.63],
    ['10 M calls at the edge of 10 ms', { lambdaEdgeCall: 10e6, lambdaEdgeGbSecond: 12_500 }, 6.63],
    // Worked out by hand from the tables of the pages that prices.ts names.
    ['300 M at 1.00 and 200 M at 0.90', { gatewayCall: 500e6 }, 480],
    ['10 M free, 100 M at 1.00', { cloudFrontRequest: 110e6 }, 100],
    ['1 TB free, 9 TB at 0.085, 2 TB at 0.080', { cloudFrontByte: 12e12 }, 925],
    ['all of it free', { cloudFrontRequest: 10e6, cloudFrontByte: 1e12, cloudFrontFunction: 2e6 }, 0],
    ['8 M units to read and 2 M to write', { dynamoDbRead: 8e6, dynamoDbWrite: 2e6 }, 2.25],
    ['25 GB free, 5 at 0.25', { dynamoDbGbMonth: 30 }, 1.25],
    ['1 M free, 2 M at 0.40', { sqsRequest: 3e6 }, 0.8],
    ['2 M PUT and 5 M GET', { s3Put: 2e6, s3Get: 5e6 }, 12],
    ['50 TB at 0.023, 10 TB at 0.022', { s3GbMonth: 60_000 }, 1370],
    ['10 alarms free, 35 at 0.10', { alarmMetric: 45 }, 3.5],
    // 400,000 GB-seconds are free once, and not for each architecture: 300,000 of x86_64 are left to pay.
    ['both architectures', { lambdaArmGbSecond: 300_000, lambdaX86GbSecond: 400_000 }, 5],
  ])('%s', (_, use, usd) => {
    expect(cents(totalOf(billOf(use)))).toBe(usd);
  });

  test('without what is free', () => {
    expect(cents(totalOf(billOf({ lambdaCall: 3e6, lambdaX86GbSecond: 540_000 }, false)))).toBe(9.6);
  });

  test('each price has a page', () => {
    for (const { source } of Object.values(PRICES)) expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
  });
});

describe('what a month uses', () => {
  const more = (parts: Parts): Use => {
    const [idle, busy] = [usedIn(month({ ...parts, volumes: {} })), usedIn(month(parts))];
    return Object.fromEntries(
      Object.entries(busy)
        .map(([name, amount]) => [name, amount - (idle[name as keyof Use] ?? 0)] as const)
        .filter(([, amount]) => amount !== 0),
    );
  };
  const noLogs = { linesPerBatch: 1e12 };

  test('a million redirects, half of them answered at the edge', () => {
    expect(more({ volumes: { redirects: 1e6 }, assume: noLogs })).toMatchObject({
      cloudFrontRequest: 1e6,
      cloudFrontFunction: 1e6,
      cloudFrontByte: 600e6,
      gatewayCall: 500e3,
      dynamoDbRead: expect.closeTo(250e3, 0),
      lambdaCall: expect.closeTo(500e3, 0),
      lambdaArmGbSecond: expect.closeTo(2500, 1), // 500,000 × 0.5 GB × 10 ms
    });
  });

  test.each<[string, Use]>([
    ['lambda', { lambdaEdgeCall: 1.81e6 }],
    // origin-response stays what it is: 79 % from the bucket, and twice for each of the 1 % that is rendered
    ['cloudfront-function', { lambdaEdgeCall: 0.81e6, cloudFrontFunction: 1e6 }],
  ])('a million pages for crawlers, with viewerRequest: %s', (viewerRequest, use) => {
    expect(more({ volumes: { crawlers: 1e6 }, settings: { viewerRequest } })).toMatchObject(use);
  });

  test.each([
    ['as many as are due', 50_000, 4e5],
    ['as many as a day may have', 1_000, 30_437.5],
  ])('renders of a hundred thousand pages: %s', (_, rendersPerDay, renders) => {
    const use = more({ volumes: { pages: 1e5 }, settings: { rendersPerDay } });
    expect(use.lambdaX86GbSecond).toBeCloseTo(renders * 2 * 4);
  });

  test('with containers, no Lambda renders what is queued', () => {
    const parts = { volumes: { pages: 1e5 }, settings: { renderer: 'fargate' } };
    expect(more(parts).lambdaX86GbSecond).toBeUndefined();
    expect(usedIn(month(parts)).fargateCpuHour).toBeCloseTo(2 * 730.5);
  });
});

describe('which limit is met first', () => {
  test.each([
    [10e6, 'redirects and API calls past the edge', 0.019],
    [1e9, 'redirects and API calls past the edge', 1.901],
    [100e9, 'redirects and API calls past the edge', 190.13],
  ])('with %d redirects', (redirects, name, share) => {
    const met = firstMet(month(), redirects)[0];
    expect(met?.name).toBe(name);
    expect(met?.share).toBeCloseTo(share, 2);
  });

  test.each([
    [{ requestsPerSecond: 1e6 }, 'API Gateway, all APIs of the account'],
    [{ requestsPerSecond: 1e6, redirectConcurrency: 50 }, 'redirects at once'],
  ])('once %j is set, a hundred thousand million meet the next one', (settings, name) => {
    expect(firstMet(month({ settings }), 100e9)[0]?.name).toBe(name);
  });

  test.each([
    ['lambda', 'Lambda@Edge in one Region', 10e9],
    ['cloudfront-function', 'Lambda@Edge in one Region', 10e9],
  ])('crawlers, with viewerRequest: %s', (viewerRequest, name, crawlers) => {
    const parts = { volumes: { crawlers }, settings: { viewerRequest } };
    const met = metBy(month(parts)).find(each => each.name === name);
    // 10 G × peak 5 ÷ the seconds of a month, and of that 0.8 where only origin-response is Lambda@Edge
    expect(met?.load).toBeCloseTo((viewerRequest === 'lambda' ? 1 : 0.8) * 19_012.9, -1);
  });
});

describe('what others take', () => {
  const usd = (name: string, parts: Parts) => {
    const peer = peersOf(month(parts)).find(each => each.name === name);
    return [peer?.plan, peer?.usd];
  };
  test.each<[string, Parts, string, number | undefined]>([
    ['Bitly', { volumes: { links: 5 } }, 'Free', 0],
    ['Bitly', { volumes: { links: 101 } }, 'Growth', 29],
    ['Bitly', { volumes: { links: 3_001 } }, 'Enterprise', undefined],
    ['Dub', { volumes: { links: 1_000, redirects: 50_000 } }, 'Pro', 25],
    ['Dub', { volumes: { links: 1_000, redirects: 50_001 } }, 'Business', 75],
    ['prerender.io', { volumes: { pages: 250 } }, 'Free', 0],
    ['prerender.io', { volumes: { pages: 251 } }, 'paid plans', undefined],
    // bunny's own example: https://docs.bunny.net/scripting/pricing
    [
      'bunny',
      { volumes: { redirects: 10e6 }, assume: { edgeMs: 10, redirectBytes: 0 } },
      'CDN and a script',
      4,
    ],
  ])('%s, %j: %s', (name, parts, plan, price) => {
    expect(usd(name, parts)).toEqual([plan, price]);
  });
});

test.each([
  ['5000', 5000],
  ['300k', 300_000],
  ['1.5M', 1_500_000],
  ['100M', 100_000_000],
  ['0.1G', 100_000_000],
  ['2G', 2_000_000_000],
])('%s is %d', (text, number) => {
  expect(numberOf('--redirects', text)).toBe(number);
});

test.each(['', 'M', '1e6', '-5', '1,000', '5 M', '1K', '1g'])('"%s" is no number', text => {
  expect(() => numberOf('--redirects', text)).toThrow(`--redirects ${text}: expected a number`);
});

describe('npm run cost', () => {
  const cost = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'infra/cost/main.ts', ...args], {
      cwd: join(import.meta.dirname, '../../..'),
      encoding: 'utf8',
    });

  test('--json has what the text has', () => {
    const { stdout, status } = cost(
      '--redirects',
      '100M',
      '--setting',
      'viewerRequest=cloudfront-function',
      '--json',
    );
    const report = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(report.month).toMatchObject({
      volumes: { redirects: 100e6 },
      settings: { viewerRequest: 'cloudfront-function' },
    });
    expect(totalOf(report.lines)).toBeCloseTo(report.usd);
    expect(report.firstMet.map(({ redirects }: { redirects: number }) => redirects)).toEqual([
      10e6, 1e9, 100e9,
    ]);
  });

  test.each([
    [['--redirects', 'many'], '--redirects many: expected a number such as 5000, 300k, 100M or 1.5G.'],
    [['--setting', 'viewerRequest=both'], 'expected lambda or cloudfront-function.'],
    [['--setting', 'colour=red'], 'with one of these names: viewerRequest, renderer,'],
    [['--assume', 'edgeShare=2'], '--assume edgeShare=2: a share is from 0 to 1.'],
    [['--assume', 'edgeShare'], 'expected NAME=VALUE'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('%j', (args, words) => {
    const { status, stderr } = cost(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
  });
});
