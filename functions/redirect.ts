import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Counters } from '../core/counters.ts';
import { environment } from '../core/environment.ts';
import { getItemOf, updateItemOf } from '../core/items.ts';
import { createBlockList } from '../core/links/block-list.ts';
import { Domains } from '../core/links/domains.ts';
import { follow } from '../core/links/follow/follow.ts';
import type { FollowContext, FollowRequest } from '../core/links/follow/request.ts';
import { visitorFrom } from '../core/links/follow/visitor.ts';
import { createLinkReader } from '../core/links/reader.ts';
import { requireOriginSecret } from '../core/origin-secret.ts';
import { problemFrom } from '../core/problem.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

const settings = environment(
  'LINKS_TABLE',
  'COUNTERS_TABLE',
  'SHORT_DOMAINS',
  'DOMAIN_FILES',
  'BLOCKED_HOSTS',
  'URL_SCHEMES',
  'SITE_HOSTS',
  'ORIGIN_SECRET',
);
const { LINKS_TABLE, COUNTERS_TABLE, SHORT_DOMAINS, DOMAIN_FILES, SITE_HOSTS, ORIGIN_SECRET } = settings;
const context: FollowContext = {
  store: createLinkReader(getItemOf(LINKS_TABLE)),
  counters: new Counters({ getItem: getItemOf(COUNTERS_TABLE), updateItem: updateItemOf(COUNTERS_TABLE) }),
  domains: new Domains(SHORT_DOMAINS),
  urlSchemes: settings.URL_SCHEMES.split(',').filter(Boolean),
  isBlockedHost: createBlockList(settings.BLOCKED_HOSTS.split(',')),
  files: DOMAIN_FILES,
  siteHosts: SITE_HOSTS.split(','),
  fetch,
};

/** Follows a link. It writes nothing but counts of clicks and of tries of passwords, where a link has a limit of them. */
export async function handler(event: Event): Promise<Result> {
  try {
    requireOriginSecret(event.headers['x-origin-secret'], ORIGIN_SECRET);
    // HEAD gets the whole GET answer: the gateway leaves out the body and keeps its length.
    const { status: statusCode, ...answer } = await follow(requestFrom(event), context);
    return { statusCode, ...answer };
  } catch (error) {
    const problem = problemFrom(error);
    return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
  }
}

function requestFrom(event: Event): FollowRequest {
  const { headers, requestContext, body = '', isBase64Encoded } = event;
  return {
    method: requestContext.http.method,
    path: event.rawPath,
    query: event.rawQueryString,
    accept: headers.accept ?? '',
    contentType: headers['content-type'] ?? '',
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body,
    // What no deployment calls a domain of its own is the first one.
    host: context.domains.called(headers['x-signpost-domain'] ?? '')?.host ?? '',
    visitor: visitorFrom(headers),
    // When it came to the gateway: one time for all that is decided about it.
    now: requestContext.timeEpoch,
  };
}
