import type { ClicksAnswer } from '../clicks-api/routes.ts';
import type { LinkAnswer } from '../links/schema.ts';
import type { Native } from './native.ts';
import { summaryOf, type VisitsSummary } from './visits.ts';

/** Tags are those of the links that were made last, so many. */
const MOST_LINKS = 2000;
/** The visits of so many tags are asked for, of those with the most links; the others are told without any. */
const MOST_COUNTED = 50;
const UNCOUNTED = { total: 0, nonBots: 0, bots: 0 };

/** The tags there are, in their order, and of how many links each is. */
export async function tagsOf(native: Native): Promise<Map<string, number>> {
  const tags = new Map<string, number>();
  let cursor: string | undefined;
  let seen = 0;
  do {
    const query = { limit: 100, cursor };
    const page = await native.ask<{ links: LinkAnswer[]; next?: string }>('/api/links', { query });
    for (const { tags: own } of page.links) for (const tag of own) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    seen += page.links.length;
    cursor = page.next;
  } while (cursor !== undefined && seen < MOST_LINKS);
  return new Map([...tags].sort(([a], [b]) => a.localeCompare(b)));
}

interface TagStats {
  tag: string;
  shortUrlsCount: number;
  visitsSummary: VisitsSummary;
}

/** The same with the visits of the last year. */
export async function tagStats(native: Native, now: number): Promise<TagStats[]> {
  const tags = [...(await tagsOf(native))];
  const most = tags.toSorted(([, one], [, other]) => other - one).slice(0, MOST_COUNTED);
  const from = new Date(now - 365 * 86_400_000).toISOString();
  const visits = new Map(
    await Promise.all(
      most.map(async ([tag]) => {
        const { total } = await native.ask<ClicksAnswer>('/api/clicks', {
          query: { tag, from, by: 'month' },
        });
        return [tag, summaryOf(total)] as const;
      }),
    ),
  );
  return tags.map(([tag, shortUrlsCount]) => ({
    tag,
    shortUrlsCount,
    visitsSummary: visits.get(tag) ?? UNCOUNTED,
  }));
}
