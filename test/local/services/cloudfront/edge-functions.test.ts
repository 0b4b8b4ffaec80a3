import { expect, test } from '@jest/globals';
import { respond } from '../../../../local/http.ts';
import {
  always,
  arnOf,
  brief,
  cachePolicy,
  type EdgeEvent,
  edge,
  lambda,
  requestOf,
  responseOf,
} from './support.ts';

const at = (...types: ('viewer-request' | 'origin-request' | 'origin-response')[]) => ({
  LambdaFunctionAssociations: types.map(type => lambda(type)),
});
const on = (type: string, run: (event: EdgeEvent) => unknown) => ({ [arnOf(type)]: run });

test('a rewritten uri is its own cache entry, and the behaviour stays that of the viewer', async () => {
  const { ask, asked, records } = edge({
    behaviour: at('viewer-request'),
    config: {
      CacheBehaviors: [
        {
          PathPattern: '/snapshots/*',
          TargetOriginId: 'render',
          ViewerProtocolPolicy: 'https-only',
          CachePolicyId: 'cache',
        },
      ],
    },
    functions: on('viewer-request', event => {
      const request = requestOf(event);
      const crawler = request.headers['user-agent']?.[0]?.value.includes('bot');
      request.uri = crawler ? '/snapshots/page.html' : '/app/index.html';
      return request;
    }),
    bucket: async ({ path }) => respond(200, {}, path),
  });
  expect(brief(await ask('/page', { 'user-agent': 'Googlebot' }))).toEqual([
    200,
    'Miss',
    '/snapshots/page.html',
  ]);
  expect(brief(await ask('/page'))).toEqual([200, 'Miss', '/app/index.html']);
  expect(brief(await ask('/other', { 'user-agent': 'Bingbot' }))).toEqual([
    200,
    'Hit',
    '/snapshots/page.html',
  ]);
  expect(asked).toHaveLength(2);
  expect(records[0]).toMatchObject({ path: '/page', uri: '/snapshots/page.html', behaviour: '*' });
});

test('the viewer-request event has the true shape', async () => {
  const { ask, events } = edge({
    behaviour: {
      LambdaFunctionAssociations: [lambda('viewer-request', true)],
      AllowedMethods: ['GET', 'POST'],
    },
    functions: on('viewer-request', requestOf),
    bucket: always(200),
  });
  const answer = await ask('/a?x=1', { connection: 'close', 'x-amz-cf-id': 'forged' }, 'POST', 'hello');
  expect(events).toEqual([
    {
      Records: [
        {
          cf: {
            config: {
              distributionDomainName: 'd111.cloudfront.net',
              distributionId: 'E2TEST',
              eventType: 'viewer-request',
              requestId: answer.headers.get('x-amz-cf-id'),
            },
            request: {
              clientIp: '198.51.100.7',
              headers: {
                host: [{ key: 'Host', value: 'www.example.com' }],
                'user-agent': [{ key: 'User-Agent', value: 'test' }],
              },
              method: 'POST',
              querystring: 'x=1',
              uri: '/a',
              body: { action: 'read-only', data: 'aGVsbG8=', encoding: 'base64', inputTruncated: false },
            },
          },
        },
      ],
    },
  ]);
});

test('the origin events have the origin, and the query only when all of it is forwarded', async () => {
  const functions = { ...on('origin-request', requestOf), ...on('origin-response', responseOf) };
  const behaviour = { ...at('origin-request', 'origin-response'), TargetOriginId: 'render' };
  for (const [QueryStringBehavior, querystring] of [
    ['all', 'x=1'],
    ['whitelist', ''],
  ] as const) {
    const { ask, asked, events } = edge({
      behaviour,
      functions,
      policy: cachePolicy({ query: { QueryStringBehavior, QueryStrings: ['x'] } }),
      render: always(200, { 'x-amz-meta-status': '404' }),
    });
    await ask('/a?x=1');
    expect(asked[0]?.query).toBe('x=1');
    const [request, response] = [requestOf(events[1]), responseOf(events[1])];
    expect(request).toMatchObject({
      querystring,
      headers: {
        host: [{ key: 'Host', value: 'render.lambda-url.us-east-1.on.aws' }],
        'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
      },
      origin: {
        custom: { domainName: 'render.lambda-url.us-east-1.on.aws', path: '', readTimeout: 20, port: 443 },
      },
    });
    expect(response).toEqual({
      status: '200',
      statusDescription: 'OK',
      headers: { 'x-amz-meta-status': [{ key: 'X-Amz-Meta-Status', value: '404' }] },
    });
  }
});

test('origin-response turns metadata into the status, and the result is what is cached', async () => {
  const { ask, asked, events } = edge({
    behaviour: { ...at('origin-response'), TargetOriginId: 'bucket-or-render' },
    functions: on('origin-response', event => {
      const response = responseOf(event);
      return { ...response, status: response.headers['x-amz-meta-status']?.[0]?.value ?? response.status };
    }),
    bucket: always(200, { 'x-amz-meta-status': '404', 'x-amzn-requestid': 'r1' }, 'gone'),
    render: always(200, {}, 'rendered'),
  });
  // The origin's own 200 decides about failover: a page that says 404 is not rendered again.
  expect(brief(await ask('/a'))).toEqual([404, 'Error', 'gone']);
  // A header that functions never see stays.
  expect((await ask('/a')).headers.get('x-amzn-requestid')).toBe('r1');
  expect([asked.length, events.length]).toEqual([1, 1]);
});

test('in a failover the origin triggers run once per origin', async () => {
  const { ask, events } = edge({
    behaviour: { ...at('origin-request', 'origin-response'), TargetOriginId: 'bucket-or-render' },
    functions: { ...on('origin-request', requestOf), ...on('origin-response', responseOf) },
    bucket: always(404),
    render: always(200),
  });
  await ask('/a');
  const kinds = events.map(event => [
    event.Records[0].cf.config.eventType,
    Object.keys(requestOf(event).origin ?? {})[0],
  ]);
  expect(kinds).toEqual([
    ['origin-request', 's3'],
    ['origin-response', 's3'],
    ['origin-request', 'custom'],
    ['origin-response', 'custom'],
  ]);
});

const header = (key: string, value: string) => ({ [key.toLowerCase()]: [{ key, value }] });
const withHeader = (key: string, value: string) => (event: EdgeEvent) => {
  Object.assign(requestOf(event).headers, header(key, value));
  return requestOf(event);
};
const without = (name: string) => (event: EdgeEvent) => {
  delete requestOf(event).headers[name];
  return requestOf(event);
};
const doubled = (event: EdgeEvent) => {
  Object.assign(requestOf(event).origin?.s3?.customHeaders ?? {}, header('User-Agent', 'twice'));
  return requestOf(event);
};
const changed = (change: object) => (event: EdgeEvent) => ({ ...requestOf(event), ...change });

test.each([
  ['changes Host', 'viewer-request', withHeader('Host', 'evil.example'), 'read-only header host'],
  ['deletes Host', 'viewer-request', without('host'), 'read-only header host'],
  ['adds Via', 'viewer-request', withHeader('Via', '1.1 me'), 'read-only header via'],
  [
    'adds Accept-Encoding',
    'origin-request',
    withHeader('Accept-Encoding', 'br'),
    'read-only header accept-encoding',
  ],
  ['adds X-Amz-Cf-Id', 'origin-request', withHeader('X-Amz-Cf-Id', 'x'), 'disallowed header x-amz-cf-id'],
  ['has a header twice', 'origin-request', doubled, 'both in customHeaders and in headers'],
  ['adds X-Cache', 'viewer-request', withHeader('X-Cache', 'x'), 'disallowed header x-cache'],
  ['adds X-Edge-Any', 'viewer-request', withHeader('X-Edge-Any', 'x'), 'disallowed header x-edge-any'],
  [
    'has a key that is not its name',
    'viewer-request',
    changed({ headers: { 'x-a': [{ key: 'X-B', value: '1' }] } }),
    'does not match',
  ],
  [
    'has a header that is no list',
    'viewer-request',
    changed({ headers: { 'x-a': 'b' } }),
    'invalid request.headers.x-a',
  ],
  ['has a line break in a header', 'viewer-request', withHeader('X-A', 'a\nb'), 'invalid name or value'],
  ['changes the method', 'viewer-request', changed({ method: 'DELETE' }), 'read-only field'],
  ['changes the client', 'viewer-request', changed({ clientIp: '127.0.0.1' }), 'read-only field'],
  [
    'has a uri without a slash',
    'viewer-request',
    changed({ uri: 'app/index.html' }),
    'does not begin with "/"',
  ],
  ['returns nothing', 'viewer-request', () => undefined, 'must be an object type'],
  ['returns a number as status', 'viewer-request', () => ({ status: 200 }), 'invalid response.status'],
  ['returns 204 with a body', 'viewer-request', () => ({ status: '204', body: 'x' }), 'must not have a body'],
  [
    'returns 41 KB',
    'viewer-request',
    () => ({ status: '200', body: 'x'.repeat(41 * 1024) }),
    'exceeds the maximum size',
  ],
  [
    'returns over 1 MB',
    'origin-request',
    () => ({ status: '200', body: 'x'.repeat(1024 * 1024) }),
    'exceeds the maximum size',
  ],
  [
    'sets Transfer-Encoding',
    'origin-response',
    (event: EdgeEvent) => ({ ...responseOf(event), headers: header('Transfer-Encoding', 'chunked') }),
    'read-only header transfer-encoding',
  ],
] as const)('a function that %s at %s is a 502', async (_, type, run, reason) => {
  const { ask, records } = edge({ behaviour: at(type), functions: on(type, run), bucket: always(200) });
  const answer = await ask('/a');
  expect([answer.status, answer.headers.get('x-cache')]).toEqual([
    502,
    'LambdaValidationError from cloudfront',
  ]);
  expect(answer.body.toString()).toContain('The Lambda function result failed validation');
  expect(records[0]?.reason).toContain(reason);
  expect(records[0]?.reason).toContain(type);
});

test('what is within the rules passes: Host at origin-request, 40 KB at viewer-request', async () => {
  const host = edge({
    behaviour: { ...at('origin-request'), TargetOriginId: 'api' },
    functions: on('origin-request', withHeader('Host', 'other.example')),
    api: always(200),
  });
  await host.ask('/a');
  expect(host.asked[0]?.headers.get('host')).toBe('other.example');
  const body = edge({
    behaviour: at('viewer-request'),
    functions: on('viewer-request', () => ({ status: '200', body: 'x'.repeat(39 * 1024) })),
  });
  expect((await body.ask('/a')).status).toBe(200);
});

test('a function that throws is a 503, and one that hangs is too', async () => {
  const thrown = edge({
    behaviour: at('viewer-request'),
    functions: on('viewer-request', () => {
      throw new Error('boom');
    }),
  });
  expect(brief(await thrown.ask('/a')).slice(0, 2)).toEqual([503, 'LambdaExecutionError']);
  expect(thrown.records[0]?.reason).toBe('The viewer-request function failed: boom');
  const hung = edge({
    behaviour: at('viewer-request'),
    functions: on('viewer-request', () => new Promise(() => {})),
  });
  const waiting = hung.ask('/a');
  for (let second = 0; second < 5; second++) await hung.clock.advance(1);
  expect((await waiting).status).toBe(503);
});

test('a generated response is not cached at viewer-request, and cached at origin-request', async () => {
  const generated = {
    status: '302',
    headers: header('Location', '/b'),
    body: 'aGk=',
    bodyEncoding: 'base64',
  };
  for (const [type, calls] of [
    ['viewer-request', 2],
    ['origin-request', 1],
  ] as const) {
    const { ask, asked, events } = edge({
      behaviour: at(type),
      functions: on(type, () => generated),
      bucket: always(200),
    });
    const first = await ask('/a');
    expect(brief(first)).toEqual([302, 'LambdaGeneratedResponse', 'hi']);
    expect(first.headers.get('location')).toBe('/b');
    await ask('/a');
    expect([events.length, asked.length]).toEqual([calls, 0]);
  }
});

test('origin-request may put another origin in place, which is then asked unsigned', async () => {
  const { ask, asked } = edge({
    behaviour: at('origin-request'),
    functions: on('origin-request', event => {
      const request = requestOf(event);
      if (request.origin?.s3) request.origin.s3.domainName = 'other.s3.us-east-1.amazonaws.com';
      return request;
    }),
    bucket: always(200),
    context: { origin: domain => async request => respond(200, {}, `${domain} ${request.caller?.kind}`) },
  });
  expect((await ask('/a')).body.toString()).toBe('other.s3.us-east-1.amazonaws.com anonymous');
  expect(asked).toHaveLength(0);
});

const FUNCTION = 'arn:aws:cloudfront::123456789012:function/stamp';
const withFunction = (code: string) => ({
  behaviour: {
    FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: FUNCTION }],
    OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  },
  context: { functions: new Map([[FUNCTION, { code, runtime: 'cloudfront-js-2.0' }]]) },
  bucket: always(200),
});

test('a CloudFront Function sets a header', async () => {
  const { ask, asked } = edge(
    withFunction(`async function handler(event) {
      const request = event.request;
      request.headers['x-host'] = { value: request.headers.host.value + ' ' + event.viewer.ip };
      return request;
    }`),
  );
  await ask('/a?b=1&b=2&c', { cookie: 'd=1' });
  expect(asked[0]?.headers.get('x-host')).toBe('www.example.com 198.51.100.7');
  expect(asked[0]?.headers.get('cookie')).toBe('d=1');
  expect(asked[0]?.query).toBe('b=1&b=2&c');
});

test('a CloudFront Function answers itself', async () => {
  const { ask } = edge(
    withFunction(`function handler() {
      return { statusCode: 301, headers: { location: { value: '/new' } } };
    }`),
  );
  const answer = await ask('/a');
  expect(brief(answer)).toEqual([301, 'FunctionGeneratedResponse', '']);
  expect(answer.headers.get('location')).toBe('/new');
});

test.each([
  ['throws', 'function handler() { throw new Error("boom"); }', 503, 'boom'],
  ['does not parse', 'function handler( {', 503, 'threw'],
  ['never ends', 'function handler() { for (;;); }', 503, 'timed out'],
  ['returns nothing', 'function handler() {}', 502, 'must return'],
  [
    'changes Host',
    'function handler({ request }) { request.headers.host.value = "x"; return request; }',
    502,
    'host is read-only',
  ],
  [
    'adds a disallowed header',
    'function handler({ request }) { request.headers["x-edge-a"] = { value: "1" }; return request; }',
    502,
    'x-edge-a is not allowed',
  ],
])('a CloudFront Function that %s', async (_, code, status, reason) => {
  const { ask, records } = edge(withFunction(code));
  expect((await ask('/a')).status).toBe(status);
  expect(records[0]?.reason).toContain(reason);
});
