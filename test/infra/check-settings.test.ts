import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { NEVER } from '../../core/links/schemes.ts';

const { problemOf }: { problemOf(settings: unknown): string | undefined } = createRequire(import.meta.url)(
  '../../infra/check-settings.cjs',
);

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const DOMAINS = {
  shortDomain: 'go.example.com',
  siteDomain: 'www.example.com',
  certificateArn: CERTIFICATE,
};
const FARGATE = {
  image: 'team/signpost-render:7',
  cpu: 2048,
  memory: 4096,
  pages: 3,
  min: 1,
  max: 4,
  capacity: 'FARGATE',
};

/** As infra/settings.yml has them, as far as they are looked at. */
const DEFAULTS = {
  shortDomain: '',
  siteDomain: '',
  rootUrl: '',
  notFoundUrl: '',
  caseSensitive: true,
  slugsWithDots: false,
  shortDomains: {},
  blockedHosts: [],
  webRiskSecret: '',
  lokiUrl: '',
  lokiTenant: '',
  lokiSecret: '',
  events: false,
  webhooks: [],
  certificateArn: '',
  siteApiDomain: '',
  siteApis: {},
  siteFiles: [],
  htmlPages: false,
  privateOrigins: '',
  alarmEmail: '',
  requestsPerSecond: 500,
  requestsAtOnce: 1000,
  readsPerKey: 1200,
  writesPerKey: 600,
  redirectConcurrency: 0,
  renderDeadlineMs: 4000,
  rendersPerMinute: 300,
  rendersPerClient: 10,
  rendersPerDay: 50000,
  renderIsolation: 'shared',
  viewerRequest: 'lambda',
  renderer: 'lambda',
  fargate: { ...FARGATE, image: '' },
  waf: {},
};
const apisAt = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`/v${i}`, 'api.example.com']));
const domainsAt = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`go-${i}.example.org`, {}]));
const filesAt = (count: number) => Array.from({ length: count }, (_, i) => `/files/${i}`);
/** As Android's own documents write one: https://developer.android.com/training/app-links/verify-applinks */
const FINGERPRINT = Array(32).fill('AB').join(':');

const further = (shortDomains: unknown) => ({ ...DOMAINS, shortDomains });
const fargate = (changed: object) => ({ renderer: 'fargate', fargate: { ...FARGATE, ...changed } });

test('the defaults here are those of the file', () => {
  const file = readFileSync('infra/settings.yml', 'utf8');
  for (const [name, value] of Object.entries(DEFAULTS))
    if (typeof value !== 'object')
      expect(file).toMatch(new RegExp(`^  ${name}: ${value === '' ? '""' : value}$`, 'm'));
});

test.each<[what: string, settings: object]>([
  ['the defaults', {}],
  ['both domains and their certificate', DOMAINS],
  ['all limits of WAF', { waf: { apiRate: 10, probing: 300, siteRate: 2_000_000_000, botAuth: true } }],
  ['a setting of WAF that stands empty', { waf: null }],
  ['one domain, and an API', { ...DOMAINS, shortDomain: '', siteApiDomain: 'api.example.com' }],
  [
    'a domain of one letter, with digits and a hyphen',
    { ...DOMAINS, shortDomain: 'x.co', siteDomain: '1-a.example.com' },
  ],
  ['a certificate before there is a domain', { certificateArn: CERTIFICATE }],
  [
    'APIs at paths, in each way to write them',
    { siteApis: { '/graphql': 'api.example.com', '/v1/': 'api.example.com', '/v1/b/*': 'b.example.com' } },
  ],
  ['an API at /api, when no other setting has one', { siteApis: { '/api': 'api.example.com' } }],
  ['as many APIs as there may be', { siteApis: apisAt(14) }],
  [
    'files at paths, in folders and by endings',
    { siteFiles: ['/downloads/LICENSE', '/models/*', '*.proto'] },
  ],
  ['as many of them as there may be', { siteFiles: filesAt(28) }],
  ['four more where .html are pages', { siteFiles: filesAt(32), htmlPages: true }],
  ['no files, as YAML has what stands empty', { siteFiles: null }],
  ['no APIs, as YAML has what stands empty', { siteApis: null }],
  ['one private origin', { privateOrigins: 'http://api.internal:8080' }],
  ['two, by name and by address', { privateOrigins: 'https://api.internal,http://[fd00::1]:3000' }],
  [
    'further short domains, with settings of their own and without',
    further({
      'go.example.org': {
        rootUrl: 'https://www.example.org',
        notFoundUrl: 'HTTPS://www.example.org/lost?a={b}#c',
        caseSensitive: false,
        slugsWithDots: true,
      },
      'go.example.net': {},
      'example.io': null,
    }),
  ],
  [
    'apps, and what is said to robots, of each domain',
    {
      ...further({ 'go.example.org': { robots: 'none', appLinks: null } }),
      robots: 'User-agent: *\nDisallow: /private # ours\n\n# end',
      appLinks: {
        apple: { appIds: ['ABCDE12345.com.example.app'], paths: ['/open/*'] },
        android: [{ package: 'com.example.app', fingerprints: [FINGERPRINT] }],
      },
    },
  ],
  [
    'apps of one system',
    { appLinks: { apple: { appIds: ['ABCDE12345.com.example.my-app'] }, android: null } },
  ],
  ['schemes', { urlSchemes: ['mailto', 'tel', 'com.example.app', 'web+x'] }],
  ['none, as YAML has what stands empty', { urlSchemes: null, appLinks: null }],
  ['no further ones, as YAML has what stands empty', { shortDomains: null, blockedHosts: null }],
  ['a way from / where CloudFront’s own name is used', { rootUrl: 'http://www.example.com:8080/' }],
  ['letter case for nothing, and dots', { caseSensitive: false, slugsWithDots: true }],
  [
    'hosts of all kinds that are blocked',
    { blockedHosts: ['example.net', 'zip', 'xn--bcher-kva.example', '192.0.2.1', '[2001:db8::1]'] },
  ],
  ['a secret by its name', { webRiskSecret: 'signpost/web-risk' }],
  ['a secret by its ARN', { webRiskSecret: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-Ab12' }],
  ['Loki without a password', { lokiUrl: 'https://logs.example.com:3100/in/here/' }],
  [
    'Loki with all there is',
    { lokiUrl: 'https://logs-prod-012.grafana.net', lokiTenant: 'team-a', lokiSecret: 'signpost/loki' },
  ],
  ['events', { events: true }],
  [
    'webhooks, with some events and with all, and one on a laptop',
    {
      webhooks: [
        { url: 'https://example.com/hook?a=1', secret: 'signpost/webhook', events: ['link.deleted'] },
        {
          url: 'https://example.com/other',
          secret: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x',
        },
        { url: 'http://localhost:8080/', secret: 'mine', formerSecret: 'signpost/before' },
      ],
    },
  ],
  ['no webhooks, as YAML has what stands empty', { webhooks: null }],
  ['a mail address', { alarmEmail: 'ops+signpost@example.co.uk' }],
  [
    'a function of its own, and none for unproved clients',
    { viewerRequest: 'cloudfront-function', rendersPerClient: 0 },
  ],
  ['a container', fargate({})],
  [
    'the largest one, that may end',
    fargate({ cpu: 16384, memory: 122880, min: 0, capacity: 'FARGATE_SPOT' }),
  ],
])('%s are right', (_, settings) => {
  expect(problemOf({ ...DEFAULTS, ...settings })).toBeUndefined();
});

const NEEDED = (domains: string, which: string) =>
  `certificateArn is empty, and ${domains} cannot be served without. It takes the ARN of an issued ACM certificate in us-east-1 that covers ${which}`;
const BARE = 'It takes a bare domain in small letters, such as www.example.com, or nothing.';

test.each<[settings: object, sentence: string]>([
  [{ ...DOMAINS, certificateArn: '' }, NEEDED('go.example.com and www.example.com', 'both')],
  [{ shortDomain: 'go.example.com' }, NEEDED('go.example.com', 'it')],
  [{ siteDomain: 'www.example.com' }, NEEDED('www.example.com', 'it')],
  [
    { ...DOMAINS, certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') },
    'certificateArn is "arn:aws:acm:eu-west-1:',
  ],
  [
    { ...DOMAINS, certificateArn: 'arn:aws:iam::123456789012:server-certificate/x' },
    'certificateArn is "arn:aws:iam',
  ],
  [{ ...DOMAINS, siteDomain: 'https://www.example.com' }, `siteDomain is "https://www.example.com". ${BARE}`],
  [{ ...DOMAINS, siteDomain: 'www.example.com/' }, `siteDomain is "www.example.com/". ${BARE}`],
  [{ ...DOMAINS, shortDomain: 'Go.example.com' }, `shortDomain is "Go.example.com". ${BARE}`],
  [{ ...DOMAINS, shortDomain: 'go' }, `shortDomain is "go". ${BARE}`],
  [{ ...DOMAINS, shortDomain: 'go_1.example.com' }, `shortDomain is "go_1.example.com". ${BARE}`],
  [{ ...DOMAINS, siteApiDomain: 'api.example.com:8443' }, `siteApiDomain is "api.example.com:8443". ${BARE}`],
  [{ ...DOMAINS, siteDomain: null }, `siteDomain is null. ${BARE}`],
  [{ ...DOMAINS, shortDomain: DOMAINS.siteDomain }, 'shortDomain and siteDomain are both www.example.com.'],
  [{ ...DOMAINS, siteApiDomain: DOMAINS.siteDomain }, 'siteApiDomain is www.example.com, which leads here.'],
  [
    { siteApis: { '/a*b': 'api.example.com' } },
    'siteApis: "/a*b" is no path of an API; expected one such as /graphql or /v1.',
  ],
  [{ siteApis: { '/*': 'api.example.com' } }, 'siteApis: "/*" is no path of an API; expected one such as'],
  [{ siteApis: { graphql: 'api.example.com' } }, 'siteApis: "graphql" is no path of an API; expected one'],
  ...[
    'https://api.example.com',
    'api.example.com:8443',
    'api.example.com/v1',
    'API.example.com',
    'api',
    '',
    null,
    7,
    ['api.example.com'],
  ].map((domain): [object, string] => [
    { siteApis: { '/v1': domain } },
    `siteApis: /v1 has ${JSON.stringify(domain)}. It takes a bare domain in small letters, such as api.example.com.`,
  ]),
  [
    { ...DOMAINS, siteApis: { '/v1': DOMAINS.siteDomain } },
    'siteApis: /v1 has "www.example.com", which leads here. It takes the domain under which your API answers by itself.',
  ],
  [
    { siteApis: { '/v1': 'a.example.com', '/v1/*': 'b.example.com' } },
    'siteApis: /v1 is there twice, as /v1 and /v1/*. One domain answers it and all below it.',
  ],
  [
    { siteApiDomain: 'a.example.com', siteApis: { '/api/': 'b.example.com' } },
    'siteApis: /api has an API already, siteApiDomain. One domain answers it and all below it.',
  ],
  [
    { siteApis: apisAt(15) },
    'siteApis has 15 and siteFiles 0. CloudFront has room for 28 more behaviours; an API takes two of them, and a path of files one.',
  ],
  [
    { siteApis: apisAt(3), siteFiles: filesAt(24) },
    'siteApis has 3 and siteFiles 24. CloudFront has room for 28',
  ],
  [
    { siteFiles: filesAt(33), htmlPages: true },
    'siteApis has 0 and siteFiles 33. CloudFront has room for 32',
  ],
  [
    { siteFiles: ['LICENSE'] },
    'siteFiles: "LICENSE" is no path of files; expected one such as /downloads/LICENSE, /models/* or *.proto.',
  ],
  [{ siteFiles: ['/*'] }, 'siteFiles: "/*" is no path of files; expected one such as'],
  [{ siteFiles: ['/a b', '/a+b'] }, 'siteFiles: /a+b is there twice, as /a b and /a+b.'],
  [{ siteFiles: '/LICENSE' }, 'siteFiles is "/LICENSE". It takes a list of paths, such as'],
  [
    { siteFiles: [`/${'a'.repeat(250)}`, ...filesAt(13).map(path => path + 'b'.repeat(120))] },
    'siteFiles: together they have',
  ],
  [{ htmlPages: 'yes' }, 'htmlPages is "yes". It takes true or false.'],
  ...['/v1', ['/v1'], true].map((siteApis): [object, string] => [
    { siteApis },
    `siteApis is ${JSON.stringify(siteApis)}. It takes paths, each with a domain, such as { /graphql: api.example.com }.`,
  ]),
  ...[
    'http://api.internal:8080/v1',
    'http://api.internal/',
    'api.internal:8080',
    'api.internal',
    'ftp://api.internal',
    'ws://api.internal',
    'http://api.internal:80',
    'http://*.internal',
    'http://a.internal, http://b.internal',
    'http://a.internal http://b.internal',
  ].map((privateOrigins): [object, string] => [
    { privateOrigins },
    `privateOrigins has ${JSON.stringify(privateOrigins.includes(',') ? ' http://b.internal' : privateOrigins)}. It takes origins such as http://api.internal:8080, separated by commas.`,
  ]),
  ...[null, ['http://api.internal'], 7].map((privateOrigins): [object, string] => [
    { privateOrigins },
    `privateOrigins is ${JSON.stringify(privateOrigins)}. It takes origins such as http://api.internal:8080, separated by commas, or nothing.`,
  ]),
  ...[
    'https://',
    'www.example.com',
    'ftp://a.example',
    'https://a b.example',
    'https://u:p@a.example',
    7,
    null,
  ].map((rootUrl): [object, string] => [
    { rootUrl },
    `rootUrl is ${JSON.stringify(rootUrl)}. It takes an http or https address such as https://www.example.com/, or nothing.`,
  ]),
  ...['https://GO.example.com/x', 'http://go.example.com.:8080', 'https://go.example.org'].map(
    (notFoundUrl): [object, string] => [
      { ...further({ 'go.example.org': {} }), notFoundUrl },
      `notFoundUrl is ${JSON.stringify(notFoundUrl)}. It leads to a short domain, and so round in circles.`,
    ],
  ),
  [
    { rootUrl: 'https://www.evil.example./', blockedHosts: ['evil.example'] },
    'rootUrl is "https://www.evil.example./". It leads to evil.example, which is in blockedHosts.',
  ],
  [{ caseSensitive: 'no' }, 'caseSensitive is "no". It takes true or false.'],
  [{ slugsWithDots: 1 }, 'slugsWithDots is 1. It takes true or false.'],
  ...['go.example.org', ['go.example.org'], true].map((shortDomains): [object, string] => [
    further(shortDomains),
    `shortDomains is ${JSON.stringify(shortDomains)}. It takes domains, each with its settings, such as`,
  ]),
  ...['https://go.example.org', 'Go.example.org', 'go', 'go.example.org:8443', 'bücher.example'].map(
    (domain): [object, string] => [
      further({ [domain]: {} }),
      `shortDomains has ${JSON.stringify(domain)}. It takes bare domains in small letters, such as go.example.org.`,
    ],
  ),
  [
    further({ 'go.example.com': {} }),
    'shortDomains has go.example.com, which is shortDomain already. Each domain is there once.',
  ],
  [further({ 'www.example.com': {} }), 'shortDomains has www.example.com, which is siteDomain already.'],
  [
    { ...further({ 'go.example.org': {} }), shortDomain: '' },
    'shortDomains has further short domains, and shortDomain is empty. It takes the first one.',
  ],
  [
    { ...further({ 'go.example.org': {} }), certificateArn: '' },
    NEEDED('go.example.com and go.example.org and www.example.com', 'all of them'),
  ],
  [
    { ...further({ 'api.example.org': {} }), siteApiDomain: 'api.example.org' },
    'siteApiDomain is api.example.org, which leads here.',
  ],
  [
    { ...further({ 'api.example.org': {} }), siteApis: { '/v1': 'api.example.org' } },
    'siteApis: /v1 has "api.example.org", which leads here.',
  ],
  ...['x', [], false].map((own): [object, string] => [
    further({ 'go.example.org': own }),
    `shortDomains: go.example.org has ${JSON.stringify(own)}. It takes settings, such as { caseSensitive: false }, or {}.`,
  ]),
  [
    further({ 'go.example.org': { color: 'red' } }),
    'shortDomains: go.example.org has color: "red". It takes rootUrl, notFoundUrl, caseSensitive, slugsWithDots, robots, appLinks.',
  ],
  [
    further({ 'go.example.org': { caseSensitive: 'no' } }),
    'shortDomains: go.example.org has caseSensitive: "no". It takes true or false.',
  ],
  [
    further({ 'go.example.org': { notFoundUrl: 'https://go.example.com/' } }),
    'shortDomains: go.example.org has notFoundUrl: "https://go.example.com/". It leads to a short domain, and so',
  ],
  [
    further(domainsAt(100)),
    'shortDomains has 100. With the first a distribution of CloudFront has room for 100.',
  ],
  [further(domainsAt(60)), 'shortDomains: with all that is said of them they have'],
  ...['', 'some', 'Disallow /', 'User-agent: *\nDisallow: /\u00fc', 7].map((robots): [object, string] => [
    { robots },
    `robots is ${JSON.stringify(robots)}. It takes all, none, or the lines of a robots.txt`,
  ]),
  ...[
    ['x', 'It takes apple and android'],
    [{ ios: {} }, 'It takes apple and android'],
    [{ apple: {} }, 'Its apple takes appIds'],
    [{ apple: { appIds: ['com.example.app'] } }, 'Its apple takes appIds'],
    [{ apple: { appIds: ['ABCDE12345.com.example.app'], paths: ['app'] } }, 'Its apple.paths takes'],
    [{ android: [] }, 'Its android takes a list of apps'],
    [{ android: [{ package: 'app', fingerprints: [FINGERPRINT] }] }, 'Its android takes a list of apps'],
    [{ android: [{ package: 'com.example.app', fingerprints: ['AB:CD'] }] }, 'Its android takes'],
  ].map(([appLinks, right]): [object, string] => [
    { appLinks },
    `appLinks is ${JSON.stringify(appLinks)}. ${right}`,
  ]),
  [
    further({ 'go.example.org': { robots: 'some' } }),
    'shortDomains: go.example.org has robots: "some". It takes all, none',
  ],
  [
    { robots: `User-agent: ${'x'.repeat(1800)}` },
    'robots and appLinks: of all short domains together they have',
  ],
  [{ urlSchemes: 'mailto' }, 'urlSchemes is "mailto". It takes a list of schemes'],
  ...['mailto:', 'Mailto', '', 7].map((scheme): [object, string] => [
    { urlSchemes: [scheme] },
    `urlSchemes has ${JSON.stringify(scheme)}. It takes schemes in small letters`,
  ]),
  ...NEVER.map((scheme): [object, string] => [
    { urlSchemes: ['mailto', scheme] },
    `urlSchemes has "${scheme}". No link may have that`,
  ]),
  [{ urlSchemes: ['https'] }, 'urlSchemes has "https". Links have that anyway.'],
  [{ urlSchemes: Array(40).fill('com.example') }, 'urlSchemes: together they have 479 characters'],
  [{ blockedHosts: 'example.net' }, 'blockedHosts is "example.net". It takes a list of hosts, such as'],
  ...[
    ['Example.net', 'example.net'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['example.net.', 'example.net'],
    ['example.net:80', 'example.net'],
    ['0x7f.1', '127.0.0.1'],
    ['[2001:DB8:0::1]', '[2001:db8::1]'],
  ].map(([host, right]): [object, string] => [
    { blockedHosts: ['example.org', host] },
    `blockedHosts has ${JSON.stringify(host)}. Written as browsers do it is ${right}.`,
  ]),
  ...['', 'https://example.net/', 'a b', '*.example.net', 7, null].map((host): [object, string] => [
    { blockedHosts: [host] },
    `blockedHosts has ${JSON.stringify(host)}. It takes hosts, such as example.net.`,
  ]),
  [{ blockedHosts: Object.keys(domainsAt(100)) }, 'blockedHosts: together they have'],
  ...[null, 'a secret', '{{resolve:x}}'].map((webRiskSecret): [object, string] => [
    { webRiskSecret },
    `webRiskSecret is ${JSON.stringify(webRiskSecret)}. It takes the name or the ARN of a secret`,
  ]),
  ...[
    null,
    'logs.example.com',
    'http://logs.example.com',
    'https://user:pw@logs.example.com',
    'https://logs.example.com/loki/api/v1/push',
    'https://logs.example.com/?a',
    'https://logs.example.com/#',
  ].map((lokiUrl): [object, string] => [
    { lokiUrl },
    `lokiUrl is ${JSON.stringify(lokiUrl)}. It takes where Loki is, without /loki/api/v1/push and`,
  ]),
  ...[null, 'a|b', 'a b', 'x'.repeat(151)].map((lokiTenant): [object, string] => [
    { lokiUrl: 'https://logs.example.com', lokiTenant },
    `lokiTenant is ${JSON.stringify(lokiTenant)}. It takes one tenant's name, or nothing.`,
  ]),
  ...[null, 'a secret', '{{resolve:x}}'].map((lokiSecret): [object, string] => [
    { lokiUrl: 'https://logs.example.com', lokiSecret },
    `lokiSecret is ${JSON.stringify(lokiSecret)}. It takes the name or the ARN of a secret`,
  ]),
  [{ lokiSecret: 'signpost/loki' }, 'lokiUrl is empty, and lokiTenant or lokiSecret is not.'],
  ...[true, [], 3000].map((waf): [object, string] => [
    { waf },
    `waf is ${JSON.stringify(waf)}. It takes limits, such as { apiRate: 3000, probing: 300 }, or nothing.`,
  ]),
  ...[9, 2_000_000_001, 10.5, '300', null].map((probing): [object, string] => [
    { waf: { probing } },
    `waf.probing is ${JSON.stringify(probing)}. It takes how many requests an address has in five minutes`,
  ]),
  [{ waf: { rate: 300 } }, 'waf has rate. It takes apiRate, probing, siteRate and botAuth.'],
  [{ waf: { siteRate: 300, botAuth: 'yes' } }, 'waf.botAuth is "yes". It takes true or false.'],
  [{ waf: { apiRate: 300, botAuth: true } }, 'waf.botAuth is true, and siteRate is not set.'],
  [{ events: 'yes' }, 'events is "yes". It takes true or false.'],
  [{ webhooks: 'https://example.com/' }, 'webhooks is "https://example.com/". It takes a list, such as'],
  ...[
    'http://example.com/',
    'https://u:p@example.com/',
    'https://hook/',
    'hook',
    'https://a.example/{b}',
  ].map((url): [object, string] => [
    { webhooks: [{ url, secret: 's' }] },
    `webhooks: url is ${JSON.stringify(url)}. It takes an https address of the internet`,
  ]),
  [
    { webhooks: [{ url: 'https://example.com/' }] },
    'webhooks: secret is undefined. Of https://example.com/. It takes the name of a secret',
  ],
  [
    {
      robots: `Disallow: /${'r'.repeat(1500)}`,
      blockedHosts: Array.from({ length: 90 }, (_, i) => `b${i + 100}.example`),
      rootUrl: `https://www.example.com/${'u'.repeat(900)}`,
    },
    'shortDomains, robots, appLinks, blockedHosts and urlSchemes: together they have 3',
  ],
  ...['', 's', 5, null, 'a,b'].map((formerSecret): [object, string] => [
    { webhooks: [{ url: 'https://example.com/', secret: 's', formerSecret }] },
    `webhooks: formerSecret is ${JSON.stringify(formerSecret)}. Of https://example.com/. It takes the name of the secret that was there before`,
  ]),
  [
    {
      webhooks: Array.from({ length: 9 }, (_, i) => ({
        url: `https://example.com/${i}`,
        secret: 'new',
        formerSecret: 'old',
      })),
    },
    'webhooks: 9 of them have a formerSecret. There is room for 8 at a time.',
  ],
  [
    { webhooks: [{ url: 'https://example.com/', secret: 's', events: ['link.clicked'] }] },
    'webhooks: events is ["link.clicked"]. Of https://example.com/. It takes a list of link.created',
  ],
  [
    { webhooks: [{ url: 'https://example.com/', secret: 's', event: [] }] },
    'webhooks: https://example.com/ has event. It takes url, secret, formerSecret and events.',
  ],
  [
    { webhooks: Array(2).fill({ url: 'https://example.com/', secret: 's' }) },
    'webhooks: https://example.com/ is there twice.',
  ],
  [
    { webhooks: Array.from({ length: 11 }, (_, i) => ({ url: `https://example.com/${i}`, secret: 's' })) },
    'webhooks has 11, with 242 characters. There is room for 10 and 1500',
  ],
  [
    { alarmEmail: 'ops@example.com, dev@example.com' },
    'alarmEmail is "ops@example.com, dev@example.com". It takes one mail address',
  ],
  [{ viewerRequest: 'edge' }, 'viewerRequest is "edge". It takes lambda or cloudfront-function.'],
  [{ renderer: 'ec2' }, 'renderer is "ec2". It takes lambda or fargate.'],
  [{ renderIsolation: 'all' }, 'renderIsolation is "all". It takes shared or strict.'],
  [{ rendersPerMinute: 'many' }, 'rendersPerMinute is "many". It takes a whole number, 1 or more.'],
  [{ requestsPerSecond: 0 }, 'requestsPerSecond is 0. It takes a whole number, 1 or more.'],
  [{ writesPerKey: 0 }, 'writesPerKey is 0. It takes a whole number, 1 or more.'],
  [{ redirectConcurrency: -1 }, 'redirectConcurrency is -1. It takes a whole number, 0 or more.'],
  [{ renderDeadlineMs: 4.5 }, 'renderDeadlineMs is 4.5. It takes a whole number, 100 or more.'],
  [fargate({ image: '' }), 'fargate.image is "". It takes repository:tag of an image'],
  [
    fargate({ image: 'registry.example:5000/render:7' }),
    'fargate.image is "registry.example:5000/render:7". It takes repository:tag',
  ],
  [fargate({ cpu: 1000 }), 'fargate.cpu is 1000. It takes one of 256, 512, 1024,'],
  [
    fargate({ memory: 3000 }),
    'fargate.memory is 3000. With cpu 2048 it takes 4096 to 16384, in steps of 1024.',
  ],
  [fargate({ memory: 5000 }), 'fargate.memory is 5000. With cpu 2048'],
  [fargate({ pages: 0 }), 'fargate.pages is 0. It takes a whole number, 1 or more.'],
  [fargate({ min: 5 }), 'fargate.min is 5, more than fargate.max, which is 4.'],
  [fargate({ capacity: 'SPOT' }), 'fargate.capacity is "SPOT". It takes FARGATE or FARGATE_SPOT.'],
])('%j is refused with a sentence', (settings, sentence) => {
  expect(problemOf({ ...DEFAULTS, ...settings })).toContain(`infra/settings.yml: ${sentence}`);
});
