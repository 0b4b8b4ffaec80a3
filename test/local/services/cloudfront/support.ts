import { createHash } from 'node:crypto';
import type { Clock } from '../../../../core/clock.ts';
import { type HttpHandler, type HttpRequest, type HttpResponse, respond } from '../../../../local/http.ts';
import {
  createDistribution,
  type DistributionContext,
  type RequestRecord,
} from '../../../../local/services/cloudfront/distribution.ts';

/** Time that only moves when the test says so. */
export class HandClock implements Clock {
  #now = Date.parse('2026-11-01T12:00:00Z');
  #sleepers: { at: number; wake(): void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise(wake => this.#sleepers.push({ at: this.#now + ms, wake }));
  }

  async advance(seconds: number): Promise<void> {
    await settled();
    this.#now += seconds * 1000;
    const due = this.#sleepers.filter(sleeper => sleeper.at <= this.#now);
    this.#sleepers = this.#sleepers.filter(sleeper => sleeper.at > this.#now);
    for (const { wake } of due) wake();
    await settled();
  }
}

/** Lets everything that is already under way, zlib included, come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
}

export const BUCKET = 'site-bucket.s3.us-east-1.amazonaws.com';
export const RENDER = 'render.lambda-url.us-east-1.on.aws';
export const API = 'abc.execute-api.us-east-1.amazonaws.com';
export const ARN = 'arn:aws:cloudfront::123456789012:distribution/E2TEST';

export const CACHE_60 = cachePolicy({});

/** A cache policy of 60 s by default, with what the test changes. */
export function cachePolicy({ ttls = [0, 60, 86_400], gzip = false, ...rest }: Partial<PolicyParts>) {
  const [MinTTL, DefaultTTL, MaxTTL] = ttls;
  return {
    Name: 'test',
    MinTTL,
    DefaultTTL,
    MaxTTL,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: gzip,
      EnableAcceptEncodingBrotli: gzip,
      HeadersConfig: rest.headers
        ? { HeaderBehavior: 'whitelist' as const, Headers: rest.headers }
        : { HeaderBehavior: 'none' as const },
      CookiesConfig: rest.cookies ?? { CookieBehavior: 'none' as const },
      QueryStringsConfig: rest.query ?? { QueryStringBehavior: 'none' as const },
    },
  };
}

type Choice = 'none' | 'whitelist' | 'allExcept' | 'all';
interface PolicyParts {
  ttls: [number, number, number];
  gzip: boolean;
  headers: string[];
  cookies: { CookieBehavior: Choice; Cookies?: string[] };
  query: { QueryStringBehavior: Choice; QueryStrings?: string[] };
}

/** What a test says about its distribution; everything else is a bucket behind a 60 s cache. */
export interface Setup {
  behaviour?: Record<string, unknown>;
  config?: Record<string, unknown>;
  policy?: unknown;
  bucket?: HttpHandler;
  render?: HttpHandler;
  api?: HttpHandler;
  functions?: Record<string, (event: EdgeEvent) => unknown>;
  context?: Partial<DistributionContext>;
}

type TestHeaders = Record<string, { key: string; value: string }[]>;

/** A Lambda@Edge event as the test's functions see it. */
export interface EdgeEvent {
  Records: [
    {
      cf: {
        config: Record<string, string>;
        request: TestRequest;
        response?: TestResponse;
      };
    },
  ];
}

export interface TestRequest {
  uri: string;
  querystring: string;
  headers: TestHeaders;
  origin?: Record<string, { domainName: string; customHeaders: TestHeaders }>;
}

export interface TestResponse {
  status: string;
  headers: TestHeaders;
}

export const requestOf = (event: EdgeEvent | undefined): TestRequest => {
  if (!event) throw new Error('no function ran');
  return event.Records[0].cf.request;
};

export const responseOf = (event: EdgeEvent | undefined): TestResponse => {
  const response = event?.Records[0].cf.response;
  if (!response) throw new Error('the event has no response');
  return response;
};

/** A distribution in a fake cloud, with everything a test looks at. */
export function edge(setup: Setup) {
  const clock = new HandClock();
  const records: RequestRecord[] = [];
  const asked: (HttpRequest & { domain: string })[] = [];
  const events: EdgeEvent[] = [];
  const origins = new Map<string, HttpHandler | undefined>([
    [BUCKET, setup.bucket],
    [RENDER, setup.render],
    [API, setup.api],
  ]);
  let random = 0;
  const distribution = createDistribution(distributionConfig(setup), {
    id: 'E2TEST',
    domainName: 'd111.cloudfront.net',
    arn: ARN,
    clock,
    random: size => createHash('sha512').update(String(random++)).digest().subarray(0, size),
    origin: domain => {
      const handler = origins.get(domain);
      if (!handler) return undefined;
      return request => {
        asked.push({ ...request, domain });
        return handler(request);
      };
    },
    invokeEdge: async (arn, event) => {
      events.push(event as EdgeEvent);
      return setup.functions?.[arn]?.(structuredClone(event) as EdgeEvent);
    },
    cachePolicies: new Map([['cache', setup.policy ?? CACHE_60]]),
    originRequestPolicies: new Map(),
    responseHeadersPolicies: new Map(),
    originAccessControls: new Map([
      ['oac-s3', { originType: 's3' }],
      ['oac-lambda', { originType: 'lambda' }],
    ]),
    functions: new Map(),
    observe: record => records.push(record),
    ...setup.context,
  });
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body = '') =>
    distribution.handle(viewerRequest(path, headers, method, body));
  return { ask, clock, records, asked, events };
}

function viewerRequest(
  target: string,
  headers: Record<string, string>,
  method: string,
  body: string,
): HttpRequest {
  const [path = '/', query = ''] = target.split('?');
  return {
    method,
    path,
    query,
    headers: new Headers({ host: 'www.example.com', 'user-agent': 'test', ...headers }),
    body: Buffer.from(body),
    clientIp: '198.51.100.7',
  };
}

function distributionConfig({ behaviour, config }: Setup) {
  return {
    Enabled: true,
    DefaultCacheBehavior: {
      TargetOriginId: 'bucket',
      ViewerProtocolPolicy: 'redirect-to-https',
      CachePolicyId: 'cache',
      ...behaviour,
    },
    Origins: [
      { Id: 'bucket', DomainName: BUCKET, S3OriginConfig: {}, OriginAccessControlId: 'oac-s3' },
      {
        Id: 'render',
        DomainName: RENDER,
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 20 },
        OriginAccessControlId: 'oac-lambda',
        ConnectionAttempts: 1,
      },
      { Id: 'api', DomainName: API, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } },
    ],
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'bucket-or-render',
          FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [403, 404] } },
          Members: { Quantity: 2, Items: [{ OriginId: 'bucket' }, { OriginId: 'render' }] },
        },
      ],
    },
    ...config,
  };
}

/** Associates test functions, by their name, with the triggers they are written for. */
export function lambda(type: 'viewer-request' | 'origin-request' | 'origin-response', includeBody = false) {
  return { EventType: type, LambdaFunctionARN: arnOf(type), IncludeBody: includeBody };
}

/** The ARN under which a test registers its function for a trigger. */
export function arnOf(type: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${type}:1`;
}

/** An origin that answers the same each time. */
export function always(
  status: number,
  headers: Record<string, string> = {},
  body: string | Buffer = 'body',
): HttpHandler {
  return async () => respond(status, headers, body);
}

/** What a test reads first of an answer. */
export function brief(response: HttpResponse): [status: number, xCache: string | undefined, body: string] {
  return [
    response.status,
    response.headers.get('x-cache')?.replace(' from cloudfront', ''),
    response.body.toString(),
  ];
}
