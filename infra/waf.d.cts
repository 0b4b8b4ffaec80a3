import type { Template } from '../local/template/template.ts';

/** What an address may ask in five minutes; nothing of it: no WAF. */
export interface WafSettings {
  apiRate?: number;
  probing?: number;
  siteRate?: number;
  botAuth?: boolean;
}

export function addWaf(template: Template, waf: WafSettings | undefined): void;
