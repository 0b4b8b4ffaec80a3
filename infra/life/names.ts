/** A resource as a template declares it. */
export interface Declaration {
  Type: string;
  Properties?: Record<string, unknown>;
}

/**
 * Which property gives a resource of a type a name that nobody else may have meanwhile, and how long it may be. Resources of types
 * that are not here are named by CloudFormation, with letters that are nobody's.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html and each type's own page
 */
export const NAMES: Record<string, [property: string, most: number]> = {
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::Logs::LogGroup': ['LogGroupName', 512],
  'AWS::S3::Bucket': ['BucketName', 63],
  'AWS::SQS::Queue': ['QueueName', 80],
  'AWS::SNS::Topic': ['TopicName', 256],
  'AWS::DynamoDB::Table': ['TableName', 255],
  'AWS::IAM::Role': ['RoleName', 64],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 128],
  'AWS::SecretsManager::Secret': ['Name', 512],
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::Scheduler::Schedule': ['Name', 64],
  'AWS::CloudFront::Function': ['Name', 64],
  'AWS::CloudFront::CachePolicy': ['CachePolicyConfig.Name', 128],
  'AWS::CloudFront::OriginRequestPolicy': ['OriginRequestPolicyConfig.Name', 128],
  'AWS::CloudFront::ResponseHeadersPolicy': ['ResponseHeadersPolicyConfig.Name', 128],
  'AWS::CloudFront::OriginAccessControl': ['OriginAccessControlConfig.Name', 64],
  'AWS::Logs::DeliverySource': ['Name', 60],
  'AWS::Logs::DeliveryDestination': ['Name', 60],
  'AWS::Events::EventBus': ['Name', 256],
  'AWS::WAFv2::WebACL': ['Name', 128],
  'AWS::ECS::Cluster': ['ClusterName', 255],
  'AWS::ECS::Service': ['ServiceName', 255],
  'AWS::ECS::TaskDefinition': ['Family', 255],
};

/** Names of an API are for people: two may have the same. */
export const SHARED_NAMES: Record<string, [property: string, most: number]> = {
  'AWS::ApiGatewayV2::Api': ['Name', 128],
};

/** The name that a template gives a resource, with its functions in it; undefined where CloudFormation makes one. */
export function nameGiven({ Type, Properties = {} }: Declaration, names = NAMES): unknown {
  const [path] = names[Type] ?? [];
  return path
    ?.split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], Properties);
}
