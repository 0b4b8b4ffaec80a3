import { beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_BODY_BYTES } from '../../core/api/body.ts';
import { addShortDomains, type LinksSettings } from '../../infra/short-domains.cjs';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { describeInNjs } from '../njs.ts';

let packaged: Template;
beforeAll(async () => {
  packaged = await packagedTemplate('.');
}, 300_000);

/** The code of a CloudFront Function of the template, for a stack with such settings. */
function codeOf(
  id: string,
  { shortDomain = 'go.example.com', ...settings }: LinksSettings & { shortDomain?: string } = {},
): string {
  const template = structuredClone(packaged);
  addShortDomains(template, settings);
  const code = template.Resources[id]?.Properties?.FunctionCode as string | { 'Fn::Sub': string };
  const text = typeof code === 'string' ? code : code['Fn::Sub'];
  return text.replace(/\$\{ShortDomain\}/g, () => shortDomain);
}

type Event = ReturnType<typeof eventFor>;
const eventFor = (uri: string, headers: Record<string, string> = {}) => ({
  context: { distributionDomainName: 'd111111abcdef8.cloudfront.net' },
  request: {
    uri,
    headers: Object.fromEntries(
      Object.entries({ host: 'go.example.com', ...headers }).map(([name, value]) => [name, { value }]),
    ),
  },
});
interface Answer {
  uri: string;
  headers: Record<string, { value: string }>;
  statusCode?: number;
  body?: string;
}
/** The functions use nothing but the language, so any engine may run them; njs comes closest to Amazon's. */
const here = (code: string, event: Event): Answer =>
  new Function('event', `${code}; return handler(event);`)(event);

function tests(run: typeof here) {
  test.each([
    ['/spring', '/spring'],
    ['/', '/'],
    ['/spring%3Fa=1', '/spring'],
    ['/spring%3fa%3Fb/c.d', '/spring'],
    ['/%3Fa', '/'],
    ['/%73pr%69ng', '/spring'],
    ['/a%2Db%5Fc%37', '/a-b_c7'],
    ['/spring%23top', '/spring%23top'],
    ['/spring%2Fmore', '/spring/more'],
    ['/a%2fb/c', '/a/b/c'],
    ['/Q1%2Epdf', '/Q1.pdf'],
    ['/v1.0/a.b', '/v1.0/a.b'],
    // No slugs, and not made another address either.
    ['/a%2F%2E%2E/b', '/a%2F%2E%2E/b'],
    ['/%2e%2e/api/links', '/%2e%2e/api/links'],
    ['/a/%2F/b', '/a/%2F/b'],
    ['/a%2F%2Fb', '/a%2F%2Fb'],
    ['/spring%20', '/spring%20'],
    ['/spring%E2%80%8B', '/spring%E2%80%8B'],
    ['/spring%2', '/spring%2'],
    ['/spring%', '/spring%'],
    ['/spring%253Fa', '/spring%253Fa'],
    ['/robots.txt', '/robots.txt'],
    ['/spring;a=1', '/spring;a=1'],
  ])('a short link %s is the object %s', (uri, object) => {
    expect(run(codeOf('OneSpelling'), eventFor(uri)).uri).toBe(object);
  });

  test.each([
    ['sec-purpose', 'prefetch;prerender', 503],
    ['purpose', 'prefetch', 503],
    ['x-purpose', 'preview', 503],
    ['x-moz', 'prefetch', 503],
    ['sec-fetch-mode', 'navigate', undefined],
  ])(
    'a browser that asks with %s: %s ahead of a click gets %s, and asks again for it',
    (name, value, status) => {
      expect(run(codeOf('OneSpelling'), eventFor('/spring', { [name]: value })).statusCode).toBe(status);
    },
  );

  const FURTHER = { 'go.example.org': {}, 'any.example.org': { caseSensitive: false } };
  test.each<[host: string, uri: string, domain: string | undefined, object: string]>([
    ['go.example.com', '/Spring', undefined, '/Spring'],
    ['d111111abcdef8.cloudfront.net', '/Spring', undefined, '/Spring'],
    ['go.example.org', '/Spring', 'go.example.org', '/Spring'],
    ['GO.Example.org', '/Spring', 'go.example.org', '/Spring'],
    ['go.example.org.localhost:4000', '/Spring', 'go.example.org', '/Spring'],
    ['x.go.example.org', '/Spring', undefined, '/Spring'],
    ['any.example.org', '/Spring', 'any.example.org', '/spring'],
    ['any.example.org', '/%53PRING', 'any.example.org', '/spring'],
    ['any.example.org', '/SPRING%3FA', 'any.example.org', '/spring'],
    ['any.example.org', '/SPRING%E2%80%8B', 'any.example.org', '/spring%e2%80%8b'],
    ['any.example.org', '/Docs/Read-Me', 'any.example.org', '/Docs/Read-Me'],
    ['any.example.org', '/', 'any.example.org', '/'],
  ])('of several short domains at %s the link %s is one of %s: %s', (host, uri, domain, object) => {
    // A viewer's own word for the domain never counts.
    for (const forged of [{}, { 'x-signpost-domain': 'any.example.org' }]) {
      const asked = run(codeOf('OneSpelling', { shortDomains: FURTHER }), eventFor(uri, { host, ...forged }));
      expect([asked.headers['x-signpost-domain']?.value, asked.uri]).toEqual([domain, object]);
    }
  });

  test('the one short domain may take letter case for nothing', () => {
    const code = codeOf('OneSpelling', { caseSensitive: false });
    expect(run(code, eventFor('/Spring')).uri).toBe('/spring');
    expect(run(code, eventFor('/Spring')).headers).not.toHaveProperty('x-signpost-domain');
  });

  test.each([
    ['go.example.com', 'go.example.com d111111abcdef8.cloudfront.net'],
    ['', 'd111111abcdef8.cloudfront.net'],
  ])('with the short domain %j the API is told the names %s', (domain, names) => {
    const forged = { 'x-signpost-host': 'evil.example', 'x-signpost-other-hosts': 'evil.example' };
    const { headers } = run(
      codeOf('TellHost', { shortDomain: domain }),
      eventFor('/api/links', { host: 'D111111abcdef8.cloudfront.net', ...forged }),
    );
    expect(headers['x-signpost-host']?.value).toBe('D111111abcdef8.cloudfront.net');
    expect(headers['x-signpost-other-hosts']?.value).toBe(names);
  });

  test.each([
    ['/console', '/console/index.html'],
    ['/console/', '/console/index.html'],
    ['/console/links/spring', '/console/index.html'],
    ['/console/links/q1.pdf', '/console/index.html'],
    ['/console/links/docs/a.b/c.js', '/console/index.html'],
    ['/console/links/assets/main.js', '/console/index.html'],
    ['/console/frame%2Ehtml', '/console/index.html'],
    ['/console/assets', '/console/index.html'],
    ['/console/assets/main-ABCDEFGH.js', '/console/assets/main-ABCDEFGH.js'],
    ['/console/assets/none.js', '/console/assets/none.js'],
  ])('of the console %s is the object %s', (uri, object) => {
    expect(run(codeOf('ConsolePage'), eventFor(uri)).uri).toBe(object);
  });

  test('what is too large for the API is a problem at the edge; what is not passes', () => {
    const ask = (length: string) =>
      run(codeOf('TellHost'), eventFor('/api/links', { 'content-length': length }));
    expect(ask(String(MAX_BODY_BYTES)).statusCode).toBeUndefined();
    const { statusCode, headers, body = '' } = ask(String(MAX_BODY_BYTES + 1));
    expect([statusCode, headers['content-type']?.value, headers['cache-control']?.value]).toEqual([
      413,
      'application/problem+json',
      'no-store',
    ]);
    expect(headers['access-control-allow-origin']?.value).toBe('*'); // a page may read it
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Content Too Large',
      status: 413,
      detail: 'The body has 1048577 bytes; expected at most 1048576.',
    });
  });
}

describe('the functions of the short domain', () => tests(here));
describeInNjs('the functions of the short domain in njs', njs =>
  tests((code, event) => njs.run(`${code}; output(handler(input));`, event) as Answer),
);
