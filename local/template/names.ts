import { createHash } from 'node:crypto';
import { objectOf } from '../../core/json.ts';
import type { ResourceDeclaration, ResourceValues } from './template.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export interface NamingContext {
  stackName: string;
  /** The address of the endpoint all AWS clients of this machine talk to: queue URLs begin with it. */
  endpoint: string;
  /** The host under which a distribution is reached, by its logical id. */
  distributionHosts: Record<string, string>;
  resources: Record<string, ResourceDeclaration>;
}

interface Subject {
  id: string;
  /** The stack's name and the logical id: what CloudFormation makes names of. */
  name: string;
  properties: Record<string, unknown>;
  context: NamingContext;
}

/** The ARN of a resource of this account and Region. */
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** The last part of an ARN or URL. */
export const nameOf = (address: string): string =>
  address.slice(Math.max(address.lastIndexOf(':'), address.lastIndexOf('/')) + 1);

/** What a resource answers to Ref and GetAtt; the same at every start. Types that are not in the table answer their name. */
export function valuesOf(
  id: string,
  declaration: ResourceDeclaration,
  context: NamingContext,
): ResourceValues {
  const name = `${context.stackName}-${id}`;
  const values = VALUES[declaration.Type];
  return (
    values?.({ id, name, properties: declaration.Properties ?? {}, context }) ?? { ref: name, attributes: {} }
  );
}

/** A name that the template gives: a text, or one with the stack's name in it. */
function ownName(given: unknown, { stackName }: NamingContext): string | undefined {
  const text = objectOf(given)['Fn::Sub'] ?? given;
  return typeof text === 'string' ? text.replaceAll(/\$\{AWS::StackName\}/g, stackName) : undefined;
}

// Return values: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
const VALUES: Record<string, (subject: Subject) => ResourceValues> = {
  'AWS::ApiGatewayV2::Api': ({ name }) => answers(shortId(name)),
  'AWS::CloudFront::Distribution': ({ id, name, context }) =>
    answers(`E${shortId(name).toUpperCase()}`, { DomainName: context.distributionHosts[id] ?? 'localhost' }),
  'AWS::CloudFront::Function': ({ name }) => {
    const arn = `arn:aws:cloudfront::${ACCOUNT}:function/${name}`;
    return answers(arn, { FunctionARN: arn });
  },
  'AWS::DynamoDB::Table': ({ name }) =>
    answers(name, {
      Arn: arnOf('dynamodb', `table/${name}`),
      StreamArn: arnOf('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
    }),
  'AWS::EC2::SecurityGroup': ({ name }) => answers(name, { GroupId: name }),
  'AWS::ECS::Service': ({ name }) => answers(arnOf('ecs', `service/${name}`), { Name: name }),
  'AWS::ECS::TaskDefinition': ({ name }) => answers(arnOf('ecs', `task-definition/${name}:1`)),
  'AWS::Events::EventBus': ({ name, properties }) => {
    const bus = String(properties.Name ?? name);
    return answers(bus, { Arn: arnOf('events', `event-bus/${bus}`), Name: bus });
  },
  'AWS::IAM::ManagedPolicy': ({ name }) => answers(`arn:aws:iam::${ACCOUNT}:policy/${name}`),
  'AWS::IAM::Role': ({ id }) => answers(id, { Arn: `arn:aws:iam::${ACCOUNT}:role/${id}` }),
  'AWS::Lambda::Function': ({ id, context }) =>
    answers(functionName(id, context), { Arn: functionArn(id, context) }),
  'AWS::Lambda::Url': ({ name, properties, context }) =>
    answers(functionArn(targetOf(properties.TargetFunctionArn), context), {
      FunctionUrl: `https://${shortId(name)}.lambda-url.${REGION}.on.aws/`,
    }),
  'AWS::Lambda::Version': ({ properties, context }) =>
    answers(`${functionArn(targetOf(properties.FunctionName), context)}:1`),
  'AWS::Logs::DeliveryDestination': ({ name, properties }) => {
    const own = String(properties.Name ?? name);
    return answers(own, { Arn: arnOf('logs', `delivery-destination:${own}`) });
  },
  'AWS::Logs::DeliverySource': ({ name, properties }) => {
    const own = String(properties.Name ?? name);
    return answers(own, { Arn: arnOf('logs', `delivery-source:${own}`) });
  },
  'AWS::Logs::LogGroup': ({ name, properties: { LogGroupName }, context }) => {
    const own = ownName(LogGroupName, context) ?? name;
    return answers(own, { Arn: arnOf('logs', `log-group:${own}:*`) });
  },
  'AWS::S3::Bucket': ({ name, properties }) => {
    const bucket = String(properties.BucketName ?? name.toLowerCase());
    const RegionalDomainName = `${bucket}.s3.${REGION}.amazonaws.com`;
    return answers(bucket, { Arn: `arn:aws:s3:::${bucket}`, RegionalDomainName });
  },
  'AWS::SQS::Queue': ({ name, properties: { FifoQueue }, context }) => {
    const queue = FifoQueue ? `${name}.fifo` : name;
    return answers(`${context.endpoint}/${ACCOUNT}/${queue}`, { Arn: arnOf('sqs', queue), QueueName: queue });
  },
  'AWS::SecretsManager::Secret': ({ name }) => answers(arnOf('secretsmanager', `secret:${name}`)),
  'AWS::WAFv2::WebACL': ({ name }) =>
    answers(`${name}|${shortId(name)}|CLOUDFRONT`, { Arn: arnOf('wafv2', `global/webacl/${name}`) }),
};

const answers = (ref: string, attributes: Record<string, string> = {}): ResourceValues => ({
  ref,
  attributes,
});

/** The logical id behind `{ Ref: Function }` or `{ 'Fn::GetAtt': [Function, Arn] }`. */
function targetOf(reference: unknown): string {
  const { Ref, 'Fn::GetAtt': path } = reference as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return Ref ?? path?.[0] ?? '';
}

function functionArn(id: string, context: NamingContext): string {
  return arnOf('lambda', `function:${functionName(id, context)}`);
}

function functionName(id: string, { resources, stackName }: NamingContext): string {
  return String(resources[id]?.Properties?.FunctionName ?? `${stackName}-${id}`);
}

/** Ids that AWS makes up, made from the name so that they are the same at every start. */
function shortId(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return BigInt(`0x${digits}`).toString(36).padStart(13, '0').slice(0, 10);
}
