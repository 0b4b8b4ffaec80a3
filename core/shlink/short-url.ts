import type { LinkAnswer } from '../links/schema.ts';
import { invalidData } from './problem.ts';
import { atom } from './time.ts';
import type { VisitsSummary } from './visits.ts';

/** https://api-spec.shlink.io/#/Short%20URLs */
export interface ShortUrl {
  shortCode: string;
  shortUrl: string;
  longUrl: string;
  dateCreated: string;
  visitsSummary: VisitsSummary;
  tags: string[];
  meta: { validSince: string | null; validUntil: string | null; maxVisits: number | null };
  /** null for the default one. */
  domain: string | null;
  title: string | null;
  crawlable: true;
  forwardQuery: boolean;
  hasRedirectRules: boolean;
}

export function shortUrlFrom(link: LinkAnswer, visitsSummary: VisitsSummary): ShortUrl {
  const { startsAt, expiresAt, maxClicks, rules } = link;
  return {
    shortCode: link.slug,
    shortUrl: link.shortUrl,
    longUrl: link.url,
    dateCreated: atom(link.createdAt),
    visitsSummary,
    tags: link.tags,
    meta: {
      validSince: startsAt === undefined ? null : atom(startsAt),
      validUntil: expiresAt === undefined ? null : atom(expiresAt),
      maxVisits: maxClicks ?? null,
    },
    domain: link.domain ?? null,
    title: link.title ?? null,
    crawlable: true,
    forwardQuery: link.forwardQuery,
    hasRedirectRules: rules.length > 0,
  };
}

const FIELDS: Record<string, string> = {
  longUrl: 'url',
  customSlug: 'slug',
  domain: 'domain',
  title: 'title',
  tags: 'tags',
  validSince: 'startsAt',
  validUntil: 'expiresAt',
  maxVisits: 'maxClicks',
  forwardQuery: 'forwardQuery',
};

/** Every link of ours may be crawled, and equal requests always get the same link: what asks for that has what it wants. */
const GRANTED = ['crawlable', 'findIfExists', 'validateUrl'];

/** The body of a request for a link of ours, for one of a short url. */
export function linkBodyFrom(given: Record<string, unknown>): Record<string, unknown> {
  const wrong = Object.keys(given).filter(name => !(name in FIELDS) && !GRANTED.includes(name));
  if (wrong.length > 0)
    throw invalidData(Object.fromEntries(wrong.map(name => [name, 'is nothing that can be set here'])));
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const own = FIELDS[name];
      return own === undefined ? [] : [[own, isTime(own) ? timeFrom(value) : value]];
    }),
  );
}

const isTime = (name: string) => name === 'startsAt' || name === 'expiresAt';

/** Shlink's clients may say parts of a second, which links do not have. */
const timeFrom = (value: unknown) =>
  typeof value === 'string' ? value.replace(/(T\d\d:\d\d:\d\d)\.\d+/, '$1') : value;
