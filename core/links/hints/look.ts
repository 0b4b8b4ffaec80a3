import type { Clock } from '../../clock.ts';
import type { Allowed } from '../allowed.ts';
import type { Link } from '../link.ts';
import { linkAt } from '../pending.ts';
import { resolveLinks } from '../resolve-all.ts';
import type { LinkStore } from '../store.ts';
import { conditionsOf, filterOf, type Wanted } from './conditions.ts';
import { CHANGED, changedAt, type Hint, madeAt } from './hints.ts';
import type { Ranking } from './ranking.ts';
import type { Filter, HintTable, Page } from './table.ts';
import { ALL, DELETED, facetsOf } from './terms.ts';

export interface Listing extends Wanted {
  sort: 'created' | 'changed' | 'clicks';
  descending: boolean;
  /** 1 to 100. */
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
  /** Whether whoever asks may see a link; without it, each. */
  mayShow?(link: Link): boolean;
}

export interface ListContext extends Allowed {
  store: LinkStore;
  hints: HintTable;
  ranking: Ranking;
  clock: Clock;
}

export interface Answer {
  links: Link[];
  next?: string;
  /** In the order of clicks: how many each link has, by its id. */
  clicks?: Map<string, number>;
}

/** As many requests of the tables are made for one page; what was found until then is the page. */
export const MAX_READS = 20;
/** Hints of one request: the most that fit into what DynamoDB looks at for one (1 MB), and into a person's patience. */
export const MAX_HINTS = 2000;
/** Links of one request. */
const MAX_KEYS = 100;
/** So many lists are compared to find the one that is quickest to read. */
const MAX_LISTS = 8;
/** Where no more links than these may be wanted all of them are read and sorted, for another order than that of the list. */
const FEW = 300;

/** A list, as far as it was read. */
interface Opened {
  list: string;
  page: Page<Hint>;
}

/** What is read for one page of links, and what that costs. */
export class Look {
  readonly listing: Listing;
  /** Requests of the tables until now. */
  reads = 0;
  /** The list of which `few` has found that it is the quickest to read. */
  quickest = ALL;
  readonly #context: ListContext;
  readonly #conditions: ReturnType<typeof conditionsOf>;
  readonly #filter: Filter;

  constructor(listing: Listing, context: ListContext) {
    this.listing = listing;
    this.#context = context;
    this.#conditions = conditionsOf(listing, context.clock.now());
    this.#filter = filterOf(this.#conditions);
  }

  /** Whether another look that costs so much would be one too many. */
  isOver(cost: number): boolean {
    return this.reads + cost > MAX_READS;
  }

  /** All links that are wanted, where some list shows that these are few. */
  async few(): Promise<Link[] | undefined> {
    const lists = this.lists();
    if (lists[0] === ALL) return undefined;
    const { list, page } = await this.sparsest(lists, FEW, undefined);
    this.quickest = list;
    return page.next === undefined ? await this.judged(page.items) : undefined;
  }

  /** The list that gets furthest with its first hints, for all are in the same order; it ends first if one does. */
  async sparsest(lists: string[], looked: number, after: string | undefined): Promise<Opened> {
    const { descending } = this.listing;
    const pages = await Promise.all(
      lists.map(async list => ({ list, page: await this.page(list, looked, after) })),
    );
    const isFurther = ({ next: one }: Page<Hint>, { next: other }: Page<Hint>) =>
      one === undefined || (other !== undefined && isBehind(one, other, descending));
    return pages.reduce((best, each) => (isFurther(each.page, best.page) ? each : best));
  }

  /** Each of these has all links that are wanted. */
  lists(): string[] {
    if (this.listing.state === 'deleted') return [DELETED];
    const lists = this.#conditions.flatMap(({ list }) => (list === undefined ? [] : [list]));
    // Words say most, and the last ones are often those that were added because there was too much.
    return lists.length === 0 ? [ALL] : [...new Set(lists.reverse())].slice(0, MAX_LISTS);
  }

  async page(list: string, limit: number, after: string | undefined): Promise<Page<Hint>> {
    this.reads++;
    const { descending } = this.listing;
    const filter = this.#filter;
    return await this.#context.hints.page<Hint>(list, { limit, after, descending, filter, consistent: true });
  }

  async ranked(...request: Parameters<Ranking['page']>): ReturnType<Ranking['page']> {
    this.reads++;
    return await this.#context.ranking.page(...request);
  }

  /** @param ids at most 100 */
  async clicksOf(ids: readonly string[]): ReturnType<Ranking['of']> {
    this.reads++;
    return await this.#context.ranking.of(ids);
  }

  /** The links that keys lead to. */
  async linksOf(all: Iterable<string>): Promise<Map<string, Link>> {
    const links = new Map<string, Link>();
    const keys = [...new Set(all)];
    for (let start = 0; start < keys.length; start += MAX_KEYS) {
      const some = keys.slice(start, start + MAX_KEYS);
      const { links: read, reads } = await resolveLinks(some, this.#context.store);
      this.reads += reads;
      for (const [key, link] of read) links.set(key, link);
    }
    return links;
  }

  /** Of the links that hints are of those that are wanted, and stand where the hints are. */
  async judged(hints: readonly Hint[]): Promise<Link[]> {
    const links = await this.linksOf(hints.map(({ link }) => link));
    return hints.flatMap(hint => {
      const link = links.get(hint.link);
      return link && stands(link, hint) && this.isWanted(link) ? [link] : [];
    });
  }

  /** As it is now: what was ordered and has come may not be written down yet. */
  isWanted(written: Link): boolean {
    const link = linkAt(written, this.#context.clock.now(), this.#context);
    const facets = facetsOf(link);
    return this.#conditions.every(({ holds }) => holds(facets)) && (this.listing.mayShow?.(link) ?? true);
  }
}

/** In the list of changes a link stands where its last change is, and in the others always where it was made. */
const stands = (link: Link, { list, place }: Hint) =>
  list === CHANGED ? place === placeOfChange(link) : place.startsWith(`${madeAt(link)}#`);

export const placeOfChange = (link: Link): string => `${changedAt(link)}#${link.change}`;

export const isBehind = (one: string, other: string, descending: boolean): boolean =>
  descending ? one < other : one > other;

/** Behind all hints of the link that a hint at a place is of. */
export const behindLinkAt = (place: string, descending: boolean): string =>
  behind(place.slice(0, place.lastIndexOf('#')), descending);

/** Behind all hints of a link that stand where it was made: there are two while it is changed. */
export const behind = (madeAt: string, descending: boolean): string =>
  descending ? `${madeAt}#` : `${madeAt}#~`;
