import { parseUrl } from '../core/parse-url.ts';
import { fetchSitemaps } from '../core/sitemaps/fetch.ts';
import { type OpenSitemap, readSitemap, type SitemapEntry } from '../core/sitemaps/sitemap.ts';
import { isWeb } from './web-address.ts';

/** For one sitemap of up to 50 MB. */
const SITEMAP_TIMEOUT_MS = 120_000;

/**
 * Each page of a sitemap once; and how many addresses there are of other sites than the sitemap's own.
 *
 * @param site takes the place of the origin in every address, where it is given
 * @throws an error of one sentence when no address is of the site
 */
export async function listedPages(
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
