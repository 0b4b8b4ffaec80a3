import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

/** A file of a zip. */
export interface ZipEntry {
  /** Its path in the zip, with slashes. */
  name: string;
  content: Buffer;
  isExecutable: boolean;
}

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT , 4.3 and 4.4
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;
const VERSION = 20;
const MADE_ON_UNIX = (3 << 8) | VERSION;
const UTF8_NAME = 1 << 11;
/** The first day MS-DOS knows: the same files are the same zip whenever it is made, and nothing is deployed anew. */
const DAY = (1 << 5) | 1;
/** What its fields of 16 and 32 bits can say. */
const MOST_ENTRIES = 0xffff;
const MOST_BYTES = 0xffffffff;

/**
 * A zip of files, byte for byte the same whenever its files are, in whatever order they come.
 *
 * @throws when they are more than a zip without the extensions of zip64 holds
 */
export async function zipOf(entries: readonly ZipEntry[]): Promise<Buffer> {
  const sorted = entries.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const packed = await Promise.all(
    sorted.map(async entry => ({ ...entry, data: await promisify(deflateRaw)(entry.content) })),
  );
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of packed) {
    const name = Buffer.from(entry.name);
    const common = commonFields(entry, name);
    const header = Buffer.concat([uint32(LOCAL_HEADER), common, name]);
    directory.push(uint32(CENTRAL_HEADER), uint16(MADE_ON_UNIX), common, placeOf(entry, at), name);
    files.push(header, entry.data);
    at += header.length + entry.data.length;
  }
  const index = Buffer.concat(directory);
  if (packed.length > MOST_ENTRIES || at + index.length > MOST_BYTES)
    throw new Error(`a zip of ${packed.length} files and ${at} bytes is too large`);
  return Buffer.concat([...files, index, endOf(packed.length, index.length, at)]);
}

/** What stands both before the file and in the directory. */
function commonFields({ content, data }: { content: Buffer; data: Buffer }, name: Buffer): Buffer {
  return Buffer.concat([
    ...[VERSION, UTF8_NAME, DEFLATED, 0, DAY].map(uint16),
    ...[crc32(content), data.length, content.length].map(uint32),
    uint16(name.length),
    uint16(0),
  ]);
}

/** Lambda runs as another user than the files' owner: everybody may read them. */
function placeOf({ isExecutable }: ZipEntry, at: number): Buffer {
  const mode = 0o100000 | (isExecutable ? 0o755 : 0o644);
  return Buffer.concat([...[0, 0, 0].map(uint16), uint32((mode << 16) >>> 0), uint32(at)]);
}

function endOf(count: number, bytes: number, at: number): Buffer {
  return Buffer.concat([
    uint32(END),
    ...[0, 0, count, count].map(uint16),
    uint32(bytes),
    uint32(at),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
