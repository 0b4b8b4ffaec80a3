import { math, metric } from './cloudwatch.ts';
import type { Target } from './panels.ts';

/** US dollars in us-east-1, list prices of 2026, without what is free. */
const PRICES = {
  // https://aws.amazon.com/lambda/pricing/
  lambdaCall: 0.2e-6,
  lambdaGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
  // HTTP APIs: https://aws.amazon.com/api-gateway/pricing/
  gatewayCall: 1e-6,
  // https://aws.amazon.com/cloudfront/pricing/
  cloudFrontRequest: 1e-6,
  cloudFrontByte: 0.085e-9,
  // On demand: https://aws.amazon.com/dynamodb/pricing/on-demand/
  dynamoDbRead: 0.125e-6,
  dynamoDbWrite: 0.625e-6,
};

interface FunctionSize {
  memoryMb: number;
  architecture: keyof typeof PRICES.lambdaGbSecond;
  /** Called through the gateway, which costs as well. */
  isOfGateway?: boolean;
}

/** The functions of serverless.yml, but for those at the edge, whose metrics lie where they ran. */
export const FUNCTIONS: Record<string, FunctionSize> = {
  links: { memoryMb: 512, architecture: 'arm64', isOfGateway: true },
  reindex: { memoryMb: 256, architecture: 'arm64' },
  changes: { memoryMb: 256, architecture: 'arm64' },
  snapshots: { memoryMb: 512, architecture: 'arm64', isOfGateway: true },
  mcp: { memoryMb: 512, architecture: 'arm64', isOfGateway: true },
  redirect: { memoryMb: 512, architecture: 'arm64', isOfGateway: true },
  render: { memoryMb: 2048, architecture: 'x86_64' },
  rerender: { memoryMb: 256, architecture: 'arm64' },
  sitemap: { memoryMb: 512, architecture: 'arm64' },
  identities: { memoryMb: 256, architecture: 'arm64' },
  functionLogs: { memoryMb: 256, architecture: 'arm64' },
  logs: { memoryMb: 512, architecture: 'arm64' },
};

const HOUR = 3600;
const names = Object.keys(FUNCTIONS);

/** Metrics that are only counted with. */
const counted = (
  id: string,
  namespace: string,
  name: string,
  dimensions: Record<string, string>,
  isSearch = false,
): Target =>
  metric({
    namespace,
    name,
    dimensions,
    statistic: 'Sum',
    label: id,
    id,
    isHidden: true,
    period: HOUR,
    isSearch,
  });

const ofFunction = (name: string): Target[] => {
  const dimensions = { FunctionName: `$stack-${name}` };
  return [
    counted(`calls_${name}`, 'AWS/Lambda', 'Invocations', dimensions),
    counted(`time_${name}`, 'AWS/Lambda', 'Duration', dimensions),
  ];
};

/** A function that was not called has no number, which `+` would make of the whole; SUM goes without it. */
const sum = (parts: string[]) => `SUM([${parts.join(', ')}])`;
const calls = (of: string[]) => sum(of.map(name => `calls_${name}`));

/** Metric math knows no exponents. */
const plain = (amount: number) => amount.toFixed(15).replace(/0+$/, '');

/** Duration is in milliseconds. */
const computing = (name: string) => {
  const { memoryMb, architecture } = FUNCTIONS[name] as FunctionSize;
  return `time_${name} * ${plain((PRICES.lambdaGbSecond[architecture] * memoryMb) / 1024 / 1000)}`;
};

const EXPRESSIONS: [label: string, expression: string][] = [
  ['Lambda', `${calls(names)} * ${plain(PRICES.lambdaCall)} + ${sum(names.map(computing))}`],
  [
    'API Gateway',
    `${calls(names.filter(name => FUNCTIONS[name]?.isOfGateway))} * ${plain(PRICES.gatewayCall)}`,
  ],
  [
    'CloudFront',
    `SUM(requests) * ${plain(PRICES.cloudFrontRequest)} + SUM(bytes) * ${plain(PRICES.cloudFrontByte)}`,
  ],
  [
    'DynamoDB: tables',
    `SUM(reads) * ${plain(PRICES.dynamoDbRead)} + SUM(writes) * ${plain(PRICES.dynamoDbWrite)}`,
  ],
  [
    'DynamoDB: indexes',
    `SUM(index_reads) * ${plain(PRICES.dynamoDbRead)} + SUM(index_writes) * ${plain(PRICES.dynamoDbWrite)}`,
  ],
];

const DISTRIBUTIONS = { DistributionId: '$distribution', Region: 'Global' };
const TABLES = { TableName: '$table' };
/** What goes through an index is not in its table's own numbers. */
const INDEXES = { ...TABLES, GlobalSecondaryIndexName: '*' };

/** What an hour's use costs by the list: what grows with use. What is not in it: what is stored, logs, queues, Lambda@Edge. */
export const costTargets = (): Target[] => [
  ...names.flatMap(ofFunction),
  counted('requests', 'AWS/CloudFront', 'Requests', DISTRIBUTIONS, true),
  counted('bytes', 'AWS/CloudFront', 'BytesDownloaded', DISTRIBUTIONS, true),
  counted('reads', 'AWS/DynamoDB', 'ConsumedReadCapacityUnits', TABLES),
  counted('writes', 'AWS/DynamoDB', 'ConsumedWriteCapacityUnits', TABLES),
  counted('index_reads', 'AWS/DynamoDB', 'ConsumedReadCapacityUnits', INDEXES),
  counted('index_writes', 'AWS/DynamoDB', 'ConsumedWriteCapacityUnits', INDEXES),
  ...EXPRESSIONS.map(([label, expression], at) =>
    math(expression, { label, id: `cost_${at}`, period: HOUR }),
  ),
];
