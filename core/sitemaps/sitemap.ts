import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Found, type SitemapEntry, SitemapError, SitemapParser } from './parser.ts';

export { type SitemapEntry, SitemapError } from './parser.ts';

/** Gives the bytes behind an address. Rejects with a SitemapError. */
export type OpenSitemap = (address: string) => Promise<AsyncIterable<Uint8Array>>;

/** Where in a sitemap, and in the sitemaps it lists, somebody stopped. */
export interface SitemapPosition {
  /** How many of an index's sitemaps were read to their end; 0 for a sitemap that is no index. */
  file: number;
  /** How many addresses of the next one were read. */
  entry: number;
}

// https://www.sitemaps.org/protocol.html#index
const MAX_BYTES = 50 * 1024 * 1024;
/** The protocol would allow 50,000, which are 2.5 milliard pages; we read as many as hold 50 million. */
const MAX_SITEMAPS = 1_000;

/**
 * Reads a sitemap, or the sitemaps an index lists, piece by piece: never more than a few kilobytes are held.
 *
 * @param address of the sitemap, for `open` and for messages
 * @param from where to go on; entries before it are left out, and whole sitemaps before it are not opened
 * @throws SitemapError for what cannot be had, is no sitemap, or is larger than sitemaps.org allows
 */
export async function* readSitemap(
  address: string,
  open: OpenSitemap,
  from: SitemapPosition = { file: 0, entry: 0 },
): AsyncGenerator<SitemapEntry & { next: SitemapPosition }> {
  const sitemaps: string[] = [];
  let entry = 0;
  for await (const found of readFile(address, open)) {
    if (found.kind === 'sitemap') sitemaps.push(found.url);
    else if (++entry > from.entry) yield { ...found.entry, next: { file: 0, entry } };
  }
  if (sitemaps.length > MAX_SITEMAPS)
    throw new SitemapError(`${address} lists ${sitemaps.length} sitemaps; at most ${MAX_SITEMAPS} are read`);
  for (const [file, url] of sitemaps.entries()) {
    if (file < from.file) continue;
    let at = 0;
    const skipped = file === from.file ? from.entry : 0;
    for await (const found of readFile(url, open)) {
      if (found.kind === 'sitemap')
        throw new SitemapError(`${url} is an index inside of an index, which sitemaps.org does not allow`);
      if (++at > skipped) yield { ...found.entry, next: { file, entry: at } };
    }
  }
}

async function* readFile(address: string, open: OpenSitemap): AsyncGenerator<Found> {
  const parser = new SitemapParser(address);
  // Fatal: an address read wrongly would be another address.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new SitemapError(`${address} is not UTF-8`);
    }
  };
  for await (const bytes of unpacked(await open(address), address)) yield* parser.write(decode(bytes));
  yield* parser.write(decode());
  yield* parser.close();
}

/** https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The bytes as they are, or unpacked where they begin as gzip does, whatever the name or the headers say. */
async function* unpacked(source: AsyncIterable<Uint8Array>, address: string): AsyncGenerator<Uint8Array> {
  const { first, rest } = await begin(source);
  const bytes = isGzip(first) ? gunzip(rest, address) : rest;
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_BYTES)
      throw new SitemapError(`${address} is larger than the 50 MB that sitemaps.org allows`);
    yield chunk;
  }
}

async function* gunzip(source: AsyncIterable<Uint8Array>, address: string): AsyncGenerator<Uint8Array> {
  const stream = Readable.from(source).on('error', error => unzip.destroy(error));
  const unzip = stream.pipe(createGunzip());
  try {
    yield* unzip;
  } catch (error) {
    // zlib's own have a code that begins so; what the source threw goes on as it is.
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw new SitemapError(`${address} begins like gzip and cannot be unpacked: ${(error as Error).message}`);
  } finally {
    stream.destroy();
    unzip.destroy();
  }
}

/** The first two bytes, which may come one by one, and the whole again. */
async function begin(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  while (first.length < 2) {
    const { done, value } = await iterator.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  const rest = async function* () {
    try {
      if (first.length > 0) yield first;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  return { first, rest: rest() };
}
