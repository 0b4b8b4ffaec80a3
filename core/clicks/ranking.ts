import type { RankedLink, Ranking } from '../links/hints/ranking.ts';
import { periodOf } from './periods.ts';
import type { ClicksTable } from './table/clicks-table.ts';

const EVER = periodOf('all', 0);
const subjectOf = (id: string) => `link#${id}`;
const idOf = (subject: string) => subject.slice('link#'.length);

/** Links by the clicks that were counted of them ever since. */
export function rankingOf(table: ClicksTable): Ranking {
  return {
    async page({ limit, descending, after }) {
      const { items, isMore } = await table.ranked(EVER, {
        limit,
        ascending: !descending,
        after: after && { subject: subjectOf(after.id), clicks: after.clicks },
      });
      return { links: items.map(rankedLink), isMore };
    },
    async of(ids) {
      // The ranking has these numbers as well, but in its own order alone: to find some links in it is to read all of it.
      const keys = ids.map(id => ({ subject: subjectOf(id), period: EVER }));
      const items = await table.read(keys, ['counts.clicks', 'link']);
      return items
        .map(({ counts, ...item }) => rankedLink({ ...item, clicks: counts.clicks ?? 0 }))
        .filter(({ clicks }) => clicks > 0);
    },
  };
}

function rankedLink(item: { subject: string; link?: string | undefined; clicks: number }): RankedLink {
  return { id: idOf(item.subject), link: item.link ?? '', clicks: item.clicks };
}
