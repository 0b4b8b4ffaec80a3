import { beforeAll, describe, expect, test } from '@jest/globals';
import { Domains } from '../../core/links/domains.ts';
import { addShortDomains, type LinksSettings } from '../../infra/short-domains.cjs';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { CONTAINER, packagedVariant } from './project.ts';

let packaged: Template;
beforeAll(async () => {
  packaged = await packagedTemplate('.');
}, 300_000);

function finished(settings: LinksSettings) {
  const template = structuredClone(packaged);
  addShortDomains(template, settings);
  return partsOf(template);
}

function partsOf(template: Template) {
  const propertiesOf = (id: string) => template.Resources[id]?.Properties ?? {};
  const environmentOf = (id: string) =>
    (propertiesOf(id).Environment as { Variables: Record<string, unknown> }).Variables;
  const policyOf = (id: string) =>
    JSON.stringify((propertiesOf(id).CachePolicyConfig as object | undefined) ?? {});
  return { template, propertiesOf, environmentOf, policyOf };
}

/** SHORT_DOMAINS as a function gets it: `${ShortDomain}` is the only reference in it. */
function domainsIn(value: unknown): Domains {
  const { 'Fn::Sub': text } = value as { 'Fn::Sub': string };
  const filled = text.replace(/\$\{ShortDomain\}/, 'go.example.com');
  expect(filled).not.toContain('${');
  return new Domains(filled);
}

const FIRST = { name: '', host: 'go.example.com', caseSensitive: true, slugsWithDots: false };
const NOWHERE = { rootUrl: '', notFoundUrl: '' };

test('one short domain: nothing is added to the template', () => {
  expect(finished({}).template).toEqual(packaged);
  const { policyOf, environmentOf } = finished({});
  expect(policyOf('LinksCachePolicy')).toContain('"HeadersConfig":{"HeaderBehavior":"none"}');
  for (const id of ['LinksLambdaFunction', 'RedirectLambdaFunction'])
    expect(domainsIn(environmentOf(id).SHORT_DOMAINS).all).toEqual([{ ...FIRST, ...NOWHERE }]);
  expect(environmentOf('LinksLambdaFunction')).toMatchObject({ BLOCKED_HOSTS: '' });
});

test('whoever counts again is told of them as the functions are', () => {
  for (const settings of [{}, { slugsWithDots: true, shortDomains: { 'go.example.org': null } }]) {
    const { template, environmentOf } = finished(settings);
    expect(template.Outputs?.ShortDomains?.Value).toEqual(environmentOf('LogsLambdaFunction').SHORT_DOMAINS);
  }
});

/** Who must come to the same answer of a change that was ordered: whoever takes it, follows it, or writes it down. */
const JUDGES = ['LinksLambdaFunction', 'RedirectLambdaFunction', 'ChangesLambdaFunction'];

describe('several', () => {
  const SETTINGS: LinksSettings = {
    rootUrl: 'https://www.example.com',
    notFoundUrl: 'https://www.example.com/lost?from={host}',
    slugsWithDots: true,
    shortDomains: {
      'go.example.org': { rootUrl: '', caseSensitive: false },
      'go.example.net': null,
    },
    blockedHosts: ['evil.example', 'zip'],
  };
  const shared = {
    rootUrl: 'https://www.example.com/',
    notFoundUrl: 'https://www.example.com/lost?from=%7Bhost%7D',
    slugsWithDots: true,
  };

  test.each(['LinksLambdaFunction', 'RedirectLambdaFunction'])(
    'are known to %s: each inherits what it does not say',
    id => {
      expect(domainsIn(finished(SETTINGS).environmentOf(id).SHORT_DOMAINS).all).toEqual([
        { ...FIRST, ...shared },
        { name: 'go.example.org', host: 'go.example.org', ...shared, rootUrl: '', caseSensitive: false },
        { name: 'go.example.net', host: 'go.example.net', ...shared, caseSensitive: true },
      ]);
    },
  );

  test('are aliases of their distribution alone, and apart in its cache key alone', () => {
    const { propertiesOf, policyOf } = finished(SETTINGS);
    const aliasesOf = (id: string) => (propertiesOf(id).DistributionConfig as { Aliases: unknown }).Aliases;
    expect(aliasesOf('Links')).toEqual({
      'Fn::If': [
        'HasShortDomain',
        [{ Ref: 'ShortDomain' }, 'go.example.org', 'go.example.net'],
        { Ref: 'AWS::NoValue' },
      ],
    });
    expect(JSON.stringify(aliasesOf('Site'))).not.toContain('go.example');
    expect(policyOf('LinksCachePolicy')).toContain('"Headers":["x-signpost-domain"]');
    expect(policyOf('SiteCachePolicy')).toContain('"HeadersConfig":{"HeaderBehavior":"none"}');
  });

  test.each(JUDGES)('the blocked hosts are known to %s', id => {
    const { environmentOf } = finished(SETTINGS);
    expect(environmentOf(id).BLOCKED_HOSTS).toBe('evil.example,zip');
    expect(environmentOf('LogsLambdaFunction')).not.toHaveProperty('BLOCKED_HOSTS');
  });
});

const APPS = { apple: { appIds: ['ABCDE12345.com.example.app'] } };

test.each<[LinksSettings, object | undefined]>([
  [{}, undefined],
  [{ robots: 'all', appLinks: {} }, undefined],
  [{ robots: 'none' }, { '': { robots: 'User-agent: *\nDisallow: /\n' } }],
  [{ robots: 'Disallow: /a\n\n' }, { '': { robots: 'Disallow: /a\n' } }],
  [{ appLinks: { ...APPS, android: null } }, { '': { appLinks: APPS } }],
  [
    {
      appLinks: APPS,
      shortDomains: {
        'a.example': null,
        'b.example': { appLinks: {} },
        'c.example': { robots: 'none' },
        'd.example': { caseSensitive: false },
      },
    },
    {
      '': { appLinks: APPS },
      'b.example': {},
      'c.example': { appLinks: APPS, robots: 'User-agent: *\nDisallow: /\n' },
    },
  ],
  [{ shortDomains: { 'a.example': { appLinks: APPS } } }, { '': {}, 'a.example': { appLinks: APPS } }],
])(
  'what %j says to robots and of apps is known to who follows links, and to nobody else',
  (settings, said) => {
    const { environmentOf } = finished(settings);
    const text = String(environmentOf('RedirectLambdaFunction').DOMAIN_FILES);
    expect(text === '' ? undefined : JSON.parse(text)).toEqual(said);
    expect(environmentOf('LinksLambdaFunction')).not.toHaveProperty('DOMAIN_FILES');
    expect(JSON.stringify(environmentOf('LogsLambdaFunction'))).not.toContain('ABCDE12345');
  },
);

test.each(JUDGES)('the schemes of links are known to %s', id => {
  const { environmentOf } = finished({ urlSchemes: ['mailto', 'com.example.app'] });
  expect(environmentOf(id).URL_SCHEMES).toBe('mailto,com.example.app');
  expect(finished({ urlSchemes: null }).environmentOf(id).URL_SCHEMES).toBe('');
});

test('the packager finishes the template by the stage’s settings', async () => {
  const { environmentOf, propertiesOf } = partsOf((await packagedVariant(CONTAINER)).template);
  const { BLOCKED_HOSTS, SHORT_DOMAINS } = environmentOf('LinksLambdaFunction');
  expect(BLOCKED_HOSTS).toBe('evil.example,zip');
  expect(domainsIn(SHORT_DOMAINS).all).toEqual([{ ...FIRST, ...NOWHERE, caseSensitive: false }]);
  expect(propertiesOf('OneSpelling').FunctionCode).toContain('var ANY_CASE = [""];');
}, 300_000);

test('a function whose code has lost its lists is noticed', () => {
  const template = structuredClone(packaged);
  Object.assign(template.Resources.OneSpelling?.Properties ?? {}, { FunctionCode: 'function handler() {}' });
  expect(() => addShortDomains(template, {})).toThrow('OneSpelling has no list FURTHER');
});

test('what Loki asks for comes from a secret, where the settings name one', () => {
  const { LOKI_URL, LOKI_TENANT, LOKI_SECRET } = finished({}).environmentOf('LogsLambdaFunction');
  expect([LOKI_URL, LOKI_TENANT]).toEqual([{ Ref: 'LokiUrl' }, { Ref: 'LokiTenant' }]);
  const secret = /^\{\{resolve:secretsmanager:\$\{LokiSecret\}:SecretString\}\}$/;
  expect(LOKI_SECRET).toEqual({
    'Fn::If': ['HasLokiSecret', { 'Fn::Sub': expect.stringMatching(secret) }, ''],
  });
});

test('Web Risk’s key comes from a secret, where the settings name one', () => {
  const { environmentOf } = finished({});
  expect(environmentOf('LinksLambdaFunction').WEB_RISK_KEY).toEqual({
    'Fn::If': [
      'HasWebRisk',
      {
        'Fn::Sub': expect.stringMatching(/^\{\{resolve:secretsmanager:\$\{WebRiskSecret\}:SecretString\}\}$/),
      },
      '',
    ],
  });
});
