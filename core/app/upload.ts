import { readFile } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { AppBucket } from './bucket.ts';
import { type AppFile, appFiles, etagOf } from './files.ts';
import { type Published, publish } from './publish.ts';

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

export interface Uploaded extends Published {
  /** Hidden files, which were left out. */
  hidden: string[];
  /** Files that cannot be had by the one of their two addresses that another file has. */
  clashing: string[];
}

/**
 * Makes the bucket's app/ hold a built app, whichever is older, and remembers no build: push.ts does.
 *
 * @throws an error of one sentence for a folder that is no build, and whatever S3 says
 */
export async function uploadApp(options: UploadOptions): Promise<Uploaded> {
  const { s3, folder, keepMs, clock, hashed, beforeOther } = options;
  const bucket = new AppBucket(s3, options.bucket);
  const { files, hidden, clashing } = await appFiles(folder, hashed);
  const placed: (AppFile & { etag: string })[] = [];
  for (const file of files) placed.push({ ...file, etag: await etagOf(file) });
  const place = async (file: (typeof placed)[number], key: string) =>
    bucket.put(key, await readFile(file.file), file);
  const remembers = keepMs > 0; // where nothing is kept there is nothing to remember
  const published = await publish({ bucket, files: placed, place, keepMs, clock, beforeOther, remembers });
  return { ...published, hidden, clashing };
}
