import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import type { Template } from '../../local/template/template.ts';

/** With what a template is validated: which branch its conditions take, and its parameters. */
export const TEMPLATE_VALUES: [name: string, isFilled: boolean, values: Record<string, string>][] = [
  ['as settings.yml leaves it, without a domain', false, {}],
  [
    'with domains, a certificate and an API',
    true,
    {
      ShortDomain: 'go.example.com',
      SiteDomain: 'www.example.com',
      AlarmEmail: 'ops@example.com',
      CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
      SiteApiDomain: 'api.example.com',
    },
  ],
];

/** A template with other defaults of its parameters. */
export function withDefaults(given: Template, values: Record<string, string>): Template {
  const filled = structuredClone(given);
  for (const [name, value] of Object.entries(values))
    Object.assign(filled.Parameters?.[name] ?? {}, { Default: value });
  return filled;
}

/** To make one takes as long as two templates. */
const engine = new RegoEngine();

/** What AWS's own validator finds wrong. */
export function errorsOf(given: unknown): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-template-'));
  try {
    const file = join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(given));
    const { diagnostics } = engine.validateStandard(new TemplateFile(file));
    return diagnostics
      .filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR')
      .map(({ ruleId, message }) => `${ruleId} ${message}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
