import { createApi } from '../api/api.ts';
import type { Unit } from '../clicks/calendar.ts';
import { HOUR_MS } from '../clicks/periods.ts';
import { type Dimension, OTHER, VISIT_SERIES } from '../clicks/series.ts';
import { statsByValue, statsOverTime, type Window } from '../clicks/stats.ts';
import type { ClicksTable } from '../clicks/table.ts';
import type { Tally } from '../clicks/tally.ts';
import { endsOf, isUnit, windowOf } from '../clicks-api/api.ts';
import { csvOf } from '../clicks-api/csv.ts';
import type { Clock } from '../clock.ts';
import type { Calls } from '../keys/calls.ts';
import type { Key } from '../keys/key.ts';
import type { KeyStore } from '../keys/keys.ts';
import { invalid, Problem } from '../problem.ts';
import type { PageRecord } from '../snapshots/record.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import { kindSubject, nameSubject, SITE } from '../visits/gather.ts';
import { mostPages, type PageRow } from '../visits/pages.ts';
import type { PageAnswer, VisitsAnswer } from './routes.ts';
import * as routes from './routes.ts';

export interface VisitsApiOptions {
  keys: KeyStore;
  calls: Calls;
  table: ClicksTable;
  /** What is known of pages now. */
  pages: Pick<StoredPages, 'records'>;
  clock: Clock;
}

type Counted = Pick<VisitsAnswer, 'rows' | 'slack'> & { counts: Tally['counts'] };

/** The visits of crawlers to the site, as an app for `fetch(request, { host })`. */
export function createVisitsApi({ keys, calls, table, pages, clock }: VisitsApiOptions) {
  const options = {
    title: 'Signpost crawlers',
    document: '/api/crawlers/openapi.json',
    keys,
    calls,
    allowed: routes.ALLOWED,
    expected: { query: routes.EXPECTED_QUERY },
  };

  async function counted(
    subject: string,
    window: Window,
    by: VisitsAnswer['by'],
    tz: string,
  ): Promise<Counted> {
    if (isUnit(by)) return await overTime(subject, window, by, tz);
    if (by !== 'page') return await statsByValue(subject, window, by as Dimension, table);
    const { counts } = await statsByValue(subject, window, 'answer', table);
    const { rows, slack } = (await mostPages(subject, window, table)).read;
    return { counts, slack, rows: rowsByPage(rows, counts) };
  }

  async function overTime(subject: string, window: Window, unit: Unit, tz: string): Promise<Counted> {
    const { counts, rows } = await statsOverTime(subject, window, unit, tz, table);
    return { counts, rows: rows.map(row => ({ time: row.time, ...full(row.counts) })) };
  }

  /** Each page with what is known of it now. */
  async function known<Row extends PageRow>(
    rows: readonly Row[],
  ): Promise<(Omit<Row, 'page'> & PageAnswer)[]> {
    const records = await pages.records(rows.map(({ page }) => page).filter(isWhole));
    return rows.map(({ page, ...row }) => ({ ...row, url: page, ...nowOf(records.get(page)) }));
  }

  return createApi(options, (api, guarded) => {
    api.openapi(guarded(routes.getVisits), async c => {
      const { by, tz, name, kind, format, ...asked } = c.req.valid('query');
      refuseLimited(c.get('key'));
      const subject = subjectOf({ name, kind, by });
      const window = isUnit(by) ? windowOf(asked, clock.now()) : wholeDays(windowOf(asked, clock.now()));
      if (by === 'page') refuseLong(window);
      const { counts, rows, slack } = await counted(subject, window, by, tz);
      if (format === 'csv')
        return c.body(csvOf(isUnit(by) ? ['time', ...VISIT_SERIES] : ['value', 'count'], rows), 200, {
          'content-type': 'text/csv; charset=utf-8',
        }) as never;
      const total = full(counts);
      return c.json({ ...endsOf(window), tz, by, total, ...(slack !== undefined && { slack }), rows }, 200);
    });

    api.openapi(guarded(routes.getPages), async c => {
      const { name, limit, ...asked } = c.req.valid('query');
      refuseLimited(c.get('key'));
      const window = wholeDays(windowOf(asked, clock.now()));
      refuseLong(window);
      const { read, failed } = await mostPages(subjectOf({ name }), window, table);
      const [readNow, failedNow] = await Promise.all([
        known(read.rows.slice(0, limit)),
        known(failed.rows.slice(0, limit)),
      ]);
      const body = {
        ...endsOf(window),
        read: { slack: read.slack, pages: readNow },
        failed: { slack: failed.slack, pages: failedNow },
      };
      return c.json(body, 200);
    });
  });
}

const DAY_MS = 24 * HOUR_MS;
const MOST_DAYS_OF_PAGES = 92;

/** What is counted by value is kept of whole days in UTC. */
const wholeDays = ({ from, to }: Window): Window => ({
  from: Math.floor(from / DAY_MS) * DAY_MS,
  to: Math.ceil(to / DAY_MS) * DAY_MS,
});

function refuseLong({ from, to }: Window): void {
  if (to - from <= MOST_DAYS_OF_PAGES * DAY_MS) return;
  const reason = `is more than ${MOST_DAYS_OF_PAGES} days before the end, of which pages are known`;
  throw invalid([{ field: 'from', reason, expected: routes.EXPECTED_QUERY.from ?? '' }]);
}

/** Whose visits are wanted. What is counted of each is counted by itself: no two go together. */
function subjectOf({
  name,
  kind,
  by,
}: {
  name?: string | undefined;
  kind?: string | undefined;
  by?: VisitsAnswer['by'];
}): string {
  const refuse = (field: string, reason: string, expected: string) => invalid([{ field, reason, expected }]);
  if (name !== undefined && kind !== undefined)
    throw refuse('kind', 'does not go with name', 'one of name, kind');
  if (kind !== undefined && by === 'page')
    throw refuse('kind', 'does not go with by=page', 'name, or neither');
  if (name !== undefined) return nameSubject(name);
  return kind === undefined ? SITE : kindSubject(kind);
}

/** Such a key knows nothing but its links. */
function refuseLimited({ limits }: Key): void {
  if (Object.values(limits).some(limit => limit !== undefined))
    throw new Problem(403, 'A key that is for some links only sees nothing of the site.');
}

const MOST_ROWS = 1000;

/** With what is left of all that were read. */
function rowsByPage(rows: readonly PageRow[], { hits = 0, rendered = 0 }: Tally['counts']) {
  const named = rows.slice(0, MOST_ROWS).map(({ page, count }) => ({ value: page, count }));
  const left = hits + rendered - named.reduce((sum, { count }) => sum + count, 0);
  return left > 0 ? [...named, { value: OTHER, count: left }] : named;
}

const full = (counts: Tally['counts']) =>
  Object.fromEntries(VISIT_SERIES.map(series => [series, counts[series] ?? 0])) as VisitsAnswer['total'];

/** An address that was cut is none. */
const isWhole = (url: string) => /^https?:\/\/[^/?#]+\/[^#]*$/.test(url) && !url.endsWith('…');

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

function nowOf(record: PageRecord | undefined) {
  const { renderedAt, dueAt, dueShard, failedAt, error } = record ?? {};
  return {
    ...(renderedAt !== undefined && { renderedAt: iso(renderedAt) }),
    ...(dueAt !== undefined && dueShard !== undefined && { dueAt: iso(dueAt) }),
    ...(failedAt !== undefined && {
      lastError: { at: iso(failedAt), ...(error !== undefined && { reason: error }) },
    }),
  };
}
