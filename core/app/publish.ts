import type { Clock } from '../clock.ts';
import type { AppBucket, Served } from './bucket.ts';

export const APP = 'app/';
/** What app/ holds is told by listing it; how it is served, and since when it is of no use, by this object. */
const RECORD_KEY = 'uploads/app.json';
const AT_ONCE = 8;

/** A file as app/ is to hold it. */
export interface Placed extends Required<Served> {
  /** Its path under app/. */
  path: string;
  /** Another name of a file that is listed, too. */
  isCopy: boolean;
  /** The MD5 of its bytes: the ETag that an object of them has, in a bucket that encrypts with S3's own keys. */
  etag: string;
}

/** What is remembered from one change of app/ to the next. */
export interface AppRecord {
  /** The headers each object was put with, by key. One that is about to be put again has none. */
  headers: Record<string, string>;
  /** Milliseconds since the epoch at which an object was first in no build any more, by key. */
  leftAt: Record<string, number>;
  /** The same of builds, by id: when another one took their place. */
  buildsLeftAt?: Record<string, number>;
  /** The build that came last, once it was there. */
  live?: string;
  /** What was begun and not ended. */
  underway?: Underway;
}

/** A build on its way into app/. */
export interface Underway {
  build: string;
  by: 'push' | 'rollback';
}

export interface PublishOptions<File extends Placed> {
  bucket: AppBucket;
  files: readonly File[];
  /** Brings one file to its key in app/. */
  place(file: File, key: string): Promise<void>;
  /** How long a file is kept that is not in the build any more: stored pages and open tabs still ask for it. */
  keepMs: number;
  /** Whether the record is read and written. */
  remembers: boolean;
  clock: Clock;
  underway?: Underway;
  /** Awaited before index.html becomes another: until then whoever begins again sees that it will. */
  beforeOther?: (() => Promise<void>) | undefined;
}

export interface Published {
  /** How many files the app has. */
  files: number;
  /** Paths that were put, in that order. */
  put: string[];
  /** Paths of earlier builds that were removed, and how many are kept for now. */
  removed: string[];
  kept: number;
  /** The paths of all files of the app. */
  paths: string[];
  /** Paths of files that were there with another content. */
  replaced: string[];
  /** Whether another app was there before. */
  isOther: boolean;
}

/**
 * Makes the bucket's app/ hold these files. What is there already, byte for byte and with the same headers, stays as it is.
 * index.html is put last, so that nobody is told of a file that does not exist yet; and what only earlier builds have is removed
 * after that. Whoever dies on the way leaves an app that works, and the next run finishes.
 *
 * @throws whatever S3 says
 */
export async function publish<File extends Placed>(options: PublishOptions<File>): Promise<Published> {
  const { bucket, files, keepMs, clock } = options;
  const there = await bucket.list(APP);
  const before = options.remembers ? await readRecord(bucket) : undefined;
  const changed = files.filter(file => !isServed(file, there, before));
  const last = files.find(({ path }) => path === 'index.html');
  const shell = there.get(`${APP}index.html`);
  const isOther = shell !== undefined && shell !== last?.etag;
  if (before) await begin(bucket, before, changed, options.underway);
  const isOtherThan = (file: Placed) => (there.get(keyOf(file)) ?? file.etag) !== file.etag;
  const replaced = changed.filter(isOtherThan);
  for (const group of inOrder(changed, replaced)) {
    if (isOther && group.some(file => file === last)) await options.beforeOther?.();
    await eachOf(group, file => options.place(file, keyOf(file)));
  }
  const { due, record } = aged(files, there, before, { keepMs, now: clock.now() });
  await bucket.remove(due);
  if (before) await writeRecord(bucket, { ...record, ...noted(options.underway) });
  return {
    files: own(files).length,
    put: own(changed),
    removed: due.map(key => key.slice(APP.length)),
    kept: Object.keys(record.leftAt).length,
    paths: own(files),
    replaced: own(replaced),
    isOther,
  };
}

export async function readRecord(bucket: AppBucket): Promise<AppRecord> {
  const found = await bucket.read(RECORD_KEY);
  return found ? (found.value as AppRecord) : { headers: {}, leftAt: {} };
}

export const writeRecord = (bucket: AppBucket, record: AppRecord): Promise<void> =>
  bucket.write(RECORD_KEY, record);

export const keyOf = ({ path }: Placed): string => APP + path;
const headersOf = ({ contentType, cacheControl }: Placed) => `${contentType} | ${cacheControl}`;
const own = (some: readonly Placed[]) => some.filter(({ isCopy }) => !isCopy).map(({ path }) => path);

/** Whether a file is there as it is to be; where nothing is remembered, its headers are taken for right. */
function isServed(file: Placed, there: ReadonlyMap<string, string>, before: AppRecord | undefined): boolean {
  const key = keyOf(file);
  return there.get(key) === file.etag && (!before || before.headers[key] === headersOf(file));
}

/** Notes what is about to happen: nobody may take an object's headers for what they were when this ends half-way. */
async function begin(
  bucket: AppBucket,
  before: AppRecord,
  changed: readonly Placed[],
  underway: Underway | undefined,
): Promise<void> {
  if (changed.length === 0) return;
  const unsure = new Set(changed.map(keyOf));
  const headers = Object.fromEntries(Object.entries(before.headers).filter(([key]) => !unsure.has(key)));
  await writeRecord(bucket, { ...before, headers, ...(underway && { underway }) });
}

/**
 * Pages wait for what they name, and index.html for all of them. What takes the place of another content comes right before them:
 * until the pages are there, the former ones get it, too.
 */
function inOrder<File extends Placed>(files: readonly File[], replaced: readonly File[]): File[][] {
  const others = new Set(replaced);
  const isPage = ({ path }: Placed) => path.endsWith('.html');
  const isShell = ({ path }: Placed) => path === 'index.html';
  return [
    files.filter(file => !isPage(file) && !others.has(file)),
    files.filter(file => !isPage(file) && others.has(file)),
    files.filter(file => isPage(file) && !isShell(file)),
    files.filter(isShell),
  ];
}

export async function eachOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** What of app/ is of no build any more and due to go, and what is to be remembered of the rest. */
function aged(
  files: readonly Placed[],
  there: ReadonlyMap<string, string>,
  before: AppRecord | undefined,
  { keepMs, now }: { keepMs: number; now: number },
): { due: string[]; record: AppRecord } {
  const mine = new Set(files.map(keyOf));
  const left = [...there.keys()].filter(key => !mine.has(key));
  const leftAt = Object.fromEntries(left.map(key => [key, before?.leftAt[key] ?? now]));
  const due = left.filter(key => now - (leftAt[key] ?? now) >= keepMs);
  for (const key of due) delete leftAt[key];
  const headers = Object.fromEntries(files.map(file => [keyOf(file), headersOf(file)]));
  for (const key of Object.keys(leftAt)) headers[key] ??= before?.headers[key] ?? '';
  return { due, record: { headers, leftAt, buildsLeftAt: before?.buildsLeftAt ?? {} } };
}

/** Of a build there is more to do, and whoever begins again has to know. */
const noted = (underway: Underway | undefined) => underway && { live: underway.build, underway };
