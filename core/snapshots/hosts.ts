import { isLoopback } from '../origin.ts';

/** A distribution's own name. Only CloudFront can put it into a request, and it routes by it: it is always ours. */
const DISTRIBUTION = /^[a-z0-9]+\.cloudfront\.net$/;

/**
 * Whether pages of an origin may be rendered: the site's own and no other.
 *
 * @param siteHosts the site's domains, separated by commas; when empty, the site lives on its distribution's own name
 */
export function isSiteOrigin(origin: string, siteHosts: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host, hostname } = new URL(origin);
  const hosts = siteHosts.split(',').filter(name => name !== '');
  if (hosts.length > 0) return hosts.some(name => name === host) && (protocol === 'https:' || isLoopback(hostname));
  return protocol === 'https:' && DISTRIBUTION.test(host);
}
