import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { SECRET } from '../tables.ts';

export interface Ask {
  method?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string;
  /** When it comes to the gateway; milliseconds. */
  now?: number;
}

/** When events come that say nothing else: 2026-11-20T11:00:00Z. */
export const NOW = 1_795_172_400_000;

/**
 * The event API Gateway sends for a request that came through CloudFront.
 * Spec:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventFor(
  path: string,
  { method = 'GET', query = '', headers = {}, body, now = NOW }: Ask = {},
) {
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: {
      host: 'abc123.execute-api.us-east-1.amazonaws.com',
      'x-origin-secret': SECRET,
      'x-signpost-host': 'go.example.com',
      ...headers,
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc123',
      domainName: 'abc123.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'abc123',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'jest' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '20/Nov/2026:11:00:00 +0000',
      timeEpoch: now,
    },
    isBase64Encoded: false,
    ...(body !== undefined && { body }),
  };
  return event;
}
