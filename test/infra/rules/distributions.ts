import { type Declared, idOf, listOf, type Rule, type Stack } from './stack.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
const TEMPLATE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';

interface Association {
  EventType: string;
  LambdaFunctionARN?: unknown;
  FunctionARN?: unknown;
}

interface Behaviour {
  PathPattern?: string;
  TargetOriginId: string;
  ViewerProtocolPolicy?: string;
  AllowedMethods?: string[];
  Compress?: boolean;
  CachePolicyId?: unknown;
  OriginRequestPolicyId?: unknown;
  ResponseHeadersPolicyId?: unknown;
  ForwardedValues?: unknown;
  LambdaFunctionAssociations?: Association[];
  FunctionAssociations?: Association[];
}

interface Origin {
  Id: string;
  DomainName: unknown;
  OriginAccessControlId?: unknown;
  CustomOriginConfig?: { OriginProtocolPolicy?: string; OriginSSLProtocols?: string[] };
  OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[];
}

interface Config {
  Aliases?: unknown[];
  ViewerCertificate?: Record<string, unknown>;
  HttpVersion?: string;
  IPV6Enabled?: boolean;
  Origins: Origin[];
  OriginGroups?: { Items: { Id: string; Members: { Items: { OriginId: string }[] } }[] };
  DefaultCacheBehavior: Behaviour;
  CacheBehaviors?: Behaviour[];
  CustomErrorResponses?: { ErrorCode: number; ErrorCachingMinTTL?: number }[];
}

const configOf = ({ properties }: Declared) => properties.DistributionConfig as Config;
const behavioursOf = (distribution: Declared) => {
  const { DefaultCacheBehavior, CacheBehaviors = [] } = configOf(distribution);
  return [DefaultCacheBehavior, ...CacheBehaviors];
};

/** Breaks a rule by behaviours: which of which distribution. */
const behaviours = (stack: Stack, isRight: (behaviour: Behaviour, distribution: Declared) => boolean) =>
  stack
    .of('AWS::CloudFront::Distribution')
    .flatMap(each =>
      behavioursOf(each).flatMap(one => (isRight(one, each) ? [] : [`${each.id} ${one.PathPattern ?? '*'}`])),
    );

const origins = (stack: Stack, isRight: (origin: Origin) => boolean) =>
  stack
    .of('AWS::CloudFront::Distribution')
    .flatMap(each => configOf(each).Origins.flatMap(one => (isRight(one) ? [] : [`${each.id} ${one.Id}`])));

/** The origins that a behaviour asks, those of a group included. */
function originsOf({ TargetOriginId }: Behaviour, distribution: Declared): Origin[] {
  const { Origins, OriginGroups } = configOf(distribution);
  const group = OriginGroups?.Items.find(({ Id }) => Id === TargetOriginId);
  const ids = group ? group.Members.Items.map(({ OriginId }) => OriginId) : [TargetOriginId];
  return Origins.filter(({ Id }) => ids.includes(Id));
}

/** What stands behind an origin: a bucket, a Function URL or the gateway of the stack, or somebody else's host. */
const kindOf = (stack: Stack, { DomainName }: Origin): 'bucket' | 'url' | 'gateway' | 'other' =>
  (({
    'AWS::S3::Bucket': 'bucket',
    'AWS::Lambda::Url': 'url',
    'AWS::ApiGatewayV2::Api': 'gateway',
  })[stack.at(DomainName)?.Type ?? ''] as 'bucket' | 'url' | 'gateway' | undefined) ?? 'other';

/** Of AWS's own policies: keeps nothing; sends all a viewer says but the Host. */
const NOTHING_KEPT = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
/** Which short domain was asked; a function at the edge writes it, over whatever a viewer says. */
const OWN_HEADER = '["x-signpost-domain"]';
const KEPT_METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** None of them knows a cipher without forward secrecy. */
const VIEWER_TLS = ['TLSv1.2_2021', 'TLSv1.2_2025', 'TLSv1.3_2025'];
/** Those that CloudFront keeps by itself, for 10 s, where it is not told. */
const KEPT_ERRORS = [404, 500, 502, 503, 504];

const forwards = (
  { HeaderBehavior, Headers = [] }: { HeaderBehavior?: string; Headers?: string[] },
  header: string,
) => {
  const isNamed = Headers.some(name => name.toLowerCase() === header);
  if (HeaderBehavior === 'allExcept') return !isNamed;
  return HeaderBehavior === 'none' ? false : HeaderBehavior === 'whitelist' ? isNamed : true;
};

const RULES: Rule[] = [
  {
    name: 'viewers are answered by https alone',
    why: 'a key, a password or a page is read and changed on its way',
    source: `${GUIDE}/using-https-viewers-to-cloudfront.html`,
    broken: stack =>
      behaviours(stack, ({ ViewerProtocolPolicy = '' }) =>
        ['redirect-to-https', 'https-only'].includes(ViewerProtocolPolicy),
      ),
  },
  {
    name: 'a domain of ours takes TLS 1.2 or later, by SNI',
    why: 'old protocols are broken, and a dedicated address costs 600 dollars a month',
    source: `${GUIDE}/secure-connections-supported-viewer-protocols-ciphers.html`,
    broken: stack =>
      stack.broken('AWS::CloudFront::Distribution', (_, resource) => {
        const { Aliases = [], ViewerCertificate = {} } = configOf(resource);
        if (Aliases.length === 0) return ViewerCertificate.CloudFrontDefaultCertificate === true;
        const { AcmCertificateArn, MinimumProtocolVersion, SslSupportMethod } = ViewerCertificate;
        return (
          Boolean(AcmCertificateArn) &&
          VIEWER_TLS.includes(String(MinimumProtocolVersion)) &&
          SslSupportMethod === 'sni-only'
        );
      }),
  },
  {
    name: 'origins are asked by https and TLS 1.2',
    why: 'what the edge and the origin say is read and changed on its way',
    source: `${GUIDE}/using-https-cloudfront-to-custom-origin.html`,
    broken: stack =>
      origins(stack, origin => {
        if (kindOf(stack, origin) === 'bucket') return origin.CustomOriginConfig === undefined;
        const { OriginProtocolPolicy, OriginSSLProtocols } = origin.CustomOriginConfig ?? {};
        return OriginProtocolPolicy === 'https-only' && JSON.stringify(OriginSSLProtocols) === '["TLSv1.2"]';
      }),
  },
  {
    name: 'a bucket and a Function URL are asked with a signature, always',
    why: 'they answer nobody without one: every page is a 403',
    source: `${GUIDE}/private-content-restricting-access-to-origin.html`,
    broken: stack =>
      origins(stack, origin => {
        const type = { bucket: 's3', url: 'lambda', gateway: undefined, other: undefined }[
          kindOf(stack, origin)
        ];
        const control = stack.at(origin.OriginAccessControlId)?.properties
          .OriginAccessControlConfig as Record<string, unknown>;
        if (type === undefined) return origin.OriginAccessControlId === undefined;
        return (
          control?.OriginAccessControlOriginType === type &&
          control.SigningBehavior === 'always' &&
          control.SigningProtocol === 'sigv4'
        );
      }),
  },
  {
    name: 'the gateway is shown the secret of the edge',
    why: 'it refuses all that comes without it, and should',
    source: `${GUIDE}/add-origin-custom-headers.html`,
    broken: stack =>
      origins(stack, origin => {
        const isOurs = kindOf(stack, origin) === 'gateway';
        const secrets = (origin.OriginCustomHeaders ?? []).filter(
          ({ HeaderName }) => HeaderName === 'x-origin-secret',
        );
        const isSecret = secrets.some(({ HeaderValue }) =>
          /\{\{resolve:secretsmanager:/.test(JSON.stringify(HeaderValue)),
        );
        return isOurs ? isSecret : secrets.length === 0;
      }),
  },
  {
    name: 'nothing but the address tells kept objects apart',
    why: 'each cookie, User-Agent or tracking parameter has an object of its own: nothing is found in the cache, and each miss is a render',
    source: `${GUIDE}/understanding-the-cache-key.html`,
    broken: stack =>
      stack.broken('AWS::CloudFront::CachePolicy', ({ CachePolicyConfig }) => {
        const { MinTTL, ParametersInCacheKeyAndForwardedToOrigin: key } = CachePolicyConfig as {
          MinTTL: number;
          ParametersInCacheKeyAndForwardedToOrigin: Record<string, Record<string, unknown>>;
        };
        return (
          MinTTL === 0 &&
          (key.HeadersConfig?.HeaderBehavior === 'none' ||
            JSON.stringify(key.HeadersConfig?.Headers) === OWN_HEADER) &&
          key.CookiesConfig?.CookieBehavior === 'none' &&
          key.QueryStringsConfig?.QueryStringBehavior === 'none'
        );
      }),
  },
  {
    name: 'each behaviour keeps by a policy of ours, or keeps nothing',
    why: 'the older way of saying it forwards what is not meant to be, and what an API answers one key may be shown to another',
    source: `${GUIDE}/controlling-the-cache-key.html`,
    broken: stack =>
      behaviours(stack, (each, distribution) => {
        if (each.ForwardedValues !== undefined) return false;
        const isKept = stack.at(each.CachePolicyId)?.Type === 'AWS::CloudFront::CachePolicy';
        const keepsNothing = each.CachePolicyId === NOTHING_KEPT;
        // Whatever is asked for by Authorization is never kept.
        const policy = stack.at(each.OriginRequestPolicyId)?.properties.OriginRequestPolicyConfig as {
          HeadersConfig?: object;
        };
        const isPrivate =
          each.OriginRequestPolicyId === ALL_BUT_HOST ||
          forwards(policy?.HeadersConfig ?? { HeaderBehavior: 'none' }, 'authorization');
        const isOthers = originsOf(each, distribution).some(origin => kindOf(stack, origin) === 'other');
        return isPrivate || isOthers ? keepsNothing : isKept || keepsNothing;
      }),
  },
  {
    name: 'what is kept may be compressed',
    why: 'a page is four times as long on its way',
    source: `${GUIDE}/ServingCompressedFiles.html`,
    broken: stack => [
      ...behaviours(stack, ({ Compress }) => Compress === true),
      ...stack.broken('AWS::CloudFront::CachePolicy', ({ CachePolicyConfig }) => {
        const { ParametersInCacheKeyAndForwardedToOrigin: key } = CachePolicyConfig as Record<
          string,
          Record<string, unknown>
        >;
        return key?.EnableAcceptEncodingGzip === true && key.EnableAcceptEncodingBrotli === true;
      }),
    ],
  },
  {
    name: 'origins of ours are sent no cookie, and never the viewer’s Host',
    why: 'the gateway takes half as many bytes of headers as the edge; the Host of a viewer is refused by a bucket and by a Function URL',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html',
    broken: stack => [
      ...stack.broken('AWS::CloudFront::OriginRequestPolicy', ({ OriginRequestPolicyConfig }) => {
        const { CookiesConfig, HeadersConfig } = OriginRequestPolicyConfig as Record<
          string,
          Record<string, unknown>
        >;
        return CookiesConfig?.CookieBehavior === 'none' && !forwards(HeadersConfig ?? {}, 'host');
      }),
      ...behaviours(stack, (each, distribution) => {
        const { OriginRequestPolicyId: policy } = each;
        if (policy === undefined) return true;
        if (policy === ALL_BUT_HOST)
          return originsOf(each, distribution).every(one => kindOf(stack, one) === 'other');
        return stack.at(policy)?.Type === 'AWS::CloudFront::OriginRequestPolicy';
      }),
    ],
  },
  {
    name: 'a policy names ten headers at most, and not those that CloudFront writes itself',
    why: 'CloudFront refuses the policy, or no answer is compressed any more',
    source: `${GUIDE}/cloudfront-limits.html#limits-policies`,
    broken: stack =>
      stack.broken('AWS::CloudFront::OriginRequestPolicy', ({ OriginRequestPolicyConfig }) => {
        const { HeadersConfig } = OriginRequestPolicyConfig as {
          HeadersConfig: { HeaderBehavior: string; Headers?: string[] };
        };
        const names = (HeadersConfig.Headers ?? []).map(name => name.toLowerCase());
        const isListed = HeadersConfig.HeaderBehavior === 'whitelist';
        return (
          !isListed ||
          (names.length <= 10 &&
            !names.some(name => ['accept-encoding', 'authorization', 'connection'].includes(name)))
        );
      }),
  },
  {
    name: 'a bucket is only read',
    why: 'a viewer’s PUT or DELETE would be signed for it',
    source: `${GUIDE}/private-content-restricting-access-to-s3.html`,
    broken: stack =>
      behaviours(stack, (each, distribution) => {
        const isStored = originsOf(each, distribution).some(origin =>
          ['bucket', 'url'].includes(kindOf(stack, origin)),
        );
        return (
          !isStored || (each.AllowedMethods ?? ['GET', 'HEAD']).every(method => KEPT_METHODS.includes(method))
        );
      }),
  },
  {
    name: 'each answer of ours has headers against what browsers allow by default',
    why: 'a page is framed by another, or taken for another type than it says',
    source: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security',
    broken: stack => [
      ...behaviours(stack, (each, distribution) => {
        const isOthers = originsOf(each, distribution).every(origin => kindOf(stack, origin) === 'other');
        return (
          isOthers ||
          stack.at(each.ResponseHeadersPolicyId)?.Type === 'AWS::CloudFront::ResponseHeadersPolicy'
        );
      }),
      ...stack.broken('AWS::CloudFront::ResponseHeadersPolicy', ({ ResponseHeadersPolicyConfig }) => {
        const { SecurityHeadersConfig: has } = ResponseHeadersPolicyConfig as {
          SecurityHeadersConfig?: Record<string, Record<string, unknown>>;
        };
        const year = 31_536_000;
        return (
          Number(has?.StrictTransportSecurity?.AccessControlMaxAgeSec) >= year &&
          has?.ContentTypeOptions?.Override === true &&
          has.FrameOptions !== undefined &&
          has.ReferrerPolicy !== undefined
        );
      }),
    ],
  },
  {
    name: 'an error is not kept for longer than it lasts',
    why: 'CloudFront answers it for ten seconds more where it is not told',
    source: `${GUIDE}/custom-error-pages-expiration.html`,
    broken: stack =>
      stack.broken('AWS::CloudFront::Distribution', (_, resource) => {
        const told = configOf(resource).CustomErrorResponses ?? [];
        return KEPT_ERRORS.every(code =>
          told.some(({ ErrorCode, ErrorCachingMinTTL }) => ErrorCode === code && ErrorCachingMinTTL === 0),
        );
      }),
  },
  {
    name: 'an association names a numbered version, or a CloudFront Function that is published',
    why: 'CloudFront takes neither $LATEST nor an alias, and runs no function that is not published',
    source: `${GUIDE}/lambda-at-edge-function-restrictions.html`,
    broken: stack => [
      ...behaviours(stack, each => {
        const lambdas = listOf(each.LambdaFunctionAssociations);
        const functions = listOf(each.FunctionAssociations);
        const events = [...lambdas, ...functions].map(({ EventType }) => EventType);
        // Both kinds may not share the side of the viewer.
        const isMixed =
          functions.length > 0 && lambdas.some(({ EventType }) => EventType.startsWith('viewer'));
        return (
          !isMixed &&
          new Set(events).size === events.length &&
          lambdas.every(
            ({ LambdaFunctionARN: arn }) =>
              stack.at(arn)?.Type === 'AWS::Lambda::Version' && JSON.stringify(arn).startsWith('{"Ref"'),
          ) &&
          functions.every(({ FunctionARN: arn }) => stack.at(arn)?.Type === 'AWS::CloudFront::Function')
        );
      }),
      ...stack.broken('AWS::CloudFront::Function', ({ AutoPublish, FunctionConfig, FunctionCode }) => {
        const { Runtime } = FunctionConfig as { Runtime: string };
        return (
          AutoPublish === true &&
          Runtime === 'cloudfront-js-2.0' &&
          Buffer.byteLength(String(FunctionCode)) <= 10_240
        );
      }),
    ],
  },
  {
    name: 'each distribution tells of its requests',
    why: 'nothing is counted, and nobody can say what happened',
    source: `${GUIDE}/standard-logging.html`,
    broken: stack => {
      const told = stack
        .of('AWS::Logs::DeliverySource')
        .filter(source =>
          stack
            .of('AWS::Logs::Delivery')
            .some(
              ({ properties }) =>
                idOf(properties.DeliverySourceName) === source.id ||
                JSON.stringify(properties.DeliverySourceName) === JSON.stringify(source.properties.Name),
            ),
        )
        .map(({ properties }) => idOf(properties.ResourceArn));
      return stack.broken('AWS::CloudFront::Distribution', (_, { id }) => told.includes(id));
    },
  },
  {
    name: 'a distribution speaks HTTP/2 and 3, by IPv6 as well, and has 75 behaviours at most',
    why: 'phones on networks without IPv4 wait; one behaviour more is refused after minutes',
    source: `${TEMPLATE}/aws-properties-cloudfront-distribution-distributionconfig.html`,
    broken: stack =>
      stack.broken('AWS::CloudFront::Distribution', (_, resource) => {
        const { HttpVersion, IPV6Enabled } = configOf(resource);
        const paths = behavioursOf(resource).map(({ PathPattern }) => PathPattern);
        return (
          HttpVersion === 'http2and3' &&
          IPV6Enabled === true &&
          paths.length <= 76 &&
          new Set(paths).size === paths.length
        );
      }),
  },
];

export const DISTRIBUTIONS = RULES;
