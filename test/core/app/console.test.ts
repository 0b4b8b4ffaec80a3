import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { uploadConsole } from '../../../core/app/console.ts';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { S3 } from '../../../local/services/s3.ts';
import { operatorClients } from '../../../local/start/operator.ts';
import { direct } from '../../direct.ts';

let directory: string;
let folder: string;
let s3: S3Client;
/** Keys that were put, in their order. */
let puts: string[];
/** A key whose put is refused. */
let refused: string | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-console-'));
  folder = join(directory, 'build');
  puts = [];
  refused = undefined;
  const store = new S3({ directory: join(directory, 's3'), clock: systemClock, random: systemRandom });
  await store.createBucket('site');
  const requestHandler = direct(request => {
    const key = decodeURIComponent(request.path.replace('/site/', ''));
    if (request.method === 'PUT' && key === refused) throw new Error('the network is down');
    if (request.method === 'PUT') puts.push(key);
    return store.handle(request);
  });
  s3 = operatorClients('http://127.0.0.1', { requestHandler }).s3;
});
afterEach(async () => {
  s3.destroy();
  await rm(directory, { recursive: true, force: true });
});

async function build(...names: string[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'assets'), { recursive: true });
  for (const name of names.map(each => `assets/${each}`)) await writeFile(join(folder, name), name);
  for (const page of ['index.html', 'frame.html']) await writeFile(join(folder, page), names.join());
}
const upload = () => uploadConsole({ s3, bucket: 'site', folder });

async function there(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'site', Prefix: 'console/' }));
  return Contents.map(({ Key = '' }) => Key.slice('console/'.length));
}

test('files come before the pages that name them, and index.html last', async () => {
  await build('main-1.js', 'styles-1.css');
  await upload();
  expect(puts).toEqual([
    'console/assets/main-1.js',
    'console/assets/styles-1.css',
    'console/frame.html',
    'console/index.html',
    'uploads/console.json',
  ]);
});

test.each([
  ['index.html', 'text/html; charset=utf-8', 'no-cache'],
  ['frame.html', 'text/html; charset=utf-8', 'no-cache'],
  ['assets/main-1.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['assets/styles-1.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
  ['assets/icon-1.svg', 'image/svg+xml; charset=utf-8', 'public, max-age=31536000, immutable'],
])('%s is %s and kept as %s', async (path, type, kept) => {
  await build('main-1.js', 'styles-1.css', 'icon-1.svg');
  await upload();
  const { ContentType, CacheControl } = await s3.send(
    new HeadObjectCommand({ Bucket: 'site', Key: `console/${path}` }),
  );
  expect([ContentType, CacheControl]).toEqual([type, kept]);
});

test('what is there already is not put again', async () => {
  await build('main-1.js');
  await upload();
  puts = [];
  expect(await upload()).toEqual({ put: [], removed: [] });
  expect(puts).toEqual([]);
});

test('files of the last five builds stay, for tabs that are open', async () => {
  for (const version of [1, 2, 3, 4, 5]) {
    await build(`main-${version}.js`);
    expect((await upload()).removed).toEqual([]);
  }
  await build('main-6.js');
  expect((await upload()).removed).toEqual(['assets/main-1.js']);
  await build('main-2.js'); // back to an earlier one, which is the newest by that
  expect(await upload()).toEqual({ put: ['frame.html', 'index.html'], removed: [] });
  await build('main-7.js');
  expect((await upload()).removed).toEqual(['assets/main-3.js']);
  expect(await there()).toContain('assets/main-2.js');
});

test('an upload that ends halfway leaves the pages of the build before', async () => {
  await build('main-1.js');
  await upload();
  await build('main-2.js');
  refused = 'console/assets/main-2.js';
  puts = [];
  await expect(upload()).rejects.toThrow('the network is down');
  expect(puts).toEqual([]);
  refused = undefined;
  expect((await upload()).put).toEqual(['assets/main-2.js', 'frame.html', 'index.html']);
});

test('a folder that is no build is refused in a sentence, and nothing is put', async () => {
  await mkdir(dirname(folder), { recursive: true });
  await expect(upload()).rejects.toThrow(`${folder}: there is no built console in it.`);
  expect(puts).toEqual([]);
});
