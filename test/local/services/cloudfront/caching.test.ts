import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { type HttpRequest, respond } from '../../../../local/http.ts';
import { always, brief, cachePolicy, edge, settled } from './support.ts';

/** An origin whose body counts its answers. */
function counting(headers: Record<string, string> = {}) {
  let count = 0;
  return async () => respond(200, headers, `v${++count}`);
}

test('a miss, then hits with an age, then a miss again after the TTL', async () => {
  const { ask, clock, asked, records } = edge({ bucket: counting() });
  expect(brief(await ask('/a'))).toEqual([200, 'Miss', 'v1']);
  await clock.advance(59);
  const hit = await ask('/a');
  expect(brief(hit)).toEqual([200, 'Hit', 'v1']);
  expect(hit.headers.get('age')).toBe('59');
  await clock.advance(1);
  expect(brief(await ask('/a'))).toEqual([200, 'Miss', 'v2']);
  expect(asked).toHaveLength(2);
  expect(records.map(({ cacheResult, originWay }) => [cacheResult, originWay])).toEqual([
    ['Miss', ['bucket']],
    ['Hit', []],
    ['Miss', ['bucket']],
  ]);
});

test('every answer says who it came through', async () => {
  const { ask, records } = edge({ bucket: always(200, { connection: 'close', 'keep-alive': '5' }) });
  const { headers } = await ask('/a');
  expect(headers.get('via')).toBe('1.1 e2test.cloudfront.net (CloudFront)');
  expect(headers.get('x-amz-cf-id')).toMatch(/^[\w-]{54}==$/);
  expect(headers.get('x-amz-cf-id')).toBe(records[0]?.requestId);
  expect(headers.get('x-amz-cf-pop')).toBe('LAP50-P1');
  expect([headers.get('connection'), headers.get('keep-alive')]).toEqual([null, null]);
});

test('stale-while-revalidate answers at once and fetches once behind it', async () => {
  const { ask, clock, asked } = edge({
    bucket: counting({ 'cache-control': 'max-age=10, stale-while-revalidate=20' }),
  });
  await ask('/a');
  await clock.advance(15);
  const stale = await Promise.all([ask('/a'), ask('/a')]);
  expect(stale.map(brief)).toEqual([
    [200, 'Hit', 'v1'],
    [200, 'Hit', 'v1'],
  ]);
  await settled();
  expect(brief(await ask('/a'))).toEqual([200, 'Hit', 'v2']);
  expect(asked).toHaveLength(2);
});

test('stale-if-error stands in for a failing origin, and not for ever', async () => {
  let healthy = true;
  const { ask, clock, asked, records } = edge({
    bucket: async () => {
      if (!healthy) throw new Error('connection refused');
      return respond(200, { 'cache-control': 'max-age=10, stale-if-error=100' }, 'good');
    },
  });
  await ask('/a');
  healthy = false;
  await clock.advance(20);
  expect(brief(await ask('/a'))).toEqual([200, 'Hit', 'good']);
  expect(records.at(-1)?.reason).toMatch(/stale: bucket .* connection refused/);
  // For the error caching minimum of 10 s the origin is left alone.
  await clock.advance(9);
  await ask('/a');
  expect(asked).toHaveLength(2);
  await clock.advance(81);
  expect(brief(await ask('/a')).slice(0, 2)).toEqual([502, 'Error']);
});

test('without stale-if-error an expired object stands in too, but not for a 4xx', async () => {
  let status = 200;
  const { ask, clock } = edge({ bucket: async () => respond(status, {}, String(status)) });
  await ask('/a');
  status = 503;
  await clock.advance(100);
  expect(brief(await ask('/a'))).toEqual([200, 'Hit', '200']);
  status = 404;
  await clock.advance(11);
  expect(brief(await ask('/a'))).toEqual([404, 'Error', '404']);
});

test('twenty viewers who miss at one time make one origin request', async () => {
  const { ask, asked } = edge({ bucket: counting() });
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/a')));
  expect(new Set(answers.map(({ body }) => body.toString()))).toEqual(new Set(['v1']));
  expect(asked).toHaveLength(1);
});

test('when the shared answer is private, each viewer gets an own one', async () => {
  const { ask, asked } = edge({ bucket: counting({ 'cache-control': 'private' }) });
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('/a')));
  expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(5);
  expect(asked).toHaveLength(5);
});

test('an expired object is revalidated with the tag of the origin', async () => {
  const { ask, clock, asked } = edge({
    bucket: async ({ headers }: HttpRequest) =>
      headers.get('if-none-match') === '"v1"' ? respond(304) : respond(200, { etag: '"v1"' }, 'whole'),
  });
  await ask('/a');
  await clock.advance(61);
  expect(brief(await ask('/a'))).toEqual([200, 'RefreshHit', 'whole']);
  expect(brief(await ask('/a'))).toEqual([200, 'Hit', 'whole']);
  expect(asked).toHaveLength(2);
});

test('max-age=0 is kept only to be asked about', async () => {
  const { ask, asked } = edge({
    bucket: async ({ headers }: HttpRequest) =>
      headers.has('if-none-match')
        ? respond(304)
        : respond(200, { etag: '"v1"', 'cache-control': 'max-age=0' }),
  });
  await ask('/a');
  expect(brief(await ask('/a')).slice(0, 2)).toEqual([200, 'RefreshHit']);
  expect(asked).toHaveLength(2);
});

test('errors are cached for 10 s, or as CustomErrorResponses say', async () => {
  const config = { CustomErrorResponses: [{ ErrorCode: 503, ErrorCachingMinTTL: '1' }] };
  const { ask, clock, asked } = edge({
    config,
    bucket: async ({ path }) => respond(path === '/missing' ? 404 : 503, {}, 'no'),
  });
  for (const path of ['/missing', '/down']) {
    await ask(path);
    expect(brief(await ask(path)).slice(1)).toEqual(['Error', 'no']);
  }
  expect(asked).toHaveLength(2);
  await clock.advance(1);
  await ask('/down');
  await ask('/missing');
  expect(asked.map(({ path }) => path)).toEqual(['/missing', '/down', '/down']);
});

test('caching disabled: every viewer asks the origin, but an error is kept for its minimum', async () => {
  const behaviour = { CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' };
  const { ask, asked } = edge({
    behaviour,
    bucket: async ({ path, headers }) =>
      respond(
        path === '/down' ? 500 : 200,
        { 'cache-control': 'max-age=60' },
        headers.get('if-none-match') ?? '-',
      ),
  });
  await ask('/a');
  expect(brief(await ask('/a', { 'if-none-match': '"x"' }))).toEqual([200, 'Miss', '"x"']);
  await ask('/down');
  await ask('/down');
  expect(asked.map(({ path }) => path)).toEqual(['/a', '/a', '/down']);
});

test('a custom error page has the status the distribution gives it', async () => {
  const custom = { ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/index.html' };
  const { ask } = edge({
    config: { CustomErrorResponses: [custom] },
    bucket: async ({ path }) => (path === '/index.html' ? respond(200, {}, 'app') : respond(404, {}, 'no')),
  });
  expect(brief(await ask('/some/route'))).toEqual([200, 'Error', 'app']);
});

test('a viewer that has the object gets 304 from the cache', async () => {
  const { ask, asked } = edge({ bucket: always(200, { etag: '"v1"' }, 'whole') });
  await ask('/a');
  const answer = await ask('/a', { 'if-none-match': '"v1"' });
  expect(brief(answer)).toEqual([304, 'Hit', '']);
  expect(answer.headers.get('content-length')).toBeNull();
  expect(asked).toHaveLength(1);
});

test('HEAD is answered from the object of a GET, but never fills in for one', async () => {
  const { ask, asked } = edge({
    bucket: async ({ method }) => respond(200, { 'content-length': '5' }, method === 'HEAD' ? '' : 'whole'),
  });
  const first = await ask('/a', {}, 'HEAD');
  expect([first.headers.get('content-length'), first.body.length]).toEqual(['5', 0]);
  expect(brief(await ask('/a', {}, 'HEAD'))).toEqual([200, 'Hit', '']);
  expect(brief(await ask('/a'))).toEqual([200, 'Miss', 'whole']);
  const last = await ask('/a', {}, 'HEAD');
  expect(brief(last)).toEqual([200, 'Hit', '']);
  expect(last.headers.get('content-length')).toBe('5');
  expect(asked.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
});

test('a range is cut from the cached object; a part from the origin is passed on and not kept', async () => {
  const { ask, asked } = edge({
    bucket: async ({ headers }) =>
      headers.has('range')
        ? respond(206, { 'content-range': 'bytes 0-1/5' }, 'wh')
        : respond(200, {}, 'whole'),
  });
  expect(brief(await ask('/a', { range: 'bytes=0-1' }))).toEqual([206, 'Miss', 'wh']);
  expect(brief(await ask('/a'))).toEqual([200, 'Miss', 'whole']);
  expect(brief(await ask('/a', { range: 'bytes=0-1' }))).toEqual([206, 'Hit', 'wh']);
  expect(asked).toHaveLength(2);
});

test('compressible objects are compressed once per encoding', async () => {
  const text = 'signpost '.repeat(500);
  const { ask, asked } = edge({
    behaviour: { Compress: true },
    policy: cachePolicy({ gzip: true }),
    bucket: async ({ path }) =>
      respond(200, { 'content-type': path === '/image' ? 'image/png' : 'text/html', etag: '"v1"' }, text),
  });
  const br = await ask('/a', { 'accept-encoding': 'gzip, br' });
  expect(br.headers.get('content-encoding')).toBe('br');
  expect(br.headers.get('vary')).toBe('Accept-Encoding');
  expect(br.headers.get('etag')).toBe('W/"v1"');
  expect(br.headers.get('content-length')).toBe(String(br.body.length));
  expect(brotliDecompressSync(br.body).toString()).toBe(text);
  expect(gunzipSync((await ask('/a', { 'accept-encoding': 'gzip' })).body).toString()).toBe(text);
  expect((await ask('/a')).body.toString()).toBe(text);
  expect((await ask('/a', { 'accept-encoding': 'br, gzip' })).headers.get('x-cache')).toBe(
    'Hit from cloudfront',
  );
  expect((await ask('/image', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBeNull();
  expect(asked.map(({ headers }) => headers.get('accept-encoding'))).toEqual(['br,gzip', 'gzip', null, 'br']);
});

test('a response headers policy is put onto hits as well', async () => {
  const { ask } = edge({
    behaviour: { ResponseHeadersPolicyId: 'own' },
    bucket: always(200, { server: 'AmazonS3', 'x-robots': 'origin' }),
    context: {
      responseHeadersPolicies: new Map([
        [
          'own',
          {
            Name: 'own',
            RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
            CustomHeadersConfig: {
              Items: [
                { Header: 'X-Robots', Value: 'policy', Override: false },
                { Header: 'X-New', Value: '1', Override: true },
              ],
            },
          },
        ],
      ]),
    },
  });
  await ask('/a');
  const { headers } = await ask('/a');
  expect(['server', 'x-robots', 'x-new', 'x-cache'].map(name => headers.get(name))).toEqual([
    null,
    'origin',
    '1',
    'Hit from cloudfront',
  ]);
});

test('an object that may no longer be cached does not stand in for its origin', async () => {
  const answers = [
    respond(200, {}, 'public'),
    respond(200, { 'cache-control': 'no-store' }, 'secret'),
    respond(503),
  ];
  const { ask, clock } = edge({ bucket: async () => answers.shift() ?? respond(500) });
  await ask('/a');
  await clock.advance(61);
  expect(brief(await ask('/a'))).toEqual([200, 'Miss', 'secret']);
  expect(brief(await ask('/a')).slice(0, 2)).toEqual([503, 'Error']);
});

test('a HEAD that finds an expired object leaves no empty one for a GET', async () => {
  const { ask, clock } = edge({
    bucket: async ({ method }) => respond(200, {}, method === 'HEAD' ? '' : 'whole'),
  });
  await ask('/a');
  await clock.advance(61);
  await ask('/a', {}, 'HEAD');
  expect(brief(await ask('/a'))).toEqual([200, 'Miss', 'whole']);
});

test('a compressed object is revalidated with the tag the origin gave it', async () => {
  const { ask, clock, asked } = edge({
    behaviour: { Compress: true },
    policy: cachePolicy({ gzip: true }),
    bucket: async ({ headers }) =>
      headers.get('if-none-match') === '"v1"'
        ? respond(304)
        : respond(200, { etag: '"v1"', 'content-type': 'text/css' }, 'a{}'.repeat(1000)),
  });
  await ask('/a', { 'accept-encoding': 'br' });
  await clock.advance(61);
  const answer = await ask('/a', { 'accept-encoding': 'br' });
  expect([answer.headers.get('x-cache'), answer.headers.get('content-encoding')]).toEqual([
    'RefreshHit from cloudfront',
    'br',
  ]);
  expect(asked).toHaveLength(2);
});
