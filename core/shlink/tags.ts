import type { ClicksAnswer } from '../clicks-api/routes.ts';
import type { Clock } from '../clock.ts';
import { objectOf } from '../json.ts';
import { tagName } from '../links/hints/tags.ts';
import type { ShlinkApp } from './app.ts';
import type { Native } from './native.ts';
import { type Paginated, pageOf } from './page.ts';
import { invalidData, ShlinkProblem } from './problem.ts';
import { summaryOf, type VisitsSummary } from './visits.ts';

/** The visits of so many tags are asked for, of those with the most links; the others are told without any. */
const MOST_COUNTED = 50;
const UNCOUNTED = { total: 0, nonBots: 0, bots: 0 };
/** What is told, or done, in one answer; the function has 29 s. */
const PATIENCE_MS = 15_000;
/** A tag of more links is not renamed in one answer. */
const MOST_RENAMED = 600;

interface TagCount {
  tag: string;
  links: number;
}

/** The tags there are, in their order, and of how many links each is; those that have the text of a search in them, where there is one. */
export async function tagsOf(native: Native, clock: Clock, searchTerm = ''): Promise<TagCount[]> {
  const tags: TagCount[] = [];
  const end = clock.now() + PATIENCE_MS;
  let cursor: string | undefined;
  do {
    const query = { limit: 100, cursor };
    const page = await native.ask<{ tags: TagCount[]; next?: string }>('/api/tags', { query });
    tags.push(...page.tags.filter(({ tag }) => tagName(tag).includes(tagName(searchTerm))));
    cursor = page.next;
  } while (cursor !== undefined && clock.now() < end);
  return tags.sort((a, b) => a.tag.localeCompare(b.tag));
}

interface TagStats {
  tag: string;
  shortUrlsCount: number;
  visitsSummary: VisitsSummary;
}

/** The same with the visits of the last year. */
export async function tagStats(native: Native, clock: Clock, searchTerm = ''): Promise<TagStats[]> {
  const tags = await tagsOf(native, clock, searchTerm);
  const most = tags.toSorted((one, other) => other.links - one.links).slice(0, MOST_COUNTED);
  const from = new Date(clock.now() - 365 * 86_400_000).toISOString();
  const visits = new Map(
    await Promise.all(
      most.map(async ({ tag }) => {
        const query = { tag, from, by: 'month' };
        const { total } = await native.ask<ClicksAnswer>('/api/clicks', { query });
        return [tag, summaryOf(total)] as const;
      }),
    ),
  );
  return tags.map(({ tag, links }) => ({
    tag,
    shortUrlsCount: links,
    visitsSummary: visits.get(tag) ?? UNCOUNTED,
  }));
}

/** Adds what is asked of tags. */
export function addTags(app: ShlinkApp, clock: Clock): void {
  app.get('/tags', async c => {
    const tags = await tagsOf(c.get('native'), clock, c.get('query').get('searchTerm') ?? '');
    return c.json({
      tags: pageIn(
        tags.map(({ tag }) => tag),
        c.get('query'),
      ),
    });
  });

  app.get('/tags/stats', async c => {
    const query = c.get('query');
    const stats = await tagStats(c.get('native'), clock, query.get('searchTerm') ?? '');
    return c.json({ tags: pageIn(inOrder(stats, query.get('orderBy')), query) });
  });

  app.put('/tags', async c => {
    const { oldName, newName } = objectOf(await c.req.json());
    await renameTag(c.get('native'), { oldName, newName });
    return c.body(null, 204);
  });

  app.delete('/tags', async c => {
    await deleteTags(c.get('native'), c.get('query').getAll('tags[]'), clock);
    return c.body(null, 204);
  });
}

/** All of them, where no page is asked for. */
function pageIn<Item>(all: readonly Item[], query: URLSearchParams): Paginated<Item> {
  const page = pageOf(query, Math.max(1, all.length), Math.max(1, all.length));
  const pagesCount = Math.max(1, Math.ceil(all.length / page.size));
  const data = all.slice(page.offset, page.offset + page.size);
  return { data, pagination: { ...page.told, pagesCount, totalItems: all.length } };
}

const VALUES: Record<string, (stats: TagStats) => number> = {
  shortUrlsCount: ({ shortUrlsCount }) => shortUrlsCount,
  visits: ({ visitsSummary }) => visitsSummary.total,
  nonBotVisits: ({ visitsSummary }) => visitsSummary.nonBots,
};

/** @param orderBy `visits-DESC` and such */
function inOrder(stats: TagStats[], orderBy: string | null): TagStats[] {
  const [field = 'tag', direction = 'ASC'] = (orderBy ?? 'tag').split('-');
  const value = Object.hasOwn(VALUES, field) ? VALUES[field] : undefined;
  if (!value && field !== 'tag')
    throw invalidData({ orderBy: `is none of tag, ${Object.keys(VALUES).join(', ')}` });
  const sorted = value ? stats.toSorted((one, other) => value(one) - value(other)) : stats;
  return direction === 'DESC' ? sorted.toReversed() : sorted;
}

/** Another tag that has the new name is in the way, as it is there. */
async function renameTag(
  native: Native,
  { oldName, newName }: { oldName: unknown; newName: unknown },
): Promise<void> {
  const wrong = Object.entries({ oldName, newName }).filter(
    ([, name]) => typeof name !== 'string' || name.trim() === '',
  );
  if (wrong.length > 0) throw invalidData(Object.fromEntries(wrong.map(([name]) => [name, 'is no tag'])));
  const [from, to] = [String(oldName).trim(), String(newName).trim()];
  const links = await linksOf(native, from);
  if (links === 0)
    throw new ShlinkProblem(404, 'tag-not-found', `No short URL has the tag "${from}".`, {
      tag: from,
    });
  if (links > MOST_RENAMED)
    throw new ShlinkProblem(
      400,
      'invalid-data',
      `More than ${MOST_RENAMED} links have the tag "${from}": it is renamed by PATCH /api/tags/…, page by page.`,
      { invalidElements: ['oldName'] },
    );
  if (tagName(from) !== tagName(to) && (await linksOf(native, to)) > 0)
    throw new ShlinkProblem(
      409,
      'tag-conflict',
      `There is a tag "${to}" already. PATCH /api/tags/… makes one of two.`,
      { oldName: from, newName: to },
    );
  let cursor: string | undefined;
  do cursor = await changePage(native, from, { method: 'PATCH', body: { tag: to }, query: { cursor } });
  while (cursor !== undefined);
}

async function deleteTags(native: Native, tags: readonly string[], clock: Clock): Promise<void> {
  const end = clock.now() + PATIENCE_MS;
  for (const tag of tags.map(each => each.trim()).filter(Boolean)) {
    let cursor: string | undefined;
    do {
      // It is done again from the beginning: what is done is done.
      if (clock.now() >= end)
        throw new ShlinkProblem(503, 'internal', 'Some links have them yet. Ask for the same again.', {
          headers: { 'retry-after': '1' },
        });
      cursor = await changePage(native, tag, { method: 'DELETE', query: { cursor } });
    } while (cursor !== undefined);
  }
}

/** How many links have a tag. */
async function linksOf(native: Native, tag: string): Promise<number> {
  const query = { prefix: tag, limit: 1 };
  const [first] = (await native.ask<{ tags: TagCount[] }>('/api/tags', { query })).tags;
  return first && tagName(first.tag) === tagName(tag) ? first.links : 0;
}

/** Has one page of links changed, and answers where to go on; a tag that no link has needs no change. */
async function changePage(
  native: Native,
  tag: string,
  request: Parameters<Native['ask']>[1],
): Promise<string | undefined> {
  try {
    const { next } = await native.ask<{ next?: string }>(`/api/tags/${encodeURIComponent(tag)}`, request);
    return next;
  } catch (error) {
    if (!(error instanceof ShlinkProblem)) throw error;
    if (error.status === 404) return undefined;
    if (error.status === 403) throw new ShlinkProblem(403, 'forbidden-tag-operation', error.message);
    throw error;
  }
}
