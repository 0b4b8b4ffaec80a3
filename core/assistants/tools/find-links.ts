import { z } from 'zod';
import { called } from '../called.ts';
import { defineTool, READS } from '../tool.ts';
import { defined } from './defined.ts';
import { lineOf, linkLine, textOf } from './link-shapes.ts';

export const findLinks = defineTool({
  name: 'find_links',
  title: 'Find short links',
  description:
    'Find short links by words, tag, destination or state; the newest first. Use it first when the user speaks of a link without giving its exact slug, and to list links. Answers up to 20 at a time with their versions; call again with `cursor` for more. Deleted links are listed only with state "deleted".',
  input: z.strictObject({
    words: z
      .string()
      .max(200)
      .optional()
      .describe('beginnings of words in title, slug, tags, url or note; all must be there'),
    tag: z.string().max(50).optional(),
    host: z.string().max(253).optional().describe('links that lead to this host, e.g. www.example.com'),
    domain: z.string().max(253).optional().describe('of this short domain alone'),
    state: z.enum(['active', 'scheduled', 'expired', 'deleted']).optional(),
    sort: z
      .enum(['created', 'changed', 'clicks'])
      .default('created')
      .describe('"clicks": those clicked most ever since; needs the scope stats:read'),
    limit: z.number().int().min(1).max(20).default(10),
    cursor: z.string().max(2000).optional().describe('`next` of the last answer to the same call'),
  }),
  output: z.object({
    links: z.array(linkLine),
    next: z.string().optional().describe('pass it as `cursor` for more'),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: ['links:read'],
  async run({ words, tag, ...query }, client) {
    const asked = {
      ...defined(query),
      ...(words !== undefined && words.trim() !== '' && { q: words }),
      ...(tag !== undefined && { tag: [tag] }),
    };
    const { links, next } = await called(client.GET('/api/links', { params: { query: asked } }));
    const found = links.map(lineOf);
    const more =
      next === undefined ? [] : ['There may be more: call again with `cursor` set to `next` of this answer.'];
    const first = found.length === 0 ? 'No links here.' : `${found.length} links:`;
    return {
      text: [first, ...found.map(textOf), ...more].join('\n'),
      data: { links: found, ...(next !== undefined && { next }) },
    };
  },
});
