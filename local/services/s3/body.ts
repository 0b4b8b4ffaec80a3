import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HttpRequest } from '../../http.ts';
import type { Checksum } from './store.ts';
import { notModelled, S3Error } from './xml.ts';

export interface Upload {
  bytes: Buffer;
  /** The checksum the uploader gave, verified. */
  checksum: Checksum | undefined;
  /** Whether anything vouched for the bytes: a Content-MD5 or a checksum. */
  verified: boolean;
}

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html ("The chunk size must be at least 8 KB")
const minimumChunk = 8192;

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
const digests: Record<string, (bytes: Buffer) => Buffer> = {
  crc32: bytes => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum;
  },
  sha1: bytes => hash('sha1', bytes),
  sha256: bytes => hash('sha256', bytes),
};

/** Takes a request's body out of its transfer coding and verifies everything the sender said of it. */
export function receive(request: HttpRequest): Upload {
  const { headers } = request;
  const streaming = (headers.get('x-amz-content-sha256') ?? '').startsWith('STREAMING-');
  if (!streaming && headers.has('transfer-encoding') && !headers.has('content-length'))
    throw new S3Error(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      {
        Header: 'Transfer-Encoding',
      },
    );
  const { bytes, trailers } = streaming
    ? decodeChunks(request)
    : { bytes: request.body, trailers: new Headers() };
  verifySignedHash(headers, bytes);
  verifyMd5(headers, bytes);
  const checksum = verifyChecksum(headers, trailers, bytes);
  return { bytes, checksum, verified: checksum !== undefined || headers.has('content-md5') };
}

/** The ETag of an object put in one piece. */
export function etagOf(bytes: Buffer): string {
  return `"${hash('md5', bytes).toString('hex')}"`;
}

/** Whether `header` carries a checksum of the body; the others of that prefix are settings. */
function isChecksumHeader(header: string): boolean {
  return /^x-amz-checksum-(?!mode$|type$|algorithm$)/.test(header);
}

/** aws-chunked: `size[;chunk-signature=…] CRLF bytes CRLF`, …, `0[;…] CRLF`, trailers. */
function decodeChunks({ headers, body }: HttpRequest): { bytes: Buffer; trailers: Headers } {
  const declared = headers.get('x-amz-decoded-content-length');
  if (declared === null)
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = end < 0 ? undefined : /^([0-9a-f]{1,8})(?:;|$)/i.exec(body.toString('latin1', at, end))?.[1];
    if (size === undefined) throw incomplete();
    const start = end + 2;
    const stop = start + Number.parseInt(size, 16);
    if (stop === start) {
      const bytes = Buffer.concat(chunks);
      requireWholeChunks(chunks);
      if (bytes.length !== Number(declared)) throw incomplete();
      return { bytes, trailers: parseTrailers(body.toString('latin1', start), headers) };
    }
    if (body.toString('latin1', stop, stop + 2) !== '\r\n') throw incomplete();
    chunks.push(body.subarray(start, stop));
    at = stop + 2;
  }
}

function incomplete(): S3Error {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new S3Error(400, 'IncompleteBody', message);
}

// The SDK cuts chunks as the stream gives them: small reads work everywhere but on the real service, so refuse them here.
function requireWholeChunks(chunks: Buffer[]): void {
  const small = chunks.findIndex((chunk, i) => chunk.length < minimumChunk && i + 1 < chunks.length);
  if (small < 0) return;
  const message = 'Only the last chunk is allowed to have a size less than 8192 bytes';
  throw new S3Error(403, 'InvalidChunkSizeError', message, {
    Chunk: String(small + 2),
    BadChunkSize: String(chunks[small]?.length),
  });
}

function parseTrailers(lines: string, headers: Headers): Headers {
  const trailers = new Headers();
  for (const line of lines.split(/[\r\n]+/).filter(Boolean)) {
    const colon = line.indexOf(':');
    if (colon < 1) throw malformedTrailer();
    trailers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  const announced = headers.get('x-amz-trailer');
  if (announced !== null && !trailers.has(announced)) throw malformedTrailer();
  return trailers;
}

function malformedTrailer(): S3Error {
  const message =
    'The request contained trailing data that was not well-formed or did not conform to our published schema.';
  return new S3Error(400, 'MalformedTrailerError', message);
}

function verifySignedHash(headers: Headers, bytes: Buffer): void {
  const given = headers.get('x-amz-content-sha256') ?? '';
  if (!/^[0-9a-f]{64}$/i.test(given)) return;
  const computed = hash('sha256', bytes).toString('hex');
  if (given.toLowerCase() === computed) return;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new S3Error(400, 'XAmzContentSHA256Mismatch', message, {
    ClientComputedContentSHA256: given,
    S3ComputedContentSHA256: computed,
  });
}

function verifyMd5(headers: Headers, bytes: Buffer): void {
  const given = headers.get('content-md5');
  if (given === null) return;
  if (Buffer.from(given, 'base64').length !== 16)
    throw new S3Error(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  const computed = hash('md5', bytes).toString('base64');
  if (given !== computed)
    throw new S3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: given,
      CalculatedDigest: computed,
    });
}

function verifyChecksum(headers: Headers, trailers: Headers, bytes: Buffer): Checksum | undefined {
  const given = [...headers, ...trailers].filter(([name]) => isChecksumHeader(name));
  const [first, second] = given;
  if (!first) return undefined;
  if (second)
    throw new S3Error(
      400,
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const [header, value] = first;
  const algorithm = header.slice('x-amz-checksum-'.length);
  const digest = digests[algorithm];
  if (!digest) throw notModelled(`the header ${header}`);
  const computed = digest(bytes);
  if (Buffer.from(value, 'base64').length !== computed.length)
    throw new S3Error(400, 'InvalidRequest', `Value for ${header} header is invalid.`);
  if (value !== computed.toString('base64')) {
    const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`;
    throw new S3Error(400, 'BadDigest', message);
  }
  return { header, value };
}

function hash(algorithm: string, bytes: Buffer): Buffer {
  return createHash(algorithm).update(bytes).digest();
}
