import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { requireOriginSecret } from '../../core/origin-secret.ts';
import { Problem, problemFrom } from '../../core/problem.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

interface App {
  fetch(request: Request, bindings: { host: string }): Response | Promise<Response>;
}

/**
 * The handler of an API behind API Gateway: the event becomes a Request, the Response becomes the result.
 * Only what comes through CloudFront gets in.
 */
export function httpApiHandler(api: App, originSecret: string): (event: Event) => Promise<Result> {
  return async event => {
    try {
      requireOriginSecret(event.headers['x-origin-secret'], originSecret);
      return await resultFrom(await api.fetch(requestFrom(event), { host: shortDomain(event) }));
    } catch (error) {
      const problem = problemFrom(error);
      return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
    }
  };
}

/**
 * The viewer's Host, as a CloudFront function copied it. The request's own Host is API Gateway's.
 * "none" came by the way of short links, where that function does not run: an address spelt so that only API Gateway
 * took it for the API's.
 */
function shortDomain(event: Event): string {
  const host = event.headers['x-signpost-host'];
  if (!host) throw new Error('CloudFront sends no x-signpost-host: its function is not on /api/*');
  if (host === 'none') throw new Problem(404, 'There is nothing at this address.');
  return host;
}

function requestFrom(event: Event): Request {
  // The host plays no part in routing. An HTTP API's rawPath is decoded, and the setters encode it again.
  const url = new URL('https://api.invalid');
  url.pathname = event.rawPath;
  url.search = event.rawQueryString;
  const { method } = event.requestContext.http;
  const bodiless = method === 'GET' || method === 'HEAD' || event.body === undefined;
  return new Request(url, {
    method,
    headers: Object.entries(event.headers).map(([name, value = '']): [string, string] => [name, value]),
    ...(!bodiless && { body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') }),
  });
}

async function resultFrom(response: Response): Promise<Result> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
