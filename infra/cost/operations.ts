import { FUNCTIONS } from '../grafana/cost.ts';
import { PRICE_NAMES, type Use } from './prices.ts';
import { type Assumed, MONTH_HOURS, type Month } from './volumes.ts';

/** What one of these takes, as counted in the local cloud: test/infra/cost/operations.test.ts holds each figure against a real run. */
interface Operation {
  use: Use;
  /** Calls of functions by their names in serverless.yml. */
  calls: Record<string, number>;
  /** Milliseconds of such a call. */
  ms?: keyof Assumed;
  /** Bytes that go to the viewer. */
  bytes?: keyof Assumed;
}

const CRAWLED = { viewerRequest: 1, originResponse: 1 };

export const OPERATIONS = {
  /** A redirect that the edge still has. */
  redirectKept: { use: { cloudFrontRequest: 1, cloudFrontFunction: 1 }, calls: {}, bytes: 'redirectBytes' },
  redirectMissed: {
    use: { cloudFrontRequest: 1, cloudFrontFunction: 1, dynamoDbRead: 0.5 },
    calls: { redirect: 1 },
    ms: 'redirectMs',
    bytes: 'redirectBytes',
  },
  crawlerKept: { use: { cloudFrontRequest: 1 }, calls: { viewerRequest: 1 }, bytes: 'pageBytes' },
  /** A crawler’s page that the edge asks the bucket for. */
  crawlerStored: { use: { cloudFrontRequest: 1, s3Get: 1 }, calls: CRAWLED, bytes: 'pageBytes' },
  /** A crawler’s page that is rendered while the crawler waits. */
  crawlerUnseen: {
    use: { cloudFrontRequest: 1, s3Get: 3, s3Put: 2, dynamoDbRead: 3, dynamoDbWrite: 9 },
    calls: { viewerRequest: 1, originResponse: 2, render: 1 },
    ms: 'renderMs',
    bytes: 'pageBytes',
  },
  personKept: { use: { cloudFrontRequest: 1 }, calls: { viewerRequest: 1 }, bytes: 'redirectBytes' },
  personMissed: { use: { cloudFrontRequest: 1, s3Get: 1 }, calls: CRAWLED, bytes: 'redirectBytes' },
  /** A page that is due and comes out as before: found, queued and rendered. */
  rerender: {
    use: { s3Get: 3, sqsRequest: 3, dynamoDbRead: 2, dynamoDbWrite: 9 },
    calls: { render: 1 },
    ms: 'renderMs',
  },
  /** The same, but it comes out differently, and is stored. */
  rerenderChanged: {
    use: { s3Get: 1, s3Put: 2, sqsRequest: 3, dynamoDbRead: 2, dynamoDbWrite: 9 },
    calls: { render: 1 },
    ms: 'renderMs',
  },
  /** A new link with a title of four words and a tag, by a key. */
  linkCreated: {
    use: { cloudFrontRequest: 1, cloudFrontFunction: 1, dynamoDbRead: 2, dynamoDbWrite: 29 },
    calls: { links: 1 },
    ms: 'apiMs',
    bytes: 'apiBytes',
  },
  /** A link that is read by the API. */
  apiCall: {
    use: { cloudFrontRequest: 1, cloudFrontFunction: 1, dynamoDbRead: 2, dynamoDbWrite: 1 },
    calls: { links: 1 },
    ms: 'apiMs',
    bytes: 'apiBytes',
  },
  /** A log file with follows of one link, in an hour of which some are counted already. */
  logBatch: {
    use: { s3Get: 1, s3Put: 1, sqsRequest: 3, dynamoDbRead: 17, dynamoDbWrite: 24 },
    calls: { logs: 1 },
    ms: 'batchMs',
  },
  /** One more link in such a file. */
  logFurtherLink: { use: { dynamoDbRead: 5, dynamoDbWrite: 10 }, calls: {} },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** What runs by the clock, whether anybody comes or not: every so many minutes, and what a call takes if there is nothing to do. */
export const SCHEDULED: Record<string, { minutes: number; use: Use }> = {
  changes: { minutes: 1, use: { dynamoDbRead: 1.5 } },
  reindex: { minutes: 5, use: { dynamoDbRead: 2 } },
  rerender: { minutes: 5, use: { s3Get: 1, sqsRequest: 1, dynamoDbRead: 10 } },
  render: { minutes: 5, use: {} },
  sitemap: { minutes: 60, use: { s3Get: 2, s3Put: 1 } },
  identities: { minutes: 60, use: { s3Get: 1, s3Put: 1 } },
};

/** What is there, each at so much a month. */
export const STANDING: Use = { alarmMetric: 45, customMetric: 2, secretMonth: 2 };

/**
 * Lambda asks each queue all the time, and each of its requests waits for 20 s.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLERS = { queues: 2, each: 5, seconds: 20 };

/** What one of these uses, in units of prices, by the settings. */
export function useOf(name: OperationName, month: Month): Use {
  const { use, calls, ms, bytes }: Operation = OPERATIONS[name];
  const { assumed, settings } = month;
  const requests = (use.cloudFrontRequest ?? 0) + (calls.render ?? 0) * assumed.requestsPerRender;
  // A container takes the jobs of the queue; whoever waits gets the page from the Lambda.
  const called = name.startsWith('rerender') && settings.renderer === 'fargate' ? {} : calls;
  const parts = Object.entries(called).map(([of, times]) => callOf(of, times, ms ? assumed[ms] : 0, month));
  const own = { ...use, cloudFrontRequest: requests, ...(bytes && { cloudFrontByte: assumed[bytes] }) };
  return sumOf([own, ...parts]);
}

/** What stands and runs without anybody, in a month. */
export function standingUse(month: Month): Use {
  const runs = Object.entries(SCHEDULED).map(([name, { minutes, use }]) => {
    const times = (MONTH_HOURS * 60) / minutes;
    const call = callOf(name, 1, month.assumed.scheduledMs, month);
    return timesEach(sumOf([use, call, { schedulerCall: 1 }]), times);
  });
  const polls = (POLLERS.queues * POLLERS.each * MONTH_HOURS * 3600) / POLLERS.seconds;
  return sumOf([STANDING, { sqsRequest: polls }, ...runs]);
}

function callOf(name: string, times: number, ms: number, { assumed, settings }: Month): Use {
  if (name === 'viewerRequest' && settings.viewerRequest === 'cloudfront-function')
    return { cloudFrontFunction: times };
  if (name === 'viewerRequest' || name === 'originResponse')
    return { lambdaEdgeCall: times, lambdaEdgeGbSecond: gbSeconds(128, times, assumed.edgeMs) };
  const size = FUNCTIONS[name];
  if (!size) throw new Error(`There is no function ${name}.`);
  const compute = size.architecture === 'arm64' ? 'lambdaArmGbSecond' : 'lambdaX86GbSecond';
  return {
    lambdaCall: times,
    [compute]: gbSeconds(size.memoryMb, times, ms),
    ...(size.isOfGateway && { gatewayCall: times }),
    logByte: times * assumed.callLogBytes,
  };
}

const gbSeconds = (memoryMb: number, times: number, ms: number) => (memoryMb / 1024) * times * (ms / 1000);

/** Everything of several together. */
export function sumOf(uses: readonly Use[]): Use {
  const sum: Use = {};
  for (const use of uses)
    for (const name of PRICE_NAMES) if (use[name] !== undefined) sum[name] = (sum[name] ?? 0) + use[name];
  return sum;
}

/** The same so many times. */
export const timesEach = (use: Use, times: number): Use =>
  Object.fromEntries(Object.entries(use).map(([name, amount]) => [name, amount * times]));
