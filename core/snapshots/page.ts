import { createHash } from 'node:crypto';
import { originOf } from '../origin.ts';

// This runs in CloudFront Functions, too: no URL or URLSearchParams there, and little of the newer language.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

/**
 * The address that stands for a page: the one that was asked for, as the URL standard writes it. What the standard tells apart
 * are two pages, such as `/guide` and `/guide/`. Of the query only what the settings name counts.
 *
 * @param host the viewer's Host header, any letter case, with a port or without
 * @param path percent-encoded, as the viewer sent it
 * @param query without "?", as the viewer sent it
 * @param parameters the query parameters that make another page; all others are dropped
 * @returns an absolute URL, with the path that `new URL` gives it; unchanged when given to this function again
 */
export function pageUrl(host: string, path: string, query: string, parameters: readonly string[]): string {
  return originOf(host) + normalisePath(path) + normaliseQuery(query, parameters);
}

/** The forms a snapshot is kept in: the finished page, and its text as Markdown for clients that prefer that. */
export type SnapshotForm = 'html' | 'md';

/**
 * Where a page's snapshot is kept: `snapshots/v1/<host>/<sha256 of path and query>.html`, or `.md`.
 *
 * @param pageUrl as `pageUrl` gives it; throws for what has no path, or a fragment
 * @param form HTML unless said otherwise
 */
export function snapshotKey(pageUrl: string, form?: SnapshotForm): string {
  const found = /^https?:\/\/([^/?#]+)(\/[^#]*)$/.exec(pageUrl);
  if (!found) throw new Error(`"${pageUrl}" is no page's address.`);
  const hash = createHash('sha256')
    .update(found[2] || '')
    .digest('hex');
  return `snapshots/v1/${found[1]}/${hash}.${form || 'html'}`;
}

/**
 * A path as the URL standard writes it, and nothing more: dot segments are resolved, a backslash is a slash, and what may not
 * stand in a path is percent-encoded ("^", too, which Node 20 and 22 leave as it is). Slashes, escapes and letter case stay as
 * they were sent: routers care.
 * https://url.spec.whatwg.org/#path-state, https://url.spec.whatwg.org/#path-percent-encode-set
 *
 * @param path begins with a slash, as every path that is sent, and has no "?" or "#"; or is empty
 */
export function normalisePath(path: string): string {
  const segments: string[] = [];
  let dots = '';
  path
    .slice(1)
    .split(/[/\\]/)
    .forEach(segment => {
      dots = segment.replace(/%2e/gi, '.');
      if (dots === '..') segments.pop();
      else if (dots !== '.') segments.push(segment);
    });
  if (dots === '.' || dots === '..') segments.push(''); // what they lead to is a folder
  return `/${segments.join('/').replace(/[^!$-;=@-\]_a-z|~]+/g, encode)}`;
}

/**
 * The kept parameters in the order of their names, read as `URLSearchParams` does, and written in one way.
 * https://url.spec.whatwg.org/#concept-urlencoded-parser
 */
function normaliseQuery(query: string, parameters: readonly string[]): string {
  const kept: { name: string; text: string }[] = [];
  query
    .replace(/^\?/, '')
    .split('&')
    .forEach(pair => {
      const mark = `${pair}=`.indexOf('=');
      const name = decodeField(pair.slice(0, mark));
      // Values are read only of what is kept: there may be hundreds of others.
      if (pair && parameters.includes(name))
        kept.push({ name, text: `${encodeField(name)}=${encodeField(decodeField(pair.slice(mark + 1)))}` });
    });
  kept.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)); // stable: repeated ones keep their order
  return kept.length > 0 ? `?${kept.map(field => field.text).join('&')}` : '';
}

/** In a query "+" is a space, bytes that are no UTF-8 become U+FFFD, and a stray "%" stands for itself. */
function decodeField(text: string): string {
  return text.replace(/\+/g, ' ').replace(/(?:%[0-9a-f]{2})+/gi, escapes => {
    const bytes = escapes
      .slice(1)
      .split('%')
      .map(hex => parseInt(hex, 16));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(bytes));
  });
}

/** A URL's query never holds "'" as it is: https://url.spec.whatwg.org/#special-query-percent-encode-set */
function encodeField(text: string): string {
  return encode(text).replace(/'/g, '%27').replace(/%20/g, '+');
}

/**
 * `encodeURIComponent` for any text: half a surrogate pair, which no UTF-8 can say, becomes U+FFFD as in a browser.
 * Only an engine whose texts are UTF-16 can meet one; in CloudFront Functions a text is whole characters.
 */
function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(text.toWellFormed());
  }
}
