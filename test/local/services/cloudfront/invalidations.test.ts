import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../core/clock.ts';
import { invalidate } from '../../../../core/cloudfront.ts';
import { systemRandom } from '../../../../core/ids.ts';
import { ServiceFault } from '../../../../core/problem.ts';
import { close, type HttpHandler, listen, respond } from '../../../../local/http.ts';
import { Cache } from '../../../../local/services/cloudfront/cache.ts';
import { isInvalidated } from '../../../../local/services/cloudfront/cache-key.ts';
import { Invalidations } from '../../../../local/services/cloudfront/invalidations.ts';
import { createEndpoint } from '../../../../local/services/endpoint.ts';
import { AccessControl } from '../../../../local/services/iam.ts';

const RESOURCE = 'arn:aws:cloudfront::000000000000:distribution/ELINKS';

let invalidated: (readonly string[])[];
let asked: { path: string; body: string }[];
/** Answers before the service does. */
let first: (() => ReturnType<HttpHandler>)[];
let stop: () => Promise<void>;
let send: (path: string, body: string) => Promise<{ status: number; text: string }>;
const before = process.env.AWS_ENDPOINT_URL;

const clientOf = (accessKeyId: string) =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ region: 'eu-west-1', credentials: { accessKeyId, secretAccessKey: 'x' } }),
  );
const call = (paths: string[], { distribution = 'ELINKS', who = 'Links' } = {}) =>
  invalidate(paths, { distribution, client: clientOf(who), random: systemRandom });

beforeAll(async () => {
  const access = new AccessControl();
  access.attach('Links', {
    Statement: [{ Effect: 'Allow', Action: 'cloudfront:CreateInvalidation', Resource: RESOURCE }],
  });
  const distributions = new Map(
    ['ELINKS', 'ESITE'].map(id => [
      id,
      { invalidate: (paths: readonly string[]) => void invalidated.push(paths) },
    ]),
  );
  const cloudfront = new Invalidations(distributions, { clock: systemClock, random: systemRandom });
  const endpoint = createEndpoint({
    services: { cloudfront },
    access,
    callerOf: key => (key === 'operator' ? { kind: 'operator' } : { kind: 'role', roleName: key }),
    onDenied: () => undefined,
  });
  const { server, port } = await listen(async request => {
    asked.push({ path: request.path, body: request.body.toString() });
    return (await first.shift()?.()) ?? endpoint(request);
  }, 0);
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
  send = async (path, body) => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=operator/20261130/us-east-1/cloudfront/aws4_request, Signature=x';
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  stop = () => close(server);
});
afterAll(async () => {
  if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = before;
  await stop();
});
beforeEach(() => {
  invalidated = [];
  asked = [];
  first = [];
});

describe('invalidate', () => {
  test('names the paths to the distribution, by a signed request', async () => {
    await call(['/spring', '/docs/a_b-c.pdf']);
    expect(invalidated).toEqual([['/spring', '/docs/a_b-c.pdf']]);
    expect(asked.map(({ path }) => path)).toEqual(['/2020-05-31/distribution/ELINKS/invalidation']);
  });

  test('tries once more after a failure, as the same invalidation', async () => {
    first = [async () => respond(503)];
    await call(['/spring']);
    expect(invalidated).toEqual([['/spring']]);
    expect(asked[0]).toEqual(asked[1]);
  });

  test.each<[what: string, answers: (() => ReturnType<HttpHandler>)[], tries: number]>([
    ['fails twice', [async () => respond(500), async () => respond(503)], 2],
    ['has too much to do', [async () => respond(429), async () => respond(429)], 2],
    ['refuses', [async () => respond(400, {}, '<Code>TooManyInvalidationsInProgress</Code>')], 1],
  ])('rejects with a ServiceFault when CloudFront %s', async (_, answers, tries) => {
    first = answers;
    await expect(call(['/spring'])).rejects.toThrow(ServiceFault);
    expect(asked).toHaveLength(tries);
  });

  test.each([
    ['of another distribution', { distribution: 'ESITE' }],
    ['by another role', { who: 'Redirect' }],
  ])('rejects without the leave for it: %s', async (_, options) => {
    const fault = await call(['/spring'], options).catch(error => error);
    expect(fault).toBeInstanceOf(ServiceFault);
    expect(String(fault.cause)).toContain('AccessDenied');
    expect(invalidated).toEqual([]);
  });
});

describe('CreateInvalidation', () => {
  const PATH = '/2020-05-31/distribution/ELINKS/invalidation';
  const batch = (paths: string[], { quantity = paths.length, reference = 'r' } = {}) =>
    `<InvalidationBatch><Paths><Quantity>${quantity}</Quantity><Items>${paths
      .map(path => `<Path>${path}</Path>`)
      .join('')}</Items></Paths><CallerReference>${reference}</CallerReference></InvalidationBatch>`;

  test('answers 201 and the invalidation; the same reference again is the same one', async () => {
    const body = batch(['/a&amp;b', '/c*'], { reference: 'one' });
    const answers = [await send(PATH, body), await send(PATH, body)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [id, again] = answers.map(({ text }) => /<Id>(\w+)<\/Id><Status>Completed</.exec(text)?.[1]);
    expect(id).toMatch(/^I\w+$/);
    expect(again).toBe(id);
    expect(invalidated).toEqual([['/a&b', '/c*']]);
  });

  test.each<[code: string, status: number, path: string, body: string]>([
    ['NoSuchDistribution', 404, '/2020-05-31/distribution/EOTHER/invalidation', batch(['/a'])],
    ['MissingBody', 400, PATH, ''],
    ['MalformedXML', 400, PATH, '{"paths":["/a"]}'],
    ['InconsistentQuantities', 400, PATH, batch(['/a'], { quantity: 2 })],
    ['InconsistentQuantities', 400, PATH, batch([])],
    ['InvalidArgument', 400, PATH, batch(['a'])],
    ['InvalidArgument', 400, PATH, batch(['/a*b'])],
    ['InvalidArgument', 400, PATH, batch(['/ü'])],
    ['InvalidArgument', 400, PATH, batch(['/another'], { reference: 'one' })],
    ['BatchTooLarge', 413, PATH, batch(Array(3001).fill('/a'))],
    ['NotImplemented', 501, '/2020-05-31/distribution', batch(['/a'])],
  ])('answers %s with %i', async (code, status, path, body) => {
    const answer = await send(path, body);
    expect([answer.status, /<Code>(\w+)<\/Code>/.exec(answer.text)?.[1]]).toEqual([status, code]);
    expect(invalidated).toEqual([]);
  });
});

describe('an invalidation drops', () => {
  const key = (uri: string, query = '', header = '') =>
    JSON.stringify(['GET', uri, query, [header], '', 'gzip']);
  const KEYS = {
    spring: key('/spring'),
    head: `HEAD ${key('/spring')}`,
    further: key('/spring', '', 'x-signpost-domain: go.example.org'),
    query: key('/spring', 'page=2'),
    other: key('/Spring'),
    below: key('/spring/more'),
    longer: key('/springtime'),
  };

  test.each<[path: string, dropped: (keyof typeof KEYS)[]]>([
    ['/spring', ['spring', 'head', 'further']],
    ['/spring?page=2', ['query']],
    ['/Spring', ['other']],
    ['/spring/*', ['below']],
    ['/spring*', ['spring', 'head', 'further', 'query', 'below', 'longer']],
    ['/*', ['spring', 'head', 'further', 'query', 'other', 'below', 'longer']],
    ['/nothing', []],
  ])('of %s: %j', (path, dropped) => {
    const cache = new Cache();
    const stored = { response: respond(301), life: { ttl: 1 } } as unknown as Parameters<Cache['set']>[1];
    for (const each of Object.values(KEYS)) cache.set(each, stored);
    cache.drop(each => isInvalidated(each, path));
    const gone = Object.entries(KEYS).filter(([, each]) => !cache.get(each));
    expect(gone.map(([name]) => name)).toEqual(dropped);
  });
});
