import type { Template } from '../local/template/template.ts';

export function apiPath(written: string): string;
export function addSiteApis(
  template: Template,
  apis: readonly (readonly [path: string, domain: string])[],
): void;
