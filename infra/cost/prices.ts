/** A price per unit, up to so many of them in a month; the last one has no end. */
export interface Tier {
  each: number;
  upTo?: number;
}

/** What AWS charges for one kind of use, in US dollars in us-east-1. */
export interface Price {
  service: string;
  /** What is counted. */
  unit: string;
  tiers: readonly Tier[];
  /** So many are free each month, for as long as the account exists. */
  free: number;
  /** Prices that have one free amount together name the same. */
  freeTogether?: string;
  source: string;
}

/** When the prices were taken down. AWS changes them seldom; the page of each says what holds today. */
export const PRICED_ON = 'November 2026';

const MILLION = 1e6;
const GB = 1e9;
const TB = 1e12;

const flat = (service: string, unit: string, each: number, free: number, source: string): Price => ({
  service,
  unit,
  tiers: [{ each }],
  free,
  source,
});

const CLOUDFRONT = 'https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';

/** The one table of prices: the estimate of a month and the dashboards both read it. What is free for a new account's first year is not in it. */
export const PRICES = {
  cloudFrontRequest: flat('CloudFront', 'HTTPS requests', 1 / MILLION, 10 * MILLION, CLOUDFRONT),
  cloudFrontByte: {
    service: 'CloudFront',
    unit: 'bytes to viewers',
    tiers: [
      { upTo: 10 * TB, each: 0.085 / GB },
      { upTo: 50 * TB, each: 0.08 / GB },
      { upTo: 150 * TB, each: 0.06 / GB },
      { upTo: 500 * TB, each: 0.04 / GB },
      { upTo: 1024 * TB, each: 0.03 / GB },
      { upTo: 5120 * TB, each: 0.025 / GB },
      { each: 0.02 / GB },
    ],
    free: TB,
    source: CLOUDFRONT,
  },
  cloudFrontFunction: flat('CloudFront Functions', 'invocations', 0.1 / MILLION, 2 * MILLION, CLOUDFRONT),
  lambdaEdgeCall: flat('Lambda@Edge', 'requests', 0.6 / MILLION, 0, LAMBDA),
  lambdaEdgeGbSecond: flat('Lambda@Edge', 'GB-seconds', 0.00005001, 0, LAMBDA),
  gatewayCall: {
    service: 'API Gateway',
    unit: 'HTTP API requests',
    tiers: [{ upTo: 300 * MILLION, each: 1 / MILLION }, { each: 0.9 / MILLION }],
    free: 0,
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  lambdaCall: flat('Lambda', 'requests', 0.2 / MILLION, MILLION, LAMBDA),
  lambdaArmGbSecond: {
    service: 'Lambda',
    unit: 'GB-seconds, arm64',
    tiers: [
      { upTo: 7.5e9, each: 0.0000133334 },
      { upTo: 18.75e9, each: 0.0000120001 },
      { each: 0.0000106667 },
    ],
    free: 400_000,
    freeTogether: 'GB-seconds of Lambda',
    source: LAMBDA,
  },
  lambdaX86GbSecond: {
    service: 'Lambda',
    unit: 'GB-seconds, x86_64',
    tiers: [{ upTo: 6e9, each: 0.0000166667 }, { upTo: 15e9, each: 0.000015 }, { each: 0.0000133334 }],
    free: 400_000,
    freeTogether: 'GB-seconds of Lambda',
    source: LAMBDA,
  },
  dynamoDbRead: flat('DynamoDB', 'read units', 0.125 / MILLION, 0, DYNAMODB),
  dynamoDbWrite: flat('DynamoDB', 'write units', 0.625 / MILLION, 0, DYNAMODB),
  dynamoDbGbMonth: flat('DynamoDB', 'GB stored', 0.25, 25, DYNAMODB),
  dynamoDbBackupGbMonth: flat('DynamoDB', 'GB of point-in-time recovery', 0.2, 0, DYNAMODB),
  s3Put: flat('S3', 'PUT requests', 5 / MILLION, 0, S3),
  s3Get: flat('S3', 'GET requests', 0.4 / MILLION, 0, S3),
  s3GbMonth: {
    service: 'S3',
    unit: 'GB stored',
    tiers: [{ upTo: 50_000, each: 0.023 }, { upTo: 500_000, each: 0.022 }, { each: 0.021 }],
    free: 0,
    source: S3,
  },
  sqsRequest: flat('SQS', 'requests', 0.4 / MILLION, MILLION, 'https://aws.amazon.com/sqs/pricing/'),
  schedulerCall: flat(
    'EventBridge Scheduler',
    'invocations',
    1 / MILLION,
    14 * MILLION,
    'https://aws.amazon.com/eventbridge/pricing/',
  ),
  logByte: flat('CloudWatch', 'bytes of functions’ logs', 0.5 / GB, 5 * GB, CLOUDWATCH),
  alarmMetric: flat('CloudWatch', 'alarm metrics', 0.1, 10, CLOUDWATCH),
  customMetric: flat('CloudWatch', 'custom metrics', 0.3, 10, CLOUDWATCH),
  secretMonth: flat('Secrets Manager', 'secrets', 0.4, 0, 'https://aws.amazon.com/secrets-manager/pricing/'),
  fargateCpuHour: flat('Fargate', 'vCPU hours', 0.04048, 0, 'https://aws.amazon.com/fargate/pricing/'),
  fargateGbHour: flat('Fargate', 'GB hours', 0.004445, 0, 'https://aws.amazon.com/fargate/pricing/'),
  ipv4Hour: flat(
    'Fargate',
    'hours of a public IPv4 address',
    0.005,
    0,
    'https://aws.amazon.com/vpc/pricing/',
  ),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** So many units of each price. */
export type Use = Partial<Record<PriceName, number>>;

export const PRICE_NAMES = Object.keys(PRICES) as PriceName[];

/** What the first unit costs that is not free. */
export const listPrice = (name: PriceName): number => PRICES[name].tiers[0].each;

/** What an amount costs by its tiers; free units do not use up the cheap end, they use up the first tier. */
export function chargeOf(name: PriceName, amount: number, free: number): number {
  const { tiers }: Price = PRICES[name];
  let from = Math.min(free, amount);
  let sum = 0;
  for (const { upTo = Number.POSITIVE_INFINITY, each } of tiers) {
    const within = Math.max(0, Math.min(amount, upTo) - from);
    sum += within * each;
    from += within;
  }
  return sum;
}
