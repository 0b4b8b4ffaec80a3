import { createApi } from '../api/api.ts';
import { UNITS, type Unit } from '../clicks/calendar.ts';
import { HOUR_MS } from '../clicks/periods.ts';
import { CLICK_SERIES, type Dimension } from '../clicks/series.ts';
import { statsByValue, statsOverTime, visitorsByDay, type Window } from '../clicks/stats.ts';
import type { ClicksTable } from '../clicks/table/clicks-table.ts';
import type { Tally } from '../clicks/tally.ts';
import { type TopLink, topLinks } from '../clicks/top.ts';
import type { Clock } from '../clock.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import type { LinkMaker } from '../links/create.ts';
import type { Link } from '../links/link.ts';
import { pathOfLinks } from '../links/paths.ts';
import { type AnyContext, linkRequests } from '../links/requests.ts';
import { uriOf } from '../links/uri.ts';
import { invalid, Problem } from '../problem.ts';
import { csvOf } from './csv.ts';
import type { ClicksAnswer } from './routes.ts';
import * as routes from './routes.ts';

export interface ClicksApiOptions {
  maker: LinkMaker;
  keys: KeyStore;
  calls: Calls;
  table: ClicksTable;
  clock: Clock;
}

interface Asked {
  from?: string | undefined;
  to?: string | undefined;
  by: ClicksAnswer['by'];
  tz: string;
  format: 'json' | 'csv';
}

/** What was counted, as an app for `fetch(request, { host })`. */
export function createClicksApi({ maker, keys, calls, table, clock }: ClicksApiOptions) {
  const { domains, store } = maker;
  const { linkOf, domainOf } = linkRequests(maker, async () => undefined);
  const options = {
    title: 'Signpost clicks',
    document: '/api/clicks/openapi.json',
    keys,
    calls,
    allowed: routes.ALLOWED,
    expected: { query: routes.EXPECTED_QUERY },
    path: pathOfLinks,
  };

  return createApi(options, (api, guarded) => {
    api.openapi(guarded(routes.getLinkClicks), async c => {
      const { id } = await linkOf(c);
      const asked = c.req.valid('query');
      return answered(c, asked, await counted(`link#${id}`, asked)) as never;
    });

    api.openapi(guarded(routes.getClicks), async c => {
      const { tag, creator, domain, ...asked } = c.req.valid('query');
      refuseLimited(c);
      const subject = subjectOf({ tag, creator, domain }) ?? `all#${domainOf(c).name}`;
      return answered(c, asked, await counted(subject, asked)) as never;
    });

    api.openapi(guarded(routes.getTop), async c => {
      const { limit, domain, ...asked } = c.req.valid('query');
      refuseLimited(c);
      const name = domain === undefined ? undefined : domainOf(c).name;
      const window = windowOf(asked, clock.now());
      const isWanted = (link: Link) => name === undefined || link.domain === name;
      const { exact, links } = await topLinks(window, limit, isWanted, { table, store });
      return c.json({ ...endsOf(window), exact, links: links.map(each => topAnswer(each, c)) }, 200);
    });
  });

  /** What was counted of links, and whether it tells how many different people they were. */
  async function counted(subject: string, asked: Asked): Promise<Counted> {
    const window = windowOf(asked, clock.now());
    const { by, tz } = asked;
    const visitors = hasVisitors(asked, window) ? await visitorsByDay(subject, window, table) : undefined;
    const { counts, rows } = isUnit(by)
      ? await statsOverTime(subject, window, by, tz, table)
      : await statsByValue(subject, window, by as Dimension, table);
    const shown = rows.map(row =>
      'time' in row
        ? { time: row.time, ...full(row.counts), ...(visitors && { visitors: visitors.get(row.time) ?? 0 }) }
        : row,
    );
    return {
      body: { ...endsOf(window), tz, by, total: full(counts), rows: shown },
      hasVisitors: visitors !== undefined,
    };
  }

  function topAnswer({ link: { slug, domain, url }, clicks }: TopLink, c: AnyContext) {
    const shortUrl = `${domains.originOf(domain, c.env.host)}/${slug}`;
    return { slug, ...(domain !== '' && { domain }), shortUrl, url: uriOf(url), clicks };
  }
}

interface Counted {
  body: ClicksAnswer;
  hasVisitors: boolean;
}

function answered(
  c: AnyContext,
  { by, format }: Asked,
  { body, hasVisitors: isOfPeople }: Counted,
): Response {
  if (format === 'json') return c.json(body, 200);
  const csv = csvOf(columnsOf(by, isOfPeople), body.rows);
  return c.body(csv, 200, { 'content-type': 'text/csv; charset=utf-8' });
}

export const endsOf = ({ from, to }: Window) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

const columnsOf = (by: ClicksAnswer['by'], hasVisitors: boolean) =>
  isUnit(by) ? ['time', ...CLICK_SERIES, ...(hasVisitors ? ['visitors'] : [])] : ['value', 'count'];

/** A day's visitors are known of days in UTC alone, and read day by day. */
const hasVisitors = ({ by, tz }: Asked, { from, to }: Window) =>
  by === 'day' && tz === 'UTC' && to - from <= MOST_DAYS_OF_VISITORS * DAY_MS;

function refuseLimited(c: AnyContext): void {
  if (Object.values(c.get('key').limits).some(limit => limit !== undefined))
    throw new Problem(403, 'A key that is for some links only sees the clicks of each link by itself.');
}

/** Of which links clicks are wanted; undefined for those of a domain. What is counted of each is counted by itself: no two go together. */
function subjectOf(asked: { tag?: string | undefined; creator?: string | undefined; domain?: unknown }) {
  const [first, second] = (['tag', 'creator', 'domain'] as const).filter(name => asked[name] !== undefined);
  if (second !== undefined)
    throw invalid([
      { field: second, reason: `does not go with ${first}`, expected: 'one of tag, creator, domain' },
    ]);
  return first === 'tag' || first === 'creator' ? `${first}#${asked[first]}` : undefined;
}

export const isUnit = (by: string): by is Unit => (UNITS as readonly string[]).includes(by);

const full = (counts: Tally['counts']) =>
  Object.fromEntries(CLICK_SERIES.map(series => [series, counts[series] ?? 0])) as Record<
    (typeof CLICK_SERIES)[number],
    number
  >;

const DAY_MS = 24 * HOUR_MS;
const MOST_HOURS = 400 * 24;
const MOST_DAYS_OF_VISITORS = 92;

/** From the beginning of an hour to the end of one; throws a 422 problem for none, and for too long a one. */
export function windowOf({ from, to }: Pick<Asked, 'from' | 'to'>, now: number): Window {
  const end = to === undefined ? now : Date.parse(to);
  const start = from === undefined ? end - 30 * DAY_MS : Date.parse(from);
  const window = { from: Math.floor(start / HOUR_MS) * HOUR_MS, to: Math.ceil(end / HOUR_MS) * HOUR_MS };
  const hours = (window.to - window.from) / HOUR_MS;
  if (hours > 0 && hours <= MOST_HOURS) return window;
  const reason = hours > 0 ? 'is more than 400 days before the end' : 'is no time before the end';
  throw invalid([{ field: 'from', reason, expected: routes.EXPECTED_QUERY.from ?? '' }]);
}
