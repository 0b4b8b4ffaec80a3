import { matchesPattern } from '../../../core/path-pattern.ts';
import {
  type CacheBehaviour,
  type CachePolicyConfig,
  type DistributionConfig,
  type OriginRequestPolicyConfig,
  type ResponseHeadersPolicyConfig,
  readCachePolicy,
  readOriginRequestPolicy,
  readResponseHeadersPolicy,
} from './config.ts';
import type { DistributionContext } from './context.ts';
import type { EventType } from './edge-event.ts';
import { FunctionRuntime } from './function-runtime.ts';
import {
  managedCachePolicies,
  managedOriginRequestPolicies,
  managedResponseHeadersPolicies,
} from './managed-policies.ts';
import { type OriginWay, readOriginWay } from './origins.ts';

/** A behaviour with everything it refers to looked up. */
export interface Behaviour {
  /** "*" for the default one. */
  pattern: string;
  allowedMethods: readonly string[];
  cachedMethods: readonly string[];
  compress: boolean;
  cachePolicy: CachePolicyConfig;
  originRequestPolicy: OriginRequestPolicyConfig | undefined;
  headersPolicy: ResponseHeadersPolicyConfig | undefined;
  edgeFunctions: ReadonlyMap<EventType, { arn: string; includeBody: boolean }>;
  /** The CloudFront Function at viewer-request. */
  viewerFunction: FunctionRuntime | undefined;
  origins: OriginWay;
}

/** The first behaviour whose pattern covers the viewer's path; the default one comes last and covers all. */
export function behaviourFor<T extends { pattern: string }>(behaviours: readonly T[], path: string): T {
  const normal = normalise(path);
  const found = behaviours.find(({ pattern }) => matchesPattern(pattern, normal));
  if (!found) throw new Error('the default behaviour is missing');
  return found;
}

/**
 * CloudFront matches the path as RFC 3986 would write it, without dot segments and without codes for what needs none, though the
 * origin gets it as it came. https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2
 */
function normalise(path: string): string {
  const plain = path.replace(/%(2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)/gi, code => decodeURIComponent(code));
  return plain.includes('/.') ? new URL(`http://viewer${plain}`).pathname : plain;
}

/** All behaviours of a distribution, in the order they are tried. Throws when one refers to something unknown. */
export function readBehaviours(config: DistributionConfig, context: DistributionContext): Behaviour[] {
  const listed = (config.CacheBehaviors ?? []).map((behaviour, index) =>
    readBehaviour(behaviour, behaviour.PathPattern, `CacheBehaviors.${index}`, config, context),
  );
  const rest = readBehaviour(config.DefaultCacheBehavior, '*', 'DefaultCacheBehavior', config, context);
  return [...listed, rest];
}

function readBehaviour(
  behaviour: CacheBehaviour,
  pattern: string,
  path: string,
  config: DistributionConfig,
  context: DistributionContext,
): Behaviour {
  const at = (property: string) => `DistributionConfig.${path}.${property}`;
  const cachePolicy = lookUp(
    behaviour.CachePolicyId,
    [context.cachePolicies, managedCachePolicies],
    at('CachePolicyId'),
  );
  const { OriginRequestPolicyId: requestId, ResponseHeadersPolicyId: headersId } = behaviour;
  return {
    pattern,
    // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
    allowedMethods: behaviour.AllowedMethods ?? ['GET', 'HEAD'],
    cachedMethods: ['GET', 'HEAD', ...(behaviour.CachedMethods ?? [])],
    compress: behaviour.Compress ?? false,
    cachePolicy: readCachePolicy(cachePolicy),
    originRequestPolicy:
      requestId === undefined
        ? undefined
        : readOriginRequestPolicy(
            lookUp(
              requestId,
              [context.originRequestPolicies, managedOriginRequestPolicies],
              at('OriginRequestPolicyId'),
            ),
          ),
    headersPolicy:
      headersId === undefined
        ? undefined
        : readResponseHeadersPolicy(
            lookUp(
              headersId,
              [context.responseHeadersPolicies, managedResponseHeadersPolicies],
              at('ResponseHeadersPolicyId'),
            ),
          ),
    ...readFunctions(behaviour, at, context),
    origins: readOriginWay(behaviour.TargetOriginId, at('TargetOriginId'), config, context),
  };
}

function readFunctions(
  behaviour: CacheBehaviour,
  at: (property: string) => string,
  context: DistributionContext,
): Pick<Behaviour, 'edgeFunctions' | 'viewerFunction'> {
  const edgeFunctions = new Map<EventType, { arn: string; includeBody: boolean }>();
  for (const {
    EventType: type,
    LambdaFunctionARN: arn,
    IncludeBody,
  } of behaviour.LambdaFunctionAssociations ?? []) {
    if (edgeFunctions.has(type)) throw new Error(`${at('LambdaFunctionAssociations')} has ${type} twice.`);
    edgeFunctions.set(type, { arn, includeBody: IncludeBody ?? false });
  }
  const [viewer] = behaviour.FunctionAssociations ?? [];
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
  if (viewer && edgeFunctions.has('viewer-request'))
    throw new Error(`${at('FunctionAssociations')}: CloudFront refuses two functions at viewer-request.`);
  if (!viewer) return { edgeFunctions, viewerFunction: undefined };
  const { code } = lookUp(viewer.FunctionARN, [context.functions], at('FunctionAssociations'));
  return { edgeFunctions, viewerFunction: new FunctionRuntime(code) };
}

function lookUp<T>(id: string, sources: ReadonlyMap<string, T>[], path: string): T {
  for (const source of sources) {
    const found = source.get(id);
    if (found !== undefined) return found;
  }
  throw new Error(`${path} refers to "${id}", which the local CloudFront does not know.`);
}
