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

/** Warnings that are right of a template as such, and not of ours: each with its reason, and what it may be said of. */
export const ANSWERED: Record<string, { of: RegExp; because: string }> = {
  W2001: {
    of: /^Parameter '\w+' is not referenced/,
    because: 'its condition is decided here; see the test of what is used',
  },
  W2509: {
    of: /^Parameter '(WebRisk|Loki)Secret'/,
    because: 'it is the name under which Secrets Manager has the secret, and no secret',
  },
  W3005: {
    of: /^'\w+' dependency already enforced by a '(GetAtt|Ref)' at 'Properties.(Role|EventSourceArn|FunctionName|Target)/,
    because: 'the packager writes it beside the reference',
  },
  W8001: { of: /^Condition '\w+' is not used/, because: 'it is decided here; see the test of what is used' },
  W9002: {
    of: /^Property 'SourceArn' has a hardcoded ARN/,
    because: 'it is of all log groups of the stage, which are made after what they may call',
  },
  W9003: {
    of: /^\d+ is not of type 'string'/,
    because: 'the packager fills settings in as numbers, and CloudFormation takes them as text',
  },
};

/** What AWS's own validator says of a template, but for hints: errors, and warnings that nobody has answered. */
export function errorsOf(given: unknown): string[] {
  return diagnosed(given)
    .filter(({ severity, ruleId, message }) => severity !== 'WARN' || !ANSWERED[ruleId]?.of.test(message))
    .map(({ ruleId, message, entity }) => `${ruleId} ${entity?.logicalId ?? ''} ${message}`);
}

/** The rules whose warnings a template has, answered or not. */
export const warningsOf = (given: unknown): string[] =>
  [
    ...new Set(diagnosed(given).flatMap(({ severity, ruleId }) => (severity === 'WARN' ? [ruleId] : []))),
  ].sort();

function diagnosed(given: unknown, severities = ['FATAL', 'ERROR', 'WARN']) {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-template-'));
  try {
    const file = join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(given));
    const { diagnostics } = engine.validateStandard(new TemplateFile(file));
    return diagnostics.filter(({ severity }) => severities.includes(severity));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Properties that can only be given when a resource is created, as `AWS::S3::Bucket BucketName`: those of these templates, as AWS's validator knows them. */
export function createOnlyOf(templates: unknown[]): Set<string> {
  const hints = templates
    .flatMap(template => diagnosed(template, ['INFO']))
    .filter(({ ruleId }) => ruleId === 'I9001');
  return new Set(
    hints.map(({ entity, propertyPath = '' }) => `${entity?.resourceType} ${propertyPath.split('.')[1]}`),
  );
}
