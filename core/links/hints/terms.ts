import type { Link } from '../link.ts';
import { wordsOf } from './words.ts';

/**
 * The lengths of beginnings by which a word is found. A search for another length takes the next shorter one, and looks at
 * what it finds: each further length would be one more write for each word of each link.
 */
const BEGINNINGS = [2, 4, 7];

/** As many words of a link are indexed, the title's first; more would not fit into what one write costs (1 KB). */
const MAX_WORDS = 48;

/** What a search looks at in a hint, so that it need not read the link: see `facetsOf`. */
export interface Facets {
  /** The link's words, each behind a space. */
  words: string;
  tags: string[];
  by: string;
  /** The host the link leads to. */
  to: string;
  domain: string;
}

export function facetsOf(link: Link): Facets {
  const { title = '', tags, note = '', slug, url } = link;
  const text = [title, slug, tags.join(' '), decoded(url), note].join(' ');
  const words = wordsOf(text).slice(0, MAX_WORDS);
  return {
    words: words.map(word => ` ${word}`).join(''),
    tags,
    by: link.createdBy,
    to: new URL(url).hostname,
    domain: link.domain,
  };
}

const decoded = (url: string) => {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
};

/** The lists a link is in: all links, or the deleted ones; each of its tags, its maker, its destination's host, its words. */
export function termsOf(link: Link, facets = facetsOf(link)): string[] {
  if (link.deletedAt !== undefined) return [DELETED];
  const beginnings = facets.words
    .split(' ')
    .flatMap(word => BEGINNINGS.filter(length => word.length >= length).map(length => word.slice(0, length)));
  return [
    ALL,
    ...link.tags.map(tagTerm),
    makerTerm(link.createdBy),
    hostTerm(facets.to),
    ...(link.domain === '' ? [] : [domainTerm(link.domain)]),
    ...[...new Set(beginnings)].map(beginning => `word#${beginning}`),
  ];
}

export const ALL = 'all';
export const DELETED = 'deleted';
export const tagTerm = (tag: string): string => `tag#${tag}`;
export const makerTerm = (key: string): string => `by#${key}`;
export const hostTerm = (host: string): string => `to#${host}`;
export const domainTerm = (domain: string): string => `domain#${domain}`;

/** The list that has all links with a word that begins so, and others; undefined for a text too short for any. */
export function wordTerm(beginning: string): string | undefined {
  const length = BEGINNINGS.findLast(each => each <= beginning.length);
  return length === undefined ? undefined : `word#${beginning.slice(0, length)}`;
}
