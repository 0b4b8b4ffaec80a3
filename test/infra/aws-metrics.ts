/** What AWS documents of the metrics that are asked for, by namespace: the sets of dimensions, and of each name what it may be asked by. */
interface Documented {
  link: string;
  dimensions: string[][];
  statistics: Record<string, string[]>;
}

const ANY = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p95', 'p99'];

export const AWS_METRICS: Record<string, Documented> = {
  'AWS/ApiGateway': {
    link: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html',
    dimensions: [['ApiId'], ['ApiId', 'Stage']],
    statistics: { '4xx': ['Sum', 'Average'], '5xx': ['Sum', 'Average'], Count: ['Sum', 'SampleCount'] },
  },
  // Each has one statistic and no other; CacheHitRate and others cost extra and are not here.
  'AWS/CloudFront': {
    link: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html',
    dimensions: [
      ['DistributionId', 'Region'],
      ['FunctionName', 'Region'],
    ],
    statistics: {
      Requests: ['Sum'],
      BytesDownloaded: ['Sum'],
      BytesUploaded: ['Sum'],
      '4xxErrorRate': ['Average'],
      '5xxErrorRate': ['Average'],
      TotalErrorRate: ['Average'],
      FunctionInvocations: ['Sum'],
      FunctionExecutionErrors: ['Sum'],
      FunctionValidationErrors: ['Sum'],
    },
  },
  'AWS/DynamoDB': {
    link: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
    dimensions: [['TableName'], ['TableName', 'Operation'], ['TableName', 'GlobalSecondaryIndexName']],
    statistics: {
      ConsumedReadCapacityUnits: ANY,
      ConsumedWriteCapacityUnits: ANY,
      ReadThrottleEvents: ['Sum', 'SampleCount'],
      WriteThrottleEvents: ['Sum', 'SampleCount'],
      SuccessfulRequestLatency: ANY,
    },
  },
  'AWS/Lambda': {
    link: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    dimensions: [['FunctionName']],
    statistics: {
      Invocations: ['Sum'],
      Errors: ['Sum'],
      Throttles: ['Sum'],
      Duration: ANY,
      ConcurrentExecutions: ['Maximum'],
      IteratorAge: ANY,
    },
  },
  'AWS/SQS': {
    link: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
    dimensions: [['QueueName']],
    statistics: {
      ApproximateAgeOfOldestMessage: ANY,
      ApproximateNumberOfMessagesVisible: ANY,
      NumberOfMessagesReceived: ANY,
      NumberOfMessagesSent: ANY,
      NumberOfMessagesDeleted: ANY,
    },
  },
};

export interface Asked {
  namespace: string;
  name: string;
  /** Names of dimensions. */
  dimensions: string[];
  statistic: string;
}

/**
 * What is wrong with a metric; undefined when there is such a one.
 *
 * @param own names of those that the template makes, under `Signpost/…`, which have no dimensions
 */
export function faultOf(
  { namespace, name, dimensions, statistic }: Asked,
  own: readonly string[],
): string | undefined {
  const called = `${namespace} ${name}`;
  if (namespace.startsWith('Signpost/'))
    return own.includes(name) && dimensions.length === 0 ? undefined : `${called} is made by nobody`;
  const documented = AWS_METRICS[namespace];
  const statistics = documented?.statistics[name];
  if (!documented || !statistics) return `${called} is not in ${documented?.link ?? 'the list'}`;
  if (!statistics.includes(statistic)) return `${called} has no ${statistic}`;
  const sorted = (names: readonly string[]) => [...names].sort().join();
  if (!documented.dimensions.some(set => sorted(set) === sorted(dimensions)))
    return `${called} is not told apart by ${sorted(dimensions)}`;
  return undefined;
}
