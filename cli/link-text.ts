import type { Schemas } from '../client/client.ts';
import { type Column, facts, minute, table } from './output/output.ts';

type Link = Schemas['Link'];

/** A link, for people. */
export function describeLink(link: Link): string {
  const { rules, utm, unfurl, appLinks } = link;
  const utmText = Object.entries(utm).map(([name, value]) => `${name}=${value}`);
  return facts([
    ['short url', link.shortUrl],
    ['leads to', link.url],
    ['state', stateOf(link)],
    ['title', link.title],
    ['tags', link.tags.join(', ')],
    ['note', link.note],
    ['status', link.status === 301 ? undefined : link.status],
    ['max age', link.maxAge === 60 ? undefined : `${link.maxAge} s`],
    ['forwards', [link.forwardQuery && 'query', link.forwardPath && 'path'].filter(Boolean).join(', ')],
    ['password', link.hasPassword ? 'yes' : undefined],
    ['starts', minute(link.startsAt)],
    ['expires', minute(link.expiresAt)],
    ['then', link.expiredUrl],
    ['max clicks', link.maxClicks],
    ['utm', utmText.join(', ')],
    ...rules.map((rule, at) => [at === 0 ? 'rules' : '', JSON.stringify(rule)] as const),
    ['unfurl', unfurl && (typeof unfurl === 'string' ? unfurl : JSON.stringify(unfurl))],
    ['app links', appLinks && JSON.stringify(appLinks)],
    ['version', `${link.version}, of ${minute(link.changedAt)} by ${link.changedBy}`],
    ['next change', minute(link.nextChangeAt)],
  ]);
}

const stateOf = ({ state, startsAt, expiresAt, deletedAt }: Link): string => {
  if (state === 'deleted') return `deleted ${minute(deletedAt)}`;
  if (state === 'scheduled') return `scheduled, begins ${minute(startsAt)}`;
  return state === 'active' && expiresAt ? `active until ${minute(expiresAt)}` : state;
};

const COLUMNS: Column<Link & { clicks?: number }>[] = [
  { head: 'slug', cell: ({ slug }) => slug },
  { head: 'domain', cell: ({ domain }) => domain },
  { head: 'leads to', cell: ({ url }) => url, gives: true },
  { head: 'title', cell: ({ title }) => title, gives: true },
  { head: 'tags', cell: ({ tags }) => tags.join(', ') || undefined, gives: true },
  { head: 'clicks', cell: ({ clicks }) => clicks, isNumber: true },
  { head: 'state', cell: ({ state }) => (state === 'active' ? undefined : state) },
  { head: 'created', cell: ({ createdAt }) => minute(createdAt)?.slice(0, 10) },
];

/** Links as a table. */
export const listLinks = (links: readonly Link[], width: number | undefined): string =>
  table(links, COLUMNS, width);

const HISTORY: Column<Schemas['Version']>[] = [
  { head: 'version', cell: ({ version }) => version, isNumber: true },
  { head: 'at', cell: ({ at }) => minute(at) },
  { head: 'by', cell: ({ by }) => by },
  { head: 'what', cell: ({ action }) => action },
  { head: 'changed', cell: changedIn, gives: true },
];

/** What was done to a link, as a table. */
export const listVersions = (versions: readonly Schemas['Version'][], width: number | undefined): string =>
  table(versions, HISTORY, width);

/** What was done to whatever link, as a table. */
export const listChanges = (versions: readonly Schemas['Version'][], width: number | undefined): string =>
  table(
    versions,
    [
      { head: 'link', cell: ({ before, after }) => (after ?? before)?.slug },
      ...HISTORY.filter(({ head }) => head !== 'version'),
    ],
    width,
  );

/** A scheduled change, of whose patch only names and values count. */
export type Scheduled = Omit<Schemas['Change'], 'patch'> & { patch: object };

const SCHEDULED: Column<Scheduled>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'at', cell: ({ at }) => minute(at) },
  { head: 'repeats', cell: ({ repeat, timeZone }) => repeat && [repeat, timeZone].filter(Boolean).join(' ') },
  { head: 'changes', cell: patchedIn, gives: true },
  { head: 'state', cell: ({ state }) => (state === 'pending' ? undefined : state) },
  { head: 'why', cell: ({ reason, lastDropped }) => reason ?? lastDropped?.reason, gives: true },
];

/** Scheduled changes of a link as a table. */
export const listScheduled = (changes: readonly Scheduled[], width: number | undefined): string =>
  table(changes, SCHEDULED, width);

/** What a scheduled change makes of a link's fields, in one line. */
export function patchedIn({ patch }: Pick<Scheduled, 'patch'>): string {
  const fields = Object.entries(patch).map(([name, value]) => `${name}: ${textOf(value ?? undefined)}`);
  return fields.join('; ');
}

/** Fields that change with every version, and say nothing. */
const BOOKKEEPING = ['version', 'changedAt', 'changedBy', 'effectiveWithinSeconds', 'qr', 'nextChangeAt'];

function changedIn({ before, after, action, ordered }: Schemas['Version']): string | undefined {
  if (ordered) return ordered.reason ?? (ordered.patch && JSON.stringify(ordered.patch));
  if (action === 'create') return after?.url;
  const [old, now] = [before, after] as (Record<string, unknown> | undefined)[];
  const names = Object.keys({ ...old, ...now }).filter(
    name => !BOOKKEEPING.includes(name) && JSON.stringify(old?.[name]) !== JSON.stringify(now?.[name]),
  );
  return (
    names.map(name => `${name}: ${textOf(old?.[name])} → ${textOf(now?.[name])}`).join('; ') || undefined
  );
}

const textOf = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
