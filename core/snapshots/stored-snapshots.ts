import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { RenderedPage } from '../rendering/rendered.ts';
import { s3Fault, undefinedWhenMissing } from '../s3.ts';
import { type SnapshotForm, snapshotKey } from './page.ts';

/** The stored, finished HTML of one page, with what its page really answered. */
export interface Snapshot extends RenderedPage {
  url: string;
}

export const FORMS: readonly SnapshotForm[] = ['html', 'md'];

/** Snapshots in the bucket, for who makes none: what writes them needs what makes Markdown, which is large. */
export class StoredSnapshots {
  protected readonly s3: S3Client;
  protected readonly bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /** The snapshot of a page, or undefined when there is none. Rejects with a ServiceFault. */
  async get(url: string): Promise<Snapshot | undefined> {
    const object = await this.#get(url, 'html');
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

  /** A page's text as it is stored, or undefined when there is none. Rejects with a ServiceFault. */
  async markdown(url: string): Promise<string | undefined> {
    const object = await this.#get(url, 'md');
    return object && ((await object.Body?.transformToString()) ?? '');
  }

  /** Where the snapshot of a page leads to; undefined when it is no redirect, or there is none. Rejects with a ServiceFault. */
  async locationOf(url: string): Promise<string | undefined> {
    return (await this.head(snapshotKey(url)))?.Metadata?.location;
  }

  /** Whether there is anything of a page's snapshot, in whichever form. Rejects with a ServiceFault. */
  async holdsAny(url: string): Promise<boolean> {
    const found = await Promise.all(FORMS.map(form => this.head(snapshotKey(url, form))));
    return found.some(object => object !== undefined);
  }

  /** Drops the snapshot of a page; nothing happens when there is none. Rejects with a ServiceFault. */
  async delete(url: string): Promise<void> {
    for (const form of FORMS) {
      const command = new DeleteObjectCommand({ Bucket: this.bucket, Key: snapshotKey(url, form) });
      await this.s3.send(command).catch(s3Fault);
    }
  }

  /** What is said of an object; undefined when there is none. */
  protected head(Key: string) {
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key });
    return this.s3.send(command).catch(undefinedWhenMissing);
  }

  #get(url: string, form: SnapshotForm) {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: snapshotKey(url, form) });
    return this.s3.send(command).catch(undefinedWhenMissing);
  }
}
