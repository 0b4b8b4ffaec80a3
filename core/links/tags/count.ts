import type { Clock } from '../../clock.ts';
import { problemFrom } from '../../problem.ts';
import { conditionsOf, filterOf } from '../hints/conditions.ts';
import type { HintTable, Place } from '../hints/table.ts';
import { tagTerm } from '../hints/terms.ts';

/** How many links have a tag. */
export interface Count {
  links: number;
  /** Whether that was counted a while ago, or there were more than could be counted. */
  isAbout: boolean;
}

/** What counting may cost: requests of the table, and time. */
export class Budget {
  #reads: number;
  readonly #until: number;
  readonly #clock: Clock;

  /** @param until milliseconds since 1970 */
  constructor(reads: number, until: number, clock: Clock) {
    this.#reads = reads;
    this.#until = until;
    this.#clock = clock;
  }

  take(reads = 1): void {
    this.#reads -= reads;
  }

  get isSpent(): boolean {
    return this.#reads <= 0 || this.#clock.now() >= this.#until;
  }
}

/** Hints of one request: a megabyte of them, as much as DynamoDB looks at for one. */
const HINTS = 2000;
/** Fewer links than these are counted each time. */
const COUNTED_AGAIN = 1000;
/** A count of so many is kept for one millisecond for each link times this: for 10,000 links ten minutes. */
const KEPT_MS_A_LINK = 60;
const KEPT_MS = 3_600_000;

/** The list of counts that were dear to make. */
export const TAG_COUNTS = 'tag-counts';

export interface KeptCount extends Place {
  links: number;
  countedAt: string;
}

const placeOf = (name: string, domain: string | undefined) => `${domain ?? '*'}#${name}`;

/** Whether such a count is as good as none. */
export const isStale = ({ links, countedAt }: KeptCount, now: number): boolean =>
  !(now - Date.parse(countedAt) < Math.min(KEPT_MS, links * KEPT_MS_A_LINK));

/**
 * Counts the links that have tags, by the hints in each tag's list: what was left there by somebody who was stopped counts until the
 * re-index finds it. A tag that many links have is counted now and then.
 *
 * @param names of tags, at most 100
 * @param domain the short domain's name; of all of them without it
 * @returns a count for each name
 * @throws ServiceFault
 */
export async function countLinks(
  names: readonly string[],
  domain: string | undefined,
  { hints, clock }: { hints: HintTable; clock: Clock },
  budget: Budget,
): Promise<Count[]> {
  budget.take();
  const places = names.map(name => ({ list: TAG_COUNTS, place: placeOf(name, domain) }));
  const kept = new Map((await hints.getAll<KeptCount>(places)).map(each => [each.place, each]));
  return await Promise.all(
    names.map(async name => {
      const place = placeOf(name, domain);
      const earlier = kept.get(place);
      if (earlier && !isStale(earlier, clock.now())) return { links: earlier.links, isAbout: true };
      const count = await countNow(name, domain, { hints, clock }, budget);
      if (count.links > COUNTED_AGAIN) await keep(place, count.links, { hints, clock });
      return count;
    }),
  );
}

async function countNow(
  name: string,
  domain: string | undefined,
  { hints, clock }: { hints: HintTable; clock: Clock },
  budget: Budget,
): Promise<Count> {
  const filter = filterOf(conditionsOf({ domain }, clock.now()));
  let links = 0;
  let last: string | undefined;
  let after: string | undefined;
  do {
    const request = { limit: HINTS, after, filter, consistent: true, isPlaces: true };
    budget.take();
    const { items, next }: { items: Place[]; next?: string } = await hints.page(tagTerm(name), request);
    for (const { place } of items) {
      // While a link is changed it has two hints, which stand side by side.
      const link = place.slice(0, place.lastIndexOf('#'));
      if (link !== last) links++;
      last = link;
    }
    after = next;
  } while (after !== undefined && !budget.isSpent);
  return { links, isAbout: after !== undefined };
}

/** Who cannot keep it counts again. */
async function keep(
  place: string,
  links: number,
  { hints, clock }: { hints: HintTable; clock: Clock },
): Promise<void> {
  const kept: KeptCount = {
    list: TAG_COUNTS,
    place,
    links,
    countedAt: new Date(clock.now()).toISOString(),
  };
  try {
    await hints.write([kept]);
  } catch (error) {
    problemFrom(error); // writes it to the log
  }
}
