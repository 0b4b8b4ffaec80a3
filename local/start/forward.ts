import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpHandler } from '../http.ts';

/** Hop-by-hop: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'];

/** Forwards requests to a real server, for an origin outside the stack. Rejects when it cannot be reached. */
export function forwardTo(base: string): HttpHandler {
  const target = new URL(base);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const prefix = target.pathname.replace(/\/$/, '');
  return ({ method, path, query, headers, body }) =>
    new Promise((resolve, reject) => {
      const outgoing = Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.includes(name)));
      const request = send(
        target,
        {
          method,
          path: prefix + path + (query ? `?${query}` : ''),
          headers: { ...outgoing, host: target.host, 'content-length': body.length },
        },
        async response => {
          const answer = new Headers();
          for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
            const name = (response.rawHeaders[i] ?? '').toLowerCase();
            if (!HOP_BY_HOP.includes(name)) answer.append(name, response.rawHeaders[i + 1] ?? '');
          }
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          resolve({ status: response.statusCode ?? 502, headers: answer, body: Buffer.concat(chunks) });
        },
      );
      request.once('error', reject);
      request.end(body);
    });
}
