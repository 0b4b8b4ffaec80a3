import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { decided } from './decided.ts';
import { CONTAINER, FUNCTION, packagedVariant } from './project.ts';

let template: Template;
/** The same with viewer-request as a CloudFront Function. */
let withFunction: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
  withFunction = (await packagedVariant(FUNCTION)).template;
}, 300_000);

const propertiesOf = (id: string) => template.Resources[id]?.Properties ?? {};
const idsOf = (type: string) =>
  Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === type ? [id] : []));

describe('APIs of the app at paths of their own (siteApis)', () => {
  let withApis: Template;
  beforeAll(async () => {
    withApis = (await packagedVariant(CONTAINER)).template;
  }, 300_000);
  const configOf = ({ Resources }: Template, isFilled: boolean) =>
    decided(Resources.Site?.Properties?.DistributionConfig, isFilled) as {
      Origins: { Id: string; DomainName: unknown; CustomOriginConfig?: unknown }[];
      CacheBehaviors: { PathPattern: string; TargetOriginId: string }[];
    };

  test.each([true, false])('have behaviours before all others, and what /api/* has (%s)', isFilled => {
    const { Origins, CacheBehaviors } = configOf(withApis, isFilled);
    const origins = Object.fromEntries(Origins.map(({ Id, DomainName }) => [Id, DomainName]));
    expect(CacheBehaviors.slice(0, 6).map(each => [each.PathPattern, origins[each.TargetOriginId]])).toEqual([
      ['/v1/other', 'other.example.com'],
      ['/v1/other/*', 'other.example.com'],
      ['/graphql', 'api.example.com'],
      ['/graphql/*', 'api.example.com'],
      ['/v1', 'api.example.com'],
      ['/v1/*', 'api.example.com'],
    ]);
    const usual = configOf(template, true).CacheBehaviors.find(each => each.PathPattern === '/api/*');
    expect(CacheBehaviors[0]).toEqual({ ...usual, PathPattern: '/v1/other', TargetOriginId: 'site-api-2' });
    expect(CacheBehaviors.slice(6)).toEqual(configOf(template, isFilled).CacheBehaviors);
  });

  test('are known to what renders, the longest first, as it stands in for the distribution before DNS turns', () => {
    const told = ({ Resources }: Template) => Resources.RenderLambdaFunction?.Properties?.Environment;
    const all = '/v1/other=other.example.com,/graphql=api.example.com,/v1=api.example.com';
    expect(told(withApis)).toMatchObject({ Variables: { SITE_APIS: all } });
    expect(told(template)).toMatchObject({ Variables: { SITE_APIS: '' } });
  });
});

describe('what Lambda@Edge asks of a function', () => {
  const LIMITS =
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-restrictions.html';
  test.each(['ViewerRequestLambdaFunction', 'OriginResponseLambdaFunction'])(`%s (${LIMITS})`, id => {
    const properties = propertiesOf(id);
    expect(properties).toMatchObject({
      Architectures: ['x86_64'],
      MemorySize: 128,
      Role: { 'Fn::GetAtt': ['EdgeRole', 'Arn'] },
    });
    expect(Number(properties.Timeout)).toBeLessThanOrEqual(5);
    // Groups that it makes in each Region never expire, so it writes no line for each request.
    expect(properties.LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' });
    for (const refused of ['Environment', 'VpcConfig', 'DeadLetterConfig', 'Layers', 'TracingConfig'])
      expect(properties).not.toHaveProperty(refused);
  });

  test('its role can be taken by the edge', () => {
    expect(JSON.stringify(propertiesOf('EdgeRole').AssumeRolePolicyDocument)).toContain(
      'edgelambda.amazonaws.com',
    );
  });

  test('the site’s default behaviour names numbered versions that exist', () => {
    const text = JSON.stringify(propertiesOf('Site'));
    const versions = idsOf('AWS::Lambda::Version').filter(id => text.includes(`"Ref":"${id}"`));
    expect(versions.map(id => id.replace(/Version.*/, ''))).toEqual(
      expect.arrayContaining(['ViewerRequestLambda', 'OriginResponseLambda']),
    );
  });
});

describe('viewer-request is deployed in two forms, and the setting says which one is asked', () => {
  const associations = ({ Resources }: Template) => {
    const config = Resources.Site?.Properties?.DistributionConfig as {
      DefaultCacheBehavior: {
        FunctionAssociations?: unknown;
        LambdaFunctionAssociations: { EventType: string }[];
      };
    };
    const { FunctionAssociations, LambdaFunctionAssociations } = config.DefaultCacheBehavior;
    return [FunctionAssociations, LambdaFunctionAssociations.map(({ EventType }) => EventType)];
  };

  test('the one in Lambda@Edge', () => {
    expect(associations(template)).toEqual([undefined, ['viewer-request', 'origin-response']]);
  });

  test('or the CloudFront Function', () => {
    expect(associations(withFunction)).toEqual([
      [
        {
          EventType: 'viewer-request',
          FunctionARN: { 'Fn::GetAtt': ['ViewerRequestFunction', 'FunctionARN'] },
        },
      ],
      ['origin-response'],
    ]);
    expect(withFunction.Resources.ViewerRequestFunction?.Properties).toMatchObject({
      AutoPublish: true,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
      FunctionCode: expect.stringMatching(/function handler\(event\)\{.*\}$/),
    });
  });

  // An edge function that left the stack would be kept from going by its copies, and from coming back by its name.
  test('every other resource is the same, edge functions with their names and versions included', () => {
    const rest = ({ Resources }: Template) =>
      Object.fromEntries(
        Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) =>
          Type === 'AWS::CloudFront::Distribution' || id === 'ViewerRequestFunction'
            ? []
            : [[id, { ...Properties, ...AT_PACKAGING }]],
        ),
      );
    expect(rest(withFunction)).toEqual(rest(template));
    // The packager adds versions in the order in which their hashes are ready.
    expect(Object.keys(withFunction.Resources).sort()).toEqual(Object.keys(template.Resources).sort());
  });

  /** What the time of packaging is in. */
  const AT_PACKAGING = { Code: undefined };
});

describe('each tier can only be reached from the one above it', () => {
  test.each(['SiteBucket', 'LogsBucket'])('%s is private', id => {
    expect(propertiesOf(id).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  test('the Function URL takes signed calls only, and CloudFront has both permissions', () => {
    expect(propertiesOf('RenderLambdaFunctionUrl').AuthType).toBe('AWS_IAM');
    const bySite = {
      FunctionName: { 'Fn::GetAtt': ['RenderLambdaFunction', 'Arn'] },
      Principal: 'cloudfront.amazonaws.com',
      SourceArn: {
        'Fn::Sub': expect.stringMatching(
          /^arn:aws:cloudfront::\$\{AWS::AccountId\}:distribution\/\$\{Site\}$/,
        ),
      },
    };
    expect(propertiesOf('SiteCallsRenderUrl')).toEqual({
      ...bySite,
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: 'AWS_IAM',
    });
    expect(propertiesOf('SiteCallsRender')).toEqual({
      ...bySite,
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
    });
  });

  test('jobs are sent to the render queue by no role but these', () => {
    const senders = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
      if (Type !== 'AWS::IAM::Role') return [];
      const statements = (Properties?.Policies as { PolicyDocument: { Statement: object[] } }[] | undefined)
        ?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .map(statement => JSON.stringify(statement));
      return statements?.some(text => text.includes('sqs:SendMessage') && text.includes('"RenderQueue"'))
        ? [id]
        : [];
    });
    expect(senders.sort()).toEqual(
      ['ChangesRole', 'RenderRole', 'RerenderRole', 'SitemapRole', 'SnapshotsRole'].sort(),
    );
    const policies = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::SQS::QueuePolicy');
    expect(JSON.stringify(policies)).not.toContain('"RenderQueue"');
  });

  const BUCKET = { Ref: 'BucketAccess' };
  test.each([
    ['Links', { links: undefined, redirect: undefined, bucket: BUCKET }],
    ['Site', { bucket: BUCKET, assets: BUCKET, render: { Ref: 'RenderAccess' }, 'site-api': undefined }],
  ])('%s signs for its origins in the bucket and for the renderer', (id, signedFor) => {
    const { Origins } = decided(propertiesOf(id).DistributionConfig, true) as {
      Origins: { Id: string; OriginAccessControlId?: unknown }[];
    };
    expect(Origins.map(origin => [origin.Id, origin.OriginAccessControlId])).toEqual(
      Object.entries(signedFor),
    );
  });
});

test('where no function tells the host, the viewer’s own word for it is overwritten', () => {
  const { DefaultCacheBehavior, Origins } = propertiesOf('Links').DistributionConfig as {
    DefaultCacheBehavior: { TargetOriginId: string; FunctionAssociations?: unknown };
    Origins: { Id: string; OriginCustomHeaders?: unknown[] }[];
  };
  // The function there writes a link in one way, and tells of hosts no more than the short domain's name in the settings.
  expect(DefaultCacheBehavior.FunctionAssociations).toEqual([
    { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['OneSpelling', 'FunctionARN'] } },
  ]);
  const origin = Origins.find(({ Id }) => Id === DefaultCacheBehavior.TargetOriginId);
  expect(origin?.OriginCustomHeaders).toContainEqual({ HeaderName: 'x-signpost-host', HeaderValue: 'none' });
});

test.each([
  ['two CloudFront distributions', 'AWS::CloudFront::Distribution', 2],
  // Those at the edge are counted by themselves.
  ['twelve Lambda functions, two edge functions', 'AWS::Lambda::Function', 12 + 2],
  ['four CloudFront Functions', 'AWS::CloudFront::Function', 4],
  ['seven tables', 'AWS::DynamoDB::Table', 7],
  ['two buckets and one for the packager’s zips', 'AWS::S3::Bucket', 2 + 1],
  ['four queues', 'AWS::SQS::Queue', 4],
  ['six schedules', 'AWS::Scheduler::Schedule', 6],
  ['two secrets', 'AWS::SecretsManager::Secret', 2],
])('the deploy guide says what the stack has: %s', (words, type, count) => {
  const guide = readFileSync('docs/deploy.md', 'utf8').replace(/\s+/g, ' ').replaceAll("'", '’');
  expect([guide.includes(words), idsOf(type).length]).toEqual([true, count]);
});

test('no resource needs itself, by whatever way round', () => {
  const named = (node: unknown): string[] => {
    if (node === null || typeof node !== 'object') return [];
    return Object.entries(node).flatMap(([key, value]) => {
      if (key === 'Ref') return [String(value)];
      if (key === 'DependsOn') return [value].flat().map(String);
      if (key === 'Fn::GetAtt') return [String([value].flat()[0]).split('.')[0] ?? ''];
      const inText = key === 'Fn::Sub' ? JSON.stringify(value).matchAll(/\$\{(\w+)/g) : [];
      return [...[...inText].map(([, id = '']) => id), ...named(value)];
    });
  };
  const needed = new Map(Object.entries(template.Resources).map(([id, each]) => [id, named(each)]));
  const isRound = (id: string, way: string[]): boolean =>
    way.includes(id) || (needed.get(id) ?? []).some(next => isRound(next, [...way, id]));
  expect([...needed.keys()].filter(id => isRound(id, []))).toEqual([]);
});

test('every function has a role of its own, without a wildcard for action or resource', () => {
  const roles = idsOf('AWS::Lambda::Function').map(id => JSON.stringify(propertiesOf(id).Role));
  expect(new Set(roles).size).toBe(roles.length - 1); // the two edge functions only log, under one role
  for (const id of idsOf('AWS::IAM::Role')) {
    const policies = JSON.stringify(propertiesOf(id).Policies ?? []);
    expect(policies).not.toMatch(/"(Action|Resource)":(\[)?"\*"|"[a-z0-9]+:\*"/);
  }
});

test('what each function writes goes to Loki, where there is one, but for what the shipper itself writes', () => {
  const groups = idsOf('AWS::Logs::LogGroup').filter(id => id !== 'FunctionLogsLogGroup');
  const filters = idsOf('AWS::Logs::SubscriptionFilter').map(id => template.Resources[id]);
  const ofFunctions = groups.filter(id => id !== 'FargateLogGroup');
  expect(filters.map(filter => filter?.Properties?.LogGroupName)).toEqual(
    expect.arrayContaining(ofFunctions.map(Ref => ({ Ref }))),
  );
  expect(filters.every(filter => filter?.Condition === 'HasLoki')).toBe(true);
});

describe('the bundles, whose sizes sizes.test.ts holds', () => {
  test.each(['origin-response', 'viewer-request'])(
    'edge/%s is without the SDK and without an environment',
    name => {
      const code = readFileSync(`dist/edge/${name}.mjs`, 'utf8');
      expect(code).not.toMatch(/aws-sdk|process\.env/);
    },
  );

  test('the redirect carries neither the API’s framework nor its schemas', () => {
    const code = readFileSync('dist/functions/redirect.mjs', 'utf8');
    expect(code).not.toMatch(/ZodError|HonoRequest|openapi/i);
    // Of rules that repeat it knows the times alone.
    expect(readFileSync('dist/functions/changes.mjs', 'utf8')).toMatch(/CronPattern/);
    expect(code).not.toMatch(/CronPattern/);
  });
});
