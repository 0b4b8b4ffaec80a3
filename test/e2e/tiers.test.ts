import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { close, type HttpRequest, listen } from '../../local/http.ts';
import type { Caller } from '../../local/services/iam.ts';
import { type Booted, CHROME, cloudForFile, createLink, GOOGLEBOT, get, KEY } from './cloud.ts';

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { expectDenied: true },
);

// CloudFront is the only way in: here each tier behind it is asked past it, by HTTP or by the SDK, by whoever might try.

const ANOTHER = 'arn:aws:cloudfront::999999999999:distribution/E0000000000000';
const caller = (distribution: string): Caller => ({
  kind: 'service',
  service: 'cloudfront.amazonaws.com',
  sourceArn: distribution.startsWith('arn:')
    ? distribution
    : `arn:aws:cloudfront::000000000000:distribution/${app.cloud.stack.ref(distribution)}`,
});

/** Asks what answers for an origin's domain name over HTTP, as it would be asked from the internet; signed by `by`, if at all. */
async function ask(
  isOrigin: (domainName: string) => boolean,
  path: string,
  {
    headers = {},
    method = 'GET',
    by,
  }: { headers?: Record<string, string>; method?: string; by?: Caller } = {},
): Promise<{ status: number; text: string }> {
  const [, origin] = [...app.cloud.origins].find(([name]) => isOrigin(name)) ?? [];
  if (!origin) throw new Error('there is no such origin');
  const { server, port } = await listen(
    (request: HttpRequest) => origin({ ...request, ...(by && { caller: by }) }),
    0,
  );
  try {
    const answer = await fetch(`http://localhost:${port}${path}`, { method, headers, redirect: 'manual' });
    return { status: answer.status, text: await answer.text() };
  } finally {
    await close(server);
  }
}

const gateway = (name: string) => name.includes('.execute-api.');
const functionUrl = (name: string) => name.includes('.lambda-url.');
const bucket = (id: string) => (name: string) => name.startsWith(`${app.cloud.stack.ref(id)}.s3`);
const secret = () => app.cloud.stack.secrets.at('OriginSecret', 'AWSCURRENT')?.value ?? '';

beforeAll(async () => {
  expect((await createLink(app.short, { url: 'https://example.com/', slug: 'direct' })).status).toBe(201);
  // Before anybody is refused, each of them answers through CloudFront.
  expect((await get(`${app.short}/direct`)).status).toBe(301);
  expect((await get(`${app.site}/`, { 'user-agent': CHROME })).status).toBe(200);
  expect((await get(`${app.site}/`, { 'user-agent': GOOGLEBOT })).status).toBe(200);
});

describe('the HTTP API', () => {
  const PATHS = ['/direct', '/', '/api', '/api/links', '/api/snapshots', '/api/mcp', '/rest/v3/short-urls'];
  const FORGED: [who: string, headers: () => Record<string, string>][] = [
    ['anybody', () => ({})],
    ['somebody with a key', () => ({ authorization: `Bearer ${KEY}`, 'x-api-key': KEY })],
    ['a wrong secret', () => ({ 'x-origin-secret': 'guess' })],
    ['a part of the secret', () => ({ 'x-origin-secret': secret().slice(0, -1) })],
    ['the secret twice', () => ({ 'x-origin-secret': `${secret()} ${secret()}` })],
    [
      'what CloudFront says beside it',
      () => ({
        via: '1.1 e.cloudfront.net (CloudFront)',
        'x-amz-cf-id': 'x',
        'x-signpost-host': 'go.example.com',
      }),
    ],
  ];

  test.each(FORGED)('refuses %s, on each of its routes', async (_, headers) => {
    for (const path of PATHS) {
      const { status, text } = await ask(gateway, path, { headers: headers() });
      expect([path, status, text]).toEqual([path, 403, expect.stringContaining('not open to the public')]);
    }
  });

  test('answers who shows the secret: the tests above fail for nothing else', async () => {
    expect((await ask(gateway, '/direct', { headers: { 'x-origin-secret': secret() } })).status).toBe(301);
  });
});

describe('the renderer’s Function URL', () => {
  const path = () => `/${snapshotKey(`${app.site}/`)}`;

  test.each<[who: string, by: () => Caller | undefined]>([
    ['anybody', () => undefined],
    ['an account that is not ours', () => ({ kind: 'anonymous' })],
    ['another account’s distribution', () => caller(ANOTHER)],
    ['our distribution of short links', () => caller('Links')],
    ['a role of ours', () => ({ kind: 'role', roleName: 'SnapshotsRole' })],
  ])('lets the site’s distribution in, and refuses %s', async (_, by) => {
    const as = by();
    for (const headers of [
      {},
      { 'x-origin-secret': secret() },
      { authorization: 'AWS4-HMAC-SHA256 Credential=X' },
    ]) {
      const { status } = await ask(functionUrl, path(), { headers, ...(as && { by: as }) });
      expect(status).toBe(403);
    }
    expect((await ask(functionUrl, path(), { by: caller('Site') })).status).not.toBe(403);
  });
});

describe('the buckets', () => {
  const KEYS = ['app/index.html', 'console/index.html', 'crawlers/identities.json', 'sitemaps/seen.json.gz'];

  test.each<[who: string, by: () => Caller | undefined]>([
    ['anybody', () => undefined],
    ['another account’s distribution', () => caller(ANOTHER)],
    ['a role that has no business there', () => ({ kind: 'role', roleName: 'RedirectRole' })],
  ])('refuse %s, whatever is asked', async (_, by) => {
    const as = by();
    for (const id of ['SiteBucket', 'LogsBucket'])
      for (const key of KEYS)
        for (const method of ['GET', 'PUT', 'DELETE']) {
          const { status } = await ask(bucket(id), `/${key}`, { method, ...(as && { by: as }) });
          expect([id, method, key, status]).toEqual([id, method, key, 403]);
        }
  });

  test.each([
    ['Site', 'app/index.html', 200],
    ['Site', 'crawlers/identities.json', 403],
    ['Site', 'sitemaps/seen.json.gz', 403],
    ['Links', 'crawlers/identities.json', 403],
  ])('our distribution %s gets %s: %d', async (distribution, key, status) => {
    expect((await ask(bucket('SiteBucket'), `/${key}`, { by: caller(distribution) })).status).toBe(status);
  });

  test.each<[string, () => Caller | undefined]>([
    ['anybody', () => undefined],
    ['another account’s distribution', () => caller(ANOTHER)],
  ])('show %s no list of what is in them', async (_, by) => {
    const as = by();
    for (const id of ['SiteBucket', 'LogsBucket'])
      expect((await ask(bucket(id), '/?list-type=2', { ...(as && { by: as }) })).status).toBe(403);
  });

  test('our distributions write nothing', async () => {
    for (const distribution of ['Site', 'Links'])
      for (const method of ['PUT', 'DELETE'])
        expect(
          (await ask(bucket('SiteBucket'), '/app/index.html', { method, by: caller(distribution) })).status,
        ).toBe(403);
  });

  test('the SDK with the credentials of a function gets what its role may, and nothing else', async () => {
    const s3 = new S3Client({
      region: 'us-east-1',
      endpoint: app.cloud.endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId: 'LOCALREDIRECTLAMBDAFUNCTION', secretAccessKey: 'local' },
    });
    const Bucket = app.cloud.stack.ref('SiteBucket');
    const Key = 'app/index.html';
    await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toThrow(
      /AccessDenied|not authorized/,
    );
    await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))).rejects.toThrow(
      /AccessDenied|not authorized/,
    );
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toThrow(
      /AccessDenied|not authorized/,
    );
    s3.destroy();
  });
});
