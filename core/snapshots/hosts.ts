import { isLoopback } from '../origin.ts';
import { parseUrl } from '../parse-url.ts';

/**
 * Whether pages of an origin may be rendered: the site's own and no other.
 *
 * @param siteHosts exact hosts with their ports, separated by commas; `*.` at the beginning stands for any one label
 */
export function isSiteOrigin(origin: string, siteHosts: string): boolean {
  const url = parseUrl(origin);
  if (!url) return false;
  const { protocol, host, hostname } = url;
  if (protocol !== 'https:' && !isLoopback(hostname)) return false;
  return siteHosts.split(',').some(allowed => host === allowed || `*.${afterFirstLabel(host)}` === allowed);
}

/**
 * Whether the renderer's browser may connect to an address that is not public: only to the site itself, where that is on
 * this machine, as in the local cloud.
 */
export function isLocalSite(host: string, port: number, siteHosts: string): boolean {
  return isLoopback(host) && siteHosts.split(',').includes(`${host}:${port}`);
}

/**
 * Whether host and port are those of one of the origins.
 *
 * @param origins as `URL.origin` has them, separated by commas; may be empty
 * @param host as `URL.hostname` has it, but an IPv6 address without brackets
 */
export function isOneOf(origins: string, host: string, port: number): boolean {
  return origins.split(',').some(origin => {
    const url = parseUrl(origin);
    return url?.hostname.replace(/^\[|\]$/g, '') === host && portOf(url) === port;
  });
}

const USUAL_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

const portOf = ({ port, protocol }: URL) => Number(port) || USUAL_PORTS[protocol];

const afterFirstLabel = (host: string) => host.slice(host.indexOf('.') + 1);
