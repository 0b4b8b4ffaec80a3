import type { CachePolicyConfig, OriginRequestPolicyConfig, ResponseHeadersPolicyConfig } from './config.ts';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html */
export const managedCachePolicies: ReadonlyMap<string, CachePolicyConfig> = new Map([
  ['4135ea2d-6df8-44a3-9df3-4b5a84be39ad', cachePolicy('CachingDisabled', [0, 0, 0], false)],
  ['658327ea-f89d-4fab-a63d-7e88639e58f6', cachePolicy('CachingOptimized', [1, 86_400, 31_536_000], true)],
]);

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html */
export const managedOriginRequestPolicies: ReadonlyMap<string, OriginRequestPolicyConfig> = new Map([
  [
    '216adef6-5c7f-47e4-b989-5492eafa07d3',
    originRequestPolicy('AllViewer', 'all', { HeaderBehavior: 'allViewer' }),
  ],
  [
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    originRequestPolicy('AllViewerExceptHostHeader', 'all', {
      HeaderBehavior: 'allExcept',
      Headers: ['Host'],
    }),
  ],
  [
    '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    originRequestPolicy('CORS-S3Origin', 'none', {
      HeaderBehavior: 'whitelist',
      Headers: ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'],
    }),
  ],
]);

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html */
export const managedResponseHeadersPolicies: ReadonlyMap<string, ResponseHeadersPolicyConfig> = new Map([
  [
    '67f7725c-6f97-4210-82d7-5512b31e9d03',
    {
      Name: 'SecurityHeadersPolicy',
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'SAMEORIGIN', Override: false },
        ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: false },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: false },
        XSSProtection: { Protection: true, ModeBlock: true, Override: false },
      },
    },
  ],
]);

type Ttls = [min: number, usual: number, max: number];

function cachePolicy(
  Name: string,
  [MinTTL, DefaultTTL, MaxTTL]: Ttls,
  encodings: boolean,
): CachePolicyConfig {
  return {
    Name,
    MinTTL,
    DefaultTTL,
    MaxTTL,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: encodings,
      EnableAcceptEncodingBrotli: encodings,
      HeadersConfig: { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
    },
  };
}

function originRequestPolicy(
  Name: string,
  rest: 'all' | 'none',
  HeadersConfig: OriginRequestPolicyConfig['HeadersConfig'],
): OriginRequestPolicyConfig {
  return {
    Name,
    HeadersConfig,
    CookiesConfig: { CookieBehavior: rest },
    QueryStringsConfig: { QueryStringBehavior: rest },
  };
}
