import { z } from 'zod';
import type { Schemas } from '../../../client/client.ts';
import { called, sentenceOf } from '../called.ts';
import { defineTool } from '../tool.ts';
import { DRY_RUN, NOTHING_WRITTEN } from './dry-run.ts';
import { lineOf, linkLine, newLink, textOf } from './link-shapes.ts';

const result = z.object({
  outcome: z.enum(['created', 'exists', 'refused']),
  link: linkLine.optional(),
  problem: z.string().optional(),
  holder: z.object({ shortUrl: z.string(), url: z.string() }).optional().describe('whose the slug is'),
});
type Result = z.output<typeof result>;

export const createLinks = defineTool({
  name: 'create_links',
  title: 'Make short links',
  description:
    'Make 1 to 20 short links. Each has a result in its place, and one that is refused stops no other. The same link asked for twice is found, not made twice. No link that exists is changed. Dry run by default.',
  input: z.strictObject({ links: z.array(newLink).min(1).max(20), dryRun: DRY_RUN }),
  output: z.object({
    dryRun: z.boolean(),
    results: z.array(result),
    shortened: z.boolean().optional(),
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  needs: ['links:write'],
  async run({ links, dryRun }, client) {
    const body = { links: links as Schemas['CreateLink'][], dryRun };
    const answer = await called(client.POST('/api/links/batch', { body }));
    const results = answer.results.map(resultOf);
    const first = dryRun ? NOTHING_WRITTEN : 'Done. Edges may need a minute to know of them.';
    return { text: [first, ...results.map(inWords(dryRun))].join('\n'), data: { dryRun, results } };
  },
});

function resultOf({ status, link, problem, holder }: Schemas['BatchResult']): Result {
  if (link && status < 300) return { outcome: status === 201 ? 'created' : 'exists', link: lineOf(link) };
  return {
    outcome: 'refused',
    problem: sentenceOf(problem, status),
    ...(holder && { holder: { shortUrl: holder.shortUrl, url: holder.url } }),
  };
}

const inWords =
  (dryRun: boolean) =>
  ({ outcome, link, problem, holder }: Result, index: number): string => {
    const whose = holder ? ` It leads to ${holder.url}.` : '';
    if (!link) return `${index + 1}. refused: ${problem}${whose}`;
    const made = dryRun ? 'would be created' : 'created';
    return `${index + 1}. ${outcome === 'created' ? made : 'exists already'}: ${textOf(link)}`;
  };
