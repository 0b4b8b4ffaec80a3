import type { Schemas } from '../../../client/client.ts';

type Domains = Schemas['Settings']['shortDomains'];

/** The host of a link's short domain, by what its answers say, which is nothing for the default. */
export const hostOf = (domains: Domains, domain: string | undefined): string =>
  domain ?? domains.find(({ isDefault }) => isDefault)?.host ?? location.host;

/**
 * The query of a request about a link. Without a domain the API takes the one that is asked, which may be another than the default;
 * where there is only one, nothing need be said.
 */
export const domainQuery = (domains: Domains, domain: string | undefined): { domain?: string } =>
  domains.length > 1 ? { domain: hostOf(domains, domain) } : {};
