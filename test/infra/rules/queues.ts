import { type Declared, idOf, listOf, type Rule, type Stack } from './stack.ts';

const SQS = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html';

interface Redrive {
  deadLetterTargetArn: unknown;
  maxReceiveCount: number;
}

const redriveOf = ({ properties }: Declared) => properties.RedrivePolicy as Redrive | undefined;
const mappingsOf = (stack: Stack, type: 'AWS::SQS::Queue' | 'AWS::DynamoDB::Table') =>
  stack
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => stack.at(properties.EventSourceArn)?.Type === type);
/** Queues that messages come to when they are put aside: by another queue, or by what calls a function. */
const deadLetters = (stack: Stack) => {
  const named = JSON.stringify(
    stack.resources.map(({ properties }) => [
      properties.RedrivePolicy,
      properties.DestinationConfig,
      properties.DeadLetterConfig,
      (properties.Target as { DeadLetterConfig?: unknown })?.DeadLetterConfig,
    ]),
  );
  return stack.of('AWS::SQS::Queue').filter(({ id }) => named.includes(`["${id}","Arn"]`));
};
const read = (stack: Stack) =>
  stack.of('AWS::SQS::Queue').filter(({ id }) => !deadLetters(stack).some(each => each.id === id));
const DAYS_14 = 1_209_600;

export const QUEUES: Rule[] = [
  {
    name: 'a job that fails again and again is put aside, after five tries or more',
    why: 'it is tried for days and then gone; and a throttled poll counts as a try',
    source: SQS,
    broken: stack =>
      read(stack)
        .filter(queue => {
          const { deadLetterTargetArn, maxReceiveCount } = redriveOf(queue) ?? {
            deadLetterTargetArn: undefined,
            maxReceiveCount: 0,
          };
          const aside = stack.at(deadLetterTargetArn);
          const isSameKind = aside?.properties.FifoQueue === queue.properties.FifoQueue;
          return !(
            aside?.Type === 'AWS::SQS::Queue' &&
            aside.id !== queue.id &&
            isSameKind &&
            maxReceiveCount >= 5
          );
        })
        .map(({ id }) => id),
  },
  {
    name: 'what was put aside is kept for two weeks, and an alarm tells of it',
    why: 'nobody learns that something was not done',
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    broken: stack => {
      const watched = stack
        .of('AWS::CloudWatch::Alarm')
        .filter(
          ({ properties: { MetricName, ComparisonOperator, Threshold } }) =>
            MetricName === 'ApproximateNumberOfMessagesVisible' &&
            ComparisonOperator === 'GreaterThanThreshold' &&
            Threshold === 0,
        )
        .map(({ properties }) => idOf(properties.Dimensions));
      return deadLetters(stack)
        .filter(
          ({ id, properties }) =>
            Number(properties.MessageRetentionPeriod) !== DAYS_14 || !watched.includes(id),
        )
        .map(({ id }) => id);
    },
  },
  {
    name: 'every queue and topic is encrypted, or holds nothing but alarms',
    why: 'jobs hold addresses of pages and clients',
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html',
    broken: stack =>
      stack.broken(
        'AWS::SQS::Queue',
        ({ SqsManagedSseEnabled, KmsMasterKeyId }) =>
          SqsManagedSseEnabled !== false || KmsMasterKeyId !== undefined,
      ),
  },
  {
    name: 'one job that fails does not have those beside it done again',
    why: 'pages that are done are rendered again, and log lines counted twice are looked up again',
    source: `${SQS}#services-sqs-batchfailurereporting`,
    broken: stack =>
      stack.broken(
        'AWS::Lambda::EventSourceMapping',
        ({ FunctionResponseTypes, Enabled }) =>
          JSON.stringify(FunctionResponseTypes) === '["ReportBatchItemFailures"]' && Enabled !== false,
      ),
  },
  {
    name: 'what takes jobs takes no more of the account’s concurrency than it is given',
    why: 'ten thousand jobs would take what people following links need',
    source: `${SQS}#events-sqs-max-concurrency`,
    broken: stack =>
      mappingsOf(stack, 'AWS::SQS::Queue')
        .filter(
          ({ properties }) =>
            !(Number((properties.ScalingConfig as { MaximumConcurrency?: number })?.MaximumConcurrency) >= 2),
        )
        .map(({ id }) => id),
  },
  {
    name: 'a job is seen again after six times as long as its function may take',
    why: 'it is done twice at once',
    source: SQS,
    broken: stack =>
      mappingsOf(stack, 'AWS::SQS::Queue')
        .filter(
          ({ properties }) =>
            !(
              Number(stack.at(properties.EventSourceArn)?.properties.VisibilityTimeout) >=
              6 * Number(stack.at(properties.FunctionName)?.properties.Timeout)
            ),
        )
        .map(({ id }) => id),
  },
  {
    name: 'a change that cannot be told of is put aside, and holds up those after it for no more than a day',
    why: 'a stream ends after a day, and everything after the change with it',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html',
    broken: stack =>
      mappingsOf(stack, 'AWS::DynamoDB::Table')
        .filter(
          ({
            properties: {
              DestinationConfig,
              BisectBatchOnFunctionError,
              FunctionResponseTypes,
              MaximumRecordAgeInSeconds,
              MaximumRetryAttempts,
            },
          }) => {
            const aside = (DestinationConfig as { OnFailure?: { Destination?: unknown } })?.OnFailure
              ?.Destination;
            // A batch is told of by its parts, or is halved until what is wrong is alone.
            const parts = BisectBatchOnFunctionError === true || FunctionResponseTypes !== undefined;
            const ends = Number(MaximumRetryAttempts) > 0 || Number(MaximumRecordAgeInSeconds) > 0;
            return !(stack.at(aside)?.Type === 'AWS::SQS::Queue' && parts && ends);
          },
        )
        .map(({ id }) => id),
  },
  {
    name: 'what a bucket tells a queue of may be told, and the bucket waits for that',
    why: 'S3 refuses to make the bucket',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    broken: stack =>
      stack.broken('AWS::S3::Bucket', ({ NotificationConfiguration }, resource) => {
        const told =
          (NotificationConfiguration as { QueueConfigurations?: { Queue: unknown }[] })
            ?.QueueConfigurations ?? [];
        return told.every(({ Queue }) => {
          const policy = stack
            .of('AWS::SQS::QueuePolicy')
            .find(({ properties }) =>
              listOf(properties.Queues as unknown[]).some(queue => idOf(queue) === idOf(Queue)),
            );
          const waits = listOf((resource as { DependsOn?: string | string[] }).DependsOn);
          return (
            policy !== undefined &&
            JSON.stringify(policy.properties.PolicyDocument).includes('"s3.amazonaws.com"') &&
            waits.includes(policy.id)
          );
        });
      }),
  },
];
