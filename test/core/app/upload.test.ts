import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type UploadOptions, uploadApp } from '../../../core/app/upload.ts';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { S3 } from '../../../local/services/s3.ts';
import { operatorClients } from '../../../local/start/operator.ts';
import { direct } from '../../direct.ts';
import { HandClock } from '../../local/hand-clock.ts';

const DAY = 24 * 60 * 60 * 1000;

let directory: string;
let folder: string;
let s3: S3Client;
let clock: HandClock;
let stop: () => Promise<void>;
/** `PUT app/index.html` and the like, in their order. */
let requests: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-upload-'));
  folder = join(directory, 'build');
  clock = new HandClock();
  requests = [];
  const store = new S3({ directory: join(directory, 's3'), clock: systemClock, random: systemRandom });
  await store.createBucket('site');
  const requestHandler = direct(request => {
    requests.push(`${request.method} ${request.path.replace('/site/', '')}`);
    return store.handle(request);
  });
  s3 = operatorClients('http://127.0.0.1', { requestHandler }).s3;
  stop = async () => {
    s3.destroy();
    await rm(directory, { recursive: true, force: true });
  };
});
afterEach(() => stop());

const FIRST = { 'index.html': '<app 1>', 'assets/app-1.js': 'one()', 'robots.txt': 'User-agent: *' };
const SECOND = { 'index.html': '<app 2>', 'assets/app-2.js': 'two()', 'robots.txt': 'User-agent: *' };

/** A build's own folder, as it was when it was built. */
async function build(files: Record<string, string>, builtAt = new Date()): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    await utimes(join(folder, path), builtAt, builtAt);
  }
}

const upload = (more: Partial<UploadOptions> = {}) =>
  uploadApp({ s3, bucket: 'site', folder, keepMs: 30 * DAY, clock, ...more });

async function app(): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'site', Prefix: 'app/' }));
  return Contents.map(({ Key = '' }) => Key.slice('app/'.length));
}

async function textOf(path: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'site', Key: `app/${path}` }));
  return Body?.transformToString();
}

test('a return to the build before puts its index.html, though it is as long as the other and older', async () => {
  const lastWeek = new Date(Date.now() - 7 * DAY);
  await build(FIRST, lastWeek);
  await upload();
  await build(SECOND);
  expect((await upload()).put).toEqual(['assets/app-2.js', 'index.html']);
  await build(FIRST, lastWeek);
  expect(await upload()).toMatchObject({ put: ['index.html'], removed: [], isOther: true });
  expect(await textOf('index.html')).toBe('<app 1>');
});

test('index.html is put last, after other pages, which come after what they name', async () => {
  await build({
    'a.html': 'a',
    'index.html': 'i',
    'zoo/z.html': 'z',
    'zoo/index.html': 'zi',
    'z.js': '1',
    'assets/y.css': '',
  });
  await upload();
  const puts = requests.filter(request => request.startsWith('PUT app/')).map(request => request.slice(8));
  expect(puts.slice(0, 2).toSorted()).toEqual(['assets/y.css', 'z.js']);
  expect(puts.slice(2, 5).toSorted()).toEqual(['a.html', 'zoo/index.html', 'zoo/z.html']);
  expect(puts.slice(5)).toEqual(['index.html']);
});

test('what takes the place of another content comes right before the pages, behind all that is new', async () => {
  await build({ 'index.html': '1', 'app.js': '1', 'b.css': '1' });
  await upload();
  requests.length = 0;
  const news = Array.from({ length: 20 }, (_, n) => [`assets/${n}.js`, `${n}`]);
  await build({ 'index.html': '2', 'app.js': '2', 'b.css': '2', ...Object.fromEntries(news) });
  await upload();
  const puts = requests.filter(request => request.startsWith('PUT app/')).map(request => request.slice(8));
  expect(puts.slice(0, 20).every(path => path.startsWith('assets/'))).toBe(true);
  expect(puts.slice(20, 22).toSorted()).toEqual(['app.js', 'b.css']);
  expect(puts.slice(22)).toEqual(['index.html']);
});

test('before index.html becomes another, and only then, whoever wants is told, with the rest there', async () => {
  const told: string[][] = [];
  const beforeOther = async () => void told.push([...(await app()), (await textOf('index.html')) ?? '']);
  await build(FIRST);
  await upload({ beforeOther });
  await build({ ...FIRST, 'robots.txt': 'Disallow: /' });
  await upload({ beforeOther });
  expect(told).toEqual([]);
  await build(SECOND);
  await upload({ beforeOther });
  expect(told).toEqual([['assets/app-1.js', 'assets/app-2.js', 'index.html', 'robots.txt', '<app 1>']]);
});

test('the same build again puts nothing', async () => {
  await build(FIRST);
  await upload();
  expect(await upload()).toMatchObject({ files: 3, put: [], removed: [], kept: 0, isOther: false });
});

describe('what only an earlier build has', () => {
  beforeEach(async () => {
    await build(FIRST);
    await upload();
    await build(SECOND);
    expect(await upload()).toMatchObject({ removed: [], kept: 1 });
  });

  test('stays for as long as it was told, counted from when it left, and goes then', async () => {
    await clock.advance(30 * DAY - 1);
    expect(await upload()).toMatchObject({ removed: [], kept: 1 });
    expect(await app()).toContain('assets/app-1.js');
    await clock.advance(1);
    expect(await upload()).toMatchObject({ removed: ['assets/app-1.js'], kept: 0 });
    expect(await app()).toEqual(['assets/app-2.js', 'index.html', 'robots.txt']);
  });

  test('is counted anew when it comes back in between', async () => {
    await clock.advance(20 * DAY);
    await build(FIRST);
    await upload();
    await build(SECOND);
    await upload();
    await clock.advance(20 * DAY);
    expect(await upload()).toMatchObject({ removed: [], kept: 1 });
  });

  test('goes at once when nothing is to be kept, after index.html was put', async () => {
    requests = [];
    await build({ ...FIRST, 'index.html': '<app 3>' });
    expect(await upload({ keepMs: 0 })).toMatchObject({ removed: ['assets/app-2.js'] });
    const [put, removal] = [
      requests.indexOf('PUT app/index.html'),
      requests.findLastIndex(request => request.startsWith('POST')),
    ];
    expect(put).toBeGreaterThan(-1);
    expect(removal).toBeGreaterThan(put);
  });
});

test('what somebody removed or changed in the bucket is put again', async () => {
  await build(FIRST);
  await upload();
  await s3.send(new DeleteObjectCommand({ Bucket: 'site', Key: 'app/robots.txt' }));
  await s3.send(new PutObjectCommand({ Bucket: 'site', Key: 'app/assets/app-1.js', Body: 'hacked()' }));
  expect((await upload()).put.toSorted()).toEqual(['assets/app-1.js', 'robots.txt']);
});

test('what was brought there by other means gets its headers', async () => {
  await build(FIRST);
  await s3.send(new PutObjectCommand({ Bucket: 'site', Key: 'app/index.html', Body: FIRST['index.html'] }));
  expect(await upload()).toMatchObject({ files: 3, isOther: false });
  expect(await headersOf('index.html')).toEqual(['text/html; charset=utf-8', 'max-age=0, s-maxage=60']);
});

const SHORT = 'max-age=0, s-maxage=60';
const LONG = 'public, max-age=31536000, immutable';
test.each<[path: string, type: string, cache: string]>([
  ['index.html', 'text/html; charset=utf-8', SHORT],
  ['assets/app-1a2b3c.js', 'text/javascript; charset=utf-8', LONG],
  ['static/js/main.1a2b3c.css', 'text/css; charset=utf-8', LONG],
  ['statics.svg', 'image/svg+xml; charset=utf-8', SHORT],
  ['site.webmanifest', 'application/manifest+json', SHORT],
  ['deep/assets/app.wasm', 'application/wasm', SHORT],
  ['.well-known/assetlinks.json', 'application/json', SHORT],
  ['no-ending', 'text/plain; charset=utf-8', SHORT],
])('%s is served as %s, with %s', async (path, type, cache) => {
  await build({ 'index.html': '', [path]: 'x' });
  await upload({ hashed: ['assets', 'static'] });
  expect(await headersOf(path)).toEqual([type, cache]);
});

async function headersOf(path: string): Promise<(string | undefined)[]> {
  const { ContentType, CacheControl } = await s3.send(
    new HeadObjectCommand({ Bucket: 'site', Key: `app/${path}` }),
  );
  return [ContentType, CacheControl];
}

test('hidden files stay here, since everybody may read what is there', async () => {
  await build({ ...FIRST, '.env': 'SECRET=1', '.git/config': '', 'assets/.DS_Store': '' });
  expect((await upload()).hidden).toEqual(['.env', '.git/config', 'assets/.DS_Store']);
  expect(await app()).toEqual(Object.keys(FIRST).toSorted());
});

test('links are followed, and one that leads back ends there', async () => {
  await build(FIRST);
  await symlink('assets/app-1.js', join(folder, 'app.js'));
  await symlink('..', join(folder, 'assets/up'));
  await upload();
  expect(await app()).toEqual(['app.js', ...Object.keys(FIRST)].toSorted());
});

test('a thousand files and more are listed, put and removed', async () => {
  const many = Object.fromEntries(Array.from({ length: 1005 }, (_, i) => [`many/${i}.txt`, String(i)]));
  await build({ 'index.html': '', ...many });
  await upload({ keepMs: 0 });
  await build({ 'index.html': '' });
  expect((await upload({ keepMs: 0 })).removed).toHaveLength(1005);
  expect(await app()).toEqual(['index.html']);
});

test.each<[what: string, files: Record<string, string> | undefined, sentence: string]>([
  [
    'one without index.html',
    { 'app.js': '' },
    'there is no index.html in it. Name the folder your build writes.',
  ],
  ['one with it further down', { 'dist/index.html': '' }, 'there is no index.html in it.'],
  ['none', undefined, 'there is no such folder.'],
])('of folders, %s is refused before anything is put', async (_, files, sentence) => {
  if (files) await build(files);
  await expect(upload()).rejects.toThrow(`${folder}: ${sentence}`);
  expect(requests).toEqual([]);
});

describe('a name that S3 and browsers read in two ways', () => {
  const put = async () =>
    Object.fromEntries(await Promise.all((await app()).map(async path => [path, await textOf(path)])));

  test('lies there under both, and counts once', async () => {
    await build({ 'index.html': '', 'a+b.pdf': 'plus', 'c d.pdf': 'space', 'e\u0301+.txt': 'accent' });
    const uploaded = await upload();
    expect(uploaded).toMatchObject({ files: 4, clashing: [] });
    expect(uploaded.put.toSorted()).toEqual(['a+b.pdf', 'c d.pdf', 'e\u0301+.txt', 'index.html']);
    expect(await put()).toEqual({
      'index.html': '',
      'a+b.pdf': 'plus',
      'a b.pdf': 'plus',
      'c d.pdf': 'space',
      'e\u0301+.txt': 'accent',
      'e\u0301 .txt': 'accent',
      '\u00e9+.txt': 'accent',
      '\u00e9 .txt': 'accent',
    });
    expect(await upload()).toMatchObject({ put: [], removed: [], kept: 0 });
  });

  test('stays with the file whose exact name it is, and whoever loses it is told', async () => {
    await build({ 'index.html': '', 'a+b.pdf': 'plus', 'a b.pdf': 'space', '1+1 2': 'one', '1 1+2': 'two' });
    expect((await upload()).clashing).toEqual(['1+1 2', 'a+b.pdf']);
    expect(await put()).toMatchObject({
      'a b.pdf': 'space',
      'a+b.pdf': 'plus',
      '1 1 2': 'two',
      '1+1 2': 'one',
    });
  });

  test('goes with its file', async () => {
    await build({ 'index.html': '', 'a+b.pdf': 'plus' });
    await upload({ keepMs: 0 });
    await build({ 'index.html': '' });
    await upload({ keepMs: 0 });
    expect(await app()).toEqual(['index.html']);
  });
});
