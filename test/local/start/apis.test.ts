import { expect, test } from '@jest/globals';
import { readApis, readOrigins, unanswered } from '../../../local/start/apis.ts';
import { apiLines, domainLines } from '../../../local/start/banner.ts';
import { forwardApis } from '../../../local/start/forward.ts';
import { packagedTemplate } from '../../../local/template/package.ts';

const API = 'http://localhost:3000';

test.each<[given: string[], apis: Record<string, string>]>([
  [[], {}],
  [[API], { '/api': API }],
  [[`${API}/v1?a=/b=c`], { '/api': `${API}/v1?a=/b=c` }],
  [[`/graphql=${API}`, API], { '/graphql': API, '/api': API }],
  [[`/v1/*=${API}/a=b`, `/v1/b/=${API}`], { '/v1': `${API}/a=b`, '/v1/b': API }],
])('--api %j', (given, apis) => {
  expect(Object.fromEntries(readApis(given))).toEqual(apis);
});

test.each<[given: string[], sentence: string]>([
  [['x'], '--api x: this must be a URL such as'],
  [['ftp://localhost'], '--api ftp://localhost: this must be a URL'],
  [['/graphql'], '--api /graphql: this must be a URL'],
  [['/graphql='], '--api /graphql=: this must be a URL'],
  [[`/=${API}`], 'is no path of an API'],
  [[`/a*b=${API}`], 'is no path of an API'],
  [[`/v1=${API}`, `/v1/*=${API}`], '/v1 has an API already.'],
  [[API, `/api=${API}`], '/api has an API already.'],
])('--api %j is refused with a sentence', (given, sentence) => {
  expect(() => readApis(given)).toThrow(sentence);
});

test.each([
  ['', undefined, [API], []],
  ['', null, [], []],
  ['api.example.com', {}, [], [['/api', 'api.example.com']]],
  ['api.example.com', {}, [API], []],
  [
    '',
    { '/v1/*': 'v1.example.com', '/graphql': 'q.example.com' },
    [`/graphql=${API}`],
    [['/v1', 'v1.example.com']],
  ],
])(
  'of siteApiDomain "%s" and siteApis %j, with --api %j, nobody answers %j',
  (siteApiDomain, siteApis, given, left) => {
    expect(
      unanswered({ siteApiDomain, ...(siteApis !== undefined && { siteApis }) }, readApis(given)),
    ).toEqual(left);
  },
);

test('the banner says who answers each, and what names one where nobody does', () => {
  const apis = readApis([API]);
  expect(apiLines({ apis, unanswered: [['/v1', 'v1.example.com']] })).toBe(`\
  API           /api/* → ${API}
  API           /v1/* → nothing here, v1.example.com once deployed; --api /v1=URL sets one
`);
});

test.each<[given: string, origin: string]>([
  [API, API],
  ['http://localhost:3000/', API],
  ['ws://localhost:3000', API],
  ['wss://api.internal', 'https://api.internal'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('--allow %s opens %s', (given, origin) => {
  expect(readOrigins([given])).toEqual([origin]);
});

test.each(['localhost:3000', 'x', 'ftp://a.b', `${API}/v1`, `${API}?a`, `${API}#a`])(
  '--allow %s is refused with a sentence',
  given => expect(() => readOrigins([given])).toThrow(`--allow ${given}: this must be an origin such as`),
);

test('an API that is named at the start answers in the place of one in the settings, also where it stands in', async () => {
  const template = await packagedTemplate('.');
  forwardApis(template, new Map([['/graphql', API]])); // as of the settings
  const { parameters, outside } = forwardApis(
    template,
    new Map([
      ['/graphql', API],
      ['/v1', API],
    ]),
  );
  const config = template.Resources.Site?.Properties?.DistributionConfig as {
    Origins: { Id?: string; DomainName?: string }[];
    CacheBehaviors: { PathPattern?: string; TargetOriginId?: string }[];
  };
  const patterns = config.CacheBehaviors.map(({ PathPattern }) => PathPattern).filter(Boolean);
  expect(new Set(patterns).size).toBe(patterns.length);
  const ids = config.Origins.map(({ Id }) => Id).filter(Boolean);
  expect(new Set(ids).size).toBe(ids.length);
  expect(patterns.slice(0, 4)).toEqual(['/graphql', '/graphql/*', '/v1', '/v1/*']);
  expect(config.CacheBehaviors[0]?.TargetOriginId).toBe('site-api-2');
  expect(parameters).toEqual({ SiteApiDomain: '' });
  expect(Object.keys(outside)).toEqual(['site-api0.localhost', 'site-api1.localhost']);
});

test('further short domains are told where they are on this machine', () => {
  expect(domainLines('http://localhost:4000', ['go.example.org', 'x.example'])).toBe(`\
                http://go.example.org.localhost:4000   as go.example.org once deployed
                http://x.example.localhost:4000   as x.example once deployed
`);
  expect(domainLines('http://localhost:4000', [])).toBe('');
});
