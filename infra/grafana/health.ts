import { type Dashboard, DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { calledBy, metric } from './cloudwatch.ts';
import { costTargets } from './cost.ts';
import { BY_EDGE, inAll, overTime } from './loki.ts';
import { bars, figure, lines } from './panels.ts';
import { source, stack, values } from './variables.ts';

/** A metric of each function, queue, table or distribution of the stack. */
const of =
  (namespace: string, dimensions: Record<string, string>, by: string) =>
  (name: string, statistic: string, label = calledBy(by)) =>
    metric({ namespace, name, dimensions, statistic, label });

const ofFunctions = of('AWS/Lambda', { FunctionName: '$function' }, 'FunctionName');
const ofQueues = of('AWS/SQS', { QueueName: '$queue' }, 'QueueName');
const ofDeadLetters = of('AWS/SQS', { QueueName: '$dead' }, 'QueueName');
const ofLogsQueue = of('AWS/SQS', { QueueName: '$logs' }, 'QueueName');
const ofTables = of('AWS/DynamoDB', { TableName: '$table' }, 'TableName');
const ofCalls = of('AWS/DynamoDB', { TableName: '$table', Operation: '*' }, 'TableName');
const ofDistributions = of(
  'AWS/CloudFront',
  { DistributionId: '$distribution', Region: 'Global' },
  'DistributionId',
);
/** What infra/alarms.yml makes of what the renderer says. */
const ofStack = (name: string, label: string) =>
  metric({ namespace: 'Signpost/$stack', name, dimensions: {}, statistic: 'Sum', label });

const ALL_LINES = '{source="cloudfront"}';

const functionPanels = () => [
  bars({ title: 'Errors', width: 6, targets: [ofFunctions('Errors', 'Sum')] }),
  bars({
    title: 'Throttles',
    description: 'Calls for which the account had no Lambda left.',
    width: 6,
    targets: [ofFunctions('Throttles', 'Sum')],
  }),
  lines({
    title: 'Duration, the slowest twentieth',
    unit: 'ms',
    width: 6,
    targets: [ofFunctions('Duration', 'p95')],
  }),
  lines({ title: 'At once', width: 6, targets: [ofFunctions('ConcurrentExecutions', 'Maximum')] }),
];

const queuePanels = () => [
  lines({
    title: 'What waits',
    targets: [ofQueues('ApproximateNumberOfMessagesVisible', 'Maximum')],
  }),
  lines({
    title: 'Age of the oldest',
    unit: 's',
    targets: [ofQueues('ApproximateAgeOfOldestMessage', 'Maximum')],
  }),
  lines({
    title: 'Dead letters',
    description: 'What to do: docs/operate.md.',
    targets: [ofDeadLetters('ApproximateNumberOfMessagesVisible', 'Maximum')],
  }),
];

const tablePanels = () => [
  bars({
    title: 'Throttled reads and writes',
    width: 12,
    targets: [
      ofTables('ReadThrottleEvents', 'Sum', `reads ${calledBy('TableName')}`),
      ofTables('WriteThrottleEvents', 'Sum', `writes ${calledBy('TableName')}`),
    ],
  }),
  lines({
    title: 'Latency',
    unit: 'ms',
    width: 12,
    targets: [
      ofCalls('SuccessfulRequestLatency', 'Average', `${calledBy('TableName')} ${calledBy('Operation')}`),
    ],
  }),
];

const edgePanels = () => [
  bars({ title: 'Requests', width: 6, targets: [ofDistributions('Requests', 'Sum')] }),
  lines({
    title: 'Share of 4xx and 5xx',
    unit: 'percent',
    width: 6,
    targets: [
      ofDistributions('4xxErrorRate', 'Average', `4xx ${calledBy('DistributionId')}`),
      ofDistributions('5xxErrorRate', 'Average', `5xx ${calledBy('DistributionId')}`),
    ],
  }),
  lines({
    title: 'Share of hits',
    description: 'By the logs in Loki: CloudFront’s own metric of it costs extra.',
    unit: 'percentunit',
    width: 6,
    targets: [
      overTime(
        `sum by (host) (count_over_time(${ALL_LINES} | json result="result" | result=~"${BY_EDGE}" [$__auto])) / sum by (host) (count_over_time(${ALL_LINES} [$__auto]))`,
        '{{host}}',
      ),
    ],
  }),
  bars({
    title: 'Sent',
    unit: 'bytes',
    width: 6,
    targets: [ofDistributions('BytesDownloaded', 'Sum')],
  }),
];

const logPanels = () => [
  bars({
    title: 'Log files',
    description:
      'Told of by the bucket, and taken by the function that reads them. It may take one several times.',
    targets: [
      ofLogsQueue('NumberOfMessagesSent', 'Sum', 'told of'),
      ofLogsQueue('NumberOfMessagesReceived', 'Sum', 'taken'),
    ],
  }),
  figure({
    title: 'Lines in Loki',
    width: 4,
    targets: [inAll(`sum(count_over_time(${ALL_LINES} [$__range]))`, 'lines')],
  }),
  figure({
    title: 'Of these late',
    description: 'They came more than an hour after others of their kind.',
    width: 4,
    targets: [inAll(`sum(count_over_time({source="cloudfront", late!=""} [$__range]))`, 'late')],
  }),
  bars({
    title: 'No page for a crawler',
    description:
      'Because nothing could be rendered (the breaker is open), or a minute’s renders were used up.',
    targets: [ofStack('BreakerOpen', 'breaker'), ofStack('SpendLimitMet', 'limit')],
  }),
];

const costPanel = () =>
  bars({
    title: 'What an hour’s use costs, about',
    description:
      'By list prices, without what is free. Not in it: what is stored, logs, queues, Lambda@Edge and containers. Choose this stack’s distributions above.',
    unit: 'currencyUSD',
    width: 24,
    targets: costTargets(),
  });

const SECTIONS = [
  ['Functions', functionPanels],
  ['Queues', queuePanels],
  ['Tables', tablePanels],
  ['CloudFront', edgePanels],
  ['Logs and limits', logPanels],
  ['Cost', () => [costPanel()]],
] as const;

const variables = () => [
  source('cloudwatch'),
  source('loki'),
  stack(),
  values('distribution', {
    label: 'Distributions',
    namespace: 'AWS/CloudFront',
    metricName: 'Requests',
    dimension: 'DistributionId',
  }),
  values('function', {
    label: 'Functions',
    namespace: 'AWS/Lambda',
    metricName: 'Invocations',
    dimension: 'FunctionName',
    regex: '/^$stack-/',
  }),
  ...queueVariables(),
  values('table', {
    label: 'Tables',
    namespace: 'AWS/DynamoDB',
    metricName: 'ConsumedReadCapacityUnits',
    dimension: 'TableName',
    regex: '/^$stack-\\w+Table-/',
  }),
];

function queueVariables() {
  const ofRegex = (name: string, label: string, regex: string) =>
    values(name, {
      label,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimension: 'QueueName',
      regex,
    });
  return [
    ofRegex('queue', 'Queues', '/^$stack-(?:Render|Logs)Queue-/'),
    ofRegex('dead', 'Dead letters', '/^$stack-\\w+DeadLetterQueue-/'),
    ofRegex('logs', 'Log files', '/^$stack-LogsQueue-/'),
  ];
}

/** Whether all parts are well, and what they cost: what CloudWatch knows of them. */
export function healthDashboard(): Dashboard {
  const dashboard = new DashboardBuilder('Signpost: health')
    .uid('signpost-health')
    .tags(['signpost'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('5m')
    .variables(variables());
  for (const [title, panels] of SECTIONS) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels()) dashboard.withPanel(panel);
  }
  return dashboard.build();
}
