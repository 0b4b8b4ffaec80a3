import type { Clock } from '../../../core/clock.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import type { HttpHandler } from '../../http.ts';
import type { Functions } from '../../lambda/functions.ts';
import { ACCOUNT } from '../../template/names.ts';
import type { Stack } from '../../template/stack.ts';
import type { CountryOf, FailoverStatus, RequestRecord } from './context.ts';
import { createDistribution, type Distribution } from './distribution.ts';

interface Options {
  origins: ReadonlyMap<string, HttpHandler>;
  functions: Functions;
  hosts: Record<string, string>;
  failoverStatus?: FailoverStatus;
  countryOf?: CountryOf | undefined;
  rolloutMs?: () => number;
  clock: Clock;
  random: RandomBytes;
  observe?(distribution: string, record: RequestRecord): void;
}

/** The stack's distributions by logical id, each with the policies, access controls and functions of the stack. */
export function createDistributions(stack: Stack, options: Options): Map<string, Distribution> {
  const shared = {
    clock: options.clock,
    random: options.random,
    failoverStatus: options.failoverStatus,
    countryOf: options.countryOf,
    rolloutMs: options.rolloutMs,
    origin: (domainName: string) => options.origins.get(domainName),
    invokeEdge: (arn: string, event: unknown) => options.functions.byArn(arn).lambda.invoke(event),
    cachePolicies: byRef(stack, 'AWS::CloudFront::CachePolicy', policy => policy.CachePolicyConfig),
    originRequestPolicies: byRef(
      stack,
      'AWS::CloudFront::OriginRequestPolicy',
      policy => policy.OriginRequestPolicyConfig,
    ),
    responseHeadersPolicies: byRef(
      stack,
      'AWS::CloudFront::ResponseHeadersPolicy',
      policy => policy.ResponseHeadersPolicyConfig,
    ),
    originAccessControls: byRef(
      stack,
      'AWS::CloudFront::OriginAccessControl',
      ({ OriginAccessControlConfig: control }) => ({
        originType: control.OriginAccessControlOriginType,
        signingBehavior: control.SigningBehavior,
      }),
    ),
    functions: byRef(stack, 'AWS::CloudFront::Function', ({ FunctionCode, FunctionConfig }) => ({
      code: FunctionCode,
      runtime: FunctionConfig.Runtime,
    })),
  };
  return new Map(
    stack.all('AWS::CloudFront::Distribution').map(({ id, properties }) => [
      id,
      createDistribution(properties.DistributionConfig, {
        ...shared,
        id: stack.ref(id),
        domainName: options.hosts[id] ?? 'localhost',
        arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${stack.ref(id)}`,
        observe: record => options.observe?.(id, record),
      }),
    ]),
  );
}

function byRef<Type extends Parameters<Stack['all']>[0], Value>(
  stack: Stack,
  type: Type,
  read: (properties: ReturnType<typeof stack.all<Type>>[number]['properties']) => Value,
): Map<string, Value> {
  return new Map(stack.all(type).map(({ id, properties }) => [stack.ref(id), read(properties)]));
}
