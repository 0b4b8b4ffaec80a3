import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AppBucket } from '../../../core/app/bucket.ts';
import { listBuilds } from '../../../core/app/builds.ts';
import { type PushOptions, pushApp } from '../../../core/app/push.ts';
import { type RollbackOptions, rollbackApp } from '../../../core/app/rollback.ts';
import { uploadApp } from '../../../core/app/upload.ts';
import type { Clock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import type { HttpRequest } from '../../../local/http.ts';
import { S3 } from '../../../local/services/s3.ts';
import { operatorClients } from '../../../local/start/operator.ts';
import { direct } from '../../direct.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Whoever sleeps is woken as soon as everybody else had a turn; meanwhile the time has passed. */
class QuickClock implements Clock {
  time = Date.UTC(2026, 10, 1);
  now = () => this.time;
  async sleep(ms: number) {
    await setImmediate();
    this.time += ms;
  }
}

type Files = Record<string, string>;
const A = { 'index.html': '<app a>', 'assets/a.js': 'a()', 'config.json': '{"of":"a"}' };
const B = { 'index.html': '<app b>', 'assets/b.js': 'b()', 'config.json': '{"of":"b"}' };
const C = { 'index.html': '<app c>', 'assets/c.js': 'c()', 'config.json': '{"of":"c"}', 'x+y.pdf': 'c' };

let directory: string;
let s3: S3Client;
let clock: QuickClock;
/** `PUT app/index.html` and the like, in their order. */
let requests: string[];
/** What a request does before it reaches the bucket. */
let onRequest: (request: string) => unknown;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-builds-'));
  clock = new QuickClock();
  onRequest = () => undefined;
  await begin();
});
afterEach(async () => {
  s3.destroy();
  await rm(directory, { recursive: true, force: true });
});

/** An empty bucket. */
async function begin(): Promise<void> {
  requests = [];
  const store = new S3({ directory: await mkdtemp(join(directory, 's3-')), clock, random: systemRandom });
  await store.createBucket('site');
  const handle = async (request: HttpRequest) => {
    const name = `${request.method} ${decodeURIComponent(request.path.replace('/site/', ''))}`;
    requests.push(name);
    await onRequest(name);
    return store.handle(request);
  };
  s3?.destroy();
  s3 = operatorClients('http://127.0.0.1', { requestHandler: direct(handle) }).s3;
}

async function folderOf(files: Files): Promise<string> {
  const folder = await mkdtemp(join(directory, 'build-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

let owners = 0;
const common = () => ({ s3, bucket: 'site', keepMs: 30 * DAY, clock, owner: `owner-${owners++}` });

/** A push, a minute after whatever was before. */
async function push(files: Files, more: Partial<PushOptions> = {}) {
  clock.time += MINUTE;
  return await pushApp({ ...common(), folder: await folderOf(files), ...more });
}
const rollback = (build?: string, more: Partial<RollbackOptions> = {}) =>
  rollbackApp({ ...common(), build, ...more });
const bucket = () => new AppBucket(s3, 'site');
const builds = async () => (await listBuilds(bucket())).map(({ id, state }) => `${id} ${state}`);
const keys = async (prefix: string) => [...(await bucket().list(prefix)).keys()];

/** The text of a file of the app; undefined where there is none. */
async function served(path: string): Promise<string | undefined> {
  const command = new GetObjectCommand({ Bucket: 'site', Key: `app/${path}` });
  const found = await s3.send(command).catch(() => undefined);
  return await found?.Body?.transformToString();
}

async function isServing(files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) expect([path, await served(path)]).toEqual([path, text]);
}

const headersOf = async (path: string) => {
  const { ContentType, CacheControl } = await s3.send(
    new HeadObjectCommand({ Bucket: 'site', Key: `app/${path}` }),
  );
  return [ContentType, CacheControl];
};

describe('a push', () => {
  test('serves the build, with its types and times to keep, and index.html last', async () => {
    const pushed = await push(A);
    await isServing(A);
    expect(pushed).toMatchObject({ files: 3, sent: 3, isOther: false, pruned: [] });
    expect(pushed.put.at(-1)).toBe('index.html');
    expect(await headersOf('assets/a.js')).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    expect(await headersOf('index.html')).toEqual(['text/html; charset=utf-8', 'max-age=0, s-maxage=60']);
  });

  test('sends no bytes that the bucket has, whatever they are called', async () => {
    await push(A);
    expect(await push({ ...A, 'assets/copy.js': 'a()' })).toMatchObject({ sent: 0, put: ['assets/copy.js'] });
    expect(await push(A)).toMatchObject({ sent: 0, put: [] });
  });

  test('of a file whose headers alone are others puts it with these', async () => {
    await push(A);
    expect(await push(A, { hashed: [] })).toMatchObject({ sent: 0, put: ['assets/a.js'] });
    expect(await headersOf('assets/a.js')).toEqual([
      'text/javascript; charset=utf-8',
      'max-age=0, s-maxage=60',
    ]);
  });

  test('remembers builds by what is in them', async () => {
    const { build: a } = await push(A);
    const { build: b } = await push(B);
    expect(await builds()).toEqual([`${b} live`, `${a} kept`]);
    await push(A);
    expect(await builds()).toEqual([`${a} live`, `${b} kept`]);
  });

  test('takes over an app that was brought without builds', async () => {
    await uploadApp({ ...common(), folder: await folderOf(A) });
    expect(await push(A)).toMatchObject({ sent: 3, put: [] });
    await push(B);
    await rollback();
    await isServing(A);
  });
});

describe('a rollback', () => {
  test('leads to the build before, and on to the one before that; nothing is sent', async () => {
    await push(A);
    await push(B);
    const { build: c } = await push(C);
    requests = [];
    expect(await rollback()).toMatchObject({ isOther: true });
    await isServing(B);
    const puts = requests.filter(request => request.startsWith('PUT app/'));
    expect(puts.at(-1)).toBe('PUT app/index.html');
    expect(requests.filter(request => request.startsWith('PUT uploads/contents/'))).toEqual([]);
    await rollback();
    await isServing(A);
    await expect(rollback()).rejects.toThrow(
      /^no build is kept that was pushed before \w{10}, which is live\.$/,
    );
    await rollback(c.slice(0, 5));
    await isServing(C);
    expect(await served('x y.pdf')).toBe('c'); // what a browser asks for as x+y.pdf
  });

  test('brings headers back, too', async () => {
    await push(A, { hashed: [] });
    await push(A);
    await rollback();
    expect((await headersOf('assets/a.js'))[1]).toBe('max-age=0, s-maxage=60');
  });

  test('of builds that differ in what stays for a while says rightly which is live', async () => {
    const { build: small } = await push(A);
    const { build: large } = await push({ ...A, 'more.txt': 'more' });
    await rollback();
    expect(await builds()).toEqual([`${large} kept`, `${small} live`]);
  });

  test.each<[string, string, RegExp]>([
    ['that is not kept', 'ffffffffff', /^there is no build ffffffffff\. `signpost app builds` lists them\.$/],
    ['that is called by too little', '', /^ begins the ids of 2 builds\. Give more of it\.$/],
  ])('to a build %s is refused', async (_, name, sentence) => {
    await push(A);
    await push(B);
    await expect(rollback(name)).rejects.toThrow(sentence);
    await isServing(B);
  });

  test('to a build that is not whole any more is refused before anything is touched', async () => {
    const { build } = await push(A);
    await push(B);
    await bucket().remove(await keys('uploads/contents/'));
    await expect(rollback(build)).rejects.toThrow(/is not whole any more: \S+ is missing\.$/);
    await isServing(B);
  });
});

describe('old builds', () => {
  test('are removed so long after another took their place, and what only they have with them', async () => {
    const { build: a } = await push(A);
    const { build: b } = await push(B);
    clock.time += 29 * DAY;
    const { build: c } = await push(C);
    expect(await builds()).toEqual([`${c} live`, `${b} kept`, `${a} kept`]);
    clock.time += 2 * DAY;
    expect(await push(C)).toMatchObject({ pruned: [a] });
    expect(await builds()).toEqual([`${c} live`, `${b} kept`]);
    const kept = new Set([...Object.values(B), ...Object.values(C)]);
    expect(await keys('uploads/contents/')).toHaveLength(kept.size);
  });

  test('stay when they are the one before, however old', async () => {
    const { build: a } = await push(A);
    clock.time += 300 * DAY;
    const { build: b, pruned } = await push(B, { keepMs: 0 });
    expect([pruned, await builds()]).toEqual([[], [`${b} live`, `${a} kept`]]);
    await rollback();
    await isServing(A);
  });
});

/** Whoever dies at the n-th request that changes something. */
class Killed extends Error {}

/** Has the process die before its n-th write. */
function dieAt(write: number): void {
  let writes = 0;
  onRequest = request => {
    if (/^(PUT|POST|DELETE) /.test(request) && writes++ >= write) throw new Killed();
  };
}

/** What work came to when it died before its n-th write; undefined where it had fewer. */
async function diesAt(write: number, work: () => Promise<unknown>): Promise<boolean> {
  dieAt(write);
  const hasDied = await work().then(
    () => false,
    error => {
      if (error instanceof Killed || error.cause instanceof Killed) return true;
      throw error;
    },
  );
  onRequest = () => undefined;
  return hasDied;
}

/** Whatever index.html there is, what it names is there, too. */
async function isWhole(...apps: Files[]): Promise<void> {
  const index = await served('index.html');
  const app = apps.find(files => files['index.html'] === index);
  expect(app).toBeDefined();
  for (const [path, text] of Object.entries(app ?? {}))
    if (path.startsWith('assets/')) expect([path, await served(path)]).toEqual([path, text]);
    else expect(await served(path)).toBeDefined();
}

describe('killed before any of its writes', () => {
  test('a push leaves an app that works, and again it finishes', async () => {
    let deaths = 0;
    for (let isDead = true; isDead; deaths++) {
      await begin();
      await push(A);
      await push(B);
      const folder = await folderOf(C);
      clock.time += MINUTE;
      isDead = await diesAt(deaths, () => pushApp({ ...common(), folder }));
      await isWhole(B, C);
      const { build } = await push(C);
      await isServing(C);
      expect((await builds())[0]).toBe(`${build} live`);
    }
    expect(deaths).toBeGreaterThan(10);
  });

  test('a push is undone by one rollback, and one that was done is, too', async () => {
    for (let [deaths, isDead] = [0, true]; isDead; deaths++) {
      await begin();
      await push(A);
      await push(B);
      const folder = await folderOf(C);
      clock.time += MINUTE;
      isDead = await diesAt(deaths, () => pushApp({ ...common(), folder }));
      const wasTouched = (await served('config.json')) !== B['config.json'];
      await rollback();
      await isServing(wasTouched ? B : (await served('index.html')) === A['index.html'] ? A : B);
    }
  });

  test('a rollback leaves an app that works, and again it finishes, and goes no further', async () => {
    let deaths = 0;
    for (let isDead = true; isDead; deaths++) {
      await begin();
      await push(A);
      await push(B);
      await push(C);
      isDead = await diesAt(deaths, () => rollback());
      await isWhole(B, C);
      if (!isDead) break;
      await rollback();
      await isServing(B);
    }
    expect(deaths).toBeGreaterThan(5);
  });
});

describe('two at once', () => {
  test('come one after the other: the app is one of them, whole', async () => {
    await push(A);
    let waits = 0;
    const onWait = () => void waits++;
    const folders = [await folderOf(B), await folderOf(C)];
    let [asking, bothAsk] = [0, () => {}];
    const both = new Promise<void>(resolve => (bothAsk = resolve));
    onRequest = request => {
      if (request !== 'GET uploads/turn.json') return undefined;
      if (++asking === 2) bothAsk();
      return both;
    };
    await Promise.all(folders.map(folder => pushApp({ ...common(), folder, onWait })));
    expect(waits).toBe(1);
    const last = (await served('index.html')) === B['index.html'] ? B : C;
    await isServing(last);
    expect((await builds()).filter(build => build.endsWith('live'))).toHaveLength(1);
    expect(await keys('uploads/turn.json')).toEqual([]);
  });

  test('one that has died is waited for a minute', async () => {
    const { time } = clock;
    await diesAt(2, () => push(A));
    await push(B);
    expect(clock.time - time).toBeGreaterThanOrEqual(MINUTE);
    await isServing(B);
  });

  test('one that was thought dead gives up when it wakes, and the other’s app stays whole', async () => {
    await push(A);
    onRequest = async request => {
      if (request !== 'GET uploads/app.json') return;
      onRequest = () => undefined;
      clock.time += 2 * MINUTE; // a laptop was closed
      await push(C);
    };
    await expect(push(B)).rejects.toThrow('another push has begun. Run it again.');
    await isServing(C);
  });
});
