import { listPrice } from '../cost/prices.ts';
import { math, metric } from './cloudwatch.ts';
import type { Target } from './panels.ts';

interface FunctionSize {
  memoryMb: number;
  architecture: 'x86_64' | 'arm64';
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
  const gbSecond = listPrice(architecture === 'arm64' ? 'lambdaArmGbSecond' : 'lambdaX86GbSecond');
  return `time_${name} * ${plain((gbSecond * memoryMb) / 1024 / 1000)}`;
};

const EXPRESSIONS: [label: string, expression: string][] = [
  ['Lambda', `${calls(names)} * ${plain(listPrice('lambdaCall'))} + ${sum(names.map(computing))}`],
  [
    'API Gateway',
    `${calls(names.filter(name => FUNCTIONS[name]?.isOfGateway))} * ${plain(listPrice('gatewayCall'))}`,
  ],
  [
    'CloudFront',
    `SUM(requests) * ${plain(listPrice('cloudFrontRequest'))} + SUM(bytes) * ${plain(listPrice('cloudFrontByte'))}`,
  ],
  [
    'DynamoDB: tables',
    `SUM(reads) * ${plain(listPrice('dynamoDbRead'))} + SUM(writes) * ${plain(listPrice('dynamoDbWrite'))}`,
  ],
  [
    'DynamoDB: indexes',
    `SUM(index_reads) * ${plain(listPrice('dynamoDbRead'))} + SUM(index_writes) * ${plain(listPrice('dynamoDbWrite'))}`,
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
