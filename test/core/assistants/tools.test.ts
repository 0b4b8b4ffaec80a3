import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createClient } from '../../../client/client.ts';
import { resultOf } from '../../../core/assistants/server.ts';
import { TOOLS, toolsFor } from '../../../core/assistants/tools.ts';

const guide = readFileSync(new URL('../../../docs/assistants.md', import.meta.url), 'utf8');

test('the guide has each tool, with its scopes and whether it writes', () => {
  const rows = [...guide.matchAll(/^\| `([a-z_]+)` +\| .+? \| +(.+?) +\| (yes|no) +\|$/gm)];
  expect(rows.map(([, name, scopes, writes]) => [name, scopes, writes])).toEqual(
    TOOLS.map(({ name, needs, hints }) => [
      name,
      needs.map(scope => `\`${scope}\``).join(', ') || 'none',
      hints.readOnlyHint ? 'no' : 'yes',
    ]),
  );
});

test.each<[string[], string[]]>([
  [['links:read'], ['find_links', 'get_link', 'about_signpost']],
  [['links:write'], ['create_links', 'about_signpost']],
  [['stats:read'], ['click_stats', 'crawler_visits', 'classify_client', 'about_signpost']],
  [['pages'], ['find_pages', 'read_page', 'rerender_pages', 'about_signpost']],
  [[], ['about_signpost']],
  [['admin'], TOOLS.map(({ name }) => name)],
])('a key with the scopes %j has the tools %j', (scopes, names) => {
  expect(toolsFor(scopes as Parameters<typeof toolsFor>[0]).map(({ name }) => name)).toEqual(names);
});

describe('what goes wrong', () => {
  const findLinks = TOOLS.find(({ name }) => name === 'find_links') ?? (TOOLS[0] as (typeof TOOLS)[number]);

  /** What find_links answers where the API does this, and what the log is told. */
  async function answered(fetch: () => Promise<Response>) {
    const lines: string[] = [];
    const client = createClient({ baseUrl: 'https://go.example.com', key: 'sp_secret', fetch });
    const log = (message: string, details: object) => lines.push(`${message} ${JSON.stringify(details)}`);
    const { content, isError } = await resultOf(findLinks, {}, { client, log });
    return { text: content[0]?.text, isError, lines };
  }

  test.each<[string, () => Promise<Response>, string]>([
    [
      'nobody answers',
      async () => {
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
        });
      },
      'Signpost does not answer (ECONNREFUSED). Check that its address is right and try again in a moment.',
    ],
    [
      'it takes too long',
      async () => {
        throw new DOMException('', 'TimeoutError');
      },
      'Signpost takes too long to answer. Ask for less at once, such as a shorter time or fewer links.',
    ],
    [
      'it is no Signpost that answers',
      async () => new Response('<h1>Hello</h1>', { status: 502 }),
      'Signpost answered 502 without a reason.',
    ],
    [
      'the key has no calls left',
      async () => Response.json({ detail: 'No calls left. Try again in 9 s.' }, { status: 429 }),
      'No calls left. Try again in 9 s. Wait so long before the next call.',
    ],
    [
      'the reason is long',
      async () => Response.json({ detail: 'x'.repeat(100_000) }, { status: 422 }),
      `${'x'.repeat(1500)}…`,
    ],
  ])('%s: it is said in a sentence', async (_, fetch, text) => {
    expect(await answered(fetch)).toEqual({ text, isError: true, lines: [] });
  });

  test('a fault of ours is told to the log alone', async () => {
    const { text, isError, lines } = await answered(async () => Response.json({ links: 'none' }));
    expect([text, isError]).toEqual([
      'Something went wrong on our side. Try it once more, then tell the user.',
      true,
    ]);
    expect(lines).toEqual([expect.stringContaining('the tool find_links failed')]);
  });
});
