import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createClient } from '../client/client.ts';
import { sentenceOf } from '../core/assistants/called.ts';
import { scopesOf } from '../core/assistants/scopes.ts';
import { createServer } from '../core/assistants/server.ts';
import type { Tool } from '../core/assistants/tool.ts';
import { TOOLS, toolsFor } from '../core/assistants/tools.ts';
import { connectionOf } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';

/** Longer than a function lives. */
const TIMEOUT_MS = 60_000;

/**
 * `signpost mcp`: serves assistants over stdin and stdout, until stdin ends. Nothing but the protocol's messages goes to stdout.
 *
 * @throws UsageError where address or key are missing
 */
export async function mcpCommand(options: ConnectionOptions): Promise<void> {
  const { api, key } = connectionOf(options);
  const client = createClient({
    baseUrl: api,
    key,
    fetch: request => fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS) }),
  });
  const log = (message: string, details: Record<string, unknown> = {}) =>
    void process.stderr.write(`signpost mcp: ${[message, ...Object.values(details)].join(': ')}\n`);
  serveStdio(async () => createServer({ tools: await toolsOf(client, log), client, log }), {
    onerror: error => log(error.message),
  });
}

/** Those the key may use. All of them where the API does not say: each call then tells the model why. */
async function toolsOf(
  client: Parameters<typeof scopesOf>[0],
  log: (message: string) => void,
): Promise<readonly Tool[]> {
  try {
    const scopes = await scopesOf(client);
    if (Array.isArray(scopes)) return toolsFor(scopes);
    log(sentenceOf(scopes.error, scopes.status));
  } catch (error) {
    log(`the API cannot be reached: ${error instanceof Error ? error.message : error}`);
  }
  return TOOLS;
}
