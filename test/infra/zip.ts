import { inflateRawSync } from 'node:zlib';

/** A file as a zip's directory names it. */
export interface Entry {
  name: string;
  crc: number;
  /** Its type and rights, as on Unix. */
  mode: number;
  content: Buffer;
}

/** Reads a zip from its end, as every reader does: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT , 4.3.12 and 4.3.16 */
export function entriesOf(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no entry of the directory at ${at}`);
    const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map(offset =>
      zip.readUInt16LE(at + offset),
    );
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      crc: zip.readUInt32LE(at + 16),
      mode: zip.readUInt32LE(at + 38) >>> 16,
      content: contentAt(zip, zip.readUInt32LE(at + 42), zip.readUInt32LE(at + 20)),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function contentAt(zip: Buffer, header: number, bytes: number): Buffer {
  if (zip.readUInt32LE(header) !== 0x04034b50) throw new Error(`no file at ${header}`);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const data = zip.subarray(start, start + bytes);
  return zip.readUInt16LE(header + 8) === 8 ? inflateRawSync(data) : data;
}
