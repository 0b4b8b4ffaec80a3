import type { Template } from '../local/template/template.ts';

export interface ShortDomainSettings {
  rootUrl?: string;
  notFoundUrl?: string;
  caseSensitive?: boolean;
  slugsWithDots?: boolean;
}

export interface LinksSettings extends ShortDomainSettings {
  shortDomains?: Record<string, ShortDomainSettings | null> | null;
  blockedHosts?: string[] | null;
}

export function addShortDomains(template: Template, settings: LinksSettings): void;
