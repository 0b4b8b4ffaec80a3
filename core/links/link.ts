import type { NotDone, Timed } from '../schedule/timed.ts';
import type { PasswordHash } from './password.ts';
import type { Rule } from './rules.ts';

export const STATUSES = [301, 302, 307, 308] as const;
export type RedirectStatus = (typeof STATUSES)[number];

/** What a chat app's card shows of a link; `auto` shows what the destination itself has, where that is our site. */
export type Unfurl = 'auto' | { title?: string; description?: string; image?: string };

/** Campaign parameters that are added to the url when the link is followed. */
export type Utm = { [Name in 'source' | 'medium' | 'campaign' | 'term' | 'content' | 'id']?: string };

/** The systems whose apps a link may open. */
export const SYSTEMS_WITH_APPS = ['ios', 'android'] as const;

/** Where a phone is led that came to us because its system did not open the app by itself. */
export interface AppLinks {
  ios?: { url?: string | undefined; store: string } | undefined;
  android?: { url?: string | undefined; package: string; store?: string | undefined } | undefined;
}

/** What whoever makes a link decides about it. Times are ISO 8601 in UTC, to the second. */
export interface LinkSettings {
  /** Where the link leads, as `readUrl` wrote it: pure ASCII, yet no URI before `uriOf`. */
  url: string;
  title?: string | undefined;
  tags: string[];
  note?: string | undefined;
  /** Until then there is no link, as far as anybody who follows it can tell. */
  startsAt?: string | undefined;
  /** From then on the link leads nowhere, or to `expiredUrl`. */
  expiresAt?: string | undefined;
  expiredUrl?: string | undefined;
  status: RedirectStatus;
  /** Seconds for which the edge may answer without asking. */
  maxAge: number;
  /** Whether the query of the short url is added to the url's. */
  forwardQuery: boolean;
  /** Whether what stands behind the slug in the path is added to the url's path. */
  forwardPath: boolean;
  utm: Utm;
  /** The first that holds for a visitor says where the link leads; `url` where none does. */
  rules: Rule[];
  /** After so many clicks of people the link leads nowhere, or to `expiredUrl`. */
  maxClicks?: number | undefined;
  password?: PasswordHash | undefined;
  unfurl?: Unfurl | undefined;
  appLinks?: AppLinks | undefined;
}

/** Some settings that a link shall have; null is what it is where nobody said otherwise. */
export type Patch = { [Name in keyof LinkSettings]?: LinkSettings[Name] | null };

/** A change of a link that was ordered and has not come, or could not be made when it came. */
export interface Pending extends Timed {
  patch: Patch;
  /** At which of its times it cannot be made as things were when the link was written, and why. */
  invalid?: NotDone[] | undefined;
  /** At which of its times it would lead to what others know for a threat; that was asked for at `lookedAt` last. */
  threats?: NotDone[] | undefined;
  lookedAt?: string | undefined;
}

/** The record behind a short url. */
export interface Link extends LinkSettings {
  /** Stays the same through every change, a rename included. */
  id: string;
  /** What the link is kept under, see `keyOf`. */
  key: string;
  /** The short domain's name as the settings have it; '' is the deployment's first. */
  domain: string;
  slug: string;
  /** 1 when the link is made; each change adds one. */
  version: number;
  /** The change that made this version. Two that race for the same version have two of them. */
  change: string;
  /** The change that wrote the hints by which the link is found, see `hints/hints.ts`. */
  hints: string;
  createdAt: string;
  /** The id of the key that made the link. */
  createdBy: string;
  changedAt: string;
  changedBy: string;
  /** Set when the link was deleted: its slug is not given again, and it can be restored. */
  deletedAt?: string | undefined;
  /** Until then the edge may hold an answer from before the last change. */
  edgeUntil?: string | undefined;
  /** What was ordered and has not come; undefined for none. */
  pending?: Pending[] | undefined;
}

/** What a link's settings are where nobody said otherwise. */
export const DEFAULTS: Omit<LinkSettings, 'url'> = {
  tags: [],
  status: 301,
  /** So an edit is in force everywhere within this time, which the API tells its clients. */
  maxAge: 60,
  forwardQuery: false,
  forwardPath: false,
  utm: {},
  rules: [],
};

/** The names of all settings but the password, of which only a hash is known. */
export const SETTINGS = [
  'url',
  'title',
  'tags',
  'note',
  'startsAt',
  'expiresAt',
  'expiredUrl',
  'status',
  'maxAge',
  'forwardQuery',
  'forwardPath',
  'utm',
  'rules',
  'maxClicks',
  'unfurl',
  'appLinks',
] as const satisfies (keyof LinkSettings)[];

export type LinkState = 'active' | 'scheduled' | 'expired' | 'deleted';

/** What a link is at a time, in milliseconds. Clicks that are used up are counted elsewhere, and not seen here. */
export function stateOf(link: Pick<Link, 'deletedAt' | 'startsAt' | 'expiresAt'>, now: number): LinkState {
  if (link.deletedAt !== undefined) return 'deleted';
  if (link.startsAt !== undefined && now < Date.parse(link.startsAt)) return 'scheduled';
  return link.expiresAt !== undefined && now >= Date.parse(link.expiresAt) ? 'expired' : 'active';
}

/**
 * Whether every visitor gets the same answer: only that may be kept at the edge, whose cache key holds nothing of a visitor.
 */
export const isSameForAll = (link: LinkSettings): boolean =>
  !link.forwardQuery &&
  link.rules.length === 0 &&
  link.maxClicks === undefined &&
  link.password === undefined &&
  link.unfurl === undefined &&
  link.appLinks === undefined;

/** A slug that a link had before it was renamed; it leads where the link does. */
export interface Alias {
  key: string;
  /** What the link is kept under now. */
  movedTo: string;
  /** The link's id. */
  id: string;
  /** The change that made it one. */
  change: string;
  /** ISO 8601; for ever without one. */
  until?: string | undefined;
}

/**
 * A link under the slug that it is about to get. It is there once the old slug has become an alias of the same change, and
 * nothing before.
 */
export interface Arriving {
  link: Link;
  /** What the link was kept under, and the change that is there until the link has arrived. */
  from: string;
  expects: string;
  /** Whether the slug was one of the link's own before, and leads to it meanwhile. */
  wasAlias: boolean;
}
