import { createGunzip } from 'node:zlib';

/** So many zipped bytes are unzipped at once: 16 MB at the very most, and some 150 KB of a log. */
const SLICE_BYTES = 16 * 1024;
/** Unzipped bytes come in pieces of this size; where a file is damaged, the last of them is lost. */
const PIECE_BYTES = 64 * 1024;

/** What zlib says of a file that is damaged, or is cut off. */
export class GunzipError extends Error {}

/** Whether the first two bytes are those of gzip; and all of the chunks, those that were looked at among them. */
export async function lookAtHead(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ isGzip: boolean; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const { done, value } = await iterator.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return { isGzip: head[0] === 0x1f && head[1] === 0x8b, all: joined(head, iterator) };
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/**
 * Unzips all members of a gzip file. A slice is unzipped, which happens in a thread of zlib's, while the one before is worked on.
 * Throws a GunzipError after everything that could be read.
 */
export async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unzipper = new Unzipper();
  const steps = unzipper.steps(chunks);
  const step = () => {
    const next = steps.next();
    next.catch(() => undefined); // it is awaited, but only when what is ready has been worked on
    return next;
  };
  try {
    for (let next = step(), isDone = false; !isDone; ) {
      const { done, error } = await next.then(
        ({ done }) => ({ done, error: undefined }),
        (error: unknown) => ({ done: true, error }),
      );
      const ready = unzipper.take();
      isDone = done === true;
      if (!isDone) next = step();
      yield* ready;
      if (error) throw error;
    }
  } finally {
    await steps.return();
    unzipper.close();
  }
}

/** zlib's stream, asked slice by slice: read as a stream it would throw away what it has when it meets damage. */
class Unzipper {
  readonly #gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  #pieces: Uint8Array[] = [];
  #error: Error | undefined;
  /** Ends the wait for a slice; one in which zlib finds damage is never called done. */
  #wake: () => void = () => undefined;

  constructor() {
    this.#gunzip.on('data', (piece: Uint8Array) => this.#pieces.push(piece));
    this.#gunzip.on('error', error => {
      this.#error = error;
    });
    this.#gunzip.on('close', () => this.#wake());
  }

  /** Each step is a slice that has been unzipped. */
  async *steps(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<void, void, void> {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        const slice = chunk.subarray(at, at + SLICE_BYTES);
        await this.#until(done => this.#gunzip.write(slice, () => done()));
        yield;
      }
    await this.#until(() => this.#gunzip.end());
  }

  take(): Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  close(): void {
    this.#gunzip.destroy();
  }

  async #until(start: (done: () => void) => void): Promise<void> {
    if (!this.#gunzip.closed)
      await new Promise<void>(resolve => {
        this.#wake = resolve;
        start(resolve);
      });
    if (this.#error) throw new GunzipError(this.#error.message, { cause: this.#error });
  }
}
