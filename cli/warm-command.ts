import { parseArgs } from 'node:util';
import { systemClock as clock } from '../core/clock.ts';
import { parseUrl } from '../core/parse-url.ts';
import { fetchSitemaps } from '../core/sitemaps/fetch.ts';
import { type OpenSitemap, readSitemap, type SitemapEntry } from '../core/sitemaps/sitemap.ts';
import { progressOn, rate } from './progress.ts';
import { SnapshotsClient } from './snapshots-client.ts';
import { type WarmState, warm } from './warm.ts';

const LOCAL_API = 'http://localhost:4000';
/** For one sitemap of up to 50 MB. */
const SITEMAP_TIMEOUT_MS = 120_000;
/** As a shell tells of a program that SIGINT ended. */
const INTERRUPTED = 130;

/**
 * `signpost warm`: prints its progress to stderr and a summary to stdout.
 *
 * @returns the exit status: 1 when pages failed or were given up
 * @throws an error of one sentence for wrong arguments, a sitemap that is none, and an API that refuses
 */
export async function warmCommand(args: string[]): Promise<number> {
  const { sitemap, site, api, key, all } = optionsOf(args);
  const { entries, foreign } = await listedPages(sitemap, site);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt); // a second Ctrl-C does not wait
  const start = clock.now();
  const progress = progressOn(process.stderr, clock);
  const state = await warm(entries, {
    client: new SnapshotsClient({ api, key, fetch, clock }),
    clock,
    all,
    progress: progress.show,
    signal: interrupted.signal,
  })
    .catch(error => {
      throw withRemedy(error, site);
    })
    .finally(() => {
      process.off('SIGINT', interrupt);
      progress.end();
    });
  const isInterrupted = interrupted.signal.aborted;
  process.stdout.write(
    summary(state, { sitemap, foreign, isInterrupted, seconds: (clock.now() - start) / 1000 }),
  );
  if (isInterrupted) return INTERRUPTED;
  return state.failed.length + state.waiting > 0 ? 1 : 0;
}

function optionsOf(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      sitemap: { type: 'string' },
      site: { type: 'string' },
      api: { type: 'string' },
      key: { type: 'string' },
      all: { type: 'boolean' },
    },
  });
  const { sitemap, site, api = LOCAL_API, key = process.env.SIGNPOST_KEY, all = false } = values;
  if (!sitemap)
    throw new Error(
      '--sitemap is missing: the address of the sitemap, e.g. https://www.example.com/sitemap.xml',
    );
  for (const [name, address] of Object.entries({ sitemap, site, api }))
    if (address !== undefined && !isWeb(address))
      throw new Error(`--${name} ${address}: this must be a URL such as http://localhost:4000`);
  if (!key) throw new Error('--key is missing, and SIGNPOST_KEY is not set. `signpost key` makes a key.');
  return { sitemap, site: site && new URL(site).origin, api: new URL(api).origin, key, all };
}

const isWeb = (address: string) => /^https?:$/.test(parseUrl(address)?.protocol ?? '');

/**
 * Each page of a sitemap once; and how many addresses there are of other sites than the sitemap's own.
 *
 * @param site takes the place of the origin in every address, where it is given
 * @throws an error of one sentence when no address is of the site
 */
async function listedPages(
  sitemap: string,
  site: string | undefined,
): Promise<{ entries: SitemapEntry[]; foreign: number }> {
  const open = fetchSitemaps({
    fetch,
    isAllowed: url => isWeb(url.href),
    allowed: 'an http or https address',
    timeout: SITEMAP_TIMEOUT_MS,
  });
  const { origin } = new URL(sitemap);
  // A sitemap that was built for another domain names its parts there, too: they lie beside it.
  const beside: OpenSitemap = address => open(site === origin ? moved(address, origin) : address);
  const entries = new Map<string, SitemapEntry>();
  const foreign = new Map<string, number>();
  for await (const { url: listed, lastmod } of readSitemap(sitemap, beside)) {
    const url = site === undefined ? listed : moved(listed, site);
    const own = parseUrl(url)?.origin ?? 'no site';
    if (own === (site ?? origin)) entries.set(url, { url, ...(lastmod !== undefined && { lastmod }) });
    else foreign.set(own, (foreign.get(own) ?? 0) + 1);
  }
  const count = [...foreign.values()].reduce((sum, each) => sum + each, 0);
  if (entries.size === 0 && count > 0) throw new Error(noneOfTheSite(sitemap, [...foreign.keys()], count));
  return { entries: [...entries.values()], foreign: count };
}

function noneOfTheSite(sitemap: string, origins: string[], count: number): string {
  const { origin } = new URL(sitemap);
  return `none of the ${count} addresses in ${sitemap} is of ${origin}: they are of ${origins.slice(0, 3).join(', ')}. \`--site ${origin}\` takes their paths for pages of that site.`;
}

/** The same path and query on another site. */
function moved(address: string, site: string): string {
  const url = parseUrl(address);
  return url && isWeb(address) ? site + url.pathname + url.search : address;
}

/** The API knows its site, and says so when an address is of another. */
function withRemedy(error: unknown, site: string | undefined): unknown {
  const [, host] = /is not of the site.*?\(([^,)]+)/s.exec(error instanceof Error ? error.message : '') ?? [];
  if (host === undefined || site !== undefined || host.includes('*')) return error;
  const scheme = /^localhost\b|^127\.|^\[::1\]/.test(host) ? 'http' : 'https';
  return new Error(
    `${(error as Error).message} \`--site ${scheme}://${host}\` takes the sitemap's paths for pages of that site.`,
  );
}

interface Around {
  sitemap: string;
  foreign: number;
  isInterrupted: boolean;
  seconds: number;
}

function summary(state: WarmState, { sitemap, foreign, isInterrupted, seconds }: Around): string {
  const { total, upToDate, statuses, rendered, odd, failed, waiting } = state;
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const none = counts.length === 0;
  return [
    `${total} pages of ${sitemap}, ${seconds.toFixed(1)} s, ${rate(rendered, seconds)} pages/s`,
    `  rendered    ${rendered}${none ? '' : ` (${counts.join(', ')})`}`,
    ...(upToDate > 0 ? [`  up to date  ${upToDate} (--all renders them, too)`] : []),
    ...(failed.length > 0 ? [`  failed      ${failed.length}`] : []),
    ...failed.slice(0, 5).map(({ url, reason }) => `    ${url}: ${reason}`),
    ...(waiting > 0
      ? [
          `  not done    ${waiting}: ${isInterrupted ? 'ended before' : 'no renderer is at work'}; they stay ordered`,
        ]
      : []),
    ...(odd.length > 0 ? ['  warning: a sitemap should list pages that answer 200. Not so:'] : []),
    ...odd.map(({ url, status }) => `    ${status} ${url}`),
    ...(foreign > 0
      ? [`  warning: ${foreign} addresses are of another site than the sitemap; they were left out`]
      : []),
    '',
  ].join('\n');
}
