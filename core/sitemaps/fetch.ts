import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { parseUrl } from '../parse-url.ts';
import { isSiteOrigin } from '../snapshots/hosts.ts';
import { type OpenSitemap, SitemapError } from './sitemap.ts';

export interface FetchOptions {
  fetch: typeof fetch;
  /** Which addresses may be asked, those redirects lead to among them. */
  isAllowed(url: URL): boolean;
  /** Which those are, in words. */
  allowed: string;
  /** Milliseconds for each sitemap, from the first byte asked to the last one read. */
  timeout: number;
}

const MAX_REDIRECTS = 3;

/** Opens sitemaps over the network. */
export function fetchSitemaps(options: FetchOptions): OpenSitemap {
  return async address => {
    const signal = AbortSignal.timeout(options.timeout);
    try {
      return named(address, options, await bodyOf(address, options, signal));
    } catch (error) {
      throw failure(address, options, error);
    }
  };
}

/** For one sitemap; the functions that look at them have some 30 s. */
const TIMEOUT_MS = 8_000;

/** Opens sitemaps of the site alone, wherever a redirect leads. `siteHosts` are as settings have them. */
export const fetchSitemapsOf = (siteHosts: string): OpenSitemap =>
  fetchSitemaps({
    fetch,
    isAllowed: ({ origin }) => isSiteOrigin(origin, siteHosts),
    allowed: 'on a host of the site',
    timeout: TIMEOUT_MS,
  });

async function bodyOf(
  address: string,
  { fetch, isAllowed, allowed }: FetchOptions,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  let url = address;
  for (let left = MAX_REDIRECTS; ; left--) {
    const leads = url === address ? '' : ` leads to ${url}, which`;
    const parsed = parseUrl(url);
    if (!parsed || !isAllowed(parsed)) throw new SitemapError(`${address}${leads} is not ${allowed}`);
    const response = await fetch(url, {
      redirect: 'manual',
      signal,
      headers: { accept: 'application/xml, */*' },
    });
    const { status, body } = response;
    if (status === 200 && body) return Readable.fromWeb(body as ReadableStream<Uint8Array>);
    await body?.cancel();
    const location = response.headers.get('location');
    if (status < 300 || status > 399 || !location)
      throw new SitemapError(`${address}${leads} answers ${status}`);
    if (left === 0) throw new SitemapError(`${address} is redirected more than ${MAX_REDIRECTS} times`);
    url = parseUrl(location, url)?.href ?? location;
  }
}

/** What goes wrong halfway names the sitemap, too. */
async function* named(
  address: string,
  options: FetchOptions,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw failure(address, options, error);
  }
}

function failure(address: string, { timeout }: FetchOptions, error: unknown): SitemapError {
  if (error instanceof SitemapError) return error;
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return new SitemapError(`${address} did not come within ${timeout / 1000} s`);
  const reason =
    cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
  return new SitemapError(`${address} cannot be had: ${reason}`);
}
