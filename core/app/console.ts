import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { undefinedWhenMissing } from '../s3.ts';
import { contentTypeOf } from './content-type.ts';

/** Where the console lies in the bucket, whose paths are those of the short domain. */
const PREFIX = 'console/';
const ASSETS = 'assets/';
/** The files of each build that is kept, the newest first. */
const RECORD_KEY = 'uploads/console.json';
/** A tab that was opened before so many deploys has to be loaded again. A build is a few hundred kilobytes. */
const KEPT_BUILDS = 5;

export interface ConsoleUpload {
  s3: S3Client;
  bucket: string;
  /** What `buildConsole` wrote. */
  folder: string;
}

export interface ConsoleUploaded {
  /** Paths that were put, in that order; what was there already, byte for byte, stays. */
  put: string[];
  /** Paths of builds that are kept no longer. */
  removed: string[];
}

/**
 * Makes the bucket's console/ hold a built console: first the files whose names hold a hash, then the pages that name them,
 * index.html last. No invalidation is needed: browsers and the edge ask for pages anew each time, and other content has another name.
 *
 * @throws an error of one sentence for a folder that is no build, and whatever S3 says
 */
export async function uploadConsole({ s3, bucket, folder }: ConsoleUpload): Promise<ConsoleUploaded> {
  const paths = await pathsIn(folder);
  const there = await list(s3, bucket);
  const put: string[] = [];
  for (const path of paths) {
    const body = await readFile(join(folder, path));
    if (there.get(path) === createHash('md5').update(body).digest('hex')) continue;
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: PREFIX + path,
        Body: body,
        ContentType: contentTypeOf(path, body),
        CacheControl: path.startsWith(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache',
      }),
    );
    put.push(path);
  }
  return { put, removed: await removeOld({ s3, bucket }, paths, [...there.keys()]) };
}

/** In the order in which they are put. */
async function pathsIn(folder: string): Promise<string[]> {
  const pages = await readdir(folder).catch((): string[] => []);
  if (!pages.includes('index.html')) throw new Error(`${folder}: there is no built console in it.`);
  const assets = await readdir(join(folder, ASSETS));
  const others = pages.filter(name => name.endsWith('.html') && name !== 'index.html');
  return [...assets.map(name => ASSETS + name), ...others, 'index.html'];
}

/** Each path below console/ with its ETag, which in a bucket that encrypts with S3's own keys is the content's MD5. */
async function list(s3: S3Client, bucket: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let token: string | undefined, isMore = true; isMore; isMore = token !== undefined) {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: PREFIX,
        ...(token && { ContinuationToken: token }),
      }),
    );
    for (const { Key = '', ETag = '' } of page.Contents ?? [])
      found.set(Key.slice(PREFIX.length), ETag.replaceAll('"', ''));
    token = page.NextContinuationToken;
  }
  return found;
}

/** Removes what none of the last builds has; the new one is of them from here on. */
async function removeOld(
  { s3, bucket }: Omit<ConsoleUpload, 'folder'>,
  paths: string[],
  there: string[],
): Promise<string[]> {
  const found = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: RECORD_KEY }))
    .catch(undefinedWhenMissing);
  const before: string[][] = found?.Body ? JSON.parse(await found.Body.transformToString()) : [];
  const others = before.filter(build => build.join() !== paths.join());
  const builds = [paths, ...others].slice(0, KEPT_BUILDS);
  if (JSON.stringify(builds) !== JSON.stringify(before))
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: RECORD_KEY,
        Body: JSON.stringify(builds),
        ContentType: 'application/json',
      }),
    );
  const kept = new Set(builds.flat());
  const removed = there.filter(path => !kept.has(path));
  if (removed.length === 0) return [];
  const { Errors: [refused] = [] } = await s3.send(
    new DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: removed.slice(0, 1000).map(path => ({ Key: PREFIX + path })), Quiet: true },
    }),
  );
  if (refused) throw new Error(`${refused.Key} could not be removed: ${refused.Message}`);
  return removed;
}
