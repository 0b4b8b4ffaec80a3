/**
 * The resource types the local cloud knows, and the properties each takes. A type or property that is not here stops the
 * start: better a sentence now than a surprise on AWS.
 */
import { z } from 'zod';
import { functionCode } from '../services/cloudfront/cloudfront-function.ts';
import { suffixPath } from '../services/cloudfront/log-files.ts';
import { logField } from '../services/cloudfront/log-line.ts';
import type { PolicyDocument } from '../services/iam.ts';

/** A property that changes nothing on one laptop: encryption, backups, retention, tags, names for people. */
const ignored = z.unknown().optional();
const policy = z.custom<PolicyDocument>(value => typeof value === 'object' && value !== null);
const text = z.string();
const count = z.coerce.number();

/** A type that makes nothing on a laptop. Its properties are named all the same: another one may mean something. */
const meaningless = (...names: string[]) =>
  z.strictObject(Object.fromEntries(names.map(name => [name, ignored])));

const queueNotification = z.strictObject({
  Event: z.enum(['s3:ObjectCreated:*', 's3:ObjectCreated:Put']),
  Queue: text,
  Filter: z
    .strictObject({
      S3Key: z.strictObject({
        Rules: z.array(z.strictObject({ Name: z.enum(['prefix', 'suffix']), Value: text })),
      }),
    })
    .optional(),
});

/** The properties each type takes. */
const SCHEMAS = {
  'AWS::ApiGatewayV2::Api': z.strictObject({ Name: text, ProtocolType: z.literal('HTTP') }),
  'AWS::ApiGatewayV2::Integration': z.strictObject({
    ApiId: text,
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: text,
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: count,
  }),
  'AWS::ApiGatewayV2::Route': z.strictObject({ ApiId: text, RouteKey: text, Target: text }),
  'AWS::ApiGatewayV2::Stage': z.strictObject({
    ApiId: text,
    StageName: text,
    AutoDeploy: ignored,
    DefaultRouteSettings: ignored,
  }),
  'AWS::CloudFront::CachePolicy': z.strictObject({ CachePolicyConfig: z.unknown() }),
  'AWS::CloudFront::Distribution': z.strictObject({ DistributionConfig: z.unknown() }),
  'AWS::CloudFront::Function': z.strictObject({
    Name: text,
    AutoPublish: z.literal(true),
    FunctionCode: functionCode,
    FunctionConfig: z.strictObject({ Comment: ignored, Runtime: text }),
  }),
  'AWS::CloudFront::OriginAccessControl': z.strictObject({
    OriginAccessControlConfig: z.strictObject({
      Name: text,
      Description: ignored,
      OriginAccessControlOriginType: z.enum(['s3', 'lambda']),
      SigningBehavior: z.literal('always'),
      SigningProtocol: z.literal('sigv4'),
    }),
  }),
  'AWS::CloudFront::OriginRequestPolicy': z.strictObject({ OriginRequestPolicyConfig: z.unknown() }),
  'AWS::CloudFront::ResponseHeadersPolicy': z.strictObject({ ResponseHeadersPolicyConfig: z.unknown() }),
  'AWS::DynamoDB::Table': z.record(z.string(), z.unknown()), // the table itself says which it does not take
  // One container runs for each service, whatever the queue's depth, and it is of this laptop's network.
  'AWS::ApplicationAutoScaling::ScalableTarget': meaningless(
    'ServiceNamespace',
    'ScalableDimension',
    'ResourceId',
    'MinCapacity',
    'MaxCapacity',
  ),
  'AWS::ApplicationAutoScaling::ScalingPolicy': meaningless(
    'PolicyName',
    'PolicyType',
    'ScalingTargetId',
    'StepScalingPolicyConfiguration',
  ),
  'AWS::CloudWatch::Alarm': meaningless(
    'AlarmActions',
    'AlarmDescription',
    'OKActions',
    'Metrics',
    'DatapointsToAlarm',
    'Namespace',
    'MetricName',
    'Dimensions',
    'Statistic',
    'Period',
    'EvaluationPeriods',
    'ComparisonOperator',
    'Threshold',
    'TreatMissingData',
  ),
  'AWS::EC2::InternetGateway': meaningless(),
  'AWS::EC2::Route': meaningless('RouteTableId', 'DestinationCidrBlock', 'GatewayId'),
  'AWS::EC2::RouteTable': meaningless('VpcId'),
  'AWS::EC2::SecurityGroup': meaningless(
    'GroupDescription',
    'VpcId',
    'SecurityGroupIngress',
    'SecurityGroupEgress',
  ),
  'AWS::EC2::Subnet': meaningless('VpcId', 'CidrBlock', 'AvailabilityZoneId'),
  'AWS::EC2::SubnetRouteTableAssociation': meaningless('RouteTableId', 'SubnetId'),
  'AWS::EC2::VPC': meaningless('CidrBlock', 'EnableDnsSupport', 'EnableDnsHostnames'),
  'AWS::EC2::VPCEndpoint': meaningless('VpcId', 'VpcEndpointType', 'ServiceName', 'RouteTableIds'),
  'AWS::EC2::VPCGatewayAttachment': meaningless('VpcId', 'InternetGatewayId'),
  'AWS::ECS::Cluster': meaningless('CapacityProviders'),
  'AWS::ECS::Service': z.strictObject({
    TaskDefinition: text,
    Cluster: ignored,
    CapacityProviderStrategy: ignored,
    DeploymentConfiguration: ignored,
    NetworkConfiguration: ignored,
  }),
  'AWS::ECS::TaskDefinition': z.strictObject({
    Family: text,
    RequiresCompatibilities: ignored,
    NetworkMode: ignored,
    RuntimePlatform: ignored,
    Cpu: ignored,
    Memory: ignored,
    TaskRoleArn: text,
    ExecutionRoleArn: ignored, // there is no image to fetch, and logs are written by nobody's leave
    Volumes: ignored,
    ContainerDefinitions: z.tuple([
      z.strictObject({
        Name: text, // dist/containers/NAME.mjs: the image holds the same file
        Image: ignored,
        Essential: z.literal(true),
        Environment: z.array(z.strictObject({ Name: text, Value: z.coerce.string() })),
        StopTimeout: count,
        ReadonlyRootFilesystem: ignored,
        MountPoints: ignored,
        LinuxParameters: ignored,
        HealthCheck: ignored,
        LogConfiguration: z.strictObject({
          LogDriver: z.literal('awslogs'),
          Options: z.looseObject({ 'awslogs-group': text }),
        }),
      }),
    ]),
  }),
  'AWS::Events::EventBus': z.strictObject({ Name: text }),
  'AWS::IAM::ManagedPolicy': z.strictObject({ PolicyDocument: policy }),
  'AWS::IAM::Role': z.strictObject({
    AssumeRolePolicyDocument: policy,
    ManagedPolicyArns: z.array(text).default([]),
    Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument: policy })).default([]),
  }),
  'AWS::Lambda::EventSourceMapping': z.strictObject({
    EventSourceArn: text,
    FunctionName: text,
    BatchSize: count.optional(),
    MaximumBatchingWindowInSeconds: count.optional(),
    Enabled: z.literal(true).optional(),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    ScalingConfig: z.strictObject({ MaximumConcurrency: count }).optional(),
    StartingPosition: z.literal('TRIM_HORIZON').optional(),
    MaximumRecordAgeInSeconds: count.optional(),
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: text }) }).optional(),
  }),
  'AWS::Lambda::Function': z.strictObject({
    Code: ignored, // the built bundle itself is run: the zip holds the same file
    Handler: text,
    Runtime: z.enum(['nodejs20.x', 'nodejs22.x', 'nodejs24.x']),
    FunctionName: text.optional(),
    LoggingConfig: ignored, // here a function's lines go to the console
    MemorySize: count,
    Timeout: count,
    Architectures: ignored,
    Description: ignored,
    EphemeralStorage: ignored,
    Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
    ReservedConcurrentExecutions: count.optional(),
    Role: text,
  }),
  'AWS::Lambda::Permission': z.strictObject({
    FunctionName: text,
    Action: text,
    Principal: text,
    SourceArn: text,
    SourceAccount: ignored, // there is one here
    FunctionUrlAuthType: z.enum(['AWS_IAM', 'NONE']).optional(),
    InvokedViaFunctionUrl: z.literal(true).optional(),
  }),
  'AWS::Lambda::Url': z.strictObject({ AuthType: z.enum(['AWS_IAM', 'NONE']), TargetFunctionArn: text }),
  'AWS::Lambda::Version': z.strictObject({ FunctionName: text, CodeSha256: ignored, Description: ignored }),
  'AWS::Logs::Delivery': z.strictObject({
    DeliverySourceName: text,
    DeliveryDestinationArn: text,
    RecordFields: z.array(logField),
    S3SuffixPath: suffixPath,
    S3EnableHiveCompatiblePath: z.literal(false),
  }),
  'AWS::Logs::DeliveryDestination': z.strictObject({
    Name: text,
    DestinationResourceArn: text.regex(/^arn:aws:s3:::[\w-]+\/./, 'is modelled for folders of buckets only'),
    OutputFormat: z.literal('json'),
  }),
  'AWS::Logs::DeliverySource': z.strictObject({
    Name: text.regex(/^[\w-]{1,60}$/),
    LogType: z.literal('ACCESS_LOGS'),
    ResourceArn: text.regex(/^arn:aws:cloudfront::/, 'is modelled for distributions only'),
  }),
  'AWS::Logs::SubscriptionFilter': z.strictObject({
    LogGroupName: text,
    FilterPattern: z.literal(''),
    DestinationArn: text,
  }),
  'AWS::Logs::LogGroup': z.strictObject({ LogGroupName: text, RetentionInDays: ignored }),
  'AWS::Logs::MetricFilter': meaningless('LogGroupName', 'FilterPattern', 'MetricTransformations'),
  'AWS::S3::Bucket': z.strictObject({
    BucketName: text.optional(),
    BucketEncryption: ignored,
    LifecycleConfiguration: ignored,
    NotificationConfiguration: z.strictObject({ QueueConfigurations: z.array(queueNotification) }).optional(),
    OwnershipControls: ignored,
    PublicAccessBlockConfiguration: ignored,
  }),
  'AWS::S3::BucketPolicy': z.strictObject({ Bucket: text, PolicyDocument: policy }),
  'AWS::SNS::Subscription': meaningless('TopicArn', 'Protocol', 'Endpoint'),
  'AWS::SNS::Topic': meaningless('DisplayName'),
  'AWS::SQS::Queue': z.strictObject({
    QueueName: text.optional(),
    FifoQueue: z.literal(true).optional(),
    DeduplicationScope: z.literal('messageGroup').optional(),
    FifoThroughputLimit: ignored,
    VisibilityTimeout: count.optional(),
    MessageRetentionPeriod: count.optional(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: text, maxReceiveCount: count }).optional(),
    SqsManagedSseEnabled: ignored,
  }),
  'AWS::SQS::QueuePolicy': z.strictObject({ Queues: z.array(text), PolicyDocument: policy }),
  'AWS::Scheduler::Schedule': z.strictObject({
    ScheduleExpression: text,
    State: z.literal('ENABLED'),
    FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
    Target: z.strictObject({ Arn: text, RoleArn: text, Input: text.optional() }),
  }),
  'AWS::SecretsManager::Secret': z.strictObject({
    Description: ignored,
    GenerateSecretString: z.strictObject({ PasswordLength: count, ExcludePunctuation: z.literal(true) }),
  }),
  // Here nobody is counted or refused.
  'AWS::WAFv2::WebACL': meaningless(
    'Name',
    'Description',
    'Scope',
    'DefaultAction',
    'Rules',
    'VisibilityConfig',
  ),
} as const;

export type ResourceType = keyof typeof SCHEMAS;
export type PropertiesOf<Type extends ResourceType> = z.output<(typeof SCHEMAS)[Type]>;

/**
 * The resource's properties in the shape its type takes.
 * @throws an error that names the resource, and the property that is not supported or wrong
 */
export function propertiesOf<Type extends ResourceType>(
  id: string,
  type: Type,
  properties: unknown,
): PropertiesOf<Type> {
  const result = SCHEMAS[type].safeParse(properties);
  if (result.success) return result.data as PropertiesOf<Type>;
  const issue = result.error.issues[0];
  const place = [id, ...(issue?.path ?? [])].join('.');
  throw new Error(
    issue?.code === 'unrecognized_keys'
      ? `${place} (${type}): ${issue.keys.join(', ')} is not supported by the local cloud.`
      : `${place} (${type}): ${issue?.message}.`,
  );
}

export function isSupported(type: string): type is ResourceType {
  return Object.hasOwn(SCHEMAS, type);
}
