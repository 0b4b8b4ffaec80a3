import { z } from 'zod';
import type { SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, ToolProblem } from '../tool.ts';
import { differenceOf } from './difference.ts';
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
import { type Link, lineOf, type NamedLink, namedLink } from './link-shapes.ts';

type Outcome = Omit<ChangedLink, 'slug' | 'outcome'>;

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
    const results = await eachLink(links, named =>
      dryRun ? tried(action, named, toVersion, client) : done(action, named, toVersion, client),
    );
    const first = dryRun ? NOTHING_WRITTEN : `Done (${action}), but for what is refused.`;
    return { text: [first, ...results.map(textOfResult)].join('\n'), data: { dryRun, results } };
  },
});

async function done(
  action: Action,
  named: NamedLink,
  toVersion: number | undefined,
  client: SignpostClient,
): Promise<Outcome> {
  const params = { ...placeOf(named), header: ifMatchOf(named) };
  if (action === 'delete')
    return { link: lineOf(await called(client.DELETE('/api/links/{slug}', { params }))) };
  if (action === 'restore')
    return { link: lineOf(await called(client.POST('/api/links/{slug}/restore', { params }))) };
  const body = toVersion === undefined ? {} : { version: toVersion };
  return { link: lineOf(await called(client.POST('/api/links/{slug}/undo', { params, body }))) };
}

async function tried(
  action: Action,
  named: NamedLink,
  toVersion: number | undefined,
  client: SignpostClient,
): Promise<Outcome> {
  const link = await called(client.GET('/api/links/{slug}', { params: placeOf(named) }));
  refuseOther(named, link.version);
  if (action === 'restore' && link.state !== 'deleted')
    throw new ToolProblem('The link is not deleted: there is nothing to restore.');
  if (action === 'delete' && link.state === 'deleted') throw new ToolProblem('The link is deleted already.');
  if (action === 'undo') return { link: lineOf(link), changes: await undone(link, named, toVersion, client) };
  const after = action === 'delete' ? 'deleted' : 'not deleted';
  return { link: lineOf(link), changes: differenceOf({ state: link.state }, { state: after }) };
}

/** So far back a dry run looks for the version to go back to; the API itself looks further. */
const LOOKED_AT = 100;

async function undone(
  link: Link,
  named: NamedLink,
  toVersion: number | undefined,
  client: SignpostClient,
): Promise<ChangedLink['changes']> {
  const version = toVersion ?? link.version - 1;
  if (version < 1) throw new ToolProblem('The link was never changed: there is nothing to undo.');
  if (version >= link.version)
    throw new ToolProblem(`toVersion must be an earlier version than ${link.version}.`);
  const { path, query } = placeOf(named);
  const params = { path, query: { ...query, limit: LOOKED_AT } };
  const { versions } = await called(client.GET('/api/links/{slug}/history', { params }));
  const then = versions.find(each => each.version === version)?.after;
  if (!then) return undefined;
  return differenceOf({ ...link, clicks: undefined }, then);
}
