import { NAMES } from '../core/crawlers/names.generated.ts';
import { packed } from '../core/crawlers/names.ts';
import { type CrawlerSettings, policyOf } from '../core/crawlers/policy.ts';
import type { EdgeSettings } from '../edge/route-page.ts';
import { installedList, routingNames } from './crawler-names.ts';
import type { ShortDomainSettings } from './short-domains.cjs';

/** A stage's block of settings.yml, as far as it is read by TypeScript. */
export interface StageSettings {
  shortDomain: string;
  shortDomains?: Record<string, ShortDomainSettings | null> | null;
  webRiskSecret?: string;
  lokiSecret?: string;
  webhooks?: { url: string; secret: string; formerSecret?: string }[] | null;
  siteDomain: string;
  certificateArn: string;
  redirectConcurrency: number;
  renderer: 'lambda' | 'fargate';
  fargate: { image: string };
  pageParameters: string[];
  siteApiDomain: string;
  siteApis?: Record<string, string> | null;
  htmlPages?: boolean;
  viewerRequest: 'lambda' | 'cloudfront-function';
  crawlers?: CrawlerSettings;
}

/** What is put into the edge functions, which have no environment. No more than they read: they must be small. */
export function edgeSettings(settings: Pick<StageSettings, 'pageParameters' | 'crawlers'>): EdgeSettings {
  const policy = policyOf(settings.crawlers);
  return {
    pageParameters: settings.pageParameters,
    policy,
    names: packed(routingNames(NAMES, policy, installedList().list)),
  };
}
