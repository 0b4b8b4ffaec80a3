import { type DuePages, SHARDS } from './due-pages.ts';

/** What is remembered of the site's hosts from one run to the next. */
export interface KnownHosts {
  /** The setting, as it was last seen. */
  setting: string;
  /** Hosts that are the site's no more and may have pages left. */
  former: string[];
}

/** What forgetting former hosts asks of the table of pages. Every method rejects with a ServiceFault. */
export interface HostPages extends Pick<DuePages, 'due'> {
  /** Undefined before they were first noted. */
  hosts(): Promise<KnownHosts | undefined>;
  /** Keeps the hosts, unless another run has noted another setting than `seen` since they were read. */
  saveHosts(hosts: KnownHosts, seen: KnownHosts | undefined): Promise<boolean>;
  /** At most `limit` pages of a host, all there are of it: with a snapshot or without, due or not. */
  pagesOf(host: string, limit: number): Promise<{ url: string }[]>;
}

export interface SiteHosts {
  /** Exact hosts with their ports, separated by commas; `*.` at the beginning stands for any one label. */
  setting: string;
  /** Whether a page, or a host's `https://` address, is of the site. */
  includes(url: string): boolean;
}

export interface FormerHostsContext {
  table: HostPages;
  site: SiteHosts;
  /** Drops all there is of a page; false when that must wait. Rejects with a ServiceFault. */
  forget(url: string): Promise<boolean>;
}

/** So many pages in a run, which takes some seconds: 288,000 a day. */
const MOST_FORGOTTEN = 1_000;
const AT_ONCE = 20;
/** Of each shard, where the hosts of the former setting were not told by name. */
const SAMPLE = 10;
/** Any time there is. */
const EVER = 8_640_000_000_000_000;

/**
 * Forgets the pages whose host is the site's no more, a bounded number in each run. Nobody can ask for them, no render of them
 * is allowed, and they would be the most overdue of all for ever.
 *
 * A host is known to be a former one since the setting named it, since it stood for a `*` when the setting changed, or since
 * a page of it was met among those that are due (`met`). One that has come back to the site keeps what is left.
 */
export async function forgetFormerHosts(met: Iterable<string>, context: FormerHostsContext): Promise<void> {
  const { table, site } = context;
  const seen = await table.hosts();
  const changed = seen?.setting === site.setting ? [] : await hostsBefore(seen, context);
  const hosts = new Set([...(seen?.former ?? []), ...changed, ...met]);
  const former = [...hosts].filter(host => !site.includes(`https://${host}`));
  const left: string[] = [];
  let most = MOST_FORGOTTEN;
  for (const host of former) {
    const pages = await table.pagesOf(host, most);
    most -= pages.length;
    await eachOf(pages, ({ url }) => context.forget(url));
    // Looked for once more by the next run, until there is none: one may be in the index late, or rendered at the moment.
    if (pages.length > 0 || most === 0) left.push(host);
  }
  const next = { setting: site.setting, former: left };
  if (JSON.stringify(next) !== JSON.stringify(seen)) await table.saveHosts(next, seen);
}

/** The hosts of the former setting. What stood for a `*` is seen by the pages that are due soonest: all are of the former hosts. */
async function hostsBefore(
  seen: KnownHosts | undefined,
  { table, site }: FormerHostsContext,
): Promise<string[]> {
  const named = (seen?.setting ?? '').split(',').filter(host => host !== '' && !host.includes('*'));
  const sample = await Promise.all(SHARDS.map(shard => table.due(shard, EVER, SAMPLE)));
  return [...named, ...strangers(sample.flat(), site)];
}

/** The hosts, other than the site's, that pages are of. */
export const strangers = (pages: readonly { url: string }[], site: SiteHosts): string[] => [
  ...new Set(pages.filter(({ url }) => !site.includes(url)).map(({ url }) => new URL(url).host)),
];

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(item => work(item)));
}
