import type { Link } from '../link.ts';
import { type Hint, madeAt } from './hints.ts';
import { type Answer, behind, behindLinkAt, type Look, MAX_HINTS } from './look.ts';
import type { RankedLink } from './ranking.ts';
import type { Page } from './table.ts';

/** A link with what it stands by. */
interface Placed {
  link: Link;
  clicks: number;
  /** Where to go on behind it. */
  place: string;
}

interface Found {
  placed: Placed[];
  /** Where to go on behind all of these, where there may be more. */
  next?: string | undefined;
}

/** Those that were clicked are ranked, and the rest stands in the order of making: behind them, or before them where the fewest come first. */
const RANKED = 'ranked';
const REST = 'rest';
/** What a place is like: they come back from clients. */
export const PLACE_BY_CLICKS = /^(ranked(#\d{1,15}#[\w-]{1,100})?|rest(#.{1,250})?)$/;
/** What a look may cost: a list, its links, their clicks, and what is kept under the slugs that they had. */
const READS_A_LOOK = 8;
/** Links of one look. */
const MAX_LOOKED = 100;

/** Links in the order of their clicks; of equally many the order is no certain one. For the list. */
export async function listByClicks(look: Look): Promise<Answer> {
  return (await fewByClicks(look)) ?? (await new Reader(look).read());
}

/** All that may be wanted are so few that they are read and sorted. */
async function fewByClicks(look: Look): Promise<Answer | undefined> {
  const few = await look.few();
  if (!few) return undefined;
  const links = eachOnce(few);
  const clicks = new Map<string, number>();
  for (let start = 0; start < links.length; start += MAX_LOOKED) {
    const ids = links.slice(start, start + MAX_LOOKED).map(({ id }) => id);
    for (const each of await look.clicksOf(ids)) clicks.set(each.id, each.clicks);
  }
  const { descending, limit, after } = look.listing;
  const sorted = links
    .map(link => placed(link, clicks.get(link.id) ?? 0, descending))
    .sort((one, other) => (isBehind(one.place, other.place, descending) ? 1 : -1))
    .filter(({ place }) => after === undefined || isBehind(place, after, descending));
  return answerOf(sorted.slice(0, limit), sorted.length > limit ? sorted[limit - 1]?.place : undefined);
}

class Reader {
  readonly #look: Look;
  readonly #placed: Placed[] = [];
  #looked = 0;

  constructor(look: Look) {
    this.#look = look;
  }

  async read(): Promise<Answer> {
    const { descending, limit, after } = this.#look.listing;
    let next: string | undefined = after ?? (descending ? RANKED : REST);
    while (next !== undefined && !this.#look.isOver(READS_A_LOOK)) {
      const missing = limit - this.#placed.length;
      const found: Found = next.startsWith(RANKED)
        ? await this.#ranked(next)
        : await this.#rest(next, missing);
      this.#placed.push(...found.placed.slice(0, missing));
      if (found.placed.length >= missing)
        return answerOf(this.#placed, isLast(found, missing) ? undefined : this.#placed.at(-1)?.place);
      next = found.next;
    }
    return answerOf(this.#placed, next);
  }

  /** Of those that were clicked. */
  async #ranked(from: string): Promise<Found> {
    const { descending } = this.#look.listing;
    const { links, isMore } = await this.#look.ranked({
      limit: MAX_LOOKED,
      descending,
      after: rankedAt(from),
    });
    const read = await this.#look.linksOf(links.map(({ link }) => link));
    const placed = links.flatMap(ranked => {
      const link = read.get(ranked.link);
      const isWanted = link?.id === ranked.id && this.#look.isWanted(link);
      return isWanted ? [{ link, clicks: ranked.clicks, place: rankedPlace(ranked) }] : [];
    });
    const last = links.at(-1);
    return { placed, next: isMore && last ? rankedPlace(last) : descending ? REST : undefined };
  }

  /** Of those that were never clicked, and of those that their clicks do not lead to any more. */
  async #rest(from: string, missing: number): Promise<Found> {
    const { descending } = this.#look.listing;
    const page = await this.#hints(from === REST ? undefined : from.slice('rest#'.length), missing);
    const hints = page.items.slice(0, MAX_LOOKED);
    const links = eachOnce(await this.#look.judged(hints));
    const unranked = links.length === 0 ? new Map<string, number>() : await this.#unranked(links);
    const placed = links.flatMap(link => {
      const clicks = unranked.get(link.id);
      return clicks === undefined ? [] : [{ link, clicks, place: restPlace(link, descending) }];
    });
    const isCut = hints.length < page.items.length;
    const at = isCut ? hints.at(-1)?.place : page.next;
    const onward = descending ? undefined : RANKED;
    return { placed, next: at === undefined ? onward : `${REST}#${behindLinkAt(at, descending)}` };
  }

  /** The fewer were found, the further each look goes. */
  async #hints(after: string | undefined, missing: number): Promise<Page<Hint>> {
    this.#looked = Math.min(MAX_HINTS, Math.max(this.#looked * 4, missing + 1));
    return await this.#look.page(this.#look.quickest, this.#looked, after);
  }

  /** Which of these links the ranking does not lead to, with their clicks. A link may be renamed, and its old slug be gone since the last click. */
  async #unranked(links: readonly Link[]): Promise<Map<string, number>> {
    const clicked = await this.#look.clicksOf(links.map(({ id }) => id));
    const unranked = new Map(links.map(({ id }) => [id, 0]));
    const keys = new Map(links.map(({ id, key }) => [id, key]));
    const renamed = clicked.filter(({ id, link }) => link !== keys.get(id));
    const read = await this.#look.linksOf(renamed.map(({ link }) => link));
    for (const { id, link, clicks } of clicked)
      if (link === keys.get(id) || read.get(link)?.id === id) unranked.delete(id);
      else unranked.set(id, clicks);
    return unranked;
  }
}

/** A link has two hints while it is changed. */
const eachOnce = (links: readonly Link[]): Link[] => [
  ...new Map(links.map(link => [link.id, link])).values(),
];

const isLast = ({ placed, next }: Found, missing: number) => placed.length === missing && next === undefined;

const answerOf = (placed: readonly Placed[], next: string | undefined): Answer => ({
  links: placed.map(({ link }) => link),
  clicks: new Map(placed.map(({ link, clicks }) => [link.id, clicks])),
  ...(next !== undefined && { next }),
});

const placed = (link: Link, clicks: number, descending: boolean): Placed => ({
  link,
  clicks,
  place: clicks > 0 ? rankedPlace({ id: link.id, clicks }) : restPlace(link, descending),
});

const rankedPlace = ({ id, clicks }: Pick<RankedLink, 'id' | 'clicks'>) => `${RANKED}#${clicks}#${id}`;
const restPlace = (link: Link, descending: boolean) => `${REST}#${behind(madeAt(link), descending)}`;

function rankedAt(place: string): Pick<RankedLink, 'id' | 'clicks'> | undefined {
  const [kind, clicks, id] = place.split('#');
  return kind === RANKED && clicks !== undefined && id !== undefined
    ? { clicks: Number(clicks), id }
    : undefined;
}

/** What stands in the order that places are in, the fewest clicks first. */
function orderOf(place: string): [isRanked: number, clicks: number, then: string] {
  const ranked = rankedAt(place);
  if (ranked) return [1, ranked.clicks, ranked.id];
  // Where all the rest begins, from behind.
  return place.startsWith(RANKED) ? [1, 0, ''] : [0, 0, place === REST ? '~' : place];
}

function isBehind(one: string, other: string, descending: boolean): boolean {
  const [a, b] = [orderOf(one), orderOf(other)];
  const at = a.findIndex((value, n) => value !== b[n]);
  return (
    at !== -1 && (descending ? (a[at] as number) < (b[at] as number) : (a[at] as number) > (b[at] as number))
  );
}
