import { z } from 'zod';
import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, ToolProblem } from '../tool.ts';
import { DRY_RUN, NOTHING_WRITTEN } from './dry-run.ts';
import {
  type ChangedLink,
  changedLinks,
  eachLink,
  ifMatchOf,
  MOST_LINKS,
  placeOf,
  refuseOther,
  textOfResult,
} from './each-link.ts';
import { change, lineOf, type NamedLink, namedLink } from './link-shapes.ts';
import { rehearsed } from './rehearsed.ts';

type Change = z.output<typeof change>;

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
    const results = await eachLink(links, named =>
      dryRun ? tried(named, change, client) : made(named, change, client),
    );
    const first = dryRun ? NOTHING_WRITTEN : 'Done, but for what is refused.';
    return { text: [first, ...results.map(textOfResult)].join('\n'), data: { dryRun, results } };
  },
});

type Outcome = Omit<ChangedLink, 'slug' | 'outcome'>;

async function made(named: NamedLink, change: Change, client: SignpostClient): Promise<Outcome> {
  const params = { ...placeOf(named), header: ifMatchOf(named) };
  const body = change as Schemas['EditLink'];
  return { link: lineOf(await called(client.PATCH('/api/links/{slug}', { params, body }))) };
}

async function tried(named: NamedLink, change: Change, client: SignpostClient): Promise<Outcome> {
  const link = await called(client.GET('/api/links/{slug}', { params: placeOf(named) }));
  refuseOther(named, link.version);
  if (link.state === 'deleted')
    throw new ToolProblem('The link is deleted. Restore it first, with delete_or_restore_links.');
  return { link: lineOf(link), ...(await rehearsed(link, change as Schemas['EditLink'], client)) };
}
