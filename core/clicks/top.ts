import type { Link } from '../links/link.ts';
import { resolveLinks } from '../links/resolve-all.ts';
import type { LinkStore } from '../links/store.ts';
import type { Counted } from './item.ts';
import { HOUR_MS, monthStart, periodOf } from './periods.ts';
import type { Window } from './stats.ts';
import type { ClicksTable } from './table/clicks-table.ts';
import type { Ranked } from './table/ranked.ts';

export interface TopLink {
  link: Link;
  clicks: number;
}

export interface Top {
  links: TopLink[];
  /** Whether there is surely no other link that has more clicks: so many requests of the tables are made, and no more. */
  exact: boolean;
}

export interface TopContext {
  table: ClicksTable;
  store: LinkStore;
}

/** A ranking, as far as it was read. */
interface Ranking {
  period: string;
  /** No link further down has more; 0 where there is none. */
  most: number;
  after?: Ranked | undefined;
}

export const MAX_REQUESTS = 100;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH = 100;
const LEAST_PAGE = 25;
/** For more days of a month its own ranking is read: looser, and one in place of many. */
const FEW_DAYS = 7;
const DAY_MS = 24 * HOUR_MS;

/**
 * The links with the most clicks in a window. Read from above are the rankings of periods that cover it, and of each link in them its
 * clicks in the very window, by its months' hours. A link that is in none of them yet has at most as many as stand where the
 * rankings were left, summed up: once as many links as are wanted have no fewer, these are the ones (the threshold algorithm:
 * https://www.cs.cmu.edu/~christos/courses/826-resources/PAPERS+BOOK/Fagin-PODS01.pdf).
 *
 * @param limit 1 to 100
 * @param isWanted whether a link may be among them
 * @throws ServiceFault
 */
export async function topLinks(
  window: Window,
  limit: number,
  isWanted: (link: Link) => boolean,
  context: TopContext,
): Promise<Top> {
  return await new Search(window, limit, isWanted, context).run();
}

class Search {
  readonly #window: Window;
  readonly #limit: number;
  readonly #isWanted: (link: Link) => boolean;
  readonly #context: TopContext;
  readonly #months: string[];
  readonly #seen = new Set<string>();
  #found: TopLink[] = [];
  #requests = 0;
  #exact = true;

  constructor(window: Window, limit: number, isWanted: (link: Link) => boolean, context: TopContext) {
    this.#window = window;
    this.#limit = limit;
    this.#isWanted = isWanted;
    this.#context = context;
    this.#months = monthsOf(window).map(begins => periodOf('month', begins));
  }

  async run(): Promise<Top> {
    const rankings = rankedPeriods(this.#window).map((period): Ranking => ({ period, most: Infinity }));
    for (;;) {
      const open = rankings.filter(({ most }) => most > 0);
      if (this.#requests + open.length > MAX_REQUESTS) return { links: this.#found, exact: false };
      await this.#take((await Promise.all(open.map(each => this.#readOn(each)))).flat());
      const unseen = rankings.reduce((sum, { most }) => sum + most, 0);
      const least = this.#found[this.#limit - 1]?.clicks ?? -1;
      if (unseen === 0 || least >= unseen) return { links: this.#found, exact: this.#exact };
    }
  }

  /** A little more of a ranking. */
  async #readOn(ranking: Ranking): Promise<Ranked[]> {
    this.#requests++;
    const size = Math.max(this.#limit, LEAST_PAGE);
    const { period, after } = ranking;
    const { items, isMore } = await this.#context.table.ranked(period, { limit: size, after });
    ranking.after = items.at(-1);
    ranking.most = isMore ? (items.at(-1)?.clicks ?? 0) : 0;
    return items;
  }

  /** Sums up the clicks of links that were not seen before, the likeliest first. */
  async #take(ranked: readonly Ranked[]): Promise<void> {
    const likely = new Map<string, number>();
    for (const { subject, clicks } of ranked)
      if (!this.#seen.has(subject)) likely.set(subject, (likely.get(subject) ?? 0) + clicks);
    const subjects = [...likely].sort(([, one], [, other]) => other - one).map(([subject]) => subject);
    const size = Math.floor(BATCH / this.#months.length);
    const groups: string[][] = [];
    for (let start = 0; start < subjects.length; start += size)
      groups.push(subjects.slice(start, start + size));
    // Each is two requests: of counts, and of links.
    const possible = groups.slice(0, Math.max(0, Math.floor((MAX_REQUESTS - this.#requests) / 2)));
    if (possible.length < groups.length) this.#exact = false;
    const taken = await Promise.all(possible.map(group => this.#linksOf(group)));
    this.#found = [...this.#found, ...taken.flat()].sort(mostFirst).slice(0, this.#limit);
  }

  async #linksOf(subjects: string[]): Promise<TopLink[]> {
    for (const subject of subjects) this.#seen.add(subject);
    this.#requests++;
    const items = await this.#context.table.read(
      subjects.flatMap(subject => this.#months.map(period => ({ subject, period }))),
      ['hours', 'link'],
    );
    const keyOf = new Map<string, string>();
    for (const { subject, link } of items.sort(byPeriod)) if (link !== undefined) keyOf.set(subject, link);
    const { links, reads } = await resolveLinks([...new Set(keyOf.values())], this.#context.store);
    this.#requests += reads;
    return subjects.flatMap(subject => {
      const link = links.get(keyOf.get(subject) ?? '');
      // One whose slug is another link's by now, or which is not in the table any more.
      if (link === undefined || `link#${link.id}` !== subject) this.#exact = false;
      else if (this.#isWanted(link)) {
        const ofLink = items.filter(item => item.subject === subject);
        const clicks = ofLink.reduce((sum, item) => sum + clicksIn(item, this.#window), 0);
        return clicks > 0 ? [{ link, clicks }] : [];
      }
      return [];
    });
  }
}

/** Periods with a ranking each, which have all hours of a window, and as few others as may be. */
export function rankedPeriods(window: Window): string[] {
  return monthsOf(window).flatMap(begins => {
    const ends = nextMonth(begins);
    const from = Math.max(window.from, begins);
    const to = Math.min(window.to, ends);
    const first = from - (from % DAY_MS);
    const days = Math.ceil((to - first) / DAY_MS);
    return days > FEW_DAYS
      ? [periodOf('month', begins)]
      : Array.from({ length: days }, (_, day) => periodOf('day', first + day * DAY_MS));
  });
}

/** When each month that a window touches begins. */
function monthsOf({ from, to }: Window): number[] {
  const months: number[] = [];
  for (let at = monthStart(new Date(from).toISOString().slice(0, 7)); at < to; at = nextMonth(at))
    months.push(at);
  return months;
}

function nextMonth(begins: number): number {
  const date = new Date(begins);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function clicksIn({ period, hours }: Counted, { from, to }: Window): number {
  const begins = monthStart(period.slice('month#'.length));
  let clicks = 0;
  for (const [hour, counts] of hours ?? []) {
    const at = begins + hour * HOUR_MS;
    if (at >= from && at < to) clicks += counts.clicks ?? 0;
  }
  return clicks;
}

const byPeriod = (one: Counted, other: Counted) => (one.period < other.period ? -1 : 1);

const mostFirst = (one: TopLink, other: TopLink) =>
  other.clicks - one.clicks || (one.link.key < other.link.key ? -1 : 1);
