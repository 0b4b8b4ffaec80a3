import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** The lines of a file, gzip or not. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  const bytes = Buffer.concat(all);
  const text = new PassThrough();
  const done = pipeline(
    Readable.from([bytes]),
    bytes[0] === 0x1f && bytes[1] === 0x8b ? createGunzip() : new PassThrough(),
    text,
  );
  const parts: Buffer[] = [];
  for await (const part of text) parts.push(part);
  await done;
  yield* Buffer.concat(parts)
    .toString()
    .split('\n')
    .map(line => line.replace(/\r$/, ''));
}
