import {
  createMcpHandler,
  isLegacyRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { createClient } from '../../client/client.ts';
import { parseJson } from '../json.ts';
import { originOf } from '../origin.ts';
import { Problem, type ProblemStatus } from '../problem.ts';
import { tell } from '../tell.ts';
import { sentenceOf } from './called.ts';
import { type Refusal, scopesOf } from './scopes.ts';
import { createServer } from './server.ts';
import type { Tool } from './tool.ts';
import { TOOLS, toolsFor } from './tools.ts';

/** The headers that the protocol has of its own: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports */
export const PROTOCOL_HEADERS = [
  'accept',
  'mcp-protocol-version',
  'mcp-session-id',
  'mcp-method',
  'mcp-name',
];

type Fetch = (request: Request, options: { signal: AbortSignal }) => Promise<Response>;

/** Below the 29 s that the function has, so that a tool can say itself that it took too long. */
const TIMEOUT_MS = 25_000;

/**
 * The Model Context Protocol over Streamable HTTP, without sessions: each request stands alone, and each tool asks the public API
 * of the short domain that was asked, by the key that came with the request. Throws a Problem for what is no such request, or comes
 * without a key that the API takes.
 *
 * The Origin header is not looked at, other than the protocol says for servers that trust whoever reaches them: a page that
 * tricks a browser into asking here has no key, and a browser has none of its own to add.
 */
export function createAssistantsApi(ask: Fetch) {
  return {
    async fetch(request: Request, { host }: { host: string }): Promise<Response> {
      if (request.method !== 'POST')
        throw new Problem(405, 'There are no sessions and no streams here; send POST.', {
          headers: { allow: 'POST' },
        });
      let refused: Refusal | undefined;
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const watched = async (each: Request) => {
        const response = await ask(each, { signal });
        if (response.status === 401)
          refused ??= {
            status: 401,
            headers: response.headers,
            error: parseJson(await response.clone().text()),
          };
        return response;
      };
      const client = createClient({ baseUrl: originOf(host), key: keyOf(request), fetch: watched });
      const tools = (await onlyCalls(request)) ? TOOLS : await toolsOf(client);
      const response = await answered(request, () => createServer({ tools, client, log }));
      if (refused) throw problemOf(refused);
      return response;
    },
  };
}

const log = (message: string, details: Record<string, unknown>) => tell('error', message, details);

function keyOf(request: Request): string {
  const key = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (key === undefined)
    throw new Problem(401, 'Send a key: "Authorization: Bearer KEY".', {
      headers: { 'www-authenticate': 'Bearer realm="signpost"' },
    });
  return key;
}

/** Versions before 2025-06-18 take several messages at once. Each may cost some calls of the API. */
const MOST_MESSAGES = 20;

/** Whether a request is about nothing but calls of tools, which find out by themselves what the key may do. */
async function onlyCalls(request: Request): Promise<boolean> {
  const body: unknown = parseJson(await request.clone().text());
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  if (messages.length > MOST_MESSAGES)
    throw new Problem(413, `These are ${messages.length} messages; expected at most ${MOST_MESSAGES}.`);
  return messages.every(
    message =>
      typeof message === 'object' &&
      message !== null &&
      'method' in message &&
      (message.method === 'tools/call' || String(message.method).startsWith('notifications/')),
  );
}

async function toolsOf(client: Parameters<typeof scopesOf>[0]): Promise<Tool[]> {
  const scopes = await scopesOf(client).catch(error => {
    log('the API does not answer', { error: String(error) });
    throw new Problem(503, 'This cannot be answered right now. Please try again in a moment.', {
      headers: { 'retry-after': '1' },
    });
  });
  if (Array.isArray(scopes)) return toolsFor(scopes);
  throw problemOf(scopes);
}

const PASSED_ON: readonly number[] = [401, 429, 503] satisfies ProblemStatus[];

/** The API's own refusal, as the answer to whoever asked here. */
function problemOf({ status, headers, error }: Refusal): Problem {
  const known = PASSED_ON.includes(status) ? (status as ProblemStatus) : 503;
  const kept = ['www-authenticate', 'retry-after'].flatMap(name => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return new Problem(known, sentenceOf(error, status), { headers: Object.fromEntries(kept) });
}

/** Clients of 2025 and before begin with `initialize`, later ones say with each request what they are. */
async function answered(request: Request, create: () => McpServer): Promise<Response> {
  if (!(await isLegacyRequest(request))) {
    const { fetch } = createMcpHandler(create, { legacy: 'reject', maxSubscriptions: 0 });
    return await fetch(request);
  }
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = create();
  await server.connect(transport);
  try {
    const response = await transport.handleRequest(request);
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, response);
  } finally {
    await server.close();
  }
}
