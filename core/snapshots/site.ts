import { parseUrl } from '../parse-url.ts';
import { invalid } from '../problem.ts';
import { holdsInvisible } from '../unseen.ts';
import { isSiteOrigin } from './hosts.ts';
import { normalisePath, pageUrl } from './page.ts';

/** The site whose pages are rendered. */
export interface Site {
  /** Exact hosts with their ports, separated by commas; `*.` at the beginning stands for any one label. */
  hosts: string;
  /** The query parameters that make another page. */
  parameters: readonly string[];
}

/** The site of two variables: both are lists whose items are separated by commas. */
export function siteOf(hosts: string, parameters: string): Site {
  return { hosts, parameters: parameters.split(',').filter(name => name !== '') };
}

/** An address as somebody gave it, or what is wrong with it and what would be right. */
export type Reading = { url: string } | { reason: string; expected: string };

/** Reads the address of a page of the site, as a browser would, and gives the one that stands for the page. */
export function readPage(address: string, site: Site): Reading {
  const read = readAddress(address, site);
  if ('reason' in read) return read;
  const { host, pathname, search } = read.parsed;
  return { url: pageUrl(host, pathname, search.slice(1), site.parameters) };
}

/** The index of addresses knows that many characters of a path. */
const MAX_PREFIX = 1024;

/** The beginning of page addresses. */
export interface Prefix {
  host: string;
  path: string;
}

/**
 * Reads the beginning of page addresses, such as `https://www.example.com/products/`. Its path is spelt as pages are.
 *
 * @throws a 422 problem that names `field`
 */
export function readPrefix(field: string, address: string, site: Site): Prefix {
  const read = readAddress(address, site);
  if ('reason' in read) throw invalid([{ field, ...read }]);
  const { host, pathname, search } = read.parsed;
  const path = normalisePath(pathname) + search;
  if (path.length > MAX_PREFIX)
    throw invalid([
      { field, reason: `has a path of ${path.length} characters`, expected: `at most ${MAX_PREFIX}` },
    ]);
  return { host, path };
}

/**
 * All pages of the site, where it has one exact host.
 *
 * @throws a 422 problem that asks for `prefix` where it has not
 */
export function wholeSite({ hosts }: Site): Prefix {
  if (!/[,*]/.test(hosts)) return { host: hosts, path: '/' };
  const reason = 'is missing, and the site has more than one host';
  throw invalid([{ field: 'prefix', reason, expected: expectedAddress({ hosts }) }]);
}

/** Page addresses, each as it stands for its page. Throws a 422 problem that names each wrong field. */
export function readPages(fields: readonly { field: string; address: string }[], site: Site): string[] {
  const readings = fields.map(({ field, address }) => ({ field, reading: readPage(address, site) }));
  const errors = readings.flatMap(({ field, reading }) =>
    'reason' in reading ? [{ field, ...reading }] : [],
  );
  if (errors.length > 0) throw invalid(errors);
  return readings.flatMap(({ reading }) => ('url' in reading ? [reading.url] : []));
}

export const expectedAddress = ({ hosts }: Pick<Site, 'hosts'>): string =>
  `an absolute address of the site (${hosts.replaceAll(',', ', ')})`;

function readAddress(address: string, site: Site): { parsed: URL } | { reason: string; expected: string } {
  const expected = expectedAddress(site);
  if (holdsInvisible(address))
    return { reason: 'holds an invisible character', expected: 'an address with it percent-encoded' };
  const parsed = parseUrl(address);
  if (!parsed) return { reason: 'is no absolute address', expected };
  if (parsed.username || parsed.password) return { reason: 'holds a user name or a password', expected };
  if (!isSiteOrigin(parsed.origin, site.hosts)) return { reason: 'is not of the site', expected };
  return { parsed };
}
