import type { Template } from '../../../local/template/template.ts';

type Properties = Record<string, unknown>;
/** A part of a resource, to be changed. @throws where there is none */
function part(found: unknown): object {
  if (typeof found !== 'object' || found === null) throw new Error('the template has no such part');
  return found;
}

/** The properties of a resource, to be changed. */
const of = (template: Template, id: string): Properties => {
  const properties = template.Resources[id]?.Properties;
  if (!properties) throw new Error(`the template has no ${id}`);
  return properties;
};
const config = (template: Template, id = 'Site') => of(template, id).DistributionConfig as Config;
const policies = (template: Template, id: string) =>
  (of(template, id).Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
const first = (template: Template, id: string): Statement => {
  const [statement] = policies(template, id);
  if (!statement) throw new Error(`${id} may do nothing`);
  return statement;
};

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Principal?: unknown;
  Condition?: unknown;
}

interface Config {
  DefaultCacheBehavior: Record<string, unknown>;
  CacheBehaviors: Record<string, unknown>[];
  Origins: Record<string, unknown>[];
  CustomErrorResponses: Record<string, unknown>[];
  [name: string]: unknown;
}

const cacheKey = (template: Template, id = 'SiteCachePolicy') =>
  (
    of(template, id).CachePolicyConfig as {
      ParametersInCacheKeyAndForwardedToOrigin: Record<string, unknown>;
    }
  ).ParametersInCacheKeyAndForwardedToOrigin;
const requestPolicy = (template: Template, id: string) =>
  of(template, id).OriginRequestPolicyConfig as Record<string, Record<string, unknown>>;
const tls = (template: Template, id: string) =>
  (of(template, id).PolicyDocument as { Statement: Statement[] }).Statement.find(
    ({ Effect }) => Effect === 'Deny',
  ) as Statement;

/** Only where changes of links are told. */
const STREAMS: [what: string, found: string, make: (template: Template) => void][] = [
  [
    'a change that cannot be told of is lost',
    'a change that cannot be told of is put aside, and holds up those after it for no more than a day',
    t => Reflect.deleteProperty(streamOf(t), 'DestinationConfig'),
  ],
  [
    'one change holds up all others with it',
    'a change that cannot be told of is put aside, and holds up those after it for no more than a day',
    t => Reflect.deleteProperty(streamOf(t), 'FunctionResponseTypes'),
  ],
];

const streamOf = ({ Resources }: Template) => {
  const [stream] = Object.values(Resources).filter(({ Properties }) =>
    JSON.stringify(Properties?.EventSourceArn)?.includes('StreamArn'),
  );
  if (!stream?.Properties) throw new Error('nobody reads a stream');
  return stream.Properties;
};

/** What a person might write into the template by mistake, and what finds it: a rule by its name, or AWS's own validator. */
export interface Mistake {
  what: string;
  make(template: Template): void;
  found: string;
}

export const VALIDATOR = 'AWS’s own validator';

const table: [what: string, found: string, make: (template: Template) => void][] = [
  // What AWS itself would refuse.
  ['a property is misspelt', VALIDATOR, t => Object.assign(of(t, 'RenderQueue'), { VisibilityTimeOut: 180 })],
  [
    'a value is of the wrong type',
    VALIDATOR,
    t => Object.assign(of(t, 'RenderLambdaFunction'), { Timeout: 'thirty' }),
  ],
  [
    'a reference names nothing',
    VALIDATOR,
    t => Object.assign(of(t, 'LinksLambdaFunction'), { Role: { 'Fn::GetAtt': ['LinkRole', 'Arn'] } }),
  ],
  [
    'a property that must be there is left out',
    VALIDATOR,
    t => Reflect.deleteProperty(of(t, 'LinksTable'), 'KeySchema'),
  ],
  [
    'a type is misspelt',
    VALIDATOR,
    t => Object.assign(t.Resources.RenderQueue ?? {}, { Type: 'AWS::SQS::Queues' }),
  ],

  // CloudFront.
  [
    'plain http is allowed',
    'viewers are answered by https alone',
    t => Object.assign(config(t).DefaultCacheBehavior, { ViewerProtocolPolicy: 'allow-all' }),
  ],
  [
    'plain http is allowed on one path',
    'viewers are answered by https alone',
    t => Object.assign(config(t, 'Links').CacheBehaviors[1] ?? {}, { ViewerProtocolPolicy: 'allow-all' }),
  ],
  [
    'old TLS is taken',
    'a domain of ours takes TLS 1.2 or later, by SNI',
    t =>
      Object.assign(config(t), {
        Aliases: ['www.example.com'],
        ViewerCertificate: {
          AcmCertificateArn: 'arn:aws:acm:us-east-1:1:certificate/1',
          SslSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1',
        },
      }),
  ],
  [
    'a dedicated address is paid for',
    'a domain of ours takes TLS 1.2 or later, by SNI',
    t =>
      Object.assign(config(t), {
        Aliases: ['www.example.com'],
        ViewerCertificate: {
          AcmCertificateArn: 'arn:aws:acm:us-east-1:1:certificate/1',
          SslSupportMethod: 'vip',
          MinimumProtocolVersion: 'TLSv1.2_2021',
        },
      }),
  ],
  [
    'the gateway is asked by http',
    'origins are asked by https and TLS 1.2',
    t =>
      Object.assign(config(t, 'Links').Origins[0]?.CustomOriginConfig ?? {}, {
        OriginProtocolPolicy: 'match-viewer',
      }),
  ],
  [
    'the renderer is asked by TLS 1.0 as well',
    'origins are asked by https and TLS 1.2',
    t =>
      Object.assign(config(t).Origins[2]?.CustomOriginConfig ?? {}, {
        OriginSSLProtocols: ['TLSv1', 'TLSv1.2'],
      }),
  ],
  [
    'an origin in the bucket is not signed for',
    'a bucket and a Function URL are asked with a signature, always',
    t => Reflect.deleteProperty(config(t).Origins[0] ?? {}, 'OriginAccessControlId'),
  ],
  [
    'the renderer is signed for as a bucket',
    'a bucket and a Function URL are asked with a signature, always',
    t => Object.assign(config(t).Origins[2] ?? {}, { OriginAccessControlId: { Ref: 'BucketAccess' } }),
  ],
  [
    'what a viewer signs is passed on',
    'a bucket and a Function URL are asked with a signature, always',
    t =>
      Object.assign(part(of(t, 'RenderAccess').OriginAccessControlConfig), {
        SigningBehavior: 'no-override',
      }),
  ],
  [
    'the gateway is not shown the secret',
    'the gateway is shown the secret of the edge',
    t => Object.assign(config(t, 'Links').Origins[0] ?? {}, { OriginCustomHeaders: [] }),
  ],
  [
    'the secret is a text',
    'the gateway is shown the secret of the edge',
    t =>
      Object.assign(config(t, 'Links').Origins[1] ?? {}, {
        OriginCustomHeaders: [{ HeaderName: 'x-origin-secret', HeaderValue: 'hunter2' }],
      }),
  ],
  [
    'the User-Agent is in the cache key',
    'nothing but the address tells kept objects apart',
    t =>
      Object.assign(cacheKey(t), { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['User-Agent'] } }),
  ],
  [
    'cookies are in the cache key',
    'nothing but the address tells kept objects apart',
    t => Object.assign(cacheKey(t, 'LinksCachePolicy'), { CookiesConfig: { CookieBehavior: 'all' } }),
  ],
  [
    'the query is in the cache key',
    'nothing but the address tells kept objects apart',
    t => Object.assign(cacheKey(t), { QueryStringsConfig: { QueryStringBehavior: 'all' } }),
  ],
  [
    'the API’s answers are kept',
    'each behaviour keeps by a policy of ours, or keeps nothing',
    t =>
      Object.assign(config(t, 'Links').CacheBehaviors[0] ?? {}, {
        CachePolicyId: { Ref: 'LinksCachePolicy' },
      }),
  ],
  [
    'what is forwarded is said in the older way',
    'each behaviour keeps by a policy of ours, or keeps nothing',
    t =>
      Object.assign(config(t).DefaultCacheBehavior, {
        ForwardedValues: { QueryString: true, Cookies: { Forward: 'all' } },
      }),
  ],
  [
    'pages are not compressed',
    'what is kept may be compressed',
    t => Object.assign(config(t).DefaultCacheBehavior, { Compress: false }),
  ],
  [
    'a cookie is forwarded',
    'origins of ours are sent no cookie, and never the viewer’s Host',
    t =>
      Object.assign(requestPolicy(t, 'FollowRequestPolicy'), {
        CookiesConfig: { CookieBehavior: 'whitelist', Cookies: ['session'] },
      }),
  ],
  [
    'the Host is forwarded',
    'origins of ours are sent no cookie, and never the viewer’s Host',
    t => Object.assign(requestPolicy(t, 'PageRequestPolicy').HeadersConfig ?? {}, { Headers: ['Host'] }),
  ],
  [
    'all that a viewer says is forwarded',
    'origins of ours are sent no cookie, and never the viewer’s Host',
    t =>
      Object.assign(config(t).DefaultCacheBehavior, {
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      }),
  ],
  [
    'an eleventh header is named',
    'a policy names ten headers at most, and not those that CloudFront writes itself',
    t =>
      Object.assign(requestPolicy(t, 'FollowRequestPolicy').HeadersConfig ?? {}, {
        Headers: Array.from({ length: 11 }, (_, n) => `x-${n}`),
      }),
  ],
  [
    'a viewer may put into the bucket',
    'a bucket is only read',
    t =>
      Object.assign(config(t).DefaultCacheBehavior, {
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
      }),
  ],
  [
    'a path has no headers for browsers',
    'each answer of ours has headers against what browsers allow by default',
    t => Reflect.deleteProperty(config(t, 'Links').CacheBehaviors[2] ?? {}, 'ResponseHeadersPolicyId'),
  ],
  [
    'HSTS lasts a day',
    'each answer of ours has headers against what browsers allow by default',
    t =>
      Object.assign(
        (
          of(t, 'SecurityHeaders').ResponseHeadersPolicyConfig as {
            SecurityHeadersConfig: Record<string, object>;
          }
        ).SecurityHeadersConfig.StrictTransportSecurity ?? {},
        { AccessControlMaxAgeSec: 86_400 },
      ),
  ],
  [
    'a 503 is kept for a minute',
    'an error is not kept for longer than it lasts',
    t => Object.assign(config(t, 'Links').CustomErrorResponses[3] ?? {}, { ErrorCachingMinTTL: 60 }),
  ],
  [
    'how long a 404 is kept is not said',
    'an error is not kept for longer than it lasts',
    t =>
      Object.assign(config(t, 'Links'), {
        CustomErrorResponses: config(t, 'Links').CustomErrorResponses.slice(1),
      }),
  ],
  [
    'the edge is associated with $LATEST',
    'an association names a numbered version, or a CloudFront Function that is published',
    t =>
      Object.assign(config(t).DefaultCacheBehavior, {
        LambdaFunctionAssociations: [
          {
            EventType: 'viewer-request',
            LambdaFunctionARN: { 'Fn::GetAtt': ['ViewerRequestLambdaFunction', 'Arn'] },
          },
        ],
      }),
  ],
  [
    'both kinds of functions share the viewer’s side',
    'an association names a numbered version, or a CloudFront Function that is published',
    t =>
      Object.assign(config(t).DefaultCacheBehavior, {
        FunctionAssociations: [
          { EventType: 'viewer-response', FunctionARN: { 'Fn::GetAtt': ['TellHost', 'FunctionARN'] } },
        ],
      }),
  ],
  [
    'a CloudFront Function is not published',
    'an association names a numbered version, or a CloudFront Function that is published',
    t => Object.assign(of(t, 'TellHost'), { AutoPublish: false }),
  ],
  [
    'the site tells of no requests',
    'each distribution tells of its requests',
    t => Reflect.deleteProperty(t.Resources, 'SiteLogsDelivery'),
  ],
  [
    'HTTP/3 is switched off',
    'a distribution speaks HTTP/2 and 3, by IPv6 as well, and has 75 behaviours at most',
    t => Object.assign(config(t), { HttpVersion: 'http1.1' }),
  ],

  // Permissions.
  [
    'a role may do all with links',
    'no role has a wildcard for an action',
    t => Object.assign(first(t, 'LinksRole'), { Action: ['dynamodb:*'] }),
  ],
  [
    'a role may get whatever begins with Get',
    'no role has a wildcard for an action',
    t => Object.assign(first(t, 'LinksRole'), { Action: 'dynamodb:Get*' }),
  ],
  [
    'a role may do all but something',
    'no role has a wildcard for an action',
    t => Object.assign(first(t, 'LinksRole'), { NotAction: ['dynamodb:Scan'] }),
  ],
  [
    'a role has every table',
    'no role has all resources, nor all of a kind',
    t => Object.assign(first(t, 'LinksRole'), { Resource: '*' }),
  ],
  [
    'a role has every table of the account',
    'no role has all resources, nor all of a kind',
    t =>
      Object.assign(first(t, 'LinksRole'), {
        Resource: {
          'Fn::Join': ['', ['arn:aws:dynamodb:us-east-1:', { Ref: 'AWS::AccountId' }, ':table/*']],
        },
      }),
  ],
  [
    'an action is misspelt',
    'actions, and the resources and conditions they are granted for, are such as AWS knows',
    t => Object.assign(first(t, 'LinksRole'), { Action: ['dynamodb:GetItems'] }),
  ],
  [
    'an object’s action is granted for the bucket',
    'actions, and the resources and conditions they are granted for, are such as AWS knows',
    t => Object.assign(first(t, 'RenderRole'), { Resource: { 'Fn::GetAtt': ['SiteBucket', 'Arn'] } }),
  ],
  [
    'a condition’s key is misspelt',
    'actions, and the resources and conditions they are granted for, are such as AWS knows',
    t =>
      Object.assign(first(t, 'LinksRole'), { Condition: { StringEquals: { 'dynamodb:LeadingKey': 'a' } } }),
  ],
  [
    'a role may write policies',
    'no role may raise its own rights, or anybody’s',
    t => Object.assign(first(t, 'LinksRole'), { Action: 'iam:PutRolePolicy' }),
  ],
  [
    'anybody may take a role',
    'a role is taken by one service, and has only rights that are written here',
    t =>
      Object.assign(
        (of(t, 'LinksRole').AssumeRolePolicyDocument as { Statement: Statement[] }).Statement[0] ?? {},
        { Principal: { AWS: '*' } },
      ),
  ],
  [
    'a role has a policy of AWS’s',
    'a role is taken by one service, and has only rights that are written here',
    t =>
      Object.assign(of(t, 'McpRole'), {
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'],
      }),
  ],
  [
    'two functions share a role',
    'each function has a role of its own, but those at the edge, which only log',
    t => Object.assign(of(t, 'McpLambdaFunction'), { Role: { 'Fn::GetAtt': ['LinksRole', 'Arn'] } }),
  ],
  [
    'anybody may read the bucket',
    'nobody is let into a bucket, queue or topic but services of AWS, for what is ours',
    t =>
      Object.assign(
        (of(t, 'SiteBucketPolicy').PolicyDocument as { Statement: Statement[] }).Statement[0] ?? {},
        { Principal: '*' },
      ),
  ],
  [
    'any distribution may read the bucket',
    'nobody is let into a bucket, queue or topic but services of AWS, for what is ours',
    t =>
      Reflect.deleteProperty(
        (of(t, 'SiteBucketPolicy').PolicyDocument as { Statement: Statement[] }).Statement[0] ?? {},
        'Condition',
      ),
  ],
  [
    'any bucket may write into the queue',
    'nobody is let into a bucket, queue or topic but services of AWS, for what is ours',
    t =>
      Reflect.deleteProperty(
        (of(t, 'LogsQueuePolicy').PolicyDocument as { Statement: Statement[] }).Statement[0] ?? {},
        'Condition',
      ),
  ],
  [
    'any gateway may call a function',
    'a function is called by services of AWS alone, for what is ours',
    t => Reflect.deleteProperty(of(t, 'LinksLambdaPermissionHttpApi'), 'SourceArn'),
  ],
  [
    'anybody may call the renderer',
    'a function is called by services of AWS alone, for what is ours',
    t => Object.assign(of(t, 'SiteCallsRenderUrl'), { Principal: '*' }),
  ],
  [
    'the rule for TLS allows',
    'nothing is read or written without TLS, in any bucket',
    t => Object.assign(tls(t, 'SiteBucketPolicy'), { Effect: 'Allow' }),
  ],
  [
    'the rule for TLS refuses what has it',
    'nothing is read or written without TLS, in any bucket',
    t =>
      Object.assign(tls(t, 'LogsBucketPolicy'), { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
  ],
  [
    'the rule for TLS is of the bucket and not of what is in it',
    'nothing is read or written without TLS, in any bucket',
    t => Object.assign(tls(t, 'LogsBucketPolicy'), { Resource: [{ 'Fn::GetAtt': ['LogsBucket', 'Arn'] }] }),
  ],

  // Functions.
  [
    'a function at the edge is for arm64',
    'a function at the edge is as Lambda@Edge takes it',
    t => Object.assign(of(t, 'ViewerRequestLambdaFunction'), { Architectures: ['arm64'] }),
  ],
  [
    'a function at the edge has an environment',
    'a function at the edge is as Lambda@Edge takes it',
    t => Object.assign(of(t, 'OriginResponseLambdaFunction'), { Environment: { Variables: { A: 'b' } } }),
  ],
  [
    'a function for viewers has 256 MB',
    'a function at the edge is as Lambda@Edge takes it',
    t => Object.assign(of(t, 'ViewerRequestLambdaFunction'), { MemorySize: 256 }),
  ],
  [
    'the edge may not take its role',
    'the role of a function at the edge is taken by the edge as well',
    t =>
      Object.assign(
        (of(t, 'EdgeRole').AssumeRolePolicyDocument as { Statement: Statement[] }).Statement[0] ?? {},
        { Principal: { Service: 'lambda.amazonaws.com' } },
      ),
  ],
  [
    'a function at the edge is given a name',
    'functions at the edge have no fixed name, stay behind when the stack goes, and are the only ones with versions',
    t => Object.assign(of(t, 'ViewerRequestLambdaFunction'), { FunctionName: 'signpost-dev-viewer-request' }),
  ],
  [
    'a function at the edge goes with the stack',
    'functions at the edge have no fixed name, stay behind when the stack goes, and are the only ones with versions',
    t => Object.assign(t.Resources.OriginResponseLambdaFunction ?? {}, { DeletionPolicy: 'Delete' }),
  ],
  [
    'versions of the renderer are kept',
    'functions at the edge have no fixed name, stay behind when the stack goes, and are the only ones with versions',
    t =>
      Object.assign(t.Resources, {
        RenderVersion: {
          Type: 'AWS::Lambda::Version',
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
          Properties: { FunctionName: { Ref: 'RenderLambdaFunction' } },
        },
      }),
  ],
  [
    'log lines are kept for ever',
    'what a function writes is in a group of the stack, and goes after a time',
    t => Reflect.deleteProperty(of(t, 'RenderLogGroup'), 'RetentionInDays'),
  ],
  [
    'a function’s group has another name',
    'what a function writes is in a group of the stack, and goes after a time',
    t => Object.assign(of(t, 'RenderLogGroup'), { LogGroupName: '/aws/lambda/signpost-dev-renderer' }),
  ],
  [
    'anybody may ask the renderer',
    'a Function URL takes signed calls alone, and CloudFront has both permissions for it',
    t => Object.assign(of(t, 'RenderLambdaFunctionUrl'), { AuthType: 'NONE' }),
  ],
  [
    'one of the two permissions for the renderer is taken out',
    'a Function URL takes signed calls alone, and CloudFront has both permissions for it',
    t => Reflect.deleteProperty(t.Resources, 'SiteCallsRender'),
  ],
  [
    'a runtime is out of date',
    'a runtime is one that AWS mends',
    t => Object.assign(of(t, 'LinksLambdaFunction'), { Runtime: 'nodejs18.x' }),
  ],
  [
    'a secret is written into the environment',
    'no secret is written into a template, and an environment is not too large',
    t =>
      Object.assign((of(t, 'LinksLambdaFunction').Environment as { Variables: object }).Variables, {
        SLUG_SECRET: 'hunter2',
      }),
  ],
  [
    'the schedule’s role may not call what it is for',
    'what is called on a schedule may be called, by the role of the schedule',
    t =>
      Object.assign(first(t, 'ScheduleRole'), {
        Resource: [{ 'Fn::GetAtt': ['RenderLambdaFunction', 'Arn'] }],
      }),
  ],
  [
    'nothing tells of a function’s errors',
    'each function has an alarm that tells of its errors',
    t => Reflect.deleteProperty(t.Resources, 'LinksErrorsAlarm'),
  ],
  [
    'an alarm tells nobody',
    'each function has an alarm that tells of its errors',
    t => Object.assign(of(t, 'RenderDeadLetterAlarm'), { AlarmActions: [] }),
  ],

  [
    'a function reserves concurrency',
    'nothing of the account’s concurrency is reserved unless the settings say so',
    t => Object.assign(of(t, 'LinksLambdaFunction'), { ReservedConcurrentExecutions: 10 }),
  ],

  // Data.
  [
    'links go with the stack',
    'what cannot be made again outlives the stack, but not a deploy that failed to make it',
    t => Reflect.deleteProperty(t.Resources.LinksTable ?? {}, 'DeletionPolicy'),
  ],
  [
    'keys go when their table is made anew',
    'what cannot be made again outlives the stack, but not a deploy that failed to make it',
    t => Object.assign(t.Resources.KeysTable ?? {}, { UpdateReplacePolicy: 'Delete' }),
  ],
  [
    'a failed deploy leaves its tables',
    'what cannot be made again outlives the stack, but not a deploy that failed to make it',
    t => Object.assign(t.Resources.LinksTable ?? {}, { DeletionPolicy: 'Retain' }),
  ],
  [
    'links cannot be put back to a time',
    'a table that cannot be made again can be put back to any second of the last 35 days',
    t => Reflect.deleteProperty(of(t, 'LinksTable'), 'PointInTimeRecoverySpecification'),
  ],
  [
    'counts cannot be put back to a time',
    'a table that cannot be made again can be put back to any second of the last 35 days',
    t =>
      Object.assign(part(of(t, 'ClicksTable').PointInTimeRecoverySpecification), {
        PointInTimeRecoveryEnabled: false,
      }),
  ],
  [
    'calls are kept for ever',
    'what ends is deleted',
    t => Reflect.deleteProperty(of(t, 'CountersTable'), 'TimeToLiveSpecification'),
  ],
  [
    'links are deleted by a time',
    'what ends is deleted',
    t =>
      Object.assign(of(t, 'LinksTable'), {
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      }),
  ],
  [
    'a table has a fixed capacity',
    'a table is paid by what it does, and its keys are those that its attributes define',
    t =>
      Object.assign(of(t, 'LinksTable'), {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      }),
  ],
  [
    'the public is let into the bucket',
    'every bucket is closed to the public, whatever is asked of it',
    t =>
      Object.assign(part(of(t, 'SiteBucket').PublicAccessBlockConfiguration), { BlockPublicPolicy: false }),
  ],
  [
    'a bucket is not encrypted by a rule of its own',
    'every bucket is encrypted, and what is put into ours is ours',
    t => Reflect.deleteProperty(of(t, 'LogsBucket'), 'BucketEncryption'),
  ],
  [
    'log files are kept for ever',
    'what is left of an upload, and what is no use any more, goes from a bucket',
    t => Reflect.deleteProperty(of(t, 'LogsBucket'), 'LifecycleConfiguration'),
  ],
  [
    'a secret has eight letters',
    'secrets are made by AWS, and long',
    t => Object.assign(part(of(t, 'SlugSecret').GenerateSecretString), { PasswordLength: 8 }),
  ],
  [
    'a bucket is for nothing',
    'each bucket that an output names is used by something of the stack',
    t =>
      Object.assign(t.Resources, { Reports: { Type: 'AWS::S3::Bucket', Properties: of(t, 'SiteBucket') } }),
  ],
  [
    'a policy is of a bucket that has gone',
    'a policy is of something that is in the stack',
    t => Object.assign(of(t, 'LogsBucketPolicy'), { Bucket: 'signpost-logs' }),
  ],

  // Queues.
  [
    'a dead-letter queue is taken out',
    'a job that fails again and again is put aside, after five tries or more',
    t => Reflect.deleteProperty(of(t, 'LogsQueue'), 'RedrivePolicy'),
  ],
  [
    'a job is tried once',
    'a job that fails again and again is put aside, after five tries or more',
    t => Object.assign(part(of(t, 'RenderQueue').RedrivePolicy), { maxReceiveCount: 1 }),
  ],
  [
    'what was put aside is gone after four days',
    'what was put aside is kept for two weeks, and an alarm tells of it',
    t => Reflect.deleteProperty(of(t, 'RenderDeadLetterQueue'), 'MessageRetentionPeriod'),
  ],
  [
    'nothing tells of what was put aside',
    'what was put aside is kept for two weeks, and an alarm tells of it',
    t => Reflect.deleteProperty(t.Resources, 'LogsDeadLetterAlarm'),
  ],
  [
    'a queue is not encrypted',
    'every queue and topic is encrypted, or holds nothing but alarms',
    t => Object.assign(of(t, 'RenderQueue'), { SqsManagedSseEnabled: false }),
  ],
  [
    'partial batches are switched off',
    'one job that fails does not have those beside it done again',
    t => Reflect.deleteProperty(of(t, 'LogsEventSourceMappingSQSLogsQueue'), 'FunctionResponseTypes'),
  ],
  [
    'as many jobs are taken as there are',
    'what takes jobs takes no more of the account’s concurrency than it is given',
    t => Reflect.deleteProperty(of(t, 'RenderEventSourceMappingSQSRenderQueue'), 'ScalingConfig'),
  ],
  [
    'a job is seen again too soon',
    'a job is seen again after six times as long as its function may take',
    t => Object.assign(of(t, 'RenderQueue'), { VisibilityTimeout: 60 }),
  ],
  [
    'the bucket does not wait for the queue’s policy',
    'what a bucket tells a queue of may be told, and the bucket waits for that',
    t => Reflect.deleteProperty(t.Resources.LogsBucket ?? {}, 'DependsOn'),
  ],

  // The gateway.
  [
    'the gateway is not throttled',
    'the gateway takes so many requests a second, on each of its stages and by each of its routes',
    t => Reflect.deleteProperty(of(t, 'HttpApiStage'), 'DefaultRouteSettings'),
  ],
  [
    'the gateway may not call a function',
    'each route leads to a function that the gateway may call, in the form that it reads',
    t => Reflect.deleteProperty(t.Resources, 'RedirectLambdaPermissionHttpApi'),
  ],
  [
    'the gateway speaks the older form',
    'each route leads to a function that the gateway may call, in the form that it reads',
    t => Object.assign(of(t, 'HttpApiIntegrationLinks'), { PayloadFormatVersion: '1.0' }),
  ],
  [
    'a function takes longer than the gateway waits',
    'what answers through the gateway answers before it gives up',
    t => Object.assign(of(t, 'LinksLambdaFunction'), { Timeout: 60 }),
  ],
  [
    'the gateway answers every origin',
    'the gateway answers under its own address alone, and browsers of other origins by our own rules',
    t => Object.assign(of(t, 'HttpApi'), { CorsConfiguration: { AllowOrigins: ['*'] } }),
  ],

  // Names.
  [
    'a bucket has a name that others may have',
    'two stages, and two stacks one after the other, have no name in common',
    t => Object.assign(of(t, 'SiteBucket'), { BucketName: 'signpost-dev-site' }),
  ],
  [
    'a policy has the same name in each stage',
    'two stages, and two stacks one after the other, have no name in common',
    t => Object.assign(part(of(t, 'SiteCachePolicy').CachePolicyConfig), { Name: 'signpost-site' }),
  ],
  [
    'a table is given a name',
    'two stages, and two stacks one after the other, have no name in common',
    t => Object.assign(of(t, 'LinksTable'), { TableName: 'signpost-dev-links' }),
  ],
  [
    'a name is too long for some stages',
    'a name is not longer than may be, for a stage of twelve letters',
    t => Object.assign(of(t, 'RenderLambdaFunction'), { FunctionName: `signpost-dev-${'render'.repeat(8)}` }),
  ],
  [
    'a kind of resource with names is new',
    'each kind of resource is one whose names are known here, or has none',
    t =>
      Object.assign(t.Resources, {
        Stream: {
          Type: 'AWS::KinesisFirehose::DeliveryStream',
          Properties: { DeliveryStreamName: 'signpost-dev' },
        },
      }),
  ],
];

const mistakes = (rows: typeof table): Mistake[] =>
  rows.map(([what, found, make]) => ({ what, found, make }));

export const MISTAKES: readonly Mistake[] = mistakes(table);
export const MISTAKES_OF_EVENTS: readonly Mistake[] = mistakes(STREAMS);
