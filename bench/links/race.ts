import type { Random } from '../freshness/random.ts';

/** A process that makes a link. */
export interface Maker {
  /** The body of its request. */
  body: { url: string; slug?: string };
  /** The call of the tables during which it dies, counted from 1; `done`: after the call has had its effect. */
  dies: { call: number; done: boolean } | undefined;
}

/** Makers that want the same thing at the same time. */
export const RACERS = 8;
/** Of four makers one dies. Most make no more calls than this. */
const DEATHS = 0.25;
const MOST_CALLS = 8;

/**
 * One race: a third are for one url and a generated slug, a third for one url and one chosen slug, and in a third one chosen slug
 * is wanted for two urls. Nothing in it is like anything in another race.
 */
export function raceOf(number: number, random: Random): Maker[] {
  const url = `https://example.com/${number}`;
  const slug = `race-${number}`;
  return Array.from({ length: RACERS }, (_, n) => ({
    body: number % 3 === 0 ? { url } : { slug, url: number % 3 === 2 && n % 2 === 1 ? `${url}/other` : url },
    dies:
      random.uniform() < DEATHS
        ? { call: 1 + Math.floor(random.uniform() * MOST_CALLS), done: random.uniform() < 0.5 }
        : undefined,
  }));
}

/** A link as far as it matters whose it is. */
export interface Known {
  id: string;
  key: string;
  url: string;
}

/** Of a race: who was told that a link is there. */
export type Acknowledged = readonly Known[];

export interface Verdict {
  /** Told of, and not there. */
  lost: number;
  /** Told of, and another link is in its place, or the same with another url. */
  overwritten: number;
  /** More links than one for what was asked: told of, or in the table. */
  doubled: number;
}

/**
 * What became of the links of a race.
 *
 * @param acknowledged as the makers were told; equal requests may all be told of one link
 * @param read what is found under a key now
 * @param inTable how many links the table holds for a url
 */
export function judge(
  acknowledged: Acknowledged,
  read: (key: string) => Known | undefined,
  inTable: (url: string) => number,
): Verdict {
  const distinct = [...new Map(acknowledged.map(link => [link.id, link])).values()];
  const urls = [...new Set(distinct.map(({ url }) => url))];
  const found = distinct.map(link => ({ link, there: read(link.key) }));
  return {
    lost: found.filter(({ there }) => !there).length,
    overwritten: found.filter(({ link, there }) => there && (there.id !== link.id || there.url !== link.url))
      .length,
    doubled: urls.reduce((sum, url) => {
      const told = distinct.filter(link => link.url === url).length;
      return sum + Math.max(told, inTable(url)) - 1;
    }, 0),
  };
}
