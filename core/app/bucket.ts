import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { undefinedWhenMissing } from '../s3.ts';

/** How an object is served. */
export interface Served {
  contentType: string;
  cacheControl?: string;
}

/** A JSON object of the bucket, with the ETag that the next write may be conditional on. */
export interface Kept {
  value: unknown;
  etag: string;
}

/** What app/ and uploads/ of the site's bucket are read and written by. Methods reject with what S3 says. */
export class AppBucket {
  readonly #s3: S3Client;
  readonly #Bucket: string;
  readonly #beforeWrite: (() => Promise<void>) | undefined;

  /** @param beforeWrite awaited before each write; one that rejects is none */
  constructor(s3: S3Client, bucket: string, beforeWrite?: () => Promise<void>) {
    this.#s3 = s3;
    this.#Bucket = bucket;
    this.#beforeWrite = beforeWrite;
  }

  /** The same bucket, which waits before each write. */
  waiting(beforeWrite: () => Promise<void>): AppBucket {
    return new AppBucket(this.#s3, this.#Bucket, beforeWrite);
  }

  /** Each key with the prefix, and its ETag without quotes. */
  async list(Prefix: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    let token: string | undefined;
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({
          Bucket: this.#Bucket,
          Prefix,
          ...(token && { ContinuationToken: token }),
        }),
      );
      for (const { Key, ETag } of page.Contents ?? []) if (Key) found.set(Key, bare(ETag));
      token = page.NextContinuationToken;
    } while (token);
    return found;
  }

  async put(Key: string, Body: Uint8Array | string, served: Served): Promise<void> {
    await this.#beforeWrite?.();
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#Bucket, Key, Body, ...headersOf(served) }));
  }

  /** Copies within the bucket; the bytes do not come by here. */
  async copy(from: string, Key: string, served: Served): Promise<void> {
    await this.#beforeWrite?.();
    await this.#s3.send(
      new CopyObjectCommand({
        Bucket: this.#Bucket,
        Key,
        CopySource: `${this.#Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
        MetadataDirective: 'REPLACE',
        ...headersOf(served),
      }),
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    // DeleteObjects takes at most 1,000 keys: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
    for (let at = 0; at < keys.length; at += 1000) {
      await this.#beforeWrite?.();
      const Objects = keys.slice(at, at + 1000).map(Key => ({ Key }));
      const { Errors } = await this.#s3.send(
        new DeleteObjectsCommand({ Bucket: this.#Bucket, Delete: { Objects, Quiet: true } }),
      );
      const [first] = Errors ?? [];
      if (first) throw new Error(`${first.Key} could not be removed: ${first.Message}`);
    }
  }

  /** A JSON object; undefined where there is none. */
  async read(Key: string): Promise<Kept | undefined> {
    const found = await this.#s3
      .send(new GetObjectCommand({ Bucket: this.#Bucket, Key }))
      .catch(undefinedWhenMissing);
    if (!found?.Body) return undefined;
    return { value: JSON.parse(await found.Body.transformToString()), etag: bare(found.ETag) };
  }

  async write(key: string, value: unknown): Promise<void> {
    await this.put(key, JSON.stringify(value), { contentType: 'application/json' });
  }

  /**
   * Writes a JSON object if what is there has that ETag; undefined: if nothing is there.
   *
   * @returns its ETag, or undefined where somebody else was first
   */
  async writeIf(Key: string, value: unknown, etag: string | undefined): Promise<string | undefined> {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    const command = new PutObjectCommand({
      Bucket: this.#Bucket,
      Key,
      Body: JSON.stringify(value),
      ContentType: 'application/json',
      ...condition,
    });
    const put = await this.#s3.send(command).catch(undefinedWhenOthersWere);
    return put && bare(put.ETag);
  }

  /** Removes an object unless it is another by now. */
  async removeIf(Key: string, IfMatch: string): Promise<void> {
    await this.#s3
      .send(new DeleteObjectCommand({ Bucket: this.#Bucket, Key, IfMatch }))
      .catch(undefinedWhenOthersWere);
  }
}

const bare = (etag = '') => etag.replaceAll('"', '');

const headersOf = ({ contentType, cacheControl }: Served) => ({
  ContentType: contentType,
  ...(cacheControl !== undefined && { CacheControl: cacheControl }),
});

/**
 * 412: the condition did not hold; 409: another write was under way; 404: what was to be replaced is gone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function undefinedWhenOthersWere(error: unknown): undefined {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if ([404, 409, 412].includes($metadata?.httpStatusCode ?? 0) && name !== 'NoSuchBucket') return undefined;
  throw error;
}
