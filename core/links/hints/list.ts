import type { Link } from '../link.ts';
import { listByClicks } from './by-clicks.ts';
import { CHANGED, type Hint } from './hints.ts';
import {
  type Answer,
  behindLinkAt,
  isBehind,
  type ListContext,
  type Listing,
  Look,
  MAX_HINTS,
  placeOfChange,
} from './look.ts';
import type { Page } from './table.ts';

/** What a look at hints may cost with the links they are of. */
const READS_A_LOOK = 4;

/**
 * Links in the order of their making, of their last change or of their clicks. A list that has all that are wanted is read, and what
 * it says of each link is looked at before the link is. Each link is read and judged by itself: so a page is right whatever else is
 * written meanwhile, and a link that is changed while somebody pages is neither skipped nor found twice, unless the order is
 * that of changes or of clicks, where it moves.
 *
 * @returns `next` where there may be more, even if fewer than `limit` were found
 * @throws ServiceFault
 */
export async function listLinks(listing: Listing, context: ListContext): Promise<Answer> {
  const look = new Look(listing, context);
  switch (listing.sort) {
    case 'clicks':
      return await listByClicks(look);
    case 'changed':
      return (await fewByChange(look)) ?? (await new Reader(look, [CHANGED]).read());
    case 'created':
      return await new Reader(look, look.lists()).read();
  }
}

/** Links in the order of their changes, if those that may be wanted are so few that all of them can be read: that list might be long. */
async function fewByChange(look: Look): Promise<Answer | undefined> {
  const { limit, after, descending } = look.listing;
  const links = await look.few();
  if (!links) return undefined;
  const sorted = [...new Map(links.map(link => [placeOfChange(link), link]))]
    .filter(([place]) => after === undefined || isBehind(place, after, descending))
    .sort(([one], [other]) => (isBehind(one, other, descending) ? 1 : -1));
  const found = sorted.slice(0, limit);
  const last = found.at(-1);
  return { links: found.map(([, link]) => link), ...(last && sorted.length > limit && { next: last[0] }) };
}

class Reader {
  readonly #look: Look;
  readonly #lists: string[];
  readonly #found = new Map<string, Link>();

  /** @param lists each of them has all links that are wanted, in the order that is */
  constructor(look: Look, lists: string[]) {
    this.#look = look;
    this.#lists = lists;
  }

  async read(): Promise<Answer> {
    const { limit, after } = this.#look.listing;
    // One more than is wanted tells whether there is a next page.
    let looked = limit + 1;
    let { list, page } = await this.#look.sparsest(this.#lists, looked, after);
    for (;;) {
      const full = await this.#take(page);
      const links = [...this.#found.values()];
      if (full !== undefined) return { links, next: full };
      if (page.next === undefined) return { links };
      if (this.#look.isOver(READS_A_LOOK)) return { links, next: page.next };
      // The fewer were found among those, the further the next look goes.
      looked = Math.min(MAX_HINTS, Math.max(looked * 4, limit));
      page = await this.#look.page(list, looked, page.next);
    }
  }

  /**
   * Takes the links of hints until there are as many as were asked for.
   *
   * @returns the place behind the last one, if there are as many, and more hints
   */
  async #take({ items, next }: Page<Hint>): Promise<string | undefined> {
    const { limit, descending } = this.#look.listing;
    for (let start = 0; start < items.length; ) {
      const missing = limit - this.#found.size;
      const hints = items.slice(start, start + missing);
      start += missing;
      for (const link of await this.#look.judged(hints)) this.#found.set(link.id, link);
      const last = hints.at(-1);
      if (this.#found.size === limit && last && (start < items.length || next !== undefined))
        return behindLinkAt(last.place, descending);
      if (this.#look.isOver(READS_A_LOOK) && last && start < items.length) return last.place;
    }
    return undefined;
  }
}
