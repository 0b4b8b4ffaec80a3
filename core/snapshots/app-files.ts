import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import type { Source } from '../rendering/stand-in.ts';
import { undefinedWhenMissing } from '../s3.ts';

export interface AppFilesOptions {
  s3: S3Client;
  bucket: string;
  clock: Clock;
}

/** As long as the edge keeps what says nothing else: SiteCachePolicy in infra/policies.yml. */
const KEPT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

interface Kept {
  source: Source & { body: Buffer };
  until: number;
}

/** The files of the app, as the bucket has them under `app/`. They stay in memory for a minute: each page asks for the same ones. */
export class AppFiles {
  readonly #options: AppFilesOptions;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(options: AppFilesOptions) {
    this.#options = options;
  }

  /** The file at a path of the site; undefined when there is none. Rejects with a ServiceFault. */
  async find(pathname: string): Promise<Source | undefined> {
    const name = decoded(pathname);
    if (name === undefined || name.endsWith('/')) return undefined;
    const { s3, bucket, clock } = this.#options;
    const kept = this.#kept.get(name);
    if (kept && clock.now() < kept.until) return kept.source;
    const command = new GetObjectCommand({ Bucket: bucket, Key: `app${name}` });
    const object = await s3.send(command).catch(undefinedWhenMissing);
    if (!object?.Body) return undefined;
    const headers = {
      'content-type': object.ContentType ?? 'application/octet-stream',
      ...(object.CacheControl && { 'cache-control': object.CacheControl }),
    };
    const source = { status: 200, headers, body: Buffer.from(await object.Body.transformToByteArray()) };
    this.#keep(name, { source, until: clock.now() + KEPT_MS });
    return source;
  }

  #keep(name: string, kept: Kept): void {
    this.#drop(name);
    this.#kept.set(name, kept);
    this.#bytes += kept.source.body.length;
    for (const oldest of this.#kept.keys()) if (this.#bytes > MOST_BYTES) this.#drop(oldest);
  }

  #drop(name: string): void {
    this.#bytes -= this.#kept.get(name)?.source.body.length ?? 0;
    this.#kept.delete(name);
  }
}

/** As S3 reads a path: a plus is a space, and %2B a plus. */
function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.replaceAll('+', ' '));
  } catch {
    return undefined; // no name of an object
  }
}
