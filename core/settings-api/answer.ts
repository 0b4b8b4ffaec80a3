import { CATEGORY_NAMES } from '../crawlers/explain.ts';
import { CATEGORIES, DEFAULT_POLICY, type Policy } from '../crawlers/policy.ts';
import type { Domain, Domains } from '../links/domains.ts';
import { DEFAULTS } from '../links/link.ts';
import type { InForce } from './in-force.ts';
import type { SettingsAnswer } from './schema.ts';

/** All that is told of: what the build knows, and what only the deployed function does. */
export interface Told {
  inForce: InForce;
  /** The name of the block of settings. */
  stage: string;
  domains: Domains;
  /** Of the site. */
  hosts: readonly string[];
  webRisk: boolean;
  loki: boolean;
}

/** @param host the short domain that was asked, on a laptop with its port */
export function settingsAnswer(
  { inForce, stage, domains, hosts, webRisk, loki }: Told,
  host: string,
): SettingsAnswer {
  const { version, site, limits, policy, urlSchemes, blockedHosts, events, webhooks, indexNow } = inForce;
  const { sitemap, ...ofSite } = site;
  const { status, maxAge } = DEFAULTS;
  return {
    version,
    stage,
    shortDomains: domains.all.map(domain => domainAnswer(domain, { inForce, domains }, host)),
    links: {
      urlSchemes: ['http', 'https', ...urlSchemes],
      blockedHosts,
      defaults: { status, maxAge },
    },
    site: { hosts: [...hosts], ...ofSite, ...(sitemap !== '' && { sitemap }) },
    limits,
    crawlers: crawlersAnswer(policy),
    parts: { events, webhooks, webRisk, loki, indexNow },
  };
}

const NOTHING_SAID = { robots: 'all', apple: false, android: false } as const;

function domainAnswer(
  domain: Domain,
  { inForce, domains }: Pick<Told, 'inForce' | 'domains'>,
  host: string,
): SettingsAnswer['shortDomains'][number] {
  const { name, caseSensitive, slugsWithDots, rootUrl, notFoundUrl } = domain;
  const { robots, apple, android } = inForce.domains[name] ?? NOTHING_SAID;
  const origin = domains.originOf(name, host);
  return {
    host: new URL(origin).host,
    origin,
    isDefault: domain === domains.first,
    caseSensitive,
    slugsWithDots,
    ...(rootUrl !== '' && { rootUrl }),
    ...(notFoundUrl !== '' && { notFoundUrl }),
    robots,
    appLinks: { apple, android },
  };
}

function crawlersAnswer({ app, names }: Policy): SettingsAnswer['crawlers'] {
  const getsOf = (isPage: boolean) => (isPage ? 'page' : 'app');
  return {
    categories: CATEGORIES.map(category => ({
      category,
      who: CATEGORY_NAMES[category],
      gets: getsOf(!app.includes(category)),
      isDefault: app.includes(category) === DEFAULT_POLICY.app.includes(category),
    })),
    names: Object.entries(names).map(([name, isPage]) => ({ name, gets: getsOf(isPage) })),
  };
}
