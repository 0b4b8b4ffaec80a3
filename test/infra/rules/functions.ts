import { idOf, listOf, type Rule, type Stack } from './stack.ts';

const EDGE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';

/** Functions that run at the edge, with the events they are associated with. */
function atTheEdge(stack: Stack): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { properties } of stack.of('AWS::Lambda::Version'))
    found.set(idOf(properties.FunctionName) ?? '', []);
  const text = stack.of('AWS::CloudFront::Distribution').map(({ properties }) => JSON.stringify(properties));
  for (const { id, properties } of stack.of('AWS::Lambda::Version'))
    for (const distribution of text)
      for (const [, event = ''] of distribution.matchAll(
        new RegExp(`"EventType":"([a-z-]+)","LambdaFunctionARN":\\{"Ref":"${id}"\\}`, 'g'),
      ))
        found.get(idOf(properties.FunctionName) ?? '')?.push(event);
  return found;
}

const roleOf = (stack: Stack, id: string) =>
  stack.at(stack.resources.find(resource => resource.id === id)?.properties.Role);

const REFUSED = [
  'Environment',
  'VpcConfig',
  'DeadLetterConfig',
  'Layers',
  'TracingConfig',
  'ImageConfig',
  'FileSystemConfigs',
  'KmsKeyArn',
  'ReservedConcurrentExecutions',
];
/** Until when AWS mends them: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIMES = ['nodejs22.x', 'nodejs24.x'];
/** A name of a variable that says that its value is known to nobody. IndexNow's key is a file that anybody may read. */
const IS_SECRET = /SECRET|PASSWORD|TOKEN|(?<!INDEXNOW|PER)_KEY$/;
const MOST_ENVIRONMENT_BYTES = 4_096;

/** What an alarm tells of itself: people by the topic, or what starts more containers. */
const TOLD = ['AWS::SNS::Topic', 'AWS::ApplicationAutoScaling::ScalingPolicy'];

export const FUNCTIONS: Rule[] = [
  {
    name: 'a function at the edge is as Lambda@Edge takes it',
    why: 'CloudFront refuses the distribution, after minutes',
    source: `${EDGE}/lambda-at-edge-function-restrictions.html`,
    broken: stack =>
      [...atTheEdge(stack)].flatMap(([id, events]) => {
        const properties = stack.resources.find(resource => resource.id === id)?.properties ?? {};
        const isForViewers = events.length === 0 || events.some(event => event.startsWith('viewer'));
        const isRight =
          JSON.stringify(properties.Architectures) === '["x86_64"]' &&
          REFUSED.every(name => !(name in properties)) &&
          Number(properties.MemorySize) <= (isForViewers ? 128 : 10_240) &&
          Number(properties.Timeout) <= (isForViewers ? 5 : 30) &&
          Number((properties.EphemeralStorage as { Size?: number })?.Size ?? 512) <= 512;
        return isRight ? [] : [id];
      }),
  },
  {
    name: 'the role of a function at the edge is taken by the edge as well',
    why: 'CloudFront refuses the association',
    source: `${EDGE}/lambda-edge-permissions.html`,
    broken: stack =>
      [...atTheEdge(stack).keys()].filter(id => {
        const role = roleOf(stack, id);
        const trusted = JSON.stringify(role?.properties.AssumeRolePolicyDocument ?? {});
        return !['"lambda.amazonaws.com"', '"edgelambda.amazonaws.com"'].every(name =>
          trusted.includes(name),
        );
      }),
  },
  {
    name: 'functions at the edge have no fixed name, stay behind when the stack goes, and are the only ones with versions',
    why: 'their copies live for hours: they can neither be deleted nor be made anew under their name; and versions of others are kept for ever',
    source: `${EDGE}/lambda-edge-delete-replicas.html`,
    broken: stack => {
      const edge = atTheEdge(stack);
      const stays = ({
        DeletionPolicy,
        UpdateReplacePolicy,
      }: {
        DeletionPolicy?: string;
        UpdateReplacePolicy?: string;
      }) => DeletionPolicy === 'RetainExceptOnCreate' && UpdateReplacePolicy === 'Retain';
      return [
        ...stack.broken('AWS::Lambda::Version', (_, resource) => stays(resource as object)),
        ...stack.broken(
          'AWS::Lambda::Function',
          (properties, resource) =>
            !edge.has(resource.id) || (stays(resource as object) && properties.FunctionName === undefined),
        ),
        ...[...edge]
          .filter(
            ([id]) =>
              !JSON.stringify(roleOf(stack, id)?.properties.AssumeRolePolicyDocument ?? {}).includes(
                '"edgelambda.amazonaws.com"',
              ),
          )
          .map(([id]) => id),
      ];
    },
  },
  {
    name: 'what a function writes is in a group of the stack, and goes after a time',
    why: 'Lambda makes the group itself where there is none, and keeps it for ever',
    source: `${LAMBDA}/monitoring-cloudwatchlogs.html`,
    broken: stack => {
      const edge = atTheEdge(stack);
      const groups = stack.of('AWS::Logs::LogGroup');
      return [
        ...stack.broken('AWS::Logs::LogGroup', ({ RetentionInDays }) => Number(RetentionInDays) > 0),
        ...stack.broken('AWS::Lambda::Function', ({ FunctionName, LoggingConfig }, { id }) => {
          if (edge.has(id)) return JSON.stringify(LoggingConfig ?? {}).includes('"SystemLogLevel":"WARN"'); // groups of each Region
          return groups.some(
            ({ properties }) =>
              JSON.stringify(properties.LogGroupName) === JSON.stringify(`/aws/lambda/${FunctionName}`),
          );
        }),
      ];
    },
  },
  {
    name: 'a Function URL takes signed calls alone, and CloudFront has both permissions for it',
    why: 'anybody could have pages rendered; or nobody can',
    source: `${EDGE}/private-content-restricting-access-to-lambda.html`,
    broken: stack =>
      stack.broken('AWS::Lambda::Url', ({ AuthType, Cors, TargetFunctionArn }) => {
        const permissions = stack
          .of('AWS::Lambda::Permission')
          .filter(
            ({ properties }) =>
              idOf(properties.FunctionName) === idOf(TargetFunctionArn) &&
              properties.Principal === 'cloudfront.amazonaws.com',
          );
        const actions = permissions.map(({ properties }) => properties.Action);
        const isLimited = permissions.every(
          ({ properties }) =>
            properties.Action !== 'lambda:InvokeFunction' || properties.InvokedViaFunctionUrl === true,
        );
        return (
          AuthType === 'AWS_IAM' &&
          Cors === undefined &&
          actions.includes('lambda:InvokeFunctionUrl') &&
          actions.includes('lambda:InvokeFunction') &&
          isLimited
        );
      }),
  },
  {
    name: 'a runtime is one that AWS mends',
    why: 'first it cannot be made any more, then it cannot be changed',
    source: `${LAMBDA}/lambda-runtimes.html`,
    broken: stack =>
      stack.broken('AWS::Lambda::Function', ({ Runtime }) => RUNTIMES.includes(String(Runtime))),
  },
  {
    name: 'no secret is written into a template, and an environment is not too large',
    why: 'whoever reads the template, or the stack’s history, has it',
    source: `${LAMBDA}/configuration-envvars.html`,
    broken: stack => {
      const isKept = (value: unknown) =>
        value === '' || /\{\{resolve:(secretsmanager|ssm-secure):/.test(JSON.stringify(value));
      return stack.of('AWS::Lambda::Function', 'AWS::ECS::TaskDefinition').flatMap(({ id, properties }) => {
        const variables = ((properties.Environment as { Variables?: object })?.Variables ?? {}) as Record<
          string,
          unknown
        >;
        const open = Object.entries(variables).filter(
          ([name, value]) => IS_SECRET.test(name) && !isKept(value),
        );
        const bytes = Buffer.byteLength(JSON.stringify(variables));
        return [
          ...open.map(([name]) => `${id} ${name}`),
          ...(bytes > MOST_ENVIRONMENT_BYTES ? [`${id} ${bytes} bytes`] : []),
        ];
      });
    },
  },
  {
    name: 'what is called on a schedule may be called, by the role of the schedule',
    why: 'the schedule fails in silence',
    source:
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role',
    broken: stack =>
      stack.broken('AWS::Scheduler::Schedule', ({ Target, State }) => {
        const { Arn, RoleArn } = Target as { Arn: unknown; RoleArn: unknown };
        const role = stack.at(RoleArn)?.properties ?? {};
        const named = JSON.stringify(role.Policies ?? []).includes(`["${idOf(Arn)}","Arn"]`);
        return (
          State === 'ENABLED' &&
          named &&
          JSON.stringify(role.AssumeRolePolicyDocument).includes('scheduler.amazonaws.com')
        );
      }),
  },
  {
    name: 'each function has an alarm that tells of its errors',
    why: 'nobody sees that links do not change, or pages grow old',
    source: `${LAMBDA}/monitoring-metrics-types.html`,
    broken: stack => {
      const edge = atTheEdge(stack);
      const alarms = stack
        .of('AWS::CloudWatch::Alarm')
        .filter(({ properties }) =>
          listOf(properties.AlarmActions as unknown[]).some(topic =>
            TOLD.includes(stack.at(topic)?.Type ?? ''),
          ),
        );
      const watched = JSON.stringify(alarms.map(({ properties }) => properties));
      return [
        ...stack.broken('AWS::CloudWatch::Alarm', (_, { id }) => alarms.some(alarm => alarm.id === id)),
        ...stack.broken(
          ['AWS::Lambda::Function', 'AWS::CloudFront::Function'],
          ({ Name }, { id }) =>
            edge.has(id) ||
            [`{"Ref":"${id}"}`, `["${id}",`, JSON.stringify(Name ?? id)].some(name => watched.includes(name)),
        ),
      ];
    },
  },
  {
    name: 'nothing of the account’s concurrency is reserved unless the settings say so',
    why: 'what is reserved for one is taken from all others; a new account has ten in all',
    source: `${LAMBDA}/configuration-concurrency.html`,
    broken: stack =>
      stack.broken(
        'AWS::Lambda::Function',
        ({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions === undefined,
      ),
  },
];
