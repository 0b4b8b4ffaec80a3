import { createApi } from '../api/api.ts';
import { HOUR_MS } from '../clicks/periods.ts';
import { VISIT_SERIES } from '../clicks/series.ts';
import type { Window } from '../clicks/stats.ts';
import type { ClicksTable } from '../clicks/table/clicks-table.ts';
import { endsOf, isUnit, windowOf } from '../clicks-api/api.ts';
import { csvOf } from '../clicks-api/csv.ts';
import type { Clock } from '../clock.ts';
import type { Policy } from '../crawlers/policy.ts';
import type { Calls } from '../keys/calls.ts';
import type { Key } from '../keys/key.ts';
import type { KeyStore } from '../keys/keys.ts';
import { invalid, Problem } from '../problem.ts';
import type { PageRecord } from '../snapshots/record.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import { kindSubject, nameSubject, SITE } from '../visits/gather.ts';
import { mostPages, type PageRow } from '../visits/pages.ts';
import { full, visitsBy } from './counted.ts';
import type { PageAnswer, VisitsAnswer } from './routes.ts';
import * as routes from './routes.ts';
import { getVerdict, verdictAnswer } from './verdict.ts';

export interface VisitsApiOptions {
  keys: KeyStore;
  calls: Calls;
  table: ClicksTable;
  /** What is known of pages now. */
  pages: Pick<StoredPages, 'records'>;
  /** Who gets the finished page. */
  policy: Policy;
  clock: Clock;
}

/** The visits of crawlers to the site, as an app for `fetch(request, { host })`. */
export function createVisitsApi({ keys, calls, table, pages, policy, clock }: VisitsApiOptions) {
  const options = {
    title: 'Signpost crawlers',
    document: '/api/crawlers/openapi.json',
    keys,
    calls,
    allowed: routes.ALLOWED,
    expected: { query: routes.EXPECTED_QUERY },
  };

  return createApi(options, (api, guarded) => {
    api.openapi(guarded(routes.getVisits), async c => {
      const { by, tz, name, kind, format, ...asked } = c.req.valid('query');
      refuseLimited(c.get('key'));
      const subject = subjectOf({ name, kind, by });
      const window = isUnit(by) ? windowOf(asked, clock.now()) : wholeDays(windowOf(asked, clock.now()));
      if (by === 'page') refuseLong(window);
      const { counts, rows, slack } = await visitsBy(by, tz, { subject, window, table });
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
        withWhatIsKnown(read.rows.slice(0, limit), pages),
        withWhatIsKnown(failed.rows.slice(0, limit), pages),
      ]);
      const body = {
        ...endsOf(window),
        read: { slack: read.slack, pages: readNow },
        failed: { slack: failed.slack, pages: failedNow },
      };
      return c.json(body, 200);
    });

    api.openapi(guarded(getVerdict), async c => c.json(verdictAnswer(c.req.valid('query'), policy), 200));
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

/** Each page with what is known of it now. */
async function withWhatIsKnown<Row extends PageRow>(
  rows: readonly Row[],
  pages: VisitsApiOptions['pages'],
): Promise<(Omit<Row, 'page'> & PageAnswer)[]> {
  const records = await pages.records(rows.map(({ page }) => page).filter(isWhole));
  return rows.map(({ page, ...row }) => ({ ...row, url: page, ...nowOf(records.get(page)) }));
}

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
