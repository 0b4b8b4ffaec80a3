import { type Dimension, OTHER, VISIT_SERIES } from '../clicks/series.ts';
import { statsByValue, statsOverTime, type Window } from '../clicks/stats.ts';
import type { ClicksTable } from '../clicks/table/clicks-table.ts';
import type { Tally } from '../clicks/tally.ts';
import { isUnit } from '../clicks-api/api.ts';
import { mostPages, type PageRow } from '../visits/pages.ts';
import type { VisitsAnswer } from './routes.ts';

type Counted = Pick<VisitsAnswer, 'rows' | 'slack'> & { counts: Tally['counts'] };

/** The rows of an answer, and what they are of all together. Rejects with a ServiceFault. */
export async function visitsBy(
  by: VisitsAnswer['by'],
  tz: string,
  { subject, window, table }: { subject: string; window: Window; table: ClicksTable },
): Promise<Counted> {
  if (isUnit(by)) {
    const { counts, rows } = await statsOverTime(subject, window, by, tz, table);
    return { counts, rows: rows.map(row => ({ time: row.time, ...full(row.counts) })) };
  }
  if (by !== 'page') return await statsByValue(subject, window, by as Dimension, table);
  const { counts } = await statsByValue(subject, window, 'answer', table);
  const { rows, slack } = (await mostPages(subject, window, table)).read;
  return { counts, slack, rows: rowsByPage(rows, counts) };
}

const MOST_ROWS = 1000;

/** With what is left of all that were read. */
function rowsByPage(rows: readonly PageRow[], { hits = 0, rendered = 0 }: Tally['counts']) {
  const named = rows.slice(0, MOST_ROWS).map(({ page, count }) => ({ value: page, count }));
  const left = hits + rendered - named.reduce((sum, { count }) => sum + count, 0);
  return left > 0 ? [...named, { value: OTHER, count: left }] : named;
}

export const full = (counts: Tally['counts']) =>
  Object.fromEntries(VISIT_SERIES.map(series => [series, counts[series] ?? 0])) as VisitsAnswer['total'];
