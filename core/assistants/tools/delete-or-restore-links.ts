import { z } from 'zod';
import type { SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, ToolProblem } from '../tool.ts';
import { DRY_RUN, NOTHING_WRITTEN } from './dry-run.ts';
import { type Asked, changedLinks, eachLink, MOST_LINKS, textOfResult } from './each-link.ts';
import { namedLink } from './link-shapes.ts';

const ACTIONS = ['delete', 'restore', 'undo'] as const;
type Action = (typeof ACTIONS)[number];

export const deleteOrRestoreLinks = defineTool({
  name: 'delete_or_restore_links',
  title: 'Delete, restore or undo',
  description: `Delete 1 to ${MOST_LINKS} short links, restore deleted ones, or undo changes. A deleted link leads nowhere but keeps its slug and its history, and can be restored. "undo" makes a link what it was before its last change, or at \`toVersion\` (get_link with history tells versions). Dry run by default, which also tells the version to name when you call again with dryRun false.`,
  input: z.strictObject({
    action: z.enum(ACTIONS),
    links: z.array(namedLink).min(1).max(MOST_LINKS),
    toVersion: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('of "undo" of one link: the version to go back to'),
    dryRun: DRY_RUN,
  }),
  output: changedLinks,
  hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  needs: ['links:read', 'links:write'],
  async run({ action, links, toVersion, dryRun }, client) {
    if (toVersion !== undefined && (action !== 'undo' || links.length > 1))
      throw new ToolProblem('toVersion is for "undo" of one link.');
    const results = await eachLink(links, {
      dryRun,
      client,
      make: asked => called(send(action, asked, toVersion, client)),
    });
    const first = dryRun ? NOTHING_WRITTEN : `Done (${action}), but for what is refused.`;
    return { text: [first, ...results.map(textOfResult)].join('\n'), data: { dryRun, results } };
  },
});

function send(action: Action, params: Asked, toVersion: number | undefined, client: SignpostClient) {
  if (action === 'delete') return client.DELETE('/api/links/{slug}', { params });
  if (action === 'restore') return client.POST('/api/links/{slug}/restore', { params });
  const body = toVersion === undefined ? {} : { version: toVersion };
  return client.POST('/api/links/{slug}/undo', { params, body });
}
