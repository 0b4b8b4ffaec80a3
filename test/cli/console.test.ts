import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { consoleCommand } from '../../cli/console-command.ts';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { close, listen, respond } from '../../local/http.ts';
import { S3 } from '../../local/services/s3.ts';

const environment = { ...process.env };
let directory: string;
let bucket: string;
let stop: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-console-'));
  bucket = 'site';
  const store = new S3({ directory: join(directory, 's3'), clock: systemClock, random: systemRandom });
  await store.createBucket('site');
  const member = (name: string, value: string) =>
    `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  const door = await listen(async request => {
    const isS3 = /\/s3\/aws4_request/.test(request.headers.get('authorization') ?? '');
    const outputs = member('SiteBucketName', bucket) + member('ShortAddress', 'https://go.example.com');
    return isS3 ? store.handle(request) : respond(200, {}, outputs);
  }, 0);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${door.port}`,
    AWS_ACCESS_KEY_ID: 'OPS',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  });
  stop = () => close(door.server);
});
afterEach(async () => {
  process.env = { ...environment };
  await stop();
  await rm(directory, { recursive: true, force: true });
});

/** From the project: what is built there is built again only when something has changed. */
const bring = (json?: true) => consoleCommand({ stage: 'prod', json }, resolve(import.meta.dirname, '../..'));

test('the console is built, brought and told where it is; once more, nothing is put', async () => {
  expect(await bring()).toMatch(/^The console: https:\/\/go\.example\.com\/console \(\d+ files put\)\n$/);
  expect(await bring()).toBe('The console: https://go.example.com/console (as it was)\n');
});

test('--json says the same as one document', async () => {
  const { put, ...others } = JSON.parse(await bring(true));
  expect(others).toEqual({ address: 'https://go.example.com/console', removed: [] });
  expect(put.at(-1)).toBe('index.html');
  expect(JSON.parse(await bring(true))).toEqual({ ...others, put: [] });
});

test('what S3 refuses is told', async () => {
  bucket = 'none';
  await expect(bring()).rejects.toThrow('The specified bucket does not exist');
});
