import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppBucket } from './bucket.ts';
import { type BuildFile, buildOf, contentKey, keepBuild, keptContents, pruneBuilds } from './builds.ts';
import { type AppFile, appFiles } from './files.ts';
import { eachOf, type Published, publish, type Underway } from './publish.ts';
import { inTurn, type TurnOptions } from './turn.ts';
import type { UploadOptions } from './upload.ts';

export interface PushOptions
  extends Omit<UploadOptions, 'beforeOther'>,
    Pick<TurnOptions, 'owner' | 'onWait'> {
  /** How long builds, and files that only they have, are kept once they are not the app any more. */
  keepMs: number;
}

export interface Pushed extends Published {
  build: string;
  /** Hidden files, which were left out. */
  hidden: string[];
  /** Files that cannot be had by the one of their two addresses that another file has. */
  clashing: string[];
  /** Files whose bytes were sent; the others were in the bucket. */
  sent: number;
  /** Ids of builds that were removed. */
  pruned: string[];
}

/**
 * Makes the bucket's app/ a built app, and remembers the build. Bytes are sent once, by their hash, into a place that nobody is served
 * from; from there each file is copied within the bucket, index.html last. So the way there is the way back, too (rollback.ts).
 * Whoever dies on the way leaves the former app or the new one, and the same push again finishes.
 *
 * @throws an error of one sentence for a folder that is no build, and whatever S3 says
 */
export async function pushApp(options: PushOptions): Promise<Pushed> {
  const { s3, folder, clock, hashed } = options;
  const { files, hidden, clashing } = await appFiles(folder, hashed);
  return await inTurn({ ...options, bucket: new AppBucket(s3, options.bucket) }, async bucket => {
    const { hashes, sent } = await sendContents(bucket, files);
    const build = buildOf(hashes, clock.now());
    await keepBuild(bucket, build);
    const underway: Underway = { build: build.id, by: 'push' };
    const published = await publishBuild(build.files, { ...options, bucket, underway });
    return { ...published, build: build.id, hidden, clashing, sent };
  });
}

export interface PublishBuildOptions extends Pick<PushOptions, 'keepMs' | 'clock'> {
  bucket: AppBucket;
  underway: Underway;
}

/** Copies the files of a build into app/, and removes what is too old. */
export async function publishBuild(
  files: readonly BuildFile[],
  { bucket, ...options }: PublishBuildOptions,
): Promise<Published & { pruned: string[] }> {
  const place = (file: BuildFile, key: string) => bucket.copy(contentKey(file), key, file);
  const published = await publish({ ...options, bucket, files, place, remembers: true });
  const limits = { keepMs: options.keepMs, now: options.clock.now() };
  return { ...published, pruned: await pruneBuilds(bucket, options.underway.build, limits) };
}

/** Has the bytes of all files in the bucket, under their hashes. */
async function sendContents(
  bucket: AppBucket,
  files: readonly AppFile[],
): Promise<{ hashes: BuildFile[]; sent: number }> {
  const there = await keptContents(bucket);
  const hashes: BuildFile[] = [];
  const missing = new Map<string, AppFile>();
  // One after the other: an app may have more files than a process may open.
  for (const file of files) {
    const { path, isCopy, contentType, cacheControl } = file;
    const bytes = await readFile(file.file);
    const hash = createHash('sha256').update(bytes).digest('hex');
    hashes.push({
      ...{ path, isCopy, contentType, cacheControl, hash },
      etag: createHash('md5').update(bytes).digest('hex'),
    });
    if (!there.has(hash)) missing.set(hash, file);
  }
  await eachOf([...missing], async ([hash, { file, contentType }]) => {
    await bucket.put(contentKey({ hash }), await verified(file, hash), { contentType });
  });
  return { hashes, sent: missing.size };
}

/** The bytes of a file, which a build that goes on at this moment may have written anew. */
async function verified(file: string, hash: string): Promise<Buffer> {
  const bytes = await readFile(file);
  if (createHash('sha256').update(bytes).digest('hex') === hash) return bytes;
  throw new Error(`${file} has changed while it was read. Push again once the build has ended.`);
}
