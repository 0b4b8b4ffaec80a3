import { Readable } from 'node:stream';
import type { HttpHandler } from '../local/http.ts';

/** A request as the SDK gives it to what carries it. */
interface Sent {
  method: string;
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/**
 * Carries the requests of an SDK's client to a local service without a connection between them, which costs as much as what
 * the service does, where a test makes thousands of calls.
 */
export const direct = (service: HttpHandler) => ({
  metadata: { handlerProtocol: 'http/1.1' },
  destroy: () => undefined,
  handle: async ({ method, path, query, headers, body = '' }: Sent) => {
    const pairs = Object.entries(query).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value ?? '']),
    );
    const answer = await service({
      method,
      path,
      query: pairs.map(pair => pair.map(encodeURIComponent).join('=')).join('&'),
      headers: new Headers(headers),
      body:
        typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length),
      clientIp: '127.0.0.1',
    });
    return {
      response: {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Readable.from(method === 'HEAD' ? [] : [answer.body]),
      },
    };
  },
});
