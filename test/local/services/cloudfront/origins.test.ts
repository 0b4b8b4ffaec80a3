import { expect, test } from '@jest/globals';
import { respond } from '../../../../local/http.ts';
import type { FailoverStatus } from '../../../../local/services/cloudfront/context.ts';
import { API, ARN, always, arnOf, BUCKET, brief, cachePolicy, edge, lambda, RENDER } from './support.ts';

const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const group = { TargetOriginId: 'bucket-or-render' };

test('a 404 of the bucket fails over to the renderer, whose answer is cached', async () => {
  const { ask, asked, records } = edge({
    behaviour: group,
    bucket: always(404),
    render: always(200, {}, 'rendered'),
  });
  expect(brief(await ask('/page'))).toEqual([200, 'Miss', 'rendered']);
  expect(brief(await ask('/page'))).toEqual([200, 'Hit', 'rendered']);
  expect(asked.map(({ domain }) => domain)).toEqual([BUCKET, RENDER]);
  expect(records[0]?.originWay).toEqual(['bucket', 'render']);
});

test('the log has the time that the last origin took, and none of what the edge had', async () => {
  const taking = (seconds: number, status: number) => async () => {
    await clock.sleep(seconds * 1000);
    return respond(status);
  };
  const setup = { behaviour: group, bucket: taking(1, 404), render: taking(3, 200) };
  const { ask, clock, records } = edge(setup);
  const answer = ask('/page');
  for (const seconds of [1, 3]) await clock.advance(seconds);
  await answer;
  await ask('/page');
  expect(records).toMatchObject([
    { ms: 4000, firstByteMs: 4000, originMs: { first: 3000, last: 3000 } },
    { ms: 0 },
  ]);
  expect(records[1]).not.toHaveProperty('originMs');
});

test.each([
  ['a status that is no reason to fail over', always(500, {}, 'no'), 'GET', 500, ['bucket']],
  [
    'an origin that breaks off',
    async () => Promise.reject(new Error('reset')),
    'GET',
    200,
    ['bucket', 'render'],
  ],
  ['an origin that does not exist', undefined, 'GET', 200, ['bucket', 'render']],
  ['a POST', always(404), 'POST', 404, ['bucket']],
] as const)('failover: %s', async (_, bucket, method, status, way) => {
  const { ask, records } = edge({
    behaviour: { ...group, AllowedMethods: ['GET', 'HEAD', 'POST'] },
    ...(bucket ? { bucket } : {}),
    render: always(200),
  });
  expect((await ask('/page', {}, method)).status).toBe(status);
  expect(records[0]?.originWay).toEqual(way);
});

// AWS does not say which status counts.
test.each<[FailoverStatus | undefined, string[]]>([
  [undefined, ['bucket']],
  ['origin', ['bucket']],
  ['origin-response', ['bucket', 'render']],
])('failover by the status of %s: a 404 that origin-response made of a 200', async (failoverStatus, way) => {
  const { ask, records } = edge({
    behaviour: { ...group, LambdaFunctionAssociations: [lambda('origin-response')] },
    bucket: always(200, { 'x-amz-meta-status': '404' }),
    render: always(404),
    functions: { [arnOf('origin-response')]: () => ({ status: '404', headers: {} }) },
    context: { failoverStatus },
  });
  expect((await ask('/page')).status).toBe(404);
  expect(records[0]?.originWay).toEqual(way);
});

test('an origin that takes longer than its read timeout is a 504, cached like any error', async () => {
  const { ask, clock, asked, records } = edge({
    behaviour: { TargetOriginId: 'render' },
    render: () => new Promise(() => {}),
  });
  const waiting = ask('/slow');
  for (let second = 0; second < 20; second++) await clock.advance(1);
  const answer = await waiting;
  expect(answer.status).toBe(504);
  expect(answer.body.toString()).toContain('504 ERROR');
  expect(records[0]?.reason).toContain('took longer than 20 s');
  expect((await ask('/slow')).status).toBe(504);
  expect(asked).toHaveLength(1);
});

test('a GET without an answer is sent again as often as the origin has attempts', async () => {
  const { ask, clock, asked } = edge({
    behaviour: { TargetOriginId: 'api' },
    api: () => new Promise(() => {}),
  });
  const waiting = ask('/slow');
  for (let second = 0; second < 95; second++) await clock.advance(1);
  expect((await waiting).status).toBe(504);
  expect(asked).toHaveLength(3);
});

test('an origin with an access control is asked in the name of the distribution', async () => {
  const behaviour = { ...group, OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST };
  const { ask, asked } = edge({ behaviour, bucket: always(404), render: always(200) });
  await ask('/page', { authorization: 'Bearer x' });
  const caller = { kind: 'service', service: 'cloudfront.amazonaws.com', sourceArn: ARN };
  expect(asked.map(request => [request.caller, request.headers.get('authorization')])).toEqual([
    [caller, null],
    [caller, null],
  ]);
});

test('without an access control S3 sees nobody, and an API no caller at all', async () => {
  const Origins = [
    { Id: 'bucket', DomainName: BUCKET, S3OriginConfig: {} },
    { Id: 'api', DomainName: API, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } },
  ];
  const api = {
    PathPattern: '/api/*',
    TargetOriginId: 'api',
    ViewerProtocolPolicy: 'https-only',
    CachePolicyId: 'cache',
  };
  const { ask, asked } = edge({
    config: { Origins, OriginGroups: undefined, CacheBehaviors: [api] },
    bucket: always(200),
    api: always(200),
  });
  await ask('/a');
  await ask('/api/a');
  expect(asked.map(({ caller }) => caller)).toEqual([{ kind: 'anonymous' }, undefined]);
});

const viewer = {
  accept: 'text/html',
  authorization: 'Bearer x',
  cookie: 'a=1; b=2',
  'x-forwarded-for': '203.0.113.1',
  'x-forwarded-proto': 'http',
  'cloudfront-viewer-country': 'XX',
};
test.each([
  ['no policy', {}, { host: API, 'user-agent': 'Amazon CloudFront' }],
  [
    'AllViewer',
    { OriginRequestPolicyId: ALL_VIEWER },
    {
      accept: 'text/html',
      authorization: 'Bearer x',
      cookie: 'a=1; b=2',
      host: 'www.example.com',
      'user-agent': 'test',
    },
  ],
  [
    'AllViewerExceptHostHeader',
    { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST },
    { accept: 'text/html', authorization: 'Bearer x', cookie: 'a=1; b=2', host: API, 'user-agent': 'test' },
  ],
])('what reaches the origin with %s', async (_, behaviour, expected) => {
  const { ask, asked } = edge({ behaviour: { TargetOriginId: 'api', ...behaviour }, api: always(200) });
  await ask('/a?x=1', viewer);
  const { 'x-amz-cf-id': id, ...headers } = Object.fromEntries(asked[0]?.headers ?? []);
  expect(id).toMatch(/==$/);
  expect(headers).toEqual({
    ...expected,
    via: '1.1 e2test.cloudfront.net (CloudFront)',
    'x-forwarded-for': '203.0.113.1, 198.51.100.7',
  });
  expect(asked[0]?.query).toBe('OriginRequestPolicyId' in behaviour ? 'x=1' : '');
});

test('what is in the cache key is also sent to the origin', async () => {
  const { ask, asked } = edge({
    policy: cachePolicy({
      headers: ['X-Verdict', 'CloudFront-Forwarded-Proto'],
      cookies: { CookieBehavior: 'whitelist', Cookies: ['b'] },
      query: { QueryStringBehavior: 'allExcept', QueryStrings: ['utm_source'] },
    }),
    bucket: always(200),
  });
  await ask('/a?x=1&utm_source=y', { 'x-verdict': 'crawler', cookie: 'a=1; b=2' });
  const names = ['x-verdict', 'cloudfront-forwarded-proto', 'cookie'];
  expect(names.map(name => asked[0]?.headers.get(name))).toEqual(['crawler', 'https', 'b=2']);
  expect(asked[0]?.query).toBe('x=1');
});

test('an origin has its own path and headers, and gets the body of a POST', async () => {
  const { ask, asked } = edge({
    behaviour: {
      TargetOriginId: 'own',
      CachePolicyId: CACHING_DISABLED,
      AllowedMethods: ['GET', 'HEAD', 'POST'],
    },
    config: {
      OriginGroups: undefined,
      Origins: [
        {
          Id: 'own',
          DomainName: API,
          OriginPath: '/live',
          CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
          OriginCustomHeaders: [{ HeaderName: 'X-Origin-Secret', HeaderValue: 's3cret' }],
        },
      ],
    },
    api: always(201),
  });
  const sent = { 'content-type': 'application/json', authorization: 'Bearer x', 'x-origin-secret': 'guess' };
  expect((await ask('/api/links', sent, 'POST', '{}')).status).toBe(201);
  const [request] = asked;
  expect([request?.path, request?.body.toString()]).toEqual(['/live/api/links', '{}']);
  const names = ['x-origin-secret', 'content-type', 'authorization'];
  expect(names.map(name => request?.headers.get(name))).toEqual(['s3cret', 'application/json', 'Bearer x']);
});

test.each([
  ['a method the behaviour does not allow', '/a', 'DELETE', '', 403],
  ['a GET with a body', '/a', 'GET', 'x', 403],
  ['a URL that is too long', `/${'a'.repeat(8192)}`, 'GET', '', 414],
])('%s is refused at the edge', async (_, path, method, body, status) => {
  const { ask, asked } = edge({ bucket: always(200) });
  const answer = await ask(path, {}, method, body);
  expect([answer.status, answer.headers.get('x-cache')]).toEqual([status, 'Error from cloudfront']);
  expect(asked).toHaveLength(0);
});

test('the default root object stands for "/" alone', async () => {
  const { ask, asked } = edge({
    config: { DefaultRootObject: 'index.html' },
    bucket: async () => respond(200),
  });
  await ask('/');
  await ask('/sub/');
  expect(asked.map(({ path }) => path)).toEqual(['/index.html', '/sub/']);
});
