import { expect, test } from '@jest/globals';
import { always, edge, lambda } from './support.ts';

const origin = (change: object) => ({
  OriginGroups: undefined,
  Origins: [{ Id: 'bucket', DomainName: 'b.s3.us-east-1.amazonaws.com', S3OriginConfig: {}, ...change }],
});
const version = lambda('viewer-request');

test.each([
  [
    'an unknown property',
    { behaviour: { RealtimeLogConfigArn: 'x' } },
    'DefaultCacheBehavior.RealtimeLogConfigArn',
  ],
  ['an old cache setting', { behaviour: { ForwardedValues: {} } }, 'DefaultCacheBehavior.ForwardedValues'],
  ['another part of the tree', { config: { Staging: true } }, 'DistributionConfig.Staging'],
  [
    'geo restriction',
    { config: { Restrictions: { GeoRestriction: { RestrictionType: 'whitelist' } } } },
    'GeoRestriction.RestrictionType',
  ],
  [
    'a missing policy',
    { behaviour: { CachePolicyId: 'nope' } },
    'DefaultCacheBehavior.CachePolicyId refers to "nope"',
  ],
  [
    'a missing origin',
    { behaviour: { TargetOriginId: 'nope' } },
    'DefaultCacheBehavior.TargetOriginId refers to "nope"',
  ],
  [
    'an OAI',
    { config: origin({ S3OriginConfig: { OriginAccessIdentity: 'x' } }) },
    'use OriginAccessControlId',
  ],
  [
    'an access control for another service',
    { config: origin({ OriginAccessControlId: 'oac-lambda' }) },
    'signs for lambda',
  ],
  [
    'an origin without a kind',
    { config: origin({ S3OriginConfig: undefined }) },
    'either S3OriginConfig or CustomOriginConfig',
  ],
  [
    'a function without a version',
    {
      behaviour: {
        LambdaFunctionAssociations: [
          { ...version, LambdaFunctionARN: 'arn:aws:lambda:us-east-1:1:function:f' },
        ],
      },
    },
    'LambdaFunctionARN',
  ],
  [
    'viewer-response',
    { behaviour: { LambdaFunctionAssociations: [{ ...version, EventType: 'viewer-response' }] } },
    'LambdaFunctionAssociations.0.EventType',
  ],
  [
    'two functions at one trigger',
    { behaviour: { LambdaFunctionAssociations: [version, version] } },
    'viewer-request twice',
  ],
])('createDistribution refuses %s', (_, setup, message) => {
  expect(() => edge(setup)).toThrow(message);
});

test('a refusal is one sentence', () => {
  expect(() => edge({ config: { Staging: true } })).toThrow(
    'The local CloudFront does not model DistributionConfig.Staging.',
  );
});

test('properties without meaning on a laptop are accepted, and text for numbers and flags', async () => {
  const { ask } = edge({
    behaviour: { Compress: 'true' },
    config: {
      Aliases: ['a.example'],
      HttpVersion: 'http2and3',
      PriceClass: 'PriceClass_100',
      WebACLId: 'x',
      ViewerCertificate: {},
    },
    policy: {
      Name: 'text',
      MinTTL: '0',
      DefaultTTL: '60',
      MaxTTL: '60',
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: 'true',
        HeadersConfig: { HeaderBehavior: 'none' },
        CookiesConfig: { CookieBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    },
    bucket: always(200),
  });
  expect((await ask('/a')).status).toBe(200);
});
