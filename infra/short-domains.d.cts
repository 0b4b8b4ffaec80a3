import type { Template } from '../local/template/template.ts';

export interface ShortDomainSettings {
  rootUrl?: string;
  notFoundUrl?: string;
  caseSensitive?: boolean;
  slugsWithDots?: boolean;
  robots?: string;
  appLinks?: AppLinksSettings | null;
}

export interface AppLinksSettings {
  apple?: { appIds: string[]; paths?: string[] } | null;
  android?: { package: string; fingerprints: string[] }[] | null;
}

export interface LinksSettings extends ShortDomainSettings {
  shortDomains?: Record<string, ShortDomainSettings | null> | null;
  blockedHosts?: string[] | null;
  urlSchemes?: string[] | null;
}

export function addShortDomains(template: Template, settings: LinksSettings): void;
