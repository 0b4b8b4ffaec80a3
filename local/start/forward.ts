import { type IncomingMessage, type RequestOptions, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { addSiteApis } from '../../infra/site-apis.cjs';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import type { Template } from '../template/template.ts';
import { type Apis, USUAL_PATH } from './apis.ts';

/** Hop-by-hop: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'];

/** Answers are held whole; one that has no end must not take all memory. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Has the APIs of an app answered: the usual one by its parameter, the others by behaviours that are added to the template, as
 * a deploy would by its settings.
 */
export function forwardApis(template: Template, apis: Apis) {
  const outside: Record<string, HttpHandler> = {};
  const others: [path: string, domain: string][] = [];
  for (const [path, url] of apis) {
    const domain = path === USUAL_PATH ? 'site-api.localhost' : `site-api${others.length}.localhost`;
    if (path !== USUAL_PATH) others.push([path, domain]);
    outside[domain] = forwardTo(url);
  }
  addSiteApis(template, others);
  return { parameters: { SiteApiDomain: apis.has(USUAL_PATH) ? 'site-api.localhost' : '' }, outside };
}

/**
 * Forwards requests to a real server, for an origin outside the stack. Whatever that server does, it ends in an answer or in
 * a rejection of one sentence.
 */
export function forwardTo(base: string): HttpHandler {
  const target = new URL(base);
  const send = target.protocol === 'https:' ? requestByHttps : requestByHttp;
  return request =>
    new Promise((resolve, reject) => {
      const fail = (what: string) => (error: Error) =>
        reject(new Error(`${target.origin} ${what} (${error.message || error.name})`));
      let isAnswered = false;
      const outgoing = send(target, optionsOf(request, target), response => {
        isAnswered = true;
        response.on('error', () => undefined); // whoever reads hears of it; after that nobody need
        read(response)
          .then(resolve, fail('broke off its answer, or gave one that is none'))
          .finally(() => outgoing.destroy());
      });
      outgoing.on('upgrade', (_response, socket) => {
        socket.on('error', () => undefined).destroy();
        fail('answered to another protocol')(new Error('101'));
      });
      outgoing.on('error', error => {
        if (!isAnswered) fail('gave no answer')(error); // what comes behind a whole answer, and is no HTTP, hurts nobody
      });
      outgoing.end(request.body);
    });
}

function optionsOf({ method, path, query, headers, body, signal }: HttpRequest, target: URL): RequestOptions {
  const prefix = target.pathname.replace(/\/$/, '');
  const outgoing = Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.includes(name)));
  return {
    method,
    path: prefix + path + (query ? `?${query}` : ''),
    headers: { ...outgoing, host: target.host, 'content-length': body.length },
    agent: false, // a connection that is kept may be ended by the other side just as it is used again
    ...(signal && { signal }),
  };
}

async function read(response: IncomingMessage): Promise<HttpResponse> {
  const { statusCode: status = 0, rawHeaders } = response;
  if (status < 200) throw new Error(`the status ${status}`);
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (!HOP_BY_HOP.includes(name)) headers.append(name, rawHeaders[i + 1] ?? '');
  }
  // These have none, whatever comes behind them: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
  if (status === 204 || status === 304) return { status, headers, body: Buffer.alloc(0) };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status, headers, body: Buffer.concat(chunks) };
}
