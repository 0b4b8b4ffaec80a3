import { parseUrl } from '../parse-url.ts';
import type { SerialisedPage } from './in-page/serialise/serialise.ts';
import { PageFailed, type RenderedPage } from './rendered.ts';

/** How the origin answered for a page's document. Names in lower case. */
export interface DocumentAnswer {
  status: number;
  headers: Record<string, string>;
}

/** What may be said of a page: nothing of its transport, and nothing of the document's own life in a cache. */
const PAGE_HEADERS = ['content-language', 'link', 'x-robots-tag'];

/**
 * Bytes of UTF-8. Lambda answers at most 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * Googlebot reads no more than 2 MB of it: https://developers.google.com/search/docs/crawling-indexing/googlebot
 */
const MAX_HTML_BYTES = 5_000_000;

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** Two addresses of one page: a page that changes its query or its fragment stays the same page. */
export const isSamePage = (a: URL, b: URL) => a.origin === b.origin && a.pathname === b.pathname;

/** A page that leads elsewhere for good; the answer to every redirect that was made by script. */
export const redirectTo = (location: string, status = 301): RenderedPage => ({
  status,
  location,
  headers: {},
  html: '',
});

/** The redirect an origin answered with, if it did. */
export function originRedirect(url: URL, { status, headers }: DocumentAnswer): RenderedPage | undefined {
  const location = isRedirect(status) && httpUrl(headers.location, url);
  return location ? redirectTo(location, status) : undefined;
}

/**
 * What a finished page is answered with: what it says of itself, unless the origin answered with an error.
 *
 * @throws PageFailed for a page that is too large to be answered
 */
export function renderedPage(asked: URL, document: DocumentAnswer, page: SerialisedPage): RenderedPage {
  const own = metaAnswer(page);
  const status = document.status === 200 ? (own.status ?? 200) : document.status;
  const headers = pick({ ...document.headers, ...(document.status === 200 && own.headers) });
  if (isRedirect(status) && own.location) return { ...redirectTo(own.location, status), headers };
  if (status < 400) {
    const addresses = [page.refresh ?? undefined, page.url].map(address => httpUrl(address, asked));
    const moved = addresses.find(address => address && !isSamePage(new URL(address), asked));
    if (moved) return redirectTo(moved);
  }
  const bytes = Buffer.byteLength(page.html);
  if (bytes > MAX_HTML_BYTES)
    throw new PageFailed(
      `${asked} is ${inMb(bytes)} of HTML; at most ${inMb(MAX_HTML_BYTES)} are answered`,
      'other',
    );
  // A redirect that leads nowhere is none.
  return { status: isRedirect(status) ? document.status : status, headers, html: page.html };
}

const inMb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

interface OwnAnswer {
  status?: number;
  headers: Record<string, string>;
  location: string | undefined;
}

/** Whether a page says itself that it is an error, or elsewhere: it is believed, whatever it waited for in vain. */
export const saysStatus = (page: SerialisedPage): boolean => (metaAnswer(page).status ?? 200) >= 300;

/** The metas of prerender.io and rendertron, so that their users need not change their pages. */
function metaAnswer({ metas, url }: SerialisedPage): OwnAnswer {
  const statuses = metas.filter(({ name }) => name.includes('status')).map(({ content }) => content);
  const status = statuses.find(content => /^[2-5]\d\d$/.test(content));
  const headers: Record<string, string> = {};
  let location: string | undefined;
  for (const { content } of metas.filter(({ name }) => name.includes('header'))) {
    const [, name, value] = /^([\w-]+)\s*:\s*([\t\x20-\x7e]+)$/.exec(content) ?? [];
    if (!name || !value) continue;
    const key = name.toLowerCase();
    if (key === 'location') location = httpUrl(value, new URL(url));
    else headers[key] = headers[key] ? `${headers[key]}, ${value}` : value;
  }
  return { ...(status && { status: Number(status) }), headers, location };
}

function httpUrl(address: string | undefined, base: URL): string | undefined {
  const url = address ? parseUrl(address, base) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}

const pick = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => PAGE_HEADERS.includes(name)));
