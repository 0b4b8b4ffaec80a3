import { isAscii } from 'node:buffer';
import { GunzipError, gunzipped, lookAtHead } from './gunzip.ts';

/** A longer line is no log line: what a request may hold is far less. */
export const MAX_LINE_BYTES = 1024 * 1024;
/** Of a line that is too long so much is kept for whoever looks into it: KEPT_CHARACTERS of up to 4 bytes. */
const KEPT_BYTES = 4000;
/** No piece that is worked on is larger, whatever the chunks are. */
const SLICE_BYTES = 64 * 1024;
const NEWLINE = 10;

/** Lines that follow each other. */
export interface LineBatch {
  lines: string[];
  /** The line after those, when it is none to read; only its beginning is kept. */
  broken?: { reason: string; text: string };
}

/**
 * The lines of a file, gzip or plain text as its first bytes tell, in memory that does not grow with it. Every line counts, the
 * empty ones, too. Throws what `chunks` throws; what gunzip throws comes after all that it could read.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch> {
  const splitter = new LineSplitter();
  const { isGzip, all } = await lookAtHead(chunks);
  try {
    for await (const bytes of isGzip ? gunzipped(all) : slices(all)) yield* splitter.push(bytes);
  } catch (error) {
    if (error instanceof GunzipError) yield* splitter.end('the file breaks off in it');
    throw error;
  }
  yield* splitter.end();
}

/** Cuts chunks into such as are not too large to be worked on. */
async function* slices(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) yield chunk.subarray(at, at + SLICE_BYTES);
}

/** Cuts bytes into lines. A line that is not over yet is kept as bytes, so characters may be cut anywhere. */
class LineSplitter {
  #rest = Buffer.alloc(1024);
  #restLength = 0;
  /** The line that is not over is too long: only its beginning is kept. */
  #isTooLong = false;

  *push(chunk: Uint8Array): Generator<LineBatch> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const last = bytes.lastIndexOf(NEWLINE);
    if (last < 0) return this.#keep(bytes);
    let first = 0;
    if (this.#restLength > 0) {
      const end = bytes.indexOf(NEWLINE);
      this.#keep(bytes.subarray(0, end));
      yield this.#take();
      first = end + 1;
    }
    if (first <= last) yield { lines: textOf(bytes.subarray(first, last)).split('\n') };
    this.#keep(bytes.subarray(last + 1));
  }

  /** The last line, when there is no newline after it. */
  *end(reason?: string): Generator<LineBatch> {
    if (this.#restLength === 0) return;
    const { lines, broken } = this.#take();
    yield broken || !reason
      ? { lines, ...(broken && { broken }) }
      : { lines: [], broken: { reason, text: lines.join() } };
  }

  #keep(bytes: Buffer): void {
    if (this.#isTooLong || bytes.length === 0) return;
    const length = this.#restLength + bytes.length;
    if (length > MAX_LINE_BYTES) {
      this.#isTooLong = true;
      bytes = bytes.subarray(0, Math.max(KEPT_BYTES - this.#restLength, 0));
    }
    if (this.#restLength + bytes.length > this.#rest.length) {
      const larger = Buffer.alloc(2 * (this.#restLength + bytes.length));
      this.#rest.copy(larger, 0, 0, this.#restLength);
      this.#rest = larger;
    }
    this.#restLength += bytes.copy(this.#rest, this.#restLength);
  }

  #take(): LineBatch {
    const text = textOf(
      this.#rest.subarray(0, Math.min(this.#restLength, this.#isTooLong ? KEPT_BYTES : MAX_LINE_BYTES)),
    );
    const isTooLong = this.#isTooLong;
    this.#restLength = 0;
    this.#isTooLong = false;
    return isTooLong
      ? { lines: [], broken: { reason: `it is longer than ${MAX_LINE_BYTES} bytes`, text } }
      : { lines: [text] };
  }
}

/** Nearly all lines are ASCII, which is read several times as fast. */
function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}
