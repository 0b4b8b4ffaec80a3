import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { ROOT } from './cloud.ts';

/** The versions of the protocol that each client is made for: 2025 and before begin with `initialize`. */
export type Era = '2025' | '2026';

const negotiation = (era: Era) =>
  ({ versionNegotiation: { mode: era === '2025' ? 'legacy' : { pin: '2026-07-28' } } }) as const;

const named = { name: 'test', version: '1' };

/** The SDK's own client, over HTTP through CloudFront. */
export async function overHttp(short: string, key: string, era: Era = '2026'): Promise<Client> {
  const client = new Client(named, negotiation(era));
  const headers = { authorization: `Bearer ${key}` };
  const url = new URL(`${short}/api/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

/** The same over stdin and stdout of `npx signpost mcp`; `errors` is what it wrote besides. */
export async function overStdio(short: string, key: string, era: Era = '2026') {
  const client = new Client(named, negotiation(era));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['cli/signpost.js', 'mcp', '--api', short],
    cwd: ROOT,
    env: { ...(process.env as Record<string, string>), SIGNPOST_KEY: key },
    stderr: 'pipe',
  });
  const errors: string[] = [];
  transport.stderr?.on('data', chunk => errors.push(String(chunk)));
  await client.connect(transport);
  return { client, errors };
}

export interface Told {
  text: string;
  // What a tool answers is another shape for each.
  data: ReturnType<typeof JSON.parse>;
  isError: boolean;
}

/** What a tool answers. */
export async function told(client: Client, name: string, input: object = {}): Promise<Told> {
  const answer = await client.callTool({ name, arguments: { ...input } });
  const { content = [], structuredContent = {}, isError = false } = answer;
  const text = content.map(part => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
  return { text, data: structuredContent, isError };
}
