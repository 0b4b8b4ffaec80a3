import type { Domain } from './domains.ts';
import type { HintTable } from './hints/table.ts';
import { historyOf } from './history.ts';
import type { Link } from './link.ts';

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
  hints: HintTable,
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
