import { createHash } from 'node:crypto';

/** What `page.ts` and `origin.ts` say, said with the platform's own `URL` and `URLSearchParams`, which not every runtime has. */

export function standardOrigin(host: string): string {
  const { hostname } = new URL(`https://${host}`);
  const isHere = ['localhost', '127.0.0.1'].includes(hostname) || hostname.endsWith('.localhost');
  return new URL(`${isHere ? 'http' : 'https'}://${host}`).origin;
}

/** Of a path as it is sent: without "?" or "#". */
export function standardPath(path: string): string {
  // Node 20 overlooks "." behind a segment that begins with one, but not "%2e", which is the same.
  const seen = path.replace(/(?<=[/\\])\.(?=[/\\]|$)/g, '%2e');
  // "^" is of the set since 2024; Node 20 and 22 are older: https://github.com/whatwg/url/pull/817
  return new URL(`https://site.example${seen}?`).pathname.replaceAll('^', '%5E');
}

export function standardQuery(query: string, parameters: readonly string[]): string {
  const kept = [...new URLSearchParams(query)]
    .filter(([name]) => parameters.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // A form encodes these; a URL need not.
  const written = `${new URLSearchParams(kept)}`.replace(/%(?:21|28|29|7E)/g, decodeURIComponent);
  return kept.length > 0 ? `?${written}` : '';
}

export function standardKey(pageUrl: string): string {
  const url = new URL(pageUrl);
  const hash = createHash('sha256').update(`${url.pathname}${url.search}`).digest('hex');
  return `snapshots/v1/${url.host}/${hash}.html`;
}
