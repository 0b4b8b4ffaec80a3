import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { close, listen, respond } from '../../../local/http.ts';
import { S3 } from '../../../local/services/s3.ts';
import { uploadApp } from '../../../local/start/app.ts';
import { operatorClients } from '../../../local/start/operator.ts';

let directory: string;
let app: string;
let client: S3Client;
let stop: () => Promise<void>;
/** How many requests are answered before the process is as good as dead. */
let left: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-app-'));
  app = join(directory, 'app');
  await mkdir(join(app, 'assets'), { recursive: true });
  await write({ 'index.html': '<div id=app>', 'assets/app-1.js': 'one()', 'robots.txt': 'User-agent: *' });
  const s3 = new S3({ directory: join(directory, 's3'), clock: systemClock, random: systemRandom });
  await s3.createBucket('site');
  left = Number.POSITIVE_INFINITY;
  const door = await listen(async request => (left-- > 0 ? s3.handle(request) : respond(403)), 0);
  client = operatorClients(`http://127.0.0.1:${door.port}`).s3;
  stop = async () => {
    client.destroy();
    await close(door.server);
    await rm(directory, { recursive: true, force: true });
  };
});

afterEach(() => stop());

test('every file is under app/, with its type and how long it may be kept', async () => {
  expect(await uploadApp(client, 'site', app)).toEqual({ files: 3, dropped: 0 });
  expect(await keys()).toEqual(['app/assets/app-1.js', 'app/index.html', 'app/robots.txt']);
  expect(await head('app/index.html')).toEqual(['text/html; charset=utf-8', 'max-age=0, s-maxage=60']);
  expect(await head('app/assets/app-1.js')).toEqual([
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
});

test('the same app again keeps its snapshots', async () => {
  await uploadApp(client, 'site', app);
  await putSnapshot();
  expect(await uploadApp(client, 'site', app)).toMatchObject({ dropped: 0 });
  expect(await keys()).toContain('snapshots/v1/a/b.html');
});

test('another build replaces the files and drops the snapshots of the one before, in both forms', async () => {
  await uploadApp(client, 'site', app);
  await putSnapshot();
  await rm(join(app, 'assets/app-1.js'));
  await write({ 'index.html': '<div id=app>2', 'assets/app-2.js': 'two()' });
  expect(await uploadApp(client, 'site', app)).toEqual({ files: 3, dropped: 1 });
  expect(await keys()).toEqual(['app/assets/app-2.js', 'app/index.html', 'app/robots.txt']);
});

test('an upload that was cut short, after whichever request, is finished by the next', async () => {
  for (let cut = 0, isCut = true; isCut; cut++) {
    await rm(app, { recursive: true });
    await mkdir(join(app, 'assets'), { recursive: true });
    await write({ 'index.html': '<div id=app>', 'assets/app-1.js': 'one()', 'a.html': 'a' });
    await uploadApp(client, 'site', app);
    await putSnapshot();
    await rm(join(app, 'assets/app-1.js'));
    await write({ 'index.html': '<div id=app>2', 'assets/app-2.js': 'two()', 'a.html': 'b' });
    left = cut;
    isCut = await uploadApp(client, 'site', app).then(
      () => false,
      () => true,
    );
    left = Number.POSITIVE_INFINITY;
    await uploadApp(client, 'site', app);
    expect([cut, await keys()]).toEqual([cut, ['app/a.html', 'app/assets/app-2.js', 'app/index.html']]);
    if (!isCut) expect(cut).toBeGreaterThan(6); // a listing, three files, the snapshots, what is left over
  }
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(app, name), text);
}

async function keys(): Promise<(string | undefined)[]> {
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'site' }));
  return (Contents ?? []).map(({ Key }) => Key);
}

async function head(Key: string): Promise<[string | undefined, string | undefined]> {
  const { ContentType, CacheControl } = await client.send(new HeadObjectCommand({ Bucket: 'site', Key }));
  return [ContentType, CacheControl];
}

async function putSnapshot(): Promise<void> {
  for (const form of ['html', 'md'])
    await client.send(new PutObjectCommand({ Bucket: 'site', Key: `snapshots/v1/a/b.${form}`, Body: 'x' }));
}
