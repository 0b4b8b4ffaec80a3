import type { ClicksAnswer } from '../clicks-api/routes.ts';
import type { Native } from './native.ts';
import { type Page, type Paginated, pageOf } from './page.ts';
import { atom, timeIn } from './time.ts';

export interface VisitsSummary {
  total: number;
  nonBots: number;
  bots: number;
}

type Counts = ClicksAnswer['total'];

/** People are those who clicked; bots are all who are known or thought to be none. Who only asks ahead has not visited. */
export function summaryOf({ clicks, doubtful, previews, crawlers, tools }: Counts): VisitsSummary {
  const bots = doubtful + previews + crawlers + tools;
  return { total: clicks + bots, nonBots: clicks, bots };
}

const DAY_MS = 86_400_000;
/** As much as one question may be about. */
const WINDOW_DAYS = 390;

/** What was ever counted of a link; asked for in windows from its making on. */
export async function visitsSince(
  native: Native,
  {
    path,
    createdAt,
    query = {},
  }: { path: string; createdAt: string; query?: Record<string, string | undefined> },
  now: number,
): Promise<VisitsSummary> {
  const windows: Promise<ClicksAnswer>[] = [];
  for (let from = Date.parse(createdAt); from < now; from += WINDOW_DAYS * DAY_MS) {
    const to = Math.min(from + WINDOW_DAYS * DAY_MS, now);
    const ends = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    windows.push(native.ask<ClicksAnswer>(path, { query: { ...query, ...ends, by: 'month' } }));
  }
  const all = (await Promise.all(windows)).map(({ total }) => summaryOf(total));
  const sum = (name: keyof VisitsSummary) => all.reduce((so, each) => so + each[name], 0);
  return { total: sum('total'), nonBots: sum('nonBots'), bots: sum('bots') };
}

/** What stands for a referrer: an empty one would say that somebody typed the address. */
const UNKNOWN = 'unknown';

/** One visit: of whom, is not known any more, as nothing is kept of a person but that somebody came in this hour. */
interface Visit {
  referer: typeof UNKNOWN;
  date: string;
  userAgent: '';
  visitLocation: null;
  potentialBot: boolean;
}

/** The visits that counts tell of, the last ones first. */
export async function visitsList(
  native: Native,
  {
    path,
    query: given,
    parameters,
  }: { path: string; query?: Record<string, string | undefined>; parameters: URLSearchParams },
  now: number,
): Promise<Paginated<Visit>> {
  const to = timeIn(parameters, 'endDate') ?? now;
  const from = Math.max(timeIn(parameters, 'startDate') ?? 0, to - WINDOW_DAYS * DAY_MS);
  const ends = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const { rows } = await native.ask<ClicksAnswer>(path, { query: { ...given, ...ends, by: 'hour' } });
  const withBots = parameters.get('excludeBots') !== 'true';
  const hours = rows.flatMap(row => ('time' in row ? [row] : [])).reverse();
  const counts = hours.map(row => ({ time: row.time, ...summaryOf(row) }));
  const totalItems = counts.reduce((sum, { total, nonBots }) => sum + (withBots ? total : nonBots), 0);
  const page = pageOf(parameters, MOST_VISITS, MOST_VISITS);
  return {
    data: visitsOf(counts, page, withBots),
    pagination: { ...page.told, pagesCount: Math.max(1, Math.ceil(totalItems / page.size)), totalItems },
  };
}

const MOST_VISITS = 5000;

function visitsOf(
  hours: ({ time: string } & VisitsSummary)[],
  { offset, size }: Page,
  withBots: boolean,
): Visit[] {
  const visits: Visit[] = [];
  let passed = 0;
  for (const { time, nonBots, bots } of hours)
    for (const [count, potentialBot] of [
      [nonBots, false],
      [withBots ? bots : 0, true],
    ] as const) {
      const skipped = Math.min(Math.max(offset - passed, 0), count);
      const taken = Math.min(count - skipped, size - visits.length);
      for (let n = 0; n < taken; n++)
        visits.push({ referer: UNKNOWN, date: atom(time), userAgent: '', visitLocation: null, potentialBot });
      passed += count;
    }
  return visits;
}
