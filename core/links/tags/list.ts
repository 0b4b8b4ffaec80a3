import { type ListContext, Look } from '../hints/look.ts';
import { TAGS, type TagItem, tagName } from '../hints/tags.ts';
import { tagTerm } from '../hints/terms.ts';
import type { Link } from '../link.ts';
import { Budget, type Count, countLinks } from './count.ts';

/** Which tags are wanted. */
export interface TagListing {
  /** What they begin with, in whatever case. */
  beginning: string;
  /** The short domain's name; of all of them without it. */
  domain?: string | undefined;
  /** 1 to 100. */
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
  /** Where whoever asks may not see all links: whether he may see one, and tags that all of those have. */
  sight?: { mayShow(link: Link): boolean; tags: readonly string[] } | undefined;
}

/** A tag, and how many links have it. */
export interface Tag extends Count {
  tag: string;
}

/** What a page may cost; what was found until then is the page. */
const READS = 200;
const TIME_MS = 12_000;
/** Tags that are counted at once. */
const AT_ONCE = 10;

/**
 * Tags in the order of their names, each with the number of links that have it, which are none of the deleted ones.
 *
 * @returns `next` where there may be more, even if fewer than `limit` were found
 * @throws ServiceFault
 */
export async function listTags(
  listing: TagListing,
  context: ListContext,
): Promise<{ tags: Tag[]; next?: string }> {
  const { limit, after } = listing;
  const budget = new Budget(READS, context.clock.now() + TIME_MS, context.clock);
  const beginning = tagName(listing.beginning);
  const tags: Tag[] = [];
  let from = after;
  for (;;) {
    const request = {
      beginning,
      after: from,
      limit: limit - tags.length,
      descending: false,
      consistent: true,
    };
    budget.take();
    const { items, next } = await context.hints.page<TagItem>(TAGS, request);
    for (let start = 0; start < items.length; start += AT_ONCE) {
      const some = items.slice(start, start + AT_ONCE);
      tags.push(...(await counted(some, listing, context, budget)));
      from = some.at(-1)?.place;
      const isMore = start + AT_ONCE < items.length || next !== undefined;
      if (isMore && from !== undefined && (tags.length === limit || budget.isSpent))
        return { tags, next: from };
    }
    if (next === undefined) return { tags };
    from = next;
  }
}

async function counted(
  items: readonly TagItem[],
  { domain, sight }: TagListing,
  context: ListContext,
  budget: Budget,
): Promise<Tag[]> {
  const names = items.map(({ place }) => place);
  const counts = sight
    ? await Promise.all(names.map(name => countSeen(name, domain, sight, context, budget)))
    : await countLinks(names, domain, context, budget);
  return items.flatMap(({ tag }, n) => {
    const count = counts[n];
    return count && count.links > 0 ? [{ tag, ...count }] : [];
  });
}

/** Hints of one look, and with it of links that are read. */
const SEEN = 300;

/** Where not all links may be seen, each is read and judged; when some are found a look is the last. */
async function countSeen(
  name: string,
  domain: string | undefined,
  { mayShow, tags }: NonNullable<TagListing['sight']>,
  context: ListContext,
  budget: Budget,
): Promise<Count> {
  const wanted = { tags: [name, ...tags], domain, mayShow };
  const look = new Look({ ...wanted, sort: 'created', descending: true, limit: SEEN }, context);
  const ids = new Set<string>();
  let after: string | undefined;
  do {
    const before = look.reads;
    const page = await look.page(tagTerm(name), SEEN, after);
    for (const { id } of await look.judged(page.items)) ids.add(id);
    budget.take(look.reads - before);
    after = page.next;
  } while (after !== undefined && ids.size === 0 && !budget.isSpent);
  return { links: ids.size, isAbout: after !== undefined };
}
