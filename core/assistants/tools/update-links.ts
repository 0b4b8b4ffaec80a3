import { z } from 'zod';
import type { Schemas } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, ToolProblem } from '../tool.ts';
import { DRY_RUN, NOTHING_WRITTEN } from './dry-run.ts';
import { changedLinks, eachLink, MOST_LINKS, textOfResult } from './each-link.ts';
import { change, namedLink } from './link-shapes.ts';

export const updateLinks = defineTool({
  name: 'update_links',
  title: 'Change short links',
  description: `Change settings of 1 to ${MOST_LINKS} short links in the same way: destination, tags, end date, rules, a new slug and so on. Each keeps its history and can be undone. Dry run by default: it shows what each setting was and would be, and the version to name when you call again with dryRun false. A link that somebody else has changed meanwhile is refused.`,
  input: z.strictObject({
    links: z.array(namedLink).min(1).max(MOST_LINKS),
    change,
    dryRun: DRY_RUN,
  }),
  output: changedLinks,
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  needs: ['links:read', 'links:write'],
  async run({ links, change, dryRun }, client) {
    if (Object.keys(change).length === 0)
      throw new ToolProblem('change is empty: name at least one setting, such as title.');
    if (change.slug !== undefined && links.length > 1)
      throw new ToolProblem('change.slug renames a link: name one link only.');
    const body = change as Schemas['EditLink'];
    const results = await eachLink(links, {
      dryRun,
      client,
      make: params => called(client.PATCH('/api/links/{slug}', { params, body })),
    });
    const first = dryRun ? NOTHING_WRITTEN : 'Done, but for what is refused.';
    return { text: [first, ...results.map(textOfResult)].join('\n'), data: { dryRun, results } };
  },
});
