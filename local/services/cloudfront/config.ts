import { z } from 'zod';

/**
 * The part of `AWS::CloudFront::Distribution` that is modelled. Every object is strict: a property that is in none
 * of these lists makes `readConfig` throw, so that a template can never ask for something the laptop silently leaves out.
 * Properties: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html
 */

// CloudFormation takes "60" and "true" as well as 60 and true: parameters are always strings.
const text = z.string();
const number = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(value => value === 'true')]);
/** Known, and without meaning on one laptop. */
const irrelevant = z.unknown().optional();
const texts = z.array(text);
/** `cloudfront-forwarded-proto` and what else `addCloudFrontHeaders` can fill in; a laptop knows no device. */
const MODELLED_HEADERS = [
  'cloudfront-forwarded-proto',
  'cloudfront-viewer-address',
  'cloudfront-viewer-country',
  'cloudfront-viewer-http-version',
];
// Listing Accept-Encoding stops compression: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
const policyHeaders = z.array(
  text
    .refine(
      name => name.toLowerCase() !== 'accept-encoding',
      'use EnableAcceptEncodingGzip and Brotli instead',
    )
    .refine(
      name => !/^cloudfront-/i.test(name) || MODELLED_HEADERS.includes(name.toLowerCase()),
      'this CloudFront header is not modelled',
    ),
);

const lambdaAssociation = z.strictObject({
  EventType: z.enum(['viewer-request', 'origin-request', 'origin-response'], {
    error: 'is not modelled for this event type (viewer-response)',
  }),
  LambdaFunctionARN: text.regex(/:\d+$/, 'must be the ARN of a numbered version'),
  IncludeBody: flag.optional(),
});

const functionAssociation = z.strictObject({
  EventType: z.literal('viewer-request', { error: 'is modelled for viewer-request only' }),
  FunctionARN: text,
});

const behaviourProperties = {
  TargetOriginId: text,
  ViewerProtocolPolicy: z.enum(['allow-all', 'redirect-to-https', 'https-only']),
  AllowedMethods: texts.optional(),
  CachedMethods: texts.optional(),
  CachePolicyId: text,
  OriginRequestPolicyId: text.optional(),
  ResponseHeadersPolicyId: text.optional(),
  Compress: flag.optional(),
  LambdaFunctionAssociations: z.array(lambdaAssociation).optional(),
  FunctionAssociations: z.array(functionAssociation).optional(),
  SmoothStreaming: z.literal([false, 'false']).optional(),
  TrustedKeyGroups: z.array(z.never()).optional(),
  TrustedSigners: z.array(z.never()).optional(),
  GrpcConfig: z.strictObject({ Enabled: z.literal([false, 'false']) }).optional(),
};

const defaultBehaviour = z.strictObject(behaviourProperties);
const patternBehaviour = z.strictObject({ PathPattern: text, ...behaviourProperties });

const origin = z.strictObject({
  Id: text,
  DomainName: text,
  OriginPath: z
    .string()
    .regex(/^(\/.*[^/])?$/, 'must begin with "/" and not end with it')
    .optional(),
  OriginAccessControlId: text.optional(),
  OriginCustomHeaders: z.array(z.strictObject({ HeaderName: text, HeaderValue: text })).optional(),
  S3OriginConfig: z
    .strictObject({
      OriginAccessIdentity: z.literal('', { error: 'is not modelled: use OriginAccessControlId' }).optional(),
      OriginReadTimeout: number.optional(),
    })
    .optional(),
  CustomOriginConfig: z
    .strictObject({
      OriginProtocolPolicy: text,
      OriginReadTimeout: number.optional(),
      HTTPPort: irrelevant,
      HTTPSPort: irrelevant,
      OriginKeepaliveTimeout: irrelevant,
      OriginSSLProtocols: irrelevant,
      IpAddressType: irrelevant,
    })
    .optional(),
  ConnectionAttempts: number.optional(),
  ConnectionTimeout: irrelevant,
  ResponseCompletionTimeout: irrelevant,
  OriginShield: irrelevant,
});

const originGroup = z.strictObject({
  Id: text,
  FailoverCriteria: z.strictObject({
    StatusCodes: z.strictObject({ Quantity: number, Items: z.array(number) }),
  }),
  Members: z.strictObject({
    Quantity: number,
    Items: z.array(z.strictObject({ OriginId: text })).length(2),
  }),
  SelectionCriteria: z.literal('default').optional(),
});

const customErrorResponse = z.strictObject({
  ErrorCode: number,
  ErrorCachingMinTTL: number.optional(),
  ResponseCode: number.optional(),
  ResponsePagePath: text.optional(),
});

const distributionConfig = z.strictObject({
  DefaultCacheBehavior: defaultBehaviour,
  CacheBehaviors: z.array(patternBehaviour).optional(),
  Origins: z.array(origin),
  OriginGroups: z.strictObject({ Quantity: number, Items: z.array(originGroup).optional() }).optional(),
  CustomErrorResponses: z.array(customErrorResponse).optional(),
  DefaultRootObject: text.optional(),
  Restrictions: z
    .strictObject({ GeoRestriction: z.strictObject({ RestrictionType: z.literal('none') }) })
    .optional(),
  Enabled: irrelevant,
  Aliases: texts.optional(),
  ViewerCertificate: irrelevant,
  HttpVersion: irrelevant,
  PriceClass: irrelevant,
  IPV6Enabled: irrelevant,
  Comment: irrelevant,
  WebACLId: irrelevant,
  Logging: irrelevant,
});

/** `AWS::CloudFront::CachePolicy`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-cachepolicy.html */
const cachePolicyConfig = z.strictObject({
  Name: text,
  Comment: irrelevant,
  MinTTL: number,
  DefaultTTL: number,
  MaxTTL: number,
  ParametersInCacheKeyAndForwardedToOrigin: z.strictObject({
    EnableAcceptEncodingGzip: flag,
    EnableAcceptEncodingBrotli: flag.optional(),
    HeadersConfig: z.strictObject({
      HeaderBehavior: z.enum(['none', 'whitelist']),
      Headers: policyHeaders.optional(),
    }),
    CookiesConfig: z.strictObject({
      CookieBehavior: z.enum(['none', 'whitelist', 'allExcept', 'all']),
      Cookies: texts.optional(),
    }),
    QueryStringsConfig: z.strictObject({
      QueryStringBehavior: z.enum(['none', 'whitelist', 'allExcept', 'all']),
      QueryStrings: texts.optional(),
    }),
  }),
});

/** `AWS::CloudFront::OriginRequestPolicy`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-originrequestpolicy.html */
const originRequestPolicyConfig = z.strictObject({
  Name: text,
  Comment: irrelevant,
  HeadersConfig: z.strictObject({
    HeaderBehavior: z.enum([
      'none',
      'whitelist',
      'allViewer',
      'allViewerAndWhitelistCloudFront',
      'allExcept',
    ]),
    Headers: policyHeaders.optional(),
  }),
  CookiesConfig: z.strictObject({
    CookieBehavior: z.enum(['none', 'whitelist', 'all', 'allExcept']),
    Cookies: texts.optional(),
  }),
  QueryStringsConfig: z.strictObject({
    QueryStringBehavior: z.enum(['none', 'whitelist', 'all', 'allExcept']),
    QueryStrings: texts.optional(),
  }),
});

const items = z.strictObject({ Items: texts });

/** `AWS::CloudFront::ResponseHeadersPolicy`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-responseheaderspolicy.html */
const responseHeadersPolicyConfig = z.strictObject({
  Name: text,
  Comment: irrelevant,
  SecurityHeadersConfig: z
    .strictObject({
      ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: text, Override: flag }).optional(),
      ContentTypeOptions: z.strictObject({ Override: flag }).optional(),
      FrameOptions: z
        .strictObject({ FrameOption: z.enum(['DENY', 'SAMEORIGIN']), Override: flag })
        .optional(),
      ReferrerPolicy: z.strictObject({ ReferrerPolicy: text, Override: flag }).optional(),
      StrictTransportSecurity: z
        .strictObject({
          AccessControlMaxAgeSec: number,
          IncludeSubdomains: flag.optional(),
          Preload: flag.optional(),
          Override: flag,
        })
        .optional(),
      XSSProtection: z
        .strictObject({
          Protection: flag,
          ModeBlock: flag.optional(),
          ReportUri: text.optional(),
          Override: flag,
        })
        .optional(),
    })
    .optional(),
  CustomHeadersConfig: z
    .strictObject({ Items: z.array(z.strictObject({ Header: text, Value: text, Override: flag })) })
    .optional(),
  RemoveHeadersConfig: z.strictObject({ Items: z.array(z.strictObject({ Header: text })) }).optional(),
  CorsConfig: z
    .strictObject({
      AccessControlAllowOrigins: z.strictObject({
        Items: z.array(text.regex(/^(\*|[^*]+)$/, 'is modelled for "*" and whole origins only')),
      }),
      AccessControlAllowHeaders: items,
      AccessControlAllowMethods: items,
      AccessControlAllowCredentials: flag,
      AccessControlExposeHeaders: items.optional(),
      AccessControlMaxAgeSec: number.optional(),
      OriginOverride: flag,
    })
    .optional(),
});

export type DistributionConfig = z.infer<typeof distributionConfig>;
export type CacheBehaviour = z.infer<typeof defaultBehaviour> & { PathPattern?: string };
export type OriginConfig = z.infer<typeof origin>;
export type CustomErrorResponse = z.infer<typeof customErrorResponse>;
export type CachePolicyConfig = z.infer<typeof cachePolicyConfig>;
export type OriginRequestPolicyConfig = z.infer<typeof originRequestPolicyConfig>;
export type ResponseHeadersPolicyConfig = z.infer<typeof responseHeadersPolicyConfig>;

/** Reads a resolved `DistributionConfig`; throws one sentence that names the property when it can't be run as written. */
export const readConfig = (value: unknown): DistributionConfig =>
  read(distributionConfig, value, 'DistributionConfig');
/** Reads a resolved `CachePolicyConfig`; throws like `readConfig`. */
export const readCachePolicy = (value: unknown): CachePolicyConfig =>
  read(cachePolicyConfig, value, 'CachePolicyConfig');
/** Reads a resolved `OriginRequestPolicyConfig`; throws like `readConfig`. */
export const readOriginRequestPolicy = (value: unknown): OriginRequestPolicyConfig =>
  read(originRequestPolicyConfig, value, 'OriginRequestPolicyConfig');
/** Reads a resolved `ResponseHeadersPolicyConfig`; throws like `readConfig`. */
export const readResponseHeadersPolicy = (value: unknown): ResponseHeadersPolicyConfig =>
  read(responseHeadersPolicyConfig, value, 'ResponseHeadersPolicyConfig');

function read<T>(schema: z.ZodType<T>, value: unknown, root: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [root, ...(issue?.path ?? [])].join('.');
  throw new Error(
    issue?.code === 'unrecognized_keys'
      ? `The local CloudFront does not model ${path}.${issue.keys[0]}.`
      : `The local CloudFront can't run ${path}: ${issue?.message}.`,
  );
}
