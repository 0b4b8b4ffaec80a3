import { SHARDS } from '../../core/freshness/due-pages.ts';
import { spread } from '../../core/freshness/freshness.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import type { Random } from './random.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Kinds of pages of a shop or a magazine: their share, how long a page of the kind stays as it is (the median of a log-normal),
 * and how far pages of the kind differ. Then 26 % of all pages change within a week and 13 % not within a year. On the web at
 * large it was 40 % (of .com 23 % within a day; Cho and Garcia-Molina 2000), and half of the pages that stayed did not change in
 * a year (Ntoulas et al. 2004): a few change all the time, most hardly ever, and a site made of data has fewer of both ends.
 * https://www.microsoft.com/en-us/research/publication/a-large-scale-study-of-the-evolution-of-web-pages/ tells of the first,
 * https://doi.org/10.1145/988672.988674 is the second
 */
const KINDS = [
  { share: 0.01, life: 3 * HOUR, sigma: 0.7 }, // home, news, offers
  { share: 0.09, life: DAY, sigma: 0.8 }, // listings, prices that follow the market
  { share: 0.3, life: 14 * DAY, sigma: 1 }, // stock, reviews, edited texts
  { share: 0.6, life: 180 * DAY, sigma: 1 }, // the long tail
];

/** How many pages there are at each depth; the rest, the products or articles, is one deeper. */
const levelsOf = (pages: number) => [1, 30, Math.ceil(pages / 100)];

/** Requests fall off with the rank as 1 / rank^0.8: Breslau et al. 1999, https://doi.org/10.1109/INFCOM.1999.749260 */
const ZIPF = 0.8;
/** Upper pages are asked for more, but not strictly: so many levels' worth of noise. */
const NOISE = 0.7;

/** Pages by number. */
export interface Site {
  urls: string[];
  /** How long each stays as it is, in the mean. Milliseconds. */
  life: Float64Array;
  /** Each one's share of all requests. */
  visits: Float64Array;
  /** The factor of all its intervals. */
  spread: Float64Array;
  /** Its partition in the indexes, by number. */
  shard: Uint8Array;
}

/** A site as it might be; the same for the same randomness. */
export function makeSite(pages: number, random: Random): Site {
  const depths = Array.from({ length: pages }, (_, i) => depthOf(i, levelsOf(pages)));
  const urls = depths.map(
    (depth, i) => `https://shop.example/${'x/'.repeat(Math.max(0, depth - 1))}${depth > 0 ? i : ''}`,
  );
  const keys = urls.map(url => snapshotKey(url));
  return {
    urls,
    life: Float64Array.from({ length: pages }, () => lifeOf(random)),
    visits: visitsOf(depths, random),
    spread: Float64Array.from(keys, key => spread(key, DAY) / DAY),
    shard: Uint8Array.from(keys, key => SHARDS.indexOf(key.charAt(key.length - '0.html'.length))),
  };
}

function depthOf(page: number, levels: readonly number[]): number {
  let first = 0;
  for (const [depth, size] of levels.entries()) {
    first += size;
    if (page < first) return depth;
  }
  return levels.length;
}

function lifeOf(random: Random): number {
  let point = random.uniform();
  const kind = KINDS.find(({ share }) => {
    point -= share;
    return point < 0;
  });
  const { life, sigma } = kind ?? { life: DAY, sigma: 1 };
  return life * Math.exp(sigma * random.normal());
}

function visitsOf(depths: readonly number[], random: Random): Float64Array {
  const order = depths
    .map((depth, page) => ({ page, score: depth + NOISE * random.normal() }))
    .sort((a, b) => a.score - b.score);
  const visits = new Float64Array(depths.length);
  let sum = 0;
  for (const [rank, { page }] of order.entries()) {
    const weight = (rank + 1) ** -ZIPF;
    visits[page] = weight;
    sum += weight;
  }
  return visits.map(weight => weight / sum);
}
