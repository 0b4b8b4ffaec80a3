import './settings.ts';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { handler as inLambda } from '../../edge/viewer-request.ts';
import { cloudFrontFunction } from '../../infra/cloudfront-function.ts';
import { runCloudFrontFunction } from '../../local/services/cloudfront/cloudfront-function.ts';
import { FunctionRuntime } from '../../local/services/cloudfront/function-runtime.ts';
import { describeInNjs } from '../njs.ts';
import { SETTINGS } from './settings.ts';
import { CHROME, functionRequest, GOOGLEBOT, lambdaEvent, type Viewer, viewer } from './viewer.ts';

/** The function as it is deployed: built, and for an engine that is not Node's. The same source in Node says what is right. */
const build = cloudFrontFunction('edge/viewer-request-function.ts', {
  SETTINGS: JSON.stringify(SETTINGS),
}).then(({ code }) => code);

/** What comes out, as text, so that a failure shows the request's line. */
interface Outcome {
  uri: string;
  url: string | undefined;
}

async function expected(request: Viewer): Promise<Outcome> {
  const result = await inLambda(lambdaEvent(request));
  return { uri: result?.uri ?? '', url: result?.headers['x-signpost-url']?.[0]?.value };
}

const read = (path: string) =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../node_modules', path), 'utf8'));
const crawlers: { instances: string[] }[] = read('crawler-user-agents/crawler-user-agents.json');
const people: { userAgent: string }[] = read('user-agents/dist/user-agents.json');

const HOSTILE = [
  '',
  ' ',
  'x'.repeat(100_000),
  'bot'.repeat(1000),
  '('.repeat(5000),
  `${'Mozilla/5.0 ('.repeat(400)}Googlebot`,
  `${' '.repeat(5000)}Googlebot/2.1`,
  'Googlebot\u0000/2.1',
  'Гуглбот/2.1 (+http://сайт.рф)',
  '😀 Googlebot/2.1 😀',
  'é'.repeat(2000),
  'constructor',
  '__proto__/1.0',
  'toString/1.0 hasOwnProperty',
  '\\d+[a-z](?<!x)',
  'GOOGLEBOT/2.1',
  'googlebot',
];

const USER_AGENTS = [
  ...crawlers.flatMap(({ instances }) => instances),
  ...new Set(people.map(({ userAgent }) => userAgent)),
  ...HOSTILE,
];

/** Each spelling of a page that a client may send, and some that none should. */
const TARGETS = [
  '/',
  '//a///b/',
  '/A/%2f/;x=1/^|\\.\\b/.%2e',
  '/..//x/%2E',
  '/a/./b/../c/%2e%2E/d',
  '/caf%c3%a9/%E4%BD%A0%E5%A5%BD/%F0%9F%98%80',
  '/%E9/%ED%A0%80/100%/%zz/%00/a%2Fb%20c',
  '/a:b@c!$&\'()*+,;=~[]|"<>^`{}',
  '/?page=2&utm_source=x&q=b&q=a',
  '/??page=2',
  '/?&&page&q=&=x&page==1',
  '/?q=%E9+%F0%9F%98+%C3%A9+%EF%BB%BF+100%+%zz',
  '/?q=*-._~!\'()%26%3D%2B%20"<>',
  '/?%C3%A9=1&%70age=3',
  '/?q=caf%C3%A9&%71=2&page=%00',
];

const ACCEPTS = [
  'text/markdown',
  'text/markdown;q=0.5, text/html',
  'text/*, text/markdown;q=0.1',
  '*/*',
  'text/html,text/markdown;q=2',
];

const REQUESTS: Viewer[] = [
  ...USER_AGENTS.map(userAgent => viewer('/a//b/?page=2&x=1', { 'user-agent': userAgent })),
  ...TARGETS.map(target => viewer(target, { 'user-agent': GOOGLEBOT })),
  ...ACCEPTS.flatMap(accept =>
    [CHROME, GOOGLEBOT, 'SignpostRenderer/1.0'].map(agent => viewer('/a', { 'user-agent': agent, accept })),
  ),
  ...['LOCALHOST:4001', '127.0.0.1:80', 'www.example.com:443', 'a_b.example.'].map(host =>
    viewer('/a', { 'user-agent': GOOGLEBOT, host }),
  ),
];

let outcomes: Outcome[];
beforeAll(async () => {
  outcomes = await Promise.all(REQUESTS.map(expected));
});

/** Whether `Headers` takes the request's as they are. */
const isOnWire = (i: number) =>
  (REQUESTS[i]?.headers ?? []).every(([, value]) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value));

/** Each outcome with what was asked, since "expected a, received b" tells nothing of the request. */
const labelled = (found: Outcome[], requests = REQUESTS) =>
  found.map((outcome, i) => `${JSON.stringify(requests[i])} gives ${outcome.uri} ${outcome.url ?? ''}`);

describeInNjs('the function in njs', njs => {
  test('can be read, every pattern included, and has the global handler that CloudFront calls', async () => {
    expect(njs.run(`${await build}\noutput(typeof handler)`)).toBe('function');
  });

  test(`makes of ${REQUESTS.length} requests what Lambda@Edge makes of them`, async () => {
    const input = REQUESTS.map(request => ({ request: functionRequest(request), query: request.query }));
    const found = njs.run(
      `${await build}
      output(input.map(function (asked) {
        asked.request.rawQueryString = function () { return asked.query || undefined; };
        const routed = handler({ request: asked.request });
        const page = routed.headers['x-signpost-url'];
        return { uri: routed.uri, url: page && page.value };
      }));`,
      input,
    );
    expect(labelled(found as Outcome[])).toEqual(labelled(outcomes));
  });
});

describe('the function in the local cloud', () => {
  test('makes of requests what Lambda@Edge makes of them', async () => {
    const source = {
      distributionDomainName: 'd111.cloudfront.net',
      distributionId: 'E2TEST',
      requestId: 'r1',
    };
    const runtime = new FunctionRuntime(await build);
    // Some of the crawlers, some people and all the rest.
    const chosen = REQUESTS.map((_, i) => i).filter(
      i => (i % 10 === 0 || i >= USER_AGENTS.length) && isOnWire(i),
    );
    const found: Outcome[] = [];
    for (const i of chosen) {
      const { path, query, headers } = REQUESTS[i] ?? viewer('/');
      const result = await runCloudFrontFunction(runtime, source, {
        method: 'GET',
        uri: path,
        query,
        headers: new Headers(headers),
        body: Buffer.alloc(0),
        clientIp: '203.0.113.7',
      });
      const request = 'request' in result ? result.request : undefined;
      found.push({ uri: request?.uri ?? '', url: request?.headers.get('x-signpost-url') ?? undefined });
    }
    const requests = chosen.map(i => REQUESTS[i] ?? viewer('/'));
    expect(labelled(found, requests)).toEqual(
      labelled(
        chosen.map(i => outcomes[i] ?? { uri: '', url: '' }),
        requests,
      ),
    );
  });
});
