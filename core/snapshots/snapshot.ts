import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ServiceFault } from '../problem.ts';
import { snapshotKey } from './page.ts';
import { isGone } from './table.ts';

/** The stored, finished HTML of one page, with what its page really answered. */
export interface Snapshot {
  url: string;
  status: number;
  /** Where a page that redirects leads to: an absolute URL. */
  location?: string;
  /** What else the page asked to be answered with, such as X-Robots-Tag. */
  headers: Record<string, string>;
  html: string;
}

/** The only headers a page may set on its snapshot: those that speak of the page, none that speak of its transport. */
const PAGE_HEADERS = ['x-robots-tag', 'link', 'content-language'];

/**
 * How long the edge keeps a snapshot. Browsers never: they don't get one. A page that is gone is asked for again soon.
 * Stale copies serve while a new one is fetched, and for a day when the origin is down.
 */
export function cacheControl(status: number): string {
  return isGone(status)
    ? 'max-age=0, s-maxage=60'
    : 'max-age=0, s-maxage=300, stale-while-revalidate=86400, stale-if-error=86400';
}

/** The answer to a crawler, as the edge gives it when it finds the snapshot in the bucket. */
export function responseHeaders(snapshot: Snapshot): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': cacheControl(snapshot.status),
    ...pageHeaders(snapshot),
    ...(snapshot.location && { location: snapshot.location }),
  };
}

/** Snapshots in the bucket: one object each, status, location and headers in its metadata. */
export class SnapshotStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** Keeps a snapshot, in place of an earlier one. Rejects with a ServiceFault. */
  async put(snapshot: Snapshot): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: snapshotKey(snapshot.url),
      Body: Buffer.from(snapshot.html),
      ContentType: 'text/html; charset=utf-8',
      CacheControl: cacheControl(snapshot.status),
      // Read by edge/origin-response. Metadata is ASCII, so what may not be is percent-encoded.
      Metadata: {
        status: String(snapshot.status),
        ...(snapshot.location && { location: new URL(snapshot.location, snapshot.url).href }),
        headers: encodeURIComponent(JSON.stringify(pageHeaders(snapshot))),
      },
    });
    await this.#s3.send(command).catch(fault);
  }

  /** The snapshot of a page, or undefined when there is none. Rejects with a ServiceFault. */
  async get(url: string): Promise<Snapshot | undefined> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: snapshotKey(url) });
    const object = await this.#s3.send(command).catch(undefinedWhenMissing);
    if (!object) return undefined;
    const { status, location, headers } = object.Metadata ?? {};
    return {
      url,
      status: Number(status ?? 200),
      ...(location && { location }),
      headers: JSON.parse(decodeURIComponent(headers ?? '%7B%7D')),
      html: (await object.Body?.transformToString()) ?? '',
    };
  }

  /** Drops the snapshot of a page; nothing happens when there is none. Rejects with a ServiceFault. */
  async delete(url: string): Promise<void> {
    await this.#s3
      .send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: snapshotKey(url) }))
      .catch(fault);
  }

  /** The single-page app's shell, `app/index.html`. Rejects with a ServiceFault. */
  async shell(): Promise<string> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: 'app/index.html' });
    const object = await this.#s3.send(command).catch(fault);
    return (await object.Body?.transformToString()) ?? '';
  }
}

function pageHeaders(snapshot: Snapshot): Record<string, string> {
  const own = Object.entries(snapshot.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(own.filter(([name]) => PAGE_HEADERS.includes(name)));
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof NoSuchKey) return undefined;
  // Without leave to list the bucket, S3 says of a missing object that access is denied.
  if (error instanceof Error && error.name === 'AccessDenied') return undefined;
  return fault(error);
}

function fault(error: unknown): never {
  throw new ServiceFault('S3', error);
}
