import { parseUrl } from '../parse-url.ts';
import type { SerialisedPage } from './in-page/serialise/serialise.ts';
import { PageFailed, type RenderedPage } from './rendered.ts';
import { isSamePage } from './same-page.ts';

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
  const bytes = Buffer.byteLength(page.html);
  const redirect = redirectOf(asked, page, { status, headers, location: own.location });
  if (redirect && (bytes > MAX_HTML_BYTES || redirect.location === page.refresh)) return redirect;
  if (bytes > MAX_HTML_BYTES)
    throw new PageFailed(
      `${asked} is ${inMb(bytes)} of HTML; at most ${inMb(MAX_HTML_BYTES)} are answered`,
      'other',
    );
  // A redirect that leads nowhere is none.
  const shown = {
    status: isRedirect(status) ? document.status : status,
    headers,
    html: withBase(page, asked),
  };
  return redirect ? { ...redirect, shown } : shown;
}

/** Where a finished page leads: by its metas, by a refresh, which leaves no document to show, or by its router. */
function redirectOf(
  asked: URL,
  { refresh, url }: SerialisedPage,
  { status, headers, location }: OwnAnswer & { status: number },
): RenderedPage | undefined {
  if (isRedirect(status) && location && !isSameAddress(location, asked))
    return { ...redirectTo(location, status), headers };
  const moved = status < 400 ? [refresh, url].find(address => isElsewhere(address, asked)) : undefined;
  return moved ? redirectTo(moved) : undefined;
}

/** Another page of the web. */
const isElsewhere = (address: string | null, asked: URL): boolean => {
  const url = httpUrl(address ?? undefined, asked);
  return url !== undefined && !isSamePage(new URL(url), asked);
};

/** By a meta an app may lead from one query to another, since it says so. */
const isSameAddress = (address: string, asked: URL): boolean => {
  const url = new URL(address);
  return url.search === asked.search && isSamePage(url, asked);
};

/** Up to the start tag of the head, as the serialiser writes it. */
const HEAD =
  /^(?:<!DOCTYPE[^>]*>)?<html(?: [^\s=]+="[^"]*")*>(?:\s|<!--(?:(?!-->).)*-->)*<head(?: [^\s=]+="[^"]*")*>/is;

/**
 * The page's HTML, whose relative addresses are of where its router has gone. Whoever reads it at the address that was asked
 * must be told when that is another folder. A page with a base of its own has said so itself.
 */
function withBase({ html, url }: SerialisedPage, asked: URL): string {
  const relative = (base: string | URL) => new URL('x', base).href;
  if (!/^https?:/.test(url) || relative(url) === relative(asked)) return html;
  if (/<base\s[^>]*href=/i.test(html.slice(0, html.indexOf('</head>')))) return html;
  const address = url.replace(/#.*/s, '').replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return html.replace(HEAD, head => `${head}<base href="${address}">`);
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
