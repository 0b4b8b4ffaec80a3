import type { Caller } from '../iam.ts';
import { acceptEncoding, cookieChoice, keyHeaders, normalisesEncoding, queryChoice } from './cache-key.ts';
import type {
  CachePolicyConfig,
  DistributionConfig,
  OriginConfig,
  OriginRequestPolicyConfig,
} from './config.ts';
import type { DistributionContext, OriginAccessControl } from './context.ts';
import { type EdgeRequest, isHidden, type Origin } from './edge-event.ts';
import { pickBoth, pickCookies, pickQuery } from './parameters.ts';

/** The origins a behaviour asks, in order, and the statuses on which it goes on to the next. */
export interface OriginWay {
  origins: Origin[];
  failover: ReadonlySet<number>;
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout
const READ_TIMEOUT = 30;
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#origin-connection-attempts
const ATTEMPTS = 3;

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
const FAILOVER_STATUSES = new Set([400, 403, 404, 416, 429, 500, 502, 503, 504]);

/** Finds the origin or origin group a behaviour targets. `at` names the property for the error. */
export function readOriginWay(
  targetId: string,
  at: string,
  config: DistributionConfig,
  context: DistributionContext,
): OriginWay {
  const group = config.OriginGroups?.Items?.find(({ Id }) => Id === targetId);
  const ids = group ? group.Members.Items.map(({ OriginId }) => OriginId) : [targetId];
  const statuses = group?.FailoverCriteria.StatusCodes.Items ?? [];
  const wrong = statuses.find(status => !FAILOVER_STATUSES.has(status));
  if (wrong !== undefined) throw new Error(`Origin group "${targetId}" can't fail over on status ${wrong}.`);
  const origins = ids.map(id => {
    const index = config.Origins.findIndex(({ Id }) => Id === id);
    const origin = config.Origins[index];
    if (!origin) throw new Error(`${at} refers to "${id}", which is in neither Origins nor OriginGroups.`);
    return readOrigin(origin, `DistributionConfig.Origins.${index}`, context);
  });
  return { origins, failover: new Set(statuses) };
}

function readOrigin(config: OriginConfig, at: string, context: DistributionContext): Origin {
  const { S3OriginConfig: s3, CustomOriginConfig: custom } = config;
  if (Boolean(s3) === Boolean(custom))
    throw new Error(`${at} must have either S3OriginConfig or CustomOriginConfig.`);
  const signing = readSigning(config, at, context.originAccessControls);
  return {
    id: config.Id,
    kind: s3 ? 's3' : 'custom',
    domainName: config.DomainName,
    path: config.OriginPath ?? '',
    customHeaders: (config.OriginCustomHeaders ?? []).map(header => [header.HeaderName, header.HeaderValue]),
    readTimeout: (s3 ?? custom)?.OriginReadTimeout ?? READ_TIMEOUT,
    attempts: config.ConnectionAttempts ?? ATTEMPTS,
    ...(signing ? { signing } : {}),
  };
}

function readSigning(
  { OriginAccessControlId: id, DomainName }: OriginConfig,
  at: string,
  controls: ReadonlyMap<string, OriginAccessControl>,
): Origin['signing'] {
  if (!id) return undefined;
  const control = controls.get(id);
  if (!control) throw new Error(`${at}.OriginAccessControlId refers to "${id}", which does not exist.`);
  const needed = isFunctionUrl(DomainName) ? 'lambda' : 's3';
  // The signature is made for one service; the other one would refuse every request with 403.
  if (control.originType !== needed)
    throw new Error(
      `${at}.OriginAccessControlId signs for ${control.originType}, but ${DomainName} is ${needed}.`,
    );
  const behaviour = control.signingBehavior ?? 'always';
  return behaviour === 'never' ? undefined : behaviour;
}

const isFunctionUrl = (domainName: string) => domainName.includes('.lambda-url.');

/** What a request to an origin depends on, beside the request itself. */
export interface Forwarding {
  cachePolicy: CachePolicyConfig;
  originRequestPolicy: OriginRequestPolicyConfig | undefined;
  via: string;
}

// What goes to the origin whatever the policies say, because the answer would be wrong without it.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior
const ALWAYS_FORWARDED = ['cache-control', 'content-type', 'x-amz-content-sha256'];

/** The request as an origin gets it by policy: before origin-request runs, without custom headers and signature. */
export function forwarded(request: EdgeRequest, origin: Origin, forwarding: Forwarding): EdgeRequest {
  return {
    ...request,
    query: forwardedQuery(request.query, forwarding),
    headers: forwardedHeaders(request, origin, forwarding),
  };
}

function forwardedQuery(query: string, { cachePolicy, originRequestPolicy }: Forwarding): string {
  const more = originRequestPolicy?.QueryStringsConfig;
  const second = more && { behaviour: more.QueryStringBehavior, names: more.QueryStrings };
  if (second?.behaviour === 'all') return query;
  return pickBoth(choice => pickQuery(query, choice), '&', queryChoice(cachePolicy), second);
}

/** Whether functions at the origin see the query string: only when all of it is forwarded. */
export function showsQuery({ cachePolicy, originRequestPolicy }: Forwarding): boolean {
  return (
    queryChoice(cachePolicy).behaviour === 'all' ||
    originRequestPolicy?.QueryStringsConfig.QueryStringBehavior === 'all'
  );
}

function forwardedHeaders(request: EdgeRequest, origin: Origin, forwarding: Forwarding): Headers {
  const { headers: viewer } = request;
  const { cachePolicy, originRequestPolicy } = forwarding;
  const headers = new Headers();
  for (const [name, value] of viewer)
    if (!isHidden(name) && isForwarded(name, request.method, forwarding)) headers.set(name, value);
  const more = originRequestPolicy?.CookiesConfig;
  const cookies = pickBoth(
    choice => pickCookies(viewer.get('cookie'), choice),
    '; ',
    cookieChoice(cachePolicy),
    more && { behaviour: more.CookieBehavior, names: more.Cookies },
  );
  if (cookies !== '') headers.set('cookie', cookies);
  if (normalisesEncoding(cachePolicy)) {
    headers.delete('accept-encoding');
    const encodings = acceptEncoding(cachePolicy, viewer);
    if (encodings !== '') headers.set('accept-encoding', encodings);
  }
  if (!headers.has('user-agent')) headers.set('user-agent', 'Amazon CloudFront');
  if (!headers.has('host')) headers.set('host', origin.domainName);
  headers.set(
    'x-forwarded-for',
    [viewer.get('x-forwarded-for'), request.clientIp].filter(Boolean).join(', '),
  );
  headers.set('via', forwarding.via);
  return headers;
}

function isForwarded(
  name: string,
  method: string,
  { cachePolicy, originRequestPolicy }: Forwarding,
): boolean {
  if (name === 'cookie' || name === 'via' || name === 'x-forwarded-for') return false;
  if (ALWAYS_FORWARDED.includes(name) || keyHeaders(cachePolicy).includes(name)) return true;
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomClientAuth
  if (name === 'authorization' && !['GET', 'HEAD', 'OPTIONS'].includes(method)) return true;
  return listedByOriginRequestPolicy(name, originRequestPolicy);
}

function listedByOriginRequestPolicy(name: string, policy: OriginRequestPolicyConfig | undefined): boolean {
  const { HeaderBehavior, Headers: names = [] } = policy?.HeadersConfig ?? { HeaderBehavior: 'none' };
  const listed = names.some(listedName => listedName.toLowerCase() === name);
  if (HeaderBehavior === 'whitelist') return listed;
  if (HeaderBehavior === 'allExcept') return !listed;
  return HeaderBehavior !== 'none';
}

/** The headers both policies list by name, in lower case. */
export function listedHeaders({ cachePolicy, originRequestPolicy }: Omit<Forwarding, 'via'>): string[] {
  const { HeaderBehavior, Headers: names = [] } = originRequestPolicy?.HeadersConfig ?? {
    HeaderBehavior: 'none',
  };
  const listed = HeaderBehavior === 'allExcept' ? [] : names.map(name => name.toLowerCase());
  return [...keyHeaders(cachePolicy), ...listed];
}

/** Puts the signature of OAC onto a request, or tells the origin that nobody signed. */
export function sign(headers: Headers, origin: Origin, distributionArn: string): Caller | undefined {
  const ownSignature = headers.has('authorization');
  if (origin.signing === 'always' || (origin.signing === 'no-override' && !ownSignature)) {
    headers.delete('authorization');
    return { kind: 'service', service: 'cloudfront.amazonaws.com', sourceArn: distributionArn };
  }
  // Only S3 and Function URLs ask who calls; to any other origin a caller means nothing.
  return origin.kind === 's3' || isFunctionUrl(origin.domainName) ? { kind: 'anonymous' } : undefined;
}
