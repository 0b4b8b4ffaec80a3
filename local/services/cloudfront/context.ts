import type { Clock } from '../../../core/clock.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import type { HttpHandler, HttpRequest } from '../../http.ts';

/** How CloudFront signs for an origin. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-originaccesscontrol.html */
export interface OriginAccessControl {
  originType: 's3' | 'lambda';
  /** `always` when left out. */
  signingBehavior?: 'always' | 'never' | 'no-override';
}

/** A CloudFront Function as its stack describes it. */
export interface CloudFrontFunction {
  code: string;
  runtime: string;
}

/**
 * The status an origin group fails over by. AWS's documents do not say whether it is the origin's own, or what origin-response
 * made of it.
 */
export type FailoverStatus = 'origin' | 'origin-response';

export type CountryOf = (viewer: HttpRequest) => string | undefined;

/** What a distribution needs from the cloud around it. Policies are resolved `…PolicyConfig` objects by policy id. */
export interface DistributionContext {
  id: string;
  domainName: string;
  arn: string;
  clock: Clock;
  random: RandomBytes;
  /** Who answers for an origin's domain name; nobody means the origin is unreachable. */
  origin(domainName: string): HttpHandler | undefined;
  /** Runs a Lambda@Edge version, by the ARN with the version. */
  invokeEdge(functionArn: string, event: unknown): Promise<unknown>;
  cachePolicies: ReadonlyMap<string, unknown>;
  originRequestPolicies: ReadonlyMap<string, unknown>;
  responseHeadersPolicies: ReadonlyMap<string, unknown>;
  originAccessControls: ReadonlyMap<string, OriginAccessControl>;
  /** CloudFront Functions by ARN. */
  functions: ReadonlyMap<string, CloudFrontFunction>;
  /** Called once per viewer request, after its answer is ready. */
  observe(record: RequestRecord): void;
  /** The country a viewer asks from, by two letters; undefined where nobody knows, as by most addresses of a laptop. */
  countryOf?: CountryOf | undefined;
  /** The origin's own when left out. */
  failoverStatus?: FailoverStatus | undefined;
  /** How long a change takes to be at each edge; a second when left out. */
  rolloutMs?: (() => number) | undefined;
  /** How much the cache may hold; 256 MB when left out. */
  cacheBytes?: number;
}

/** What X-Cache and the log's `x-edge-result-type` say. */
export type CacheResult =
  | 'Hit'
  | 'Miss'
  | 'RefreshHit'
  | 'Error'
  | 'LambdaGeneratedResponse'
  | 'FunctionGeneratedResponse'
  | 'LambdaValidationError'
  | 'LambdaExecutionError'
  | 'FunctionValidationError'
  | 'FunctionExecutionError';

/** One viewer request as it went: enough to write a standard log line, and to explain the way taken. */
export interface RequestRecord {
  /** When the request arrived, in milliseconds since 1970. */
  timestamp: number;
  requestId: string;
  distributionId: string;
  method: string;
  /** The `Host` the viewer asked for. */
  host: string;
  /** The path and query as the viewer sent them. */
  path: string;
  query: string;
  /** The path and query after viewer-request; they name the cached object. */
  uri: string;
  uriQuery: string;
  status: number;
  cacheResult: CacheResult;
  /** What the cache did, where `cacheResult` only says `Error`. */
  lookup: CacheResult;
  /** The ids of the origins asked, in order; empty when the edge answered alone. */
  originWay: string[];
  ms: number;
  /** Until the first byte could go to the viewer. */
  firstByteMs: number;
  /** What the last origin took, until the first and the last byte; none where none was asked. */
  originMs?: { first: number; last: number };
  /** Bytes sent to the viewer, headers included, as near as the edge can tell. */
  bytes: number;
  requestBytes: number;
  contentType: string | null;
  contentLength: number;
  clientIp: string;
  clientPort: number | undefined;
  /** Of two letters, where it is known. */
  country: string | undefined;
  edgeLocation: string;
  /** The path pattern of the behaviour used. */
  behaviour: string;
  /** As the viewer sent them. */
  viewerHeaders: Headers;
  /** After viewer-request. */
  headers: Headers;
  responseHeaders: Headers;
  /** Why it went wrong, or why something stale was served; a sentence for the reader. */
  reason?: string;
}
