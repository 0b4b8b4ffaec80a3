import { FUNCTIONS } from '../grafana/cost.ts';
import { timesOf } from './bill.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import { MONTH_DAYS, MONTH_SECONDS, type Month } from './volumes.ts';

/** A limit of AWS, or one of ours in front of it. */
export interface Limit {
  name: string;
  unit: string;
  /** What raises it: a setting, or a quota and where to ask for more. */
  lift: string;
  source: string;
  limit(month: Month): number;
  /** How much of it is used in the busiest second, or in a day. */
  load(month: Month): number;
}

/** How much of a limit a month comes to. */
export interface Met {
  name: string;
  unit: string;
  lift: string;
  limit: number;
  load: number;
  /** 1: all of it. */
  share: number;
}

/** How often an operation happens in the busiest second. */
const perSecond = (month: Month, ...names: OperationName[]) => {
  const times = timesOf(month);
  return (names.reduce((sum, name) => sum + times[name], 0) * month.assumed.peak) / MONTH_SECONDS;
};

const queuedRenders = (month: Month) => {
  const { rerender, rerenderChanged } = timesOf(month);
  return rerender + rerenderChanged;
};

/** Functions that run at once in the busiest second. */
function atOnce(month: Month): number {
  return (Object.keys(OPERATIONS) as OperationName[])
    .filter(name => !name.startsWith('rerender') && name !== 'logBatch')
    .map(name => {
      const { calls, ms }: { calls: Record<string, number>; ms?: keyof Month['assumed'] } = OPERATIONS[name];
      const called = Object.keys(calls).filter(of => FUNCTIONS[of]).length;
      return ms ? perSecond(month, name) * called * (month.assumed[ms] / 1000) : 0;
    })
    .reduce((sum, functions) => sum + functions, 0);
}

const CLOUDFRONT =
  'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html';
const GATEWAY = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';

const gatewayLoad = (month: Month) => perSecond(month, 'redirectMissed', 'linkCreated', 'apiCall');
const crawled = ['crawlerKept', 'crawlerStored', 'crawlerUnseen'] as const;
const opened = ['personKept', 'personMissed'] as const;

export const LIMITS: readonly Limit[] = [
  {
    name: 'redirects and API calls past the edge',
    unit: 'a second',
    lift: 'requestsPerSecond, and requestsAtOnce with it',
    source: 'infra/settings.yml',
    limit: ({ settings }) => settings.requestsPerSecond,
    load: gatewayLoad,
  },
  {
    name: 'API Gateway, all APIs of the account',
    unit: 'requests a second',
    lift: 'Service Quotas: API Gateway, throttle rate (L-8A5B8E43); a longer maxAge of links',
    source: GATEWAY,
    limit: () => 10_000,
    load: gatewayLoad,
  },
  {
    name: 'Lambda, concurrent executions of the account',
    unit: 'at once',
    lift: 'Service Quotas: Lambda, concurrent executions (L-B99A9384)',
    source: LAMBDA,
    limit: () => 1_000,
    load: atOnce,
  },
  {
    name: 'redirects at once',
    unit: 'at once',
    lift: 'redirectConcurrency',
    source: 'infra/settings.yml',
    limit: ({ settings }) => settings.redirectConcurrency || Number.POSITIVE_INFINITY,
    load: month => (perSecond(month, 'redirectMissed') * month.assumed.redirectMs) / 1000,
  },
  {
    name: 'CloudFront, requests to the short domain',
    unit: 'a second',
    lift: 'Service Quotas: CloudFront, requests per second per distribution',
    source: CLOUDFRONT,
    limit: () => 250_000,
    load: month => perSecond(month, 'redirectKept', 'redirectMissed', 'linkCreated', 'apiCall'),
  },
  {
    name: 'DynamoDB, read units of the links table',
    unit: 'a second',
    lift: 'Service Quotas: DynamoDB, table-level read throughput (on-demand)',
    source: DYNAMODB,
    limit: () => 40_000,
    load: month => 0.5 * perSecond(month, 'redirectMissed') + perSecond(month, 'apiCall', 'linkCreated'),
  },
  {
    name: 'CloudFront, requests to the site',
    unit: 'a second',
    lift: 'Service Quotas: CloudFront, requests per second per distribution',
    source: CLOUDFRONT,
    limit: () => 250_000,
    load: month => perSecond(month, ...crawled, ...opened),
  },
  {
    name: 'Lambda@Edge in one Region',
    unit: 'requests a second',
    lift: 'viewerRequest: cloudfront-function',
    source: CLOUDFRONT,
    limit: () => 10_000,
    load: month =>
      month.settings.viewerRequest === 'lambda'
        ? perSecond(month, ...crawled, ...opened)
        : perSecond(month, 'crawlerStored', 'crawlerUnseen', 'personMissed'),
  },
  {
    name: 'renders while somebody waits',
    unit: 'a minute',
    lift: 'rendersPerMinute; warm the pages first with signpost warm',
    source: 'infra/settings.yml',
    limit: ({ settings }) => settings.rendersPerMinute,
    load: month => 60 * perSecond(month, 'crawlerUnseen'),
  },
  {
    name: 'scheduled renders',
    unit: 'a day',
    lift: 'rendersPerDay',
    source: 'infra/settings.yml',
    limit: ({ settings }) => settings.rendersPerDay,
    load: ({ volumes, assumed }) => (volumes.pages * assumed.rerendersPerPage) / MONTH_DAYS,
  },
  {
    name: 'pages rendered at once from the queue',
    unit: 'at once',
    lift: 'renderer: fargate',
    source: 'serverless.yml',
    limit: ({ settings }) => (settings.renderer === 'fargate' ? 16 : 5),
    load: month => (queuedRenders(month) / MONTH_SECONDS) * (month.assumed.renderMs / 1000),
  },
  {
    name: 'batches of log files counted at once',
    unit: 'at once',
    lift: 'maximumConcurrency of the function logs in serverless.yml; clicks are counted later until then',
    source: 'serverless.yml',
    limit: () => 5,
    load: month => (timesOf(month).logBatch / MONTH_SECONDS) * (month.assumed.batchMs / 1000),
  },
];

/** All limits, that which is used most first. */
export function metBy(month: Month): Met[] {
  return LIMITS.map(({ name, unit, lift, limit, load }) => {
    const [most, used] = [limit(month), load(month)];
    return { name, unit, lift, limit: most, load: used, share: used / most };
  }).sort((a, b) => b.share - a.share);
}

/** The months whose first limits are always shown. */
export const LANDMARKS = [10e6, 1e9, 100e9];

/** The limits that so many redirects a month come up to, and nothing else; the nearest where none is met. */
export function firstMet(month: Month, redirects: number): Met[] {
  const limits = metBy({ ...month, volumes: { ...NONE, redirects } });
  const met = limits.filter(({ share }) => share >= 1);
  return met.length > 0 ? met : limits.slice(0, 1);
}
const NONE = { redirects: 0, crawlers: 0, pages: 0, people: 0, links: 0, calls: 0 };
