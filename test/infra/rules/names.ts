import { NAMES, nameGiven, SHARED_NAMES } from '../../../infra/life/names.ts';
import type { Rule, Stack } from './stack.ts';

const ALL_NAMES = { ...NAMES, ...SHARED_NAMES };
/** Such names are one for all accounts, or can only be given once until something has gone that lasts. */
const UNIQUE = [
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::SecretsManager::Secret',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
];
const STACK_NAME = /\$\{AWS::StackName\}/;
/** Our own stack, as it is packaged. */
const STAGE = /signpost-dev|dev-signpost/;

const named = (stack: Stack) =>
  stack.resources.flatMap(resource => {
    const name = nameGiven(resource, ALL_NAMES);
    return name === undefined ? [] : [{ ...resource, name }];
  });

export const RESOURCE_NAMES: Rule[] = [
  {
    name: 'two stages, and two stacks one after the other, have no name in common',
    why: 'the second deploy fails with “already exists”',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html',
    broken: stack =>
      named(stack)
        .filter(({ name, Type }) => {
          const text = JSON.stringify(name);
          if (UNIQUE.includes(Type)) return !/AWS::StackId|\$\{Stack\}/.test(text);
          return !STAGE.test(text) && !STACK_NAME.test(text);
        })
        .map(({ id }) => id),
  },
  {
    name: 'a name is not longer than may be, for a stage of twelve letters',
    why: 'a stage with a longer name than “dev” cannot be deployed',
    source: 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html',
    broken: stack =>
      named(stack)
        .filter(({ name, Type }) => {
          const text = (JSON.stringify(name).match(/"Fn::Sub":\[?"([^"]*)"/)?.[1] ?? String(name))
            .replace(STACK_NAME, 'signpost-dev')
            .replace(/\$\{\w+\}/, 'x'.repeat(36));
          return text.length + ('twelveletter'.length - 'dev'.length) > (ALL_NAMES[Type]?.[1] ?? 0);
        })
        .map(({ id, name }) => `${id} ${JSON.stringify(name)}`),
  },
  {
    name: 'each kind of resource is one whose names are known here, or has none',
    why: 'a new kind of name could be one that collides',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html',
    broken: stack =>
      stack.resources
        .filter(
          ({ Type, properties }) =>
            ALL_NAMES[Type] === undefined &&
            Object.keys(properties).some(
              key => /^(\w*Name)$/.test(key) && !NOT_NAMES.includes(`${Type}.${key}`),
            ),
        )
        .map(({ id, Type }) => `${id} ${Type}`),
  },
];

/** Names of something else that is named there. */
const NOT_NAMES = [
  'AWS::Lambda::Permission.FunctionName',
  'AWS::Lambda::Version.FunctionName',
  'AWS::Lambda::EventSourceMapping.FunctionName',
  'AWS::Lambda::Url.FunctionName',
  'AWS::Logs::SubscriptionFilter.LogGroupName',
  'AWS::Logs::MetricFilter.LogGroupName',
  'AWS::Logs::MetricFilter.FilterName',
  'AWS::Logs::Delivery.DeliverySourceName',
  'AWS::ApiGatewayV2::Stage.StageName',
  'AWS::SNS::Topic.DisplayName',
  'AWS::Events::Rule.EventBusName',
  'AWS::ApplicationAutoScaling::ScalingPolicy.PolicyName',
  'AWS::EC2::VPCEndpoint.ServiceName',
];
