import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { HttpHandler } from '../local/http.ts';

/** A request as the SDK hands it to its transport. */
interface Outgoing {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/**
 * Settings of an SDK client that hands what it asks to a local service without a socket, and signs nothing: the service checks no
 * signature, and both together take as long as all the rest. What goes over HTTP is for the tests of whoever is asked so.
 */
export const inProcess = (handle: HttpHandler) =>
  ({
    requestHandler: {
      handle: async ({ method, path, headers, body = '' }: Outgoing) => {
        const request = { method, path, query: '', headers: new Headers(headers), clientIp: '127.0.0.1' };
        const answer = await handle({ ...request, body: Buffer.from(body) });
        return {
          response: {
            statusCode: answer.status,
            headers: Object.fromEntries(answer.headers),
            body: answer.body,
          },
        };
      },
    },
    signer: { sign: async request => request },
  }) satisfies DynamoDBClientConfig;
