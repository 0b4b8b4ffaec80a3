import { z } from 'zod';
import type { SignpostClient } from '../../../client/client.ts';
import { atOnce } from '../../at-once.ts';
import { called } from '../called.ts';
import { ToolProblem } from '../tool.ts';
import { type Difference, differenceOf, differences, textOfDifferences } from './difference.ts';
import { type Link, lineOf, linkLine, type NamedLink, textOf } from './link-shapes.ts';

export const MOST_LINKS = 20;
/** So many requests of one call are under way together. */
const AT_ONCE = 5;

export const changedLink = z.object({
  outcome: z.enum(['done', 'refused']),
  slug: z.string(),
  link: linkLine.optional().describe('the link as it is, or in a dry run as it is now'),
  changes: differences.optional(),
  problem: z.string().optional(),
});
export type ChangedLink = z.output<typeof changedLink>;

export const changedLinks = z.object({
  dryRun: z.boolean(),
  results: z.array(changedLink).describe('in the order asked'),
  shortened: z.boolean().optional(),
});

/** How the API is asked to change a link. */
export interface Asked {
  path: { slug: string };
  query: { domain?: string; dryRun?: 'true' };
  header: { 'if-match': string };
}

/** Whether it is a dry run, by which client the API is asked, and for what. */
export interface Order {
  dryRun: boolean;
  client: SignpostClient;
  make(asked: Asked): Promise<Link>;
}

/** What becomes of each link; one that is refused stops no other. */
export async function eachLink(links: readonly NamedLink[], order: Order): Promise<ChangedLink[]> {
  const inTurn = atOnce(AT_ONCE);
  return await Promise.all(
    links.map(named =>
      inTurn(async (): Promise<ChangedLink> => {
        const { slug } = named;
        try {
          return { outcome: 'done', slug, ...(await (order.dryRun ? tried : done)(named, order)) };
        } catch (error) {
          if (!(error instanceof ToolProblem)) throw error;
          return { outcome: 'refused', slug, problem: error.message };
        }
      }),
    ),
  );
}

type Outcome = Pick<ChangedLink, 'link' | 'changes'>;

async function done(named: NamedLink, { make }: Order): Promise<Outcome> {
  const { version } = named;
  if (version === undefined)
    throw new ToolProblem(
      'version is missing: it must be the version you have seen. Make a dry run first, which tells it.',
    );
  return { link: lineOf(await make({ ...placeOf(named), header: ifMatch(version) })) };
}

/** The link as it is, and what the API would make of it. */
async function tried(named: NamedLink, { client, make }: Order): Promise<Outcome> {
  const { path, query } = placeOf(named);
  const before = await called(client.GET('/api/links/{slug}', { params: { path, query } }));
  const header = ifMatch(named.version ?? before.version);
  const after = await make({ path, query: { ...query, dryRun: 'true' }, header });
  return { link: lineOf(before), changes: changesOf(before, after) };
}

/** A password is in no answer: where there is another version and all else is the same, it is another one. */
function changesOf(before: Link, after: Link): Difference[] {
  const changes = differenceOf(before, after);
  if (changes.length > 0 || before.version === after.version) return changes;
  return [{ field: 'password', before: 'one', after: 'another one' }];
}

/** The path and the query of a link in the API. */
const placeOf = ({ slug, domain }: NamedLink) => ({
  path: { slug },
  query: domain === undefined ? {} : { domain },
});

const ifMatch = (version: number) => ({ 'if-match': `"${version}"` });

export function textOfResult({ outcome, slug, link, changes, problem }: ChangedLink): string {
  if (outcome === 'refused') return `${slug}: refused. ${problem}`;
  if (!link || !changes) return link ? textOf(link) : slug;
  // What matters is first: of a long line the end is cut.
  const what = textOfDifferences(changes) || 'nothing changes';
  return `${slug} (version ${link.version}): ${what}. It is ${textOf(link)}`;
}
