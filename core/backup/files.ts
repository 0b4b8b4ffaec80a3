import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { itemOf, lineOf, type RawItem } from './lines.ts';
import { PARTS } from './tables.ts';

const MANIFEST = 'backup.json';
/** Notes, addresses and who may do what: for nobody else on this machine. */
const PRIVATE = 0o600;

const FileNote = z.object({
  name: z.string().regex(/^[a-z0-9-]+\.jsonl\.gz$/),
  part: z.enum(PARTS),
  items: z.number(),
  /** Of the file as it lies there, compressed. */
  bytes: z.number(),
  sha256: z.string(),
});
/** A file that is written to its end. */
export type FileNote = z.infer<typeof FileNote>;

const Manifest = z.object({
  format: z.literal(1),
  /** Of Signpost. */
  version: z.string(),
  stage: z.string(),
  startedAt: z.string(),
  /** Once all files are there. */
  endedAt: z.string().optional(),
  /** Where in the list of all changes those begin that may have been made since. */
  changesFrom: z.string(),
  files: z.array(FileNote),
});
/** What a backup is of, and which of its files are there. */
export type Manifest = z.infer<typeof Manifest>;

/**
 * The manifest of a folder; undefined where there is none.
 *
 * @throws an error of one sentence for one that this version cannot read
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const read = Manifest.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw new Error(`${join(folder, MANIFEST)} is no manifest that this version of Signpost can read.`);
}

/** It is there whole, or the former one is. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const partial = join(folder, `${MANIFEST}.part`);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await written(partial, out => pipeline(Readable.from([text]), out));
  await rename(partial, join(folder, MANIFEST));
}

/**
 * Writes items into a file as they come, a line for each; the file has its name once it is whole.
 *
 * @param name without its endings
 */
export async function writeItems(
  folder: string,
  name: string,
  items: AsyncIterable<RawItem>,
): Promise<Omit<FileNote, 'part'>> {
  const file = `${name}.jsonl.gz`;
  const partial = join(folder, `${file}.part`);
  const hash = createHash('sha256');
  let count = 0;
  const lines = async function* () {
    for await (const item of items) {
      count++;
      yield lineOf(item);
    }
  };
  const hashed = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const bytes = await written(partial, out => pipeline(Readable.from(lines()), createGzip(), hashed, out));
  await rename(partial, join(folder, file));
  return { name: file, items: count, bytes, sha256: hash.digest('hex') };
}

/** Has a file written, to the disk itself; answers its size in bytes. */
async function written(path: string, write: (out: Writable) => Promise<unknown>): Promise<number> {
  await write(createWriteStream(path, { mode: PRIVATE, flush: true }));
  return (await stat(path)).size;
}

/**
 * The items of a file, as they are read.
 *
 * @throws an error of one sentence when these are more or fewer than the manifest says
 */
export async function* readItems(folder: string, { name, items }: FileNote): AsyncGenerator<RawItem> {
  const lines = createInterface({
    input: createReadStream(join(folder, name)).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let count = 0;
  for await (const line of lines) {
    count++;
    yield itemOf(line);
  }
  if (count !== items) throw new Error(`${name} has ${count} items, and the manifest says ${items}.`);
}

/**
 * Whether all files are what the manifest says.
 *
 * @throws an error of one sentence for the first that is not
 */
export async function verifyFiles(folder: string, { files }: Manifest): Promise<void> {
  for (const { name, bytes, sha256 } of files) {
    const path = join(folder, name);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === undefined) throw new Error(`${path} is missing: the backup is not whole.`);
    const hash = createHash('sha256');
    if (size === bytes) for await (const chunk of createReadStream(path)) hash.update(chunk);
    if (size !== bytes || hash.digest('hex') !== sha256)
      throw new Error(`${path} is not as it was written: its checksum is another.`);
  }
}
