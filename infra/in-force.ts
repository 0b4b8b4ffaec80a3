import { policyOf } from '../core/crawlers/policy.ts';
import type { DomainFacts, InForce } from '../core/settings-api/in-force.ts';
import type { StageSettings } from './edge-settings.ts';
import type { LinksSettings } from './short-domains.cjs';

/** A stage's block of settings.yml, with what only the API tells of it. */
export interface ToldSettings extends StageSettings, Omit<LinksSettings, 'shortDomains'> {
  events?: boolean;
  readsPerKey: number;
  writesPerKey: number;
  requestsPerSecond: number;
  requestsAtOnce: number;
  rendersPerMinute: number;
  rendersPerClient: number;
  rendersPerDay: number;
  renderDeadlineMs: number;
  renderIsolation: 'shared' | 'strict';
  sitemap: string;
  indexNowKey: string;
}

/**
 * What of a stage's settings the API tells whoever has a key. Each is named here: a setting that is added is told by nobody until
 * somebody has thought about it.
 *
 * @param version of Signpost
 */
export function inForce(settings: ToldSettings, version: string): InForce {
  const { pageParameters, sitemap, htmlPages, viewerRequest, renderer, renderIsolation } = settings;
  const { readsPerKey, writesPerKey, requestsPerSecond, requestsAtOnce } = settings;
  const { rendersPerMinute, rendersPerClient, rendersPerDay, renderDeadlineMs } = settings;
  return {
    version,
    domains: domainFacts(settings),
    blockedHosts: settings.blockedHosts ?? [],
    urlSchemes: settings.urlSchemes ?? [],
    site: {
      pageParameters,
      sitemap,
      htmlPages: htmlPages === true,
      viewerRequest,
      renderer,
      renderIsolation,
    },
    limits: {
      ...{ readsPerKey, writesPerKey, requestsPerSecond, requestsAtOnce },
      ...{ rendersPerMinute, rendersPerClient, rendersPerDay, renderDeadlineMs },
    },
    policy: policyOf(settings.crawlers),
    events: settings.events === true,
    webhooks: settings.webhooks?.length ?? 0,
    indexNow: settings.indexNowKey !== '',
  };
}

/** A further domain is the first's like where it says nothing itself, as infra/domain-files.cjs has it. */
function domainFacts({ robots, appLinks, shortDomains }: ToldSettings): Record<string, DomainFacts> {
  const first = { robots, appLinks };
  const further = Object.entries(shortDomains ?? {}).map(
    ([name, own]) => [name, factsOf({ ...first, ...own })] as const,
  );
  return { '': factsOf(first), ...Object.fromEntries(further) };
}

interface Facts {
  robots?: string | undefined;
  appLinks?: LinksSettings['appLinks'] | undefined;
}

function factsOf({ robots = 'all', appLinks }: Facts): DomainFacts {
  return {
    robots: robots === 'all' || robots === 'none' ? robots : 'own',
    apple: Boolean(appLinks?.apple),
    android: Boolean(appLinks?.android),
  };
}
