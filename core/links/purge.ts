import { problemFrom } from '../problem.ts';
import { PURGED_WITHIN_SECONDS } from '../purged-within.ts';
import type { LinkContext } from './commit.ts';
import type { Domain } from './domains.ts';
import type { HintTable } from './hints/table.ts';
import { historyOf } from './history.ts';
import type { Link } from './link.ts';

/** A link after a change. */
export interface Purged {
  link: Link;
  /** Whether the edges were told to forget it; undefined where nobody asked for that. */
  purged?: boolean;
}

/**
 * Has the edges forget a link that was changed. The change is made, and a failure here does not unmake it: so it is told, and is no
 * failure of the request.
 *
 * @param forget rejects with a ServiceFault
 */
export async function purged(
  link: Link,
  domain: Domain,
  context: LinkContext,
  forget: (paths: string[]) => Promise<void>,
): Promise<Purged> {
  try {
    await forget(await keptPathsOf(link, domain, context.hints));
  } catch (error) {
    problemFrom(error); // writes it to the log
    return { link, purged: false };
  }
  return { link: await withPurge(link, context), purged: true };
}

/** Notes that what edges hold of before ends sooner; who comes second, or dies before, leaves the longer time that was right without. */
async function withPurge(link: Link, { store, clock }: LinkContext): Promise<Link> {
  const gone = new Date(clock.now() + PURGED_WITHIN_SECONDS * 1000).toISOString();
  if (link.edgeUntil === undefined || link.edgeUntil <= gone) return link;
  const noted = { ...link, edgeUntil: gone };
  try {
    await store.put({ link: noted }, link.change);
  } catch (error) {
    problemFrom(error); // writes it to the log
  }
  return noted;
}

/**
 * The paths under which the edge may keep an answer of a link: those of its slug and of each that it had, which still leads to it.
 * Where letter case means nothing the edge writes most of them small, and some it leaves as they are.
 *
 * @param link as it is after the change
 * @throws ServiceFault
 */
export async function keptPathsOf(
  link: Link,
  { caseSensitive }: Pick<Domain, 'caseSensitive'>,
  hints: Pick<HintTable, 'page'>,
): Promise<string[]> {
  const slugs = new Set([link.slug]);
  let from: { version: number; change: string } | undefined = link;
  while (from) {
    const page: Awaited<ReturnType<typeof historyOf>> = await historyOf(hints, link.id, from, 100);
    for (const version of page.versions) slugs.add(version.link.slug);
    from = page.next;
  }
  const written = [...slugs].flatMap(slug => (caseSensitive ? [slug] : [slug, slug.toLowerCase()]));
  return [...new Set(written)].map(slug => `/${slug}`);
}
