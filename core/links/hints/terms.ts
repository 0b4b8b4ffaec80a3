import type { Link } from '../link.ts';
import { isOfTheWeb } from '../schemes.ts';
import { isDense, wordsOf } from './words.ts';

/**
 * The lengths of beginnings by which a word is found. A search for another length takes the next shorter one, and looks at
 * what it finds: each further length would be one more write for each word of each link.
 */
const BEGINNINGS = [2, 4, 7];

/** As many words of a link are indexed, the title's first; more would not fit into what one write costs (1 KB). */
export const MAX_WORDS = 48;

/** What a search looks at in a hint, so that it need not read the link: see `facetsOf`. */
export interface Facets {
  /** The link's words, each behind a space. */
  words: string;
  /** In small letters: letter case makes no other tag. */
  tags: string[];
  by: string;
  /** The host the link leads to. */
  to: string;
  domain: string;
  /** Seconds since 1970 from when on the link is there, and until when. */
  starts?: number;
  ends?: number;
  deleted?: true;
}

export function facetsOf(link: Link): Facets {
  const { title = '', tags, note = '', slug, url, startsAt, expiresAt } = link;
  const text = [title, slug, tags.join(' '), url, note].join('\n');
  return {
    words: wordsOf(text)
      .slice(0, MAX_WORDS)
      .map(word => ` ${word}`)
      .join(''),
    tags: tags.map(tag => tag.toLowerCase()),
    by: link.createdBy,
    to: isOfTheWeb(url) ? new URL(url).hostname : '',
    domain: link.domain,
    ...(startsAt !== undefined && { starts: secondsOf(startsAt) }),
    ...(expiresAt !== undefined && { ends: secondsOf(expiresAt) }),
    ...(link.deletedAt !== undefined && { deleted: true as const }),
  };
}

const secondsOf = (time: string) => Math.floor(Date.parse(time) / 1000);

/** The lists a link is in: all links, or the deleted ones; each of its tags, its maker, its destination's host, its words. */
export function termsOf(link: Link, facets = facetsOf(link)): string[] {
  if (facets.deleted) return [DELETED];
  const beginnings = facets.words.split(' ').flatMap(beginningsOf);
  return [
    ALL,
    ...facets.tags.map(tagTerm),
    makerTerm(facets.by),
    hostTerm(facets.to),
    ...(facets.domain === '' ? [] : [domainTerm(facets.domain)]),
    ...(facets.starts === undefined && facets.ends === undefined ? [] : [TIMED]),
    ...[...new Set(beginnings)].map(beginning => `word#${beginning}`),
  ];
}

/** What has a letter for each syllable or word is found by its first alone. */
function beginningsOf(word: string): string[] {
  const letters = [...word];
  const lengths = isDense(word) ? [1] : BEGINNINGS.filter(length => length <= letters.length);
  return lengths.map(length => letters.slice(0, length).join('')).filter(Boolean);
}

export const ALL = 'all';
export const DELETED = 'deleted';
/** Links that begin or end. */
export const TIMED = 'timed';
export const tagTerm = (tag: string): string => `tag#${tag}`;
export const makerTerm = (key: string): string => `by#${key}`;
export const hostTerm = (host: string): string => `to#${host}`;
export const domainTerm = (domain: string): string => `domain#${domain}`;

/** The list that has all links with a word that begins so, and others; undefined for a text too short for any. */
export function wordTerm(beginning: string): string | undefined {
  const longest = beginningsOf(beginning).at(-1);
  return longest === undefined ? undefined : `word#${longest}`;
}
