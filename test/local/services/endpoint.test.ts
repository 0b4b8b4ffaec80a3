import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { close, listen } from '../../../local/http.ts';
import { createEndpoint } from '../../../local/services/endpoint.ts';
import { AccessControl, type Caller } from '../../../local/services/iam.ts';
import { S3 } from '../../../local/services/s3.ts';

// Three roles, each known by its access key id: one may read, one may read and list, one may do nothing.
const callers = new Map<string, Caller>(
  ['Reader', 'Lister', 'Nobody'].map(roleName => [roleName, { kind: 'role', roleName }]),
);
const denied: string[] = [];
let address: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'signpost-endpoint-'));
  const s3 = new S3({ directory, clock: systemClock, random: systemRandom });
  await s3.createBucket('site');
  const access = new AccessControl();
  const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::site/*' } as const;
  access.attach('Reader', { Statement: [read] });
  access.attach('Lister', {
    Statement: [read, { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::site' }],
  });
  const { server, port } = await listen(
    createEndpoint({
      services: { s3 },
      access,
      callerOf: key => callers.get(key) ?? { kind: 'operator' },
      onDenied: message => denied.push(message),
    }),
    0,
  );
  address = `http://127.0.0.1:${port}`;
  await as('operator').send(new PutObjectCommand({ Bucket: 'site', Key: 'here', Body: 'x' }));
  stop = async () => {
    await close(server);
    await rm(directory, { recursive: true, force: true });
  };
});

afterAll(() => stop());

const as = (accessKeyId: string) =>
  new S3Client({
    endpoint: address,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey: 'x' },
  });

const statusOf = (who: string, command: GetObjectCommand | HeadObjectCommand) =>
  as(who)
    .send(command as GetObjectCommand)
    .then(
      () => 200,
      error => error.$metadata.httpStatusCode,
    );

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: who may not list is not told that a key is missing.
test.each<[who: string, key: string, status: number]>([
  ['Reader', 'here', 200],
  ['Reader', 'missing', 403],
  ['Lister', 'missing', 404],
  ['Nobody', 'here', 403],
  ['operator', 'missing', 404],
])('%s asks for what is %s: %d', async (who, Key, status) => {
  expect(await statusOf(who, new GetObjectCommand({ Bucket: 'site', Key }))).toBe(status);
  expect(await statusOf(who, new HeadObjectCommand({ Bucket: 'site', Key }))).toBe(status);
});

test('a refused call is named, with the role, the action and the resource', () => {
  expect(denied[0]).toBe(
    'AccessDenied: role Nobody is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::site/here',
  );
});

test('a request without a signature, or for a service there is not, is told so', async () => {
  expect((await fetch(`${address}/site/here`)).status).toBe(400);
  const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/sns/aws4_request, Signature=x';
  const response = await fetch(address, { headers: { authorization } });
  expect(await response.text()).toBe('No local service sns.\n');
});
