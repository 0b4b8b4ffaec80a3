import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { isGone } from '../freshness/freshness.ts';
import { toMarkdown } from '../markdown/markdown.ts';
import type { RenderedPage } from '../rendering/rendered.ts';
import { s3Fault } from '../s3.ts';
import { type Answered, typeWith } from './answered.ts';
import { type SnapshotForm, snapshotKey } from './page.ts';
import { FORMS, type Snapshot, StoredSnapshots } from './stored-snapshots.ts';

export type { Snapshot } from './stored-snapshots.ts';

/**
 * The snapshot of a rendered page. Its text tells all that its metadata does: S3 makes the ETag of the text alone, and an
 * edge that asks whether its copy is still good must hear of a new status or Location, too.
 */
export function snapshotOf(url: string, page: RenderedPage): Snapshot {
  const html = page.location ? movedPage(page.location) : page.html;
  return { ...page, url, html: html + statusComment(page) };
}

/** Raise it when the same page is kept otherwise than before, as when its Markdown is made in another way. */
const FORMAT = 1;

/** What a snapshot is known by: equal ones are kept as the same objects. */
export function hashOf({ status, location, headers, html }: Snapshot): string {
  const besides = JSON.stringify([FORMAT, status, cacheControl(status), location ?? '', headers]);
  return createHash('sha256').update(besides).update(html).digest('base64url');
}

const markdown = new WeakMap<Snapshot, string>();

/** The text of a snapshot in one of its forms. */
export function textOf(snapshot: Snapshot, form: SnapshotForm): string {
  if (form === 'html') return snapshot.html;
  const text = markdown.get(snapshot) ?? toMarkdown(snapshot.html, snapshot.url) + statusComment(snapshot);
  markdown.set(snapshot, text); // it is kept and answered; to make it takes time
  return text;
}

const CONTENT_TYPES: Record<SnapshotForm, string> = {
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8', // https://www.rfc-editor.org/rfc/rfc7763#section-2
};

/** S3 takes 2 KB of metadata: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MAX_METADATA_BYTES = 2048;

/**
 * Whether a snapshot may be kept. A page that failed is answered as it is but never kept: an error must not live on in an
 * index. Nor can one be kept whose Location or headers are longer than S3 takes.
 */
export function isKeepable(snapshot: Snapshot): boolean {
  const bytes = Object.entries(metadataOf(snapshot)).flat().join('').length;
  return snapshot.status < 500 && bytes <= MAX_METADATA_BYTES;
}

/**
 * How long the edge keeps a snapshot. Browsers never: they don't get one. A page that is gone is asked for again soon.
 * Stale copies serve while a new one is fetched, and for a day when the origin is down.
 */
export function cacheControl(status: number): string {
  return isGone(status)
    ? 'max-age=0, s-maxage=60'
    : 'max-age=0, s-maxage=300, stale-while-revalidate=86400, stale-if-error=86400';
}

/**
 * The answer to a crawler, as the edge gives it when it finds the snapshot in the bucket: also with the ETag that S3 makes
 * of the object, its MD5, so that the edge and the crawler can ask for it by that. S3 alone knows its Last-Modified.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export function responseHeaders(
  snapshot: Snapshot,
  form: SnapshotForm,
  answered: Answered,
): Record<string, string> {
  return {
    'content-type': typeWith(CONTENT_TYPES[form], answered),
    'cache-control': cacheControl(snapshot.status),
    etag: `"${createHash('md5').update(textOf(snapshot, form)).digest('hex')}"`,
    ...snapshot.headers,
    ...(snapshot.location && { location: snapshot.location }),
  };
}

/** Snapshots in the bucket: an object for each form, status, location and headers in the metadata of both. */
export class SnapshotStore extends StoredSnapshots {
  /**
   * Keeps a snapshot in both forms, in place of an earlier one. Rejects with a ServiceFault, or ends with the process,
   * when perhaps only one of them is written: the page must be due again until this has worked.
   */
  async put(snapshot: Snapshot): Promise<void> {
    const written = await Promise.allSettled(FORMS.map(form => this.#put(snapshot, form)));
    for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /**
   * Whether a snapshot is kept already, in both forms. Asked of the objects, not of the table: one may have been deleted,
   * written alone before a crash, or overwritten by a render that ended late. Two questions cost less than to make the
   * Markdown and put both, and leave ETag and Last-Modified as they are. Rejects with a ServiceFault.
   */
  async holds(snapshot: Snapshot): Promise<boolean> {
    const hash = hashOf(snapshot);
    const found = await Promise.all(FORMS.map(form => this.head(snapshotKey(snapshot.url, form))));
    return found.every(object => object?.Metadata?.hash === hash);
  }

  /**
   * Adds the Markdown of a snapshot that was got from here, if there is none: one of a newer snapshot stays.
   * Rejects with a ServiceFault.
   */
  async addMarkdown(snapshot: Snapshot): Promise<void> {
    await this.#put(snapshot, 'md', { IfNoneMatch: '*' });
  }

  async #put(snapshot: Snapshot, form: SnapshotForm, condition: { IfNoneMatch?: '*' } = {}): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: snapshotKey(snapshot.url, form),
      Body: Buffer.from(textOf(snapshot, form)),
      ContentType: CONTENT_TYPES[form],
      CacheControl: cacheControl(snapshot.status),
      Metadata: metadataOf(snapshot),
      ...condition,
    });
    await this.s3.send(command).catch(undefinedWhenThere);
  }

  /** The single-page app's shell, `app/index.html`, and the build it is of. Rejects with a ServiceFault. */
  async shell(): Promise<{ html: string; build: string }> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: SHELL_KEY });
    const object = await this.s3.send(command).catch(s3Fault);
    return { html: (await object.Body?.transformToString()) ?? '', build: buildOf(object) };
  }

  /** The build that `app/index.html` is of; undefined when there is none. Rejects with a ServiceFault. */
  async build(): Promise<string | undefined> {
    const object = await this.head(SHELL_KEY);
    return object && buildOf(object);
  }
}

const SHELL_KEY = 'app/index.html';

/** A shell names the files of its build, which have a hash of their content in their names: it is another in each build. */
const buildOf = ({ ETag }: { ETag?: string | undefined }) => (ETag ?? '').replaceAll('"', '');

/** Read by edge/origin-response. Metadata is ASCII, so what may not be is percent-encoded. */
function metadataOf(snapshot: Snapshot): Record<string, string> {
  const { status, location, headers } = snapshot;
  const hash = hashOf(snapshot);
  return { status: String(status), ...(location && { location }), headers: encoded(headers), hash };
}

const encoded = (headers: Record<string, string>) => encodeURIComponent(JSON.stringify(headers));

function movedPage(location: string): string {
  const address = location.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html><title>Moved</title><p>This page is at <a href="${address}">${address}</a>.`;
}

/** What the metadata says, for the ETag; nothing for most pages. */
function statusComment({ status, headers }: RenderedPage): string {
  const isPlain = status === 200 && Object.keys(headers).length === 0;
  return isPlain ? '' : `\n<!-- ${status} ${encoded(headers)} -->\n`;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response */
function undefinedWhenThere(error: unknown): undefined {
  const { name } = error as Error;
  if (name !== 'PreconditionFailed' && name !== 'ConditionalRequestConflict') s3Fault(error);
}
