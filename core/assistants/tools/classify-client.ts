import { z } from 'zod';
import { called } from '../called.ts';
import { defineTool, READS } from '../tool.ts';
import { defined } from './defined.ts';

export const classifyClient = defineTool({
  name: 'classify_client',
  title: 'What a client gets',
  description:
    'What a client with a certain User-Agent gets from the site: the app (as people do), the finished page, or Markdown; and why, and which setting would turn it round. Use it for "why does this crawler see an empty page".',
  input: z.strictObject({
    userAgent: z.string().max(2000).describe('as the client sends it, e.g. "GPTBot/1.3"'),
    accept: z.string().max(2000).optional().describe('its Accept header, e.g. text/markdown'),
  }),
  output: z.object({
    gets: z.enum(['app', 'page', 'markdown']),
    kind: z.enum(['person', 'crawler', 'tool']),
    name: z.string().optional(),
    category: z.string().optional(),
    who: z.string(),
    because: z.string(),
    change: z.array(z.string()).describe('what to write under crawlers in infra/settings.yml; one of these'),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: ['stats:read'],
  async run({ userAgent, accept }, client) {
    const query = { userAgent, ...defined({ accept }) };
    const verdict = await called(client.GET('/api/crawlers/verdict', { params: { query } }));
    const { gets, kind, name, category, who, because, change, getsInWords } = verdict;
    const turned = change.length === 0 ? [] : [`To turn it round: ${change.join(' or ')}`];
    return {
      text: [`${who} gets ${getsInWords}, because ${because}.`, ...turned].join('\n'),
      data: { gets, kind, ...defined({ name, category }), who, because, change },
    };
  },
});
