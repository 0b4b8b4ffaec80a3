import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file of a zip. */
export interface ZipEntry {
  /** Its path in the zip, with slashes. */
  name: string;
  content: Buffer;
  isExecutable: boolean;
}

/**
 * Zips know days by the calendar on the wall, from 1980 on. One that never changes: the same files are the same zip whenever
 * and wherever it is made, and nothing is deployed anew.
 */
const DAY = new Date(1980, 0, 1);

/** What is packed already gets no smaller, and takes seconds. */
const IS_PACKED = /\.(br|gz|zip|png|jpg|woff2)$/;

/** A zip of files, byte for byte the same whenever its files are, in whatever order they come. */
export async function zipOf(entries: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content, isExecutable } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    zip.addBuffer(content, name, {
      compress: !IS_PACKED.test(name),
      mtime: DAY,
      forceDosTimestamp: true,
      mode: 0o100000 | (isExecutable ? 0o755 : 0o644), // Lambda runs as another user than the files' owner
    });
  zip.end();
  return buffer(zip.outputStream);
}
