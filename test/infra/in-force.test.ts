import { expect, test } from '@jest/globals';
import { inForce, type ToldSettings } from '../../infra/in-force.ts';
import { packagedSettings } from '../../local/template/package.ts';

const VERSION = '1.2.3';
const usual = packagedSettings('.') as ToldSettings;

test('of the settings nobody is told a secret, the name of one, or anything of the account', () => {
  const closed = {
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/closed',
    webRiskSecret: 'closed/web-risk',
    lokiUrl: 'https://closed.example/',
    lokiTenant: 'closed-tenant',
    lokiSecret: 'closed/loki',
    indexNowKey: 'closed-index-now',
    alarmEmail: 'closed@example.com',
    privateOrigins: 'http://closed.internal:8080',
    siteApiDomain: 'closed-api.example.com',
    siteApis: { '/closed': 'closed-api.example.com' },
    webhooks: [{ url: 'https://example.com/closed', secret: 'closed/hook', formerSecret: 'closed/former' }],
    fargate: { image: 'closed/image:1' },
    // Whatever will be added some day.
    password: 'closed-password',
    nested: { secret: 'closed-too' },
  };
  const told = inForce({ ...usual, ...closed }, VERSION);
  expect(JSON.stringify(told)).not.toContain('closed');
  expect(JSON.stringify(told)).not.toContain('123456789012');
  expect(told).toMatchObject({ version: VERSION, webhooks: 1, indexNow: true });
});

test('each setting that is told is told as it is', () => {
  const numbers = Object.fromEntries(
    Object.keys(inForce(usual, VERSION).limits).map((name, i) => [name, i + 7]),
  );
  const site = {
    pageParameters: ['q'],
    sitemap: '/other.xml',
    htmlPages: true,
    viewerRequest: 'cloudfront-function' as const,
    renderer: 'fargate' as const,
    renderIsolation: 'strict' as const,
  };
  const links = { blockedHosts: ['zip'], urlSchemes: ['mailto'] };
  const crawlers = { categories: { 'ai-training': false }, names: { FooBot: true } };
  const settings = { ...usual, ...numbers, ...site, ...links, crawlers, events: true } as ToldSettings;
  expect(inForce(settings, VERSION)).toMatchObject({
    ...links,
    limits: numbers,
    site,
    policy: { app: expect.arrayContaining(['ai-training']), names: { foobot: true } },
    events: true,
  });
});

test('a further short domain is the first’s like where it says nothing itself', () => {
  const apple = { appIds: ['ABCDE12345.com.example.app'] };
  const android = [{ package: 'com.example.app', fingerprints: ['AB'] }];
  const shortDomains = { 'a.example': null, 'b.example': { robots: 'none', appLinks: { android } } };
  const settings = { ...usual, robots: 'Disallow: /x', appLinks: { apple }, shortDomains };
  expect(inForce(settings, VERSION).domains).toEqual({
    '': { robots: 'own', apple: true, android: false },
    'a.example': { robots: 'own', apple: true, android: false },
    'b.example': { robots: 'none', apple: false, android: true },
  });
});
