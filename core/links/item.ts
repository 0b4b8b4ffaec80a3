import { type Alias, type Arriving, DEFAULTS, type Link } from './link.ts';

/** What is kept under a key. */
export type Entry = { link: Link } | { alias: Alias } | { arriving: Arriving };

/** The change an entry is of: no two writes have the same. */
export function changeOf(entry: Entry): string {
  if ('alias' in entry) return entry.alias.change;
  return 'link' in entry ? entry.link.change : entry.arriving.link.change;
}

/** The id of the link an entry is of. */
export function idOf(entry: Entry): string {
  if ('alias' in entry) return entry.alias.id;
  return 'link' in entry ? entry.link.id : entry.arriving.link.id;
}

type LinkItem = Partial<Link> & {
  slug: string;
  url: string;
  creation?: string;
  spelling?: string;
  /** The change that a restore brought from a backup: it is no news. The next change writes an item without it. */
  restored?: string;
};
type AliasItem = Omit<Alias, 'key'> & { slug: string };
type ArrivingItem = LinkItem & { from: string; expects: string; wasAlias?: boolean };
/** An entry as the links table holds it. */
export type Item = LinkItem | AliasItem | ArrivingItem;

/** Whether the change of an item was brought from a backup. */
export const isRestored = (item: Item): boolean =>
  'restored' in item && item.restored !== undefined && item.restored === item.change;

/** What is as it is without being said is not kept: a plain link's item is the smallest. */
export function itemFrom(entry: Entry): Item {
  if ('alias' in entry) {
    const { key, ...rest } = entry.alias;
    return { slug: key, ...rest };
  }
  const link = 'link' in entry ? entry.link : entry.arriving.link;
  const { key, slug, ...rest } = link;
  const kept = Object.entries(rest).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify({ ...DEFAULTS, domain: '' }[name as 'tags']),
  );
  const item = { ...Object.fromEntries(kept), slug: key } as LinkItem;
  if (slug !== key) item.spelling = slug;
  if ('link' in entry) return item;
  const { from, expects, wasAlias } = entry.arriving;
  return { ...item, from, expects, ...(wasAlias && { wasAlias }) };
}

export function entryFrom(item: Item): Entry {
  if ('movedTo' in item) {
    const { slug: key, movedTo, id, change, until } = item;
    return { alias: { key, movedTo, id, change, until } };
  }
  const link = linkFrom(item);
  return 'from' in item
    ? { arriving: { link, from: item.from, expects: item.expects, wasAlias: item.wasAlias ?? false } }
    : { link };
}

/** Each of a link's attributes, also those that it need not have. */
type Whole = { [Name in keyof Required<Link>]: Link[Name] };

/**
 * One by one: an object that is made of the rest of another is slow to make and to clear away, and was two thirds of what it
 * takes to follow a link beside reading its item.
 */
function linkFrom(item: LinkItem): Whole {
  const { slug: key, createdAt = '', createdBy = '' } = item;
  return {
    // A link made before changes were kept lacks some.
    id: item.id ?? item.creation ?? key,
    key,
    domain: item.domain ?? '',
    slug: item.spelling ?? key,
    version: item.version ?? 1,
    change: item.change ?? '',
    hints: item.hints ?? '',
    createdAt,
    createdBy,
    changedAt: item.changedAt ?? createdAt,
    changedBy: item.changedBy ?? createdBy,
    deletedAt: item.deletedAt,
    edgeUntil: item.edgeUntil,
    pending: item.pending,
    url: item.url,
    title: item.title,
    tags: item.tags ?? DEFAULTS.tags,
    note: item.note,
    startsAt: item.startsAt,
    expiresAt: item.expiresAt,
    expiredUrl: item.expiredUrl,
    status: item.status ?? DEFAULTS.status,
    maxAge: item.maxAge ?? DEFAULTS.maxAge,
    forwardQuery: item.forwardQuery ?? DEFAULTS.forwardQuery,
    forwardPath: item.forwardPath ?? DEFAULTS.forwardPath,
    utm: item.utm ?? DEFAULTS.utm,
    rules: item.rules ?? DEFAULTS.rules,
    maxClicks: item.maxClicks,
    password: item.password,
    unfurl: item.unfurl,
    appLinks: item.appLinks,
  };
}
