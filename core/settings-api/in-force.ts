import type { Policy } from '../crawlers/policy.ts';

/** What a short domain says to machines: of robots, and of the apps that open its links. */
export interface DomainFacts {
  /** `own`: the lines of a robots.txt of its own. */
  robots: 'all' | 'none' | 'own';
  apple: boolean;
  android: boolean;
}

/**
 * What the build knows of a stage's settings and anybody with a key may know: nothing that opens a door, no name of a secret, and
 * nothing of the account. infra/in-force.ts makes it; what a parameter of the template may change is in the environment instead.
 */
export interface InForce {
  /** Of Signpost. */
  version: string;
  /** By their names; '' is the first. */
  domains: Record<string, DomainFacts>;
  blockedHosts: string[];
  urlSchemes: string[];
  site: {
    pageParameters: string[];
    sitemap: string;
    htmlPages: boolean;
    viewerRequest: 'lambda' | 'cloudfront-function';
    renderer: 'lambda' | 'fargate';
    renderIsolation: 'shared' | 'strict';
  };
  limits: {
    readsPerKey: number;
    writesPerKey: number;
    requestsPerSecond: number;
    requestsAtOnce: number;
    rendersPerMinute: number;
    rendersPerClient: number;
    rendersPerDay: number;
    renderDeadlineMs: number;
  };
  policy: Policy;
  events: boolean;
  /** How many there are. Their addresses may be secrets themselves. */
  webhooks: number;
  indexNow: boolean;
}
