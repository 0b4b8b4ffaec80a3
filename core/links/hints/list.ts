import type { Clock } from '../../clock.ts';
import type { Link } from '../link.ts';
import { resolveLinks } from '../resolve-all.ts';
import type { LinkStore } from '../store.ts';
import { conditionsOf, filterOf, type Wanted } from './conditions.ts';
import { CHANGED, changedAt, type Hint, madeAt } from './hints.ts';
import type { Filter, HintTable, Page } from './table.ts';
import { ALL, DELETED, facetsOf } from './terms.ts';

export interface Listing extends Wanted {
  sort: 'created' | 'changed';
  descending: boolean;
  /** 1 to 100. */
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
  /** Whether whoever asks may see a link; without it, each. */
  mayShow?(link: Link): boolean;
}

interface Answer {
  links: Link[];
  next?: string;
}

export interface ListContext {
  store: LinkStore;
  hints: HintTable;
  clock: Clock;
}

/** As many requests of the tables are made for one page; what was found until then is the page. */
export const MAX_READS = 20;
/** What a look at hints may cost with the links they are of. */
const READS_A_LOOK = 4;
/** Links of one request. */
const MAX_KEYS = 100;
/** So many lists are compared to find the one that is quickest to read. */
const MAX_LISTS = 8;
/** Of a list that has no more hints all links are read and sorted, where the list of changes might be long. */
const FEW = 300;
/** Hints of one request: the most that fit into what DynamoDB looks at for one (1 MB), and into a person's patience. */
const MAX_HINTS = 2000;

/**
 * Links in the order of their making or of their last change. A list that has all that are wanted is read, and what it says of
 * each link is looked at before the link is. Each link is read and judged by itself: so a page is right whatever else is
 * written meanwhile, and a link that is changed while somebody pages is neither skipped nor found twice, unless the order is
 * that of changes, where it moves.
 *
 * @returns `next` where there may be more, even if fewer than `limit` were found
 * @throws ServiceFault
 */
export async function listLinks(listing: Listing, context: ListContext): Promise<Answer> {
  const reader = new Reader(listing, context);
  return await reader.read();
}

class Reader {
  readonly #listing: Listing;
  readonly #context: ListContext;
  readonly #conditions: ReturnType<typeof conditionsOf>;
  readonly #filter: Filter;
  readonly #found = new Map<string, Link>();
  #reads = 0;

  constructor(listing: Listing, context: ListContext) {
    this.#listing = listing;
    this.#context = context;
    this.#conditions = conditionsOf(listing, context.clock.now());
    this.#filter = filterOf(this.#conditions);
  }

  async read(): Promise<Answer> {
    return (this.#listing.sort === 'changed' && (await this.#readFew())) || (await this.#readOn());
  }

  async #readOn(): Promise<Answer> {
    const { sort, limit, after } = this.#listing;
    // One more than is wanted tells whether there is a next page.
    let looked = limit + 1;
    let { list, page } = await this.#sparsest(sort === 'changed' ? [CHANGED] : this.#lists(), looked, after);
    for (;;) {
      const full = await this.#take(page);
      const links = [...this.#found.values()];
      if (full !== undefined) return { links, next: full };
      if (page.next === undefined) return { links };
      if (this.#reads + READS_A_LOOK > MAX_READS) return { links, next: page.next };
      // The fewer were found among those, the further the next look goes.
      looked = Math.min(MAX_HINTS, Math.max(looked * 4, limit));
      page = await this.#page(list, looked, page.next);
    }
  }

  /** Links in the order of their changes, if those that may be wanted are so few that all of them can be read. */
  async #readFew(): Promise<Answer | undefined> {
    const { limit, after, descending } = this.#listing;
    const lists = this.#lists();
    if (lists[0] === ALL) return undefined;
    const { page } = await this.#sparsest(lists, FEW, undefined);
    if (page.next !== undefined) return undefined;
    const links = await this.#judged(page.items);
    const sorted = [...new Map(links.map(link => [placeOf(link), link]))]
      .filter(([place]) => after === undefined || isBehind(place, after, descending))
      .sort(([one], [other]) => (isBehind(one, other, descending) ? 1 : -1));
    const found = sorted.slice(0, limit);
    const last = found.at(-1);
    return { links: found.map(([, link]) => link), ...(last && sorted.length > limit && { next: last[0] }) };
  }

  /** The list that gets furthest with its first hints, for all are in the same order; it ends first if one does. */
  async #sparsest(
    lists: string[],
    looked: number,
    after: string | undefined,
  ): Promise<{ list: string; page: Page<Hint> }> {
    const { descending } = this.#listing;
    const pages = await Promise.all(
      lists.map(async list => ({ list, page: await this.#page(list, looked, after) })),
    );
    const isFurther = ({ next: one }: Page<Hint>, { next: other }: Page<Hint>) =>
      one === undefined || (other !== undefined && isBehind(one, other, descending));
    return pages.reduce((best, each) => (isFurther(each.page, best.page) ? each : best));
  }

  /** Each of these has all links that are wanted. */
  #lists(): string[] {
    if (this.#listing.state === 'deleted') return [DELETED];
    const lists = this.#conditions.flatMap(({ list }) => (list === undefined ? [] : [list]));
    // Words say most, and the last ones are often those that were added because there was too much.
    return lists.length === 0 ? [ALL] : [...new Set(lists.reverse())].slice(0, MAX_LISTS);
  }

  async #page(list: string, limit: number, after: string | undefined): Promise<Page<Hint>> {
    this.#reads++;
    const { descending } = this.#listing;
    const filter = this.#filter;
    return await this.#context.hints.page<Hint>(list, { limit, after, descending, filter, consistent: true });
  }

  /**
   * Takes the links of hints until there are as many as were asked for.
   *
   * @returns the place behind the last one, if there are as many, and more hints
   */
  async #take({ items, next }: Page<Hint>): Promise<string | undefined> {
    const { limit } = this.#listing;
    for (let start = 0; start < items.length; ) {
      const missing = limit - this.#found.size;
      const hints = items.slice(start, start + missing);
      start += missing;
      for (const link of await this.#judged(hints)) this.#found.set(link.id, link);
      const last = hints.at(-1);
      if (this.#found.size === limit && last && (start < items.length || next !== undefined))
        return this.#behind(last);
      if (this.#reads + READS_A_LOOK > MAX_READS && last && start < items.length) return last.place;
    }
    return undefined;
  }

  /** Of the links that hints are of those that are wanted, and stand where the hints are. */
  async #judged(hints: readonly Hint[]): Promise<Link[]> {
    const links = new Map<string, Link>();
    const keys = [...new Set(hints.map(({ link }) => link))];
    for (let start = 0; start < keys.length; start += MAX_KEYS) {
      const { links: read, reads } = await resolveLinks(
        keys.slice(start, start + MAX_KEYS),
        this.#context.store,
      );
      this.#reads += reads;
      for (const [key, link] of read) links.set(key, link);
    }
    return hints.flatMap(hint => {
      const link = links.get(hint.link);
      return link && stands(link, hint) && this.#isWanted(link) ? [link] : [];
    });
  }

  #isWanted(link: Link): boolean {
    const facets = facetsOf(link);
    return this.#conditions.every(({ holds }) => holds(facets)) && (this.#listing.mayShow?.(link) ?? true);
  }

  /** Behind all hints of a link: there are two while it is changed. */
  #behind({ place }: Hint): string {
    const link = place.slice(0, place.lastIndexOf('#'));
    return this.#listing.descending ? `${link}#` : `${link}#~`;
  }
}

/** In the list of changes a link stands where its last change is, and in the others always where it was made. */
const stands = (link: Link, { list, place }: Hint) =>
  list === CHANGED ? place === placeOf(link) : place.startsWith(`${madeAt(link)}#`);

const placeOf = (link: Link) => `${changedAt(link)}#${link.change}`;

const isBehind = (one: string, other: string, descending: boolean) =>
  descending ? one < other : one > other;
