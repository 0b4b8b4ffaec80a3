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

type LinkItem = Partial<Link> & { slug: string; url: string; creation?: string; spelling?: string };
type AliasItem = Omit<Alias, 'key'> & { slug: string };
type ArrivingItem = LinkItem & { from: string; expects: string; wasAlias?: boolean };
/** An entry as the links table holds it. */
export type Item = LinkItem | AliasItem | ArrivingItem;

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

function linkFrom(item: LinkItem): Link {
  const { slug: key, spelling = key, creation, createdAt = '', createdBy = '', ...rest } = item;
  const { from: _from, expects: _expects, wasAlias: _wasAlias, ...settings } = rest as ArrivingItem;
  return {
    ...DEFAULTS,
    domain: '',
    // A link made before changes were kept.
    id: creation ?? key,
    version: 1,
    change: '',
    hints: '',
    changedAt: createdAt,
    changedBy: createdBy,
    ...settings,
    key,
    slug: spelling,
    createdAt,
    createdBy,
  };
}
