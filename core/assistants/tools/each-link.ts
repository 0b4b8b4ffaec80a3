import { z } from 'zod';
import { atOnce } from '../../at-once.ts';
import { ToolProblem } from '../tool.ts';
import { differences, textOfDifferences } from './difference.ts';
import { linkLine, type NamedLink, textOf } from './link-shapes.ts';

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

/** What becomes of each link; one that is refused stops no other. */
export async function eachLink(
  links: readonly NamedLink[],
  change: (link: NamedLink) => Promise<Omit<ChangedLink, 'slug' | 'outcome'>>,
): Promise<ChangedLink[]> {
  const inTurn = atOnce(AT_ONCE);
  return await Promise.all(
    links.map(named =>
      inTurn(async (): Promise<ChangedLink> => {
        const { slug } = named;
        try {
          const changed = await change(named);
          return { outcome: changed.problem === undefined ? 'done' : 'refused', slug, ...changed };
        } catch (error) {
          if (!(error instanceof ToolProblem)) throw error;
          return { outcome: 'refused', slug, problem: error.message };
        }
      }),
    ),
  );
}

/** The path and the query of a link in the API. */
export const placeOf = ({ slug, domain }: NamedLink) => ({
  path: { slug },
  query: domain === undefined ? {} : { domain },
});

/** The If-Match of a link as the model knows it. Throws a ToolProblem where it knows none. */
export function ifMatchOf({ version }: NamedLink): { 'if-match': string } {
  if (version === undefined)
    throw new ToolProblem(
      'version is missing: it must be the version you have seen. Make a dry run first, which tells it.',
    );
  return { 'if-match': `"${version}"` };
}

/** Says so where the link is not what the model takes it for. */
export function refuseOther({ version }: NamedLink, current: number): void {
  if (version !== undefined && version !== current)
    throw new ToolProblem(
      `The link has been changed since: it is version ${current} now, not ${version}. Read it again with get_link.`,
    );
}

export function textOfResult({ outcome, slug, link, changes, problem }: ChangedLink): string {
  if (outcome === 'refused') return `${slug}: refused. ${problem}`;
  const what = changes === undefined ? '' : `; ${textOfDifferences(changes) || 'nothing changes'}`;
  return `${link ? textOf(link) : slug}${what}`;
}
