import { createHash } from 'node:crypto';
import { existsSync, renameSync, unlinkSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What is known of an object besides its bytes. */
export interface ObjectRecord {
  key: string;
  size: number;
  /** With its quotes, as in the header. */
  etag: string;
  /** Milliseconds; always a whole second, because that is all Last-Modified can say. */
  lastModified: number;
  /** The headers the uploader gave, answered as they are: Content-Type, x-amz-meta-* and the like. */
  headers: Record<string, string>;
  checksum?: Checksum | undefined;
}

export interface Checksum {
  /** e.g. `x-amz-checksum-crc32` */
  header: string;
  value: string;
}

export interface StoredObject {
  record: ObjectRecord;
  body: Buffer;
}

/** Looks at the object that a change would replace, and throws to refuse the change. */
export type Check = (current: ObjectRecord | undefined) => void;

// The first line of a file: the record as JSON. Node refuses requests with more than 16 KB of headers, and a key is
// at most 1 KB, six times that when JSON escapes every byte: a line is always shorter than this.
const recordLimit = 64 * 1024;

/** Buckets in one directory: `<bucket>/objects/<sha256 of the key>`. One process at a time. */
export class ObjectStore {
  readonly #directory: string;
  readonly #buckets = new Map<string, Promise<Bucket>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the bucket, unless it is there. */
  async createBucket(name: string): Promise<void> {
    await mkdir(join(this.#directory, name), { recursive: true });
    await this.bucket(name);
  }

  /** Answers the bucket, read from disk at first use; undefined when there is none. */
  async bucket(name: string): Promise<Bucket | undefined> {
    const directory = join(this.#directory, name);
    let bucket = this.#buckets.get(name);
    if (!bucket && existsSync(directory)) {
      bucket = Bucket.open(directory);
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}

/**
 * The objects of one bucket. An object is one file: its record on the first line, then its bytes. A file is written
 * under a temporary name, flushed, and renamed, so a reader and a restart see the old object or the new one, whole.
 */
export class Bucket {
  readonly #directory: string;
  readonly #records = new Map<string, ObjectRecord>();
  #sorted: string[] | undefined;
  #writes = 0;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<Bucket> {
    const bucket = new Bucket(directory);
    // What a crash left half written was never answered as stored.
    await rm(join(directory, 'temporary'), { recursive: true, force: true });
    await mkdir(join(directory, 'temporary'));
    await mkdir(join(directory, 'objects'), { recursive: true });
    for (const file of await readdir(join(directory, 'objects'))) {
      const record = await readRecord(join(directory, 'objects', file));
      bucket.#records.set(record.key, record);
    }
    return bucket;
  }

  record(key: string): ObjectRecord | undefined {
    return this.#records.get(key);
  }

  /** The record and the bytes come from the same file, so they always belong together. */
  async read(key: string): Promise<StoredObject | undefined> {
    if (!this.#records.has(key)) return undefined;
    try {
      const file = await readFile(this.#path(key));
      const end = file.indexOf('\n');
      return { record: JSON.parse(file.toString('utf8', 0, end)), body: file.subarray(end + 1) };
    } catch (error) {
      // Deleted while we were on our way.
      if (!this.#records.has(key)) return undefined;
      throw error;
    }
  }

  /** Stores the object, if `check` lets it. Of any number of writers at once, each is checked against the one before. */
  async write(record: ObjectRecord, body: Buffer, check: Check): Promise<void> {
    this.#writes += 1;
    const temporary = join(this.#directory, 'temporary', String(this.#writes));
    try {
      await writeFlushed(temporary, [Buffer.from(`${JSON.stringify(record)}\n`), body]);
      // No await from here on: between the check and the change nobody else has a turn.
      check(this.#records.get(record.key));
      renameSync(temporary, this.#path(record.key));
      if (!this.#records.has(record.key)) this.#sorted = undefined;
      this.#records.set(record.key, record);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Removes the object, if it is there and `check` lets it. */
  remove(key: string, check: Check): void {
    check(this.#records.get(key));
    if (!this.#records.has(key)) return;
    unlinkSync(this.#path(key));
    this.#records.delete(key);
    this.#sorted = undefined;
  }

  /** Every key in S3's order, each as `toBytes` gives it. */
  sortedKeys(): readonly string[] {
    this.#sorted ??= [...this.#records.keys()].map(toBytes).sort();
    return this.#sorted;
  }

  // A hash, because a key may be longer than a file name, hold any character, and differ from another in case only.
  #path(key: string): string {
    return join(this.#directory, 'objects', createHash('sha256').update(key).digest('hex'));
  }
}

/** One character for each byte of the key in UTF-8: plain string comparison then is S3's order, which UTF-16's is not. */
export function toBytes(key: string): string {
  return Buffer.from(key, 'utf8').toString('latin1');
}

/** The way back from `toBytes`. */
export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

async function writeFlushed(path: string, parts: Buffer[]): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const part of parts) await file.writeFile(part);
    // Without this a power cut could leave the new name on bytes that never reached the disk.
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function readRecord(path: string): Promise<ObjectRecord> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(recordLimit), 0, recordLimit, 0);
    const end = buffer.subarray(0, bytesRead).indexOf('\n');
    if (end < 0) throw new Error(`not an object of the local S3: ${path}`);
    return JSON.parse(buffer.toString('utf8', 0, end));
  } finally {
    await file.close();
  }
}
