import { beforeAll, describe, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import type { ResourceDeclaration, Template } from '../../local/template/template.ts';

// Rules that hold for every resource of a kind, those that are added later too. What each is for is in docs/deploy-checks.md.

let template: Template;
beforeAll(async () => {
  template = await packagedTemplate('.');
}, 300_000);

const allOf = (type: string) =>
  Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, ...resource, properties: resource.Properties ?? {} }));
const idOf = (reference: unknown) => /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(reference))?.[1];

/** The ids of what breaks a rule. */
const breaking = (breaks: (resource: ResourceDeclaration & { DeletionPolicy?: string }) => boolean) =>
  Object.entries(template.Resources).flatMap(([id, resource]) => (breaks(resource) ? [id] : []));

test('what outlives the stack does not outlive a deploy that failed to make it', () => {
  expect(breaking(({ DeletionPolicy = '' }) => DeletionPolicy.startsWith('Retain'))).toEqual(
    expect.arrayContaining(['LinksTable', 'KeysTable', 'SiteBucket', 'LogsBucket', 'SlugSecret']),
  );
  expect(breaking(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
});

describe('queues', () => {
  const redrives = () =>
    allOf('AWS::SQS::Queue').flatMap(({ id, properties: { RedrivePolicy } }) =>
      RedrivePolicy
        ? [{ id, ...(RedrivePolicy as { deadLetterTargetArn: unknown; maxReceiveCount: number }) }]
        : [],
    );

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig
  test('a job is tried five times or more: a throttled poll counts as a receive', () => {
    expect(redrives().length).toBeGreaterThan(0);
    expect(redrives().filter(({ maxReceiveCount }) => maxReceiveCount < 5)).toEqual([]);
  });

  test('an alarm tells of what every dead-letter queue holds', () => {
    const watched = allOf('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.MetricName === 'ApproximateNumberOfMessagesVisible')
      .filter(({ properties }) => properties.ComparisonOperator === 'GreaterThanThreshold')
      .filter(({ properties }) => properties.Threshold === 0 && properties.AlarmActions !== undefined)
      .map(({ properties }) => idOf(properties.Dimensions));
    for (const { deadLetterTargetArn } of redrives()) expect(watched).toContain(idOf(deadLetterTargetArn));
  });

  test('a job is seen again after six times as long as its function may take', () => {
    for (const { properties } of allOf('AWS::Lambda::EventSourceMapping')) {
      const queue = template.Resources[idOf(properties.EventSourceArn) ?? '']?.Properties;
      const target = template.Resources[idOf(properties.FunctionName) ?? '']?.Properties;
      expect(Number(queue?.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(target?.Timeout));
    }
  });
});

describe('edge functions', () => {
  const functionIds = () =>
    allOf('AWS::Lambda::Version').map(({ properties }) => idOf(properties.FunctionName));

  test('are the only ones of which versions are kept', () => {
    expect(functionIds().sort()).toEqual(['OriginResponseLambdaFunction', 'ViewerRequestLambdaFunction']);
  });

  test('stay behind when the stack goes, and are not in the way of the next one of its name', () => {
    const edge = [...allOf('AWS::Lambda::Version'), ...allOf('AWS::Lambda::Function')].filter(
      ({ id, Type }) => Type === 'AWS::Lambda::Version' || functionIds().includes(id),
    );
    expect(edge).toHaveLength(4);
    for (const { properties, ...resource } of edge) {
      expect(resource).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
      expect(properties.FunctionName).not.toEqual(expect.any(String));
    }
  });
});

test('each bucket that an output names is read or written by something', () => {
  const named = Object.values(template.Outputs ?? {}).flatMap(({ Value }) => {
    const id = idOf(Value) ?? '';
    // The packager's own is what its next deploy looks for.
    return template.Resources[id]?.Type === 'AWS::S3::Bucket' && id !== 'ServerlessDeploymentBucket'
      ? [id]
      : [];
  });
  expect(named).toContain('SiteBucket');
  const users = JSON.stringify(
    Object.values(template.Resources).filter(({ Type }) => !/^AWS::S3::/.test(Type)),
  );
  for (const id of named)
    expect(users).toMatch(new RegExp(`"(Ref":|Fn::GetAtt":\\[)"${id}"|\\$\\{${id}\\.Arn\\}`));
});

describe('the HTTP API', () => {
  test('takes only so many requests a second, on each stage', () => {
    const stages = allOf('AWS::ApiGatewayV2::Stage');
    expect(stages).toHaveLength(1);
    for (const { properties } of stages)
      expect(properties.DefaultRouteSettings).toEqual({
        DetailedMetricsEnabled: false,
        ThrottlingRateLimit: 500,
        ThrottlingBurstLimit: 1000,
      });
  });

  // It takes 10,240 bytes of request line and headers, CloudFront takes 20,480.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  test('is sent no cookies by any behaviour that leads to it', () => {
    const policies = apiBehaviours().map(({ OriginRequestPolicyId }) => idOf(OriginRequestPolicyId) ?? '');
    expect(policies).toEqual(['FollowRequestPolicy', 'ApiRequestPolicy', 'ApiRequestPolicy']);
    for (const id of policies)
      expect(template.Resources[id]?.Properties?.OriginRequestPolicyConfig).toMatchObject({
        CookiesConfig: { CookieBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
      });
  });

  interface Behaviour {
    TargetOriginId: string;
    OriginRequestPolicyId?: unknown;
  }
  function apiBehaviours(): Behaviour[] {
    return allOf('AWS::CloudFront::Distribution').flatMap(({ properties }) => {
      const { Origins, DefaultCacheBehavior, CacheBehaviors } = properties.DistributionConfig as {
        Origins: { Id: string; DomainName: unknown }[];
        DefaultCacheBehavior: Behaviour;
        CacheBehaviors: Behaviour[];
      };
      const api = Origins.filter(({ DomainName }) => /\{HttpApi\}/.test(JSON.stringify(DomainName)));
      return [DefaultCacheBehavior, ...CacheBehaviors].filter(({ TargetOriginId }) =>
        api.some(({ Id }) => Id === TargetOriginId),
      );
    });
  }
});

test('nothing of the account’s concurrency is reserved unless the settings say so', () => {
  for (const { properties } of allOf('AWS::Lambda::Function'))
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
});
