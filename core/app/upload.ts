import { readFile } from 'node:fs/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { undefinedWhenMissing } from '../s3.ts';
import { type AppFile, appFiles, etagOf } from './files.ts';

/** What the bucket's app/ holds is told by listing it; how it is served, and since when it is of no use, by this object. */
const RECORD_KEY = 'uploads/app.json';
const AT_ONCE = 8;

/** What is remembered from one upload to the next, by key. */
interface UploadRecord {
  /** The headers each object was put with. */
  headers: Record<string, string>;
  /** Milliseconds since the epoch at which an object was first in no build any more. */
  leftAt: Record<string, number>;
}

export interface UploadOptions {
  s3: S3Client;
  bucket: string;
  /** What the app's build wrote; it holds index.html. */
  folder: string;
  /** How long a file is kept that is not in the build any more: stored pages and open tabs still ask for it. */
  keepMs: number;
  clock: Clock;
  /** Folders in which each name holds a hash; by default `assets`. */
  hashed?: readonly string[] | undefined;
  /** Awaited before index.html becomes another: until then whoever begins again sees that it will. */
  beforeOther?(): Promise<void>;
}

export interface Uploaded {
  /** How many files the app has. */
  files: number;
  /** Paths that were put, in that order. */
  put: string[];
  /** Paths of earlier builds that were removed, and how many are kept for now. */
  removed: string[];
  kept: number;
  /** Hidden files, which were left out. */
  hidden: string[];
  /** Files that cannot be had by the one of their two addresses that another file has. */
  clashing: string[];
  /** The paths of all files of the app. */
  paths: string[];
  /** Whether another app was there before. */
  isOther: boolean;
}

/**
 * Makes the bucket's app/ hold a built app. What is there already, byte for byte and with the same headers, stays as it is,
 * whichever is older: so a return to an earlier build is an upload like any other. index.html is put last, so that nobody is
 * told of a file that is not there yet; and what only earlier builds have is removed after that.
 *
 * @throws an error of one sentence for a folder that is no build, and whatever S3 says
 */
export async function uploadApp(options: UploadOptions): Promise<Uploaded> {
  const { s3, bucket, folder, keepMs, clock, hashed } = options;
  const { files, last, hidden, clashing } = await appFiles(folder, hashed);
  const there = await list(s3, bucket);
  const shell = there.get(SHELL);
  // Where nothing is kept there is nothing to remember.
  const before = keepMs > 0 ? await readRecord(s3, bucket) : undefined;
  const changed = await changedOf(files, there, before);
  const isOther = shell !== undefined && shell !== (await etagOf(last));
  for (const group of inOrder(changed)) {
    if (isOther && group.includes(last)) await options.beforeOther?.();
    await eachOf(group, file => put(s3, bucket, file));
  }

  const now = clock.now();
  const mine = new Set(files.map(keyOf));
  const left = [...there.keys()].filter(key => !mine.has(key));
  const leftAt = Object.fromEntries(left.map(key => [key, before?.leftAt[key] ?? now]));
  const due = left.filter(key => now - (leftAt[key] ?? now) >= keepMs);
  await remove(s3, bucket, due);
  for (const key of due) delete leftAt[key];
  const headers = Object.fromEntries(files.map(file => [keyOf(file), headersOf(file)]));
  for (const key of Object.keys(leftAt)) headers[key] ??= before?.headers[key] ?? '';
  if (keepMs > 0) await writeRecord(s3, bucket, { headers, leftAt });
  const own = (some: readonly AppFile[]) => some.filter(({ isCopy }) => !isCopy).map(({ path }) => path);
  return {
    files: own(files).length,
    put: own(changed),
    removed: due.map(key => key.slice(PREFIX.length)),
    kept: Object.keys(leftAt).length,
    hidden,
    clashing,
    paths: own(files),
    isOther,
  };
}

const PREFIX = 'app/';
const SHELL = `${PREFIX}index.html`;
const keyOf = ({ path }: AppFile) => PREFIX + path;
const headersOf = ({ contentType, cacheControl }: AppFile) => `${contentType} | ${cacheControl}`;

async function changedOf(
  files: readonly AppFile[],
  there: ReadonlyMap<string, string>,
  before: UploadRecord | undefined,
): Promise<AppFile[]> {
  const changed: AppFile[] = [];
  for (const file of files) {
    const key = keyOf(file);
    const isServed = before === undefined || before.headers[key] === headersOf(file);
    if (there.get(key) !== (await etagOf(file)) || !isServed) changed.push(file);
  }
  return changed;
}

/** Pages wait for what they name, and index.html for all of them. */
function inOrder(files: readonly AppFile[]): AppFile[][] {
  const isPage = ({ path }: AppFile) => path.endsWith('.html');
  const isShell = ({ path }: AppFile) => path === 'index.html';
  return [
    files.filter(file => !isPage(file)),
    files.filter(file => isPage(file) && !isShell(file)),
    files.filter(isShell),
  ];
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function put(s3: S3Client, bucket: string, file: AppFile): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: keyOf(file),
      Body: await readFile(file.file),
      ContentType: file.contentType,
      CacheControl: file.cacheControl,
    }),
  );
}

/** Each key under app/ with its ETag. */
async function list(s3: S3Client, bucket: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: PREFIX,
        ...(token && { ContinuationToken: token }),
      }),
    );
    for (const { Key, ETag } of page.Contents ?? [])
      if (Key) found.set(Key, (ETag ?? '').replaceAll('"', ''));
    token = page.NextContinuationToken;
  } while (token);
  return found;
}

async function remove(s3: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  // DeleteObjects takes at most 1,000 keys: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
  for (let at = 0; at < keys.length; at += 1000) {
    const Objects = keys.slice(at, at + 1000).map(Key => ({ Key }));
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors ?? [];
    if (first) throw new Error(`${first.Key} could not be removed: ${first.Message}`);
  }
}

async function readRecord(s3: S3Client, bucket: string): Promise<UploadRecord> {
  const found = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: RECORD_KEY }))
    .catch(undefinedWhenMissing);
  return found?.Body ? JSON.parse(await found.Body.transformToString()) : { headers: {}, leftAt: {} };
}

async function writeRecord(s3: S3Client, bucket: string, record: UploadRecord): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: RECORD_KEY,
      Body: JSON.stringify(record),
      ContentType: 'application/json',
    }),
  );
}
