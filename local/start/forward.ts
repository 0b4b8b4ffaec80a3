import { type IncomingMessage, type RequestOptions, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { addSiteApis } from '../../infra/site-apis.cjs';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import type { Template } from '../template/template.ts';
import { type Apis, USUAL_PATH } from './apis.ts';

/** Hop-by-hop: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'];

/**
 * An answer that comes at once is passed on as a whole, and one that breaks off meanwhile is none. What takes longer, or is more,
 * is passed on as it comes.
 */
const AT_ONCE_MS = 100;
const AT_ONCE_BYTES = 1024 * 1024;

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
        response.once('close', () => outgoing.destroy());
        read(response).then(resolve, error => {
          outgoing.destroy();
          fail('broke off its answer, or gave one that is none')(error);
        });
      });
      outgoing.on('upgrade', (response, socket, head) => {
        socket.on('error', () => undefined);
        if (request.upgrade) resolve({ status: 101, headers: headersOf(response), body: head, socket });
        else {
          socket.destroy();
          fail('answered to another protocol')(new Error('101'));
        }
      });
      outgoing.on('error', error => {
        if (!isAnswered) fail('gave no answer')(error); // what comes behind a whole answer, and is no HTTP, hurts nobody
      });
      outgoing.end(request.body);
    });
}

function optionsOf(
  { method, path, query, headers, body, gone, upgrade }: HttpRequest,
  target: URL,
): RequestOptions {
  const prefix = target.pathname.replace(/\/$/, '');
  const outgoing = Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.includes(name)));
  const own = upgrade ? { connection: 'Upgrade', upgrade: 'websocket' } : { 'content-length': body.length };
  return {
    method,
    path: prefix + path + (query ? `?${query}` : ''),
    headers: { ...outgoing, ...own, host: target.host },
    agent: false, // a connection that is kept may be ended by the other side just as it is used again
    ...(gone && { signal: gone.signal }),
  };
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (!HOP_BY_HOP.includes(name)) headers.append(name, rawHeaders[i + 1] ?? '');
  }
  return headers;
}

async function read(response: IncomingMessage): Promise<HttpResponse> {
  const { statusCode: status = 0 } = response;
  if (status < 200) throw new Error(`the status ${status}`);
  const headers = headersOf(response);
  // These have none, whatever comes behind them: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
  if (status === 204 || status === 304) {
    response.destroy();
    return { status, headers, body: Buffer.alloc(0) };
  }
  // Events have no end, and each is waited for.
  const isEvents = /^text\/event-stream/i.test(headers.get('content-type') ?? '');
  const { body, isAll } = await beginningOf(response, isEvents ? 0 : AT_ONCE_MS);
  return { status, headers, body, ...(!isAll && { more: response }) };
}

/** What comes within a time, and whether it is all. Rejects when it breaks off. */
function beginningOf(response: IncomingMessage, ms: number): Promise<{ body: Buffer; isAll: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (isAll: boolean) => {
      if (isSettled) return;
      isSettled = true;
      response.pause().off('data', keep).off('end', all).off('error', fail).off('close', broken);
      clearTimeout(timer);
      resolve({ body: Buffer.concat(chunks), isAll });
    };
    const all = () => settle(true);
    const fail = (error: Error) => {
      isSettled = true;
      clearTimeout(timer);
      reject(error);
    };
    const broken = () => fail(new Error('closed'));
    const keep = (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > AT_ONCE_BYTES) settle(false);
    };
    // What had come by then is read first, also when this process was busy meanwhile.
    const late = () => setImmediate(() => setImmediate(settle, false));
    const timer = setTimeout(late, ms);
    response.on('data', keep).on('end', all).on('error', fail).on('close', broken);
  });
}
