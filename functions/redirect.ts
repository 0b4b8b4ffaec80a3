import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { environment } from '../core/environment.ts';
import { getItemOf } from '../core/items.ts';
import { destination, slugIn, slugsIn } from '../core/links/follow.ts';
import { isSameForAll, type Link, stateOf } from '../core/links/link.ts';
import { NOT_FOUND_CSP, NOT_FOUND_PAGE } from '../core/links/not-found-page.ts';
import { createLinkReader } from '../core/links/reader.ts';
import { resolveLink } from '../core/links/resolve.ts';
import { requireOriginSecret } from '../core/origin-secret.ts';
import { Problem, problemFrom } from '../core/problem.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

const { LINKS_TABLE, ORIGIN_SECRET } = environment('LINKS_TABLE', 'ORIGIN_SECRET');
const links = createLinkReader(getItemOf(LINKS_TABLE));

/**
 * Follows a link: one read of the table, seldom two, then a 301 or a 404. It has no leave to write, and writes nothing.
 */
export async function handler(event: Event): Promise<Result> {
  try {
    return await answer(event);
  } catch (error) {
    const problem = problemFrom(error);
    return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
  }
}

async function answer(event: Event): Promise<Result> {
  requireOriginSecret(event.headers['x-origin-secret'], ORIGIN_SECRET);
  const { method } = event.requestContext.http;
  // HEAD gets the whole GET answer: the gateway leaves out the body and keeps its length.
  if (method !== 'GET' && method !== 'HEAD')
    throw new Problem(405, 'A short link can only be followed.', { headers: { allow: 'GET, HEAD' } });
  if (event.rawPath === '/robots.txt') return robots();
  // A reserved slug is looked up like any other, so that it cannot be told from one that nobody took.
  for (const slug of slugsIn(event.rawPath)) {
    const link = await resolveLink(slug, links, Date.now());
    if (link && stateOf(link, Date.now()) === 'active') return redirect(link, event);
  }
  return notFound(event.headers.accept);
}

/**
 * Permanent for search engines, which then give the destination the credit, yet never kept by a browser: a
 * bare 301 would stay there for ever. A link that forwards the query is not cached at all, because the edge's
 * cache key has no query and would give one visitor's parameters to the next. Nor is an address with something behind its
 * slug: there is no end of such addresses, and each would be an object of its own at the edge.
 */
function redirect(link: Link, { rawPath, rawQueryString }: Event): Result {
  const isKept = isSameForAll(link) && slugIn(rawPath) === link.slug;
  return {
    statusCode: link.status,
    headers: {
      location: destination(link, rawQueryString),
      'cache-control': isKept ? `max-age=0, s-maxage=${link.maxAge}` : 'no-store',
    },
    body: '',
  };
}

/**
 * A real 404, in the form the client can read. The edge keeps neither: its cache key holds no Accept header, so it would
 * answer one client in the form of another, and a link made right after someone tried its slug must work.
 */
function notFound(accept = ''): Result {
  if (!accept.includes('text/html')) throw new Problem(404, 'There is no link at this address.');
  return {
    statusCode: 404,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': NOT_FOUND_CSP,
      'cache-control': 'no-store',
    },
    body: NOT_FOUND_PAGE,
  };
}

/**
 * Everything may be crawled: social cards and search engines must be able to follow a link. Nothing needs a
 * noindex either, for a search engine lists where a 301 leads and not the 301.
 */
function robots(): Result {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'max-age=3600' },
    body: 'User-agent: *\nDisallow:\n',
  };
}
