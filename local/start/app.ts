import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getMimeType } from 'hono/utils/mime';

/**
 * Puts a built single-page app under `app/` of the bucket, as a deploy would, and removes what an earlier one left.
 * When the app's shell is another than before, the snapshots are of another app: they are dropped.
 *
 * @param folder must hold index.html
 * @returns how many files the app has, and how many snapshots were dropped
 */
export async function uploadApp(
  s3: S3Client,
  bucket: string,
  folder: string,
): Promise<{ files: number; dropped: number }> {
  const before = await list(s3, bucket, 'app/');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const kept = new Set<string>();
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    const key = `app/${relative(folder, path).split(sep).join('/')}`;
    kept.add(key);
    const body = readFileSync(path);
    if (before.get(key) === md5(body)) continue;
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType(key),
        CacheControl: cacheControl(key),
      }),
    );
  }
  await remove(
    s3,
    bucket,
    [...before.keys()].filter(key => !kept.has(key)),
  );
  const shell = before.get('app/index.html');
  const changed = shell !== undefined && shell !== md5(readFileSync(join(folder, 'index.html')));
  const snapshots = changed ? [...(await list(s3, bucket, 'snapshots/')).keys()] : [];
  await remove(s3, bucket, snapshots);
  const dropped = snapshots.filter(key => key.endsWith('.html')).length; // each has its Markdown beside it
  return { files: files.length, dropped };
}

/** Names under assets/ hold a hash of their content, so they never change; anything else may at the next deploy. */
const cacheControl = (key: string) =>
  key.startsWith('app/assets/') ? 'public, max-age=31536000, immutable' : 'max-age=0, s-maxage=60';

function contentType(key: string): string {
  const type = getMimeType(key) ?? 'application/octet-stream';
  return type.startsWith('text/') && !type.includes('charset') ? `${type}; charset=utf-8` : type;
}

const md5 = (body: Buffer) => createHash('md5').update(body).digest('hex');

/** Each key under a prefix with its ETag, which is the content's MD5. */
async function list(s3: S3Client, bucket: string, prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token && { ContinuationToken: token }),
      }),
    );
    for (const { Key, ETag } of page.Contents ?? [])
      if (Key) found.set(Key, (ETag ?? '').replaceAll('"', ''));
    token = page.NextContinuationToken;
  } while (token);
  return found;
}

async function remove(s3: S3Client, bucket: string, keys: string[]): Promise<void> {
  // DeleteObjects takes at most 1,000 keys: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
  for (let i = 0; i < keys.length; i += 1000) {
    const Objects = keys.slice(i, i + 1000).map(Key => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
}
