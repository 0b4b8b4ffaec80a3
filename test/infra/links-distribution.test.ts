import { beforeAll, describe, expect, test } from '@jest/globals';
import { MAX_BODY_BYTES } from '../../core/api/body.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import { describeInNjs } from '../njs.ts';

/** The code of a CloudFront Function of the template, for a stack with the given short domain. */
let codeOf: (id: string, shortDomain?: string) => string;
beforeAll(async () => {
  const { Resources } = await packagedTemplate('.');
  codeOf = (id, shortDomain = 'go.example.com') => {
    const code = Resources[id]?.Properties?.FunctionCode as string | { 'Fn::Sub': string };
    const text = typeof code === 'string' ? code : code['Fn::Sub'];
    return text.replace(/\$\{ShortDomain\}/g, () => shortDomain);
  };
}, 90_000);

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
    ['go.example.com', 'go.example.com d111111abcdef8.cloudfront.net'],
    ['', 'd111111abcdef8.cloudfront.net'],
  ])('with the short domain %j the API is told the names %s', (domain, names) => {
    const forged = { 'x-signpost-host': 'evil.example', 'x-signpost-other-hosts': 'evil.example' };
    const { headers } = run(
      codeOf('TellHost', domain),
      eventFor('/api/links', { host: 'D111111abcdef8.cloudfront.net', ...forged }),
    );
    expect(headers['x-signpost-host']?.value).toBe('D111111abcdef8.cloudfront.net');
    expect(headers['x-signpost-other-hosts']?.value).toBe(names);
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
