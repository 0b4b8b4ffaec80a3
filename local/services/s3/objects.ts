import { type HttpRequest, type HttpResponse, respond } from '../../http.ts';
import { etagOf, receive } from './body.ts';
import { byteRange, isNotModified, isRangeCurrent, unchangedCheck, writeCheck } from './conditions.ts';
import type { Bucket, Checksum, ObjectRecord } from './store.ts';
import { document, element, elements, noSuchKey, notModelled, S3Error, text, textOf } from './xml.ts';

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#object-metadata (user-defined: 2 KB)
const metadataLimit = 2048;

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html ("up to 1,000 keys")
const deleteLimit = 1000;

// What an uploader may say of an object, kept and answered as it is.
const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

// Every object is encrypted so unless asked otherwise, and says so; viewers see this header through CloudFront.
// Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
export const encryption = { 'x-amz-server-side-encryption': 'AES256' };

/** PutObject. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject(
  bucket: Bucket,
  key: string,
  request: HttpRequest,
  now: number,
): Promise<{ record: ObjectRecord; response: HttpResponse }> {
  const check = writeCheck(request.headers, key);
  const headers = uploadedHeaders(request.headers);
  const { bytes, checksum } = receive(request);
  const etag = etagOf(bytes);
  const lastModified = Math.floor(now / 1000) * 1000;
  const record = { key, size: bytes.length, etag, lastModified, headers, checksum };
  await bucket.write(record, bytes, check);
  return { record, response: respond(200, { etag, ...encryption, ...checksumHeaders(checksum) }) };
}

/** GetObject. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export async function getObject(bucket: Bucket, key: string, request: HttpRequest): Promise<HttpResponse> {
  const stored = await bucket.read(key);
  if (!stored) throw noSuchKey(key);
  return answer(stored.record, request.headers, stored.body);
}

/** HeadObject. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export function headObject(bucket: Bucket, key: string, request: HttpRequest): HttpResponse {
  const record = bucket.record(key);
  if (!record) throw noSuchKey(key);
  return answer(record, request.headers, undefined);
}

/** DeleteObject: 204 whether it was there or not. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject(bucket: Bucket, key: string, request: HttpRequest): HttpResponse {
  bucket.remove(key, unchangedCheck(request.headers.get('if-match'), key));
  return respond(204);
}

/** DeleteObjects: each key has its own result. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export function deleteObjects(bucket: Bucket, request: HttpRequest): HttpResponse {
  const { deletes, quiet } = readDeletes(request);
  const results = deletes.map(({ key, etag }) => {
    try {
      bucket.remove(key, unchangedCheck(etag ?? null, key));
      return quiet ? '' : element('Deleted', text('Key', key));
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      return element('Error', text('Key', key), text('Code', error.code), text('Message', error.message));
    }
  });
  return respond(200, { 'content-type': 'application/xml' }, document('DeleteResult', results));
}

/** What a DeleteObjects request names. */
export function readDeletes(request: HttpRequest): {
  deletes: { key: string; etag: string | undefined }[];
  quiet: boolean;
} {
  const { bytes, verified } = receive(request);
  if (!verified)
    throw new S3Error(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  const xml = bytes.toString('utf8');
  if (elements(xml, 'VersionId').length > 0) throw notModelled('VersionId in DeleteObjects');
  const deletes = elements(xml, 'Object').map(object => ({
    key: textOf(object, 'Key') ?? '',
    etag: textOf(object, 'ETag'),
  }));
  const complete = elements(xml, 'Delete').length === 1 && deletes.every(({ key }) => key !== '');
  if (complete && deletes.length > 0 && deletes.length <= deleteLimit)
    return { deletes, quiet: textOf(xml, 'Quiet') === 'true' };
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  throw new S3Error(400, 'MalformedXML', message);
}

/** 200, 206 or 304 for an object; a HEAD comes without the body. */
function answer(record: ObjectRecord, asked: Headers, body: Buffer | undefined): HttpResponse {
  const about = {
    etag: record.etag,
    'last-modified': new Date(record.lastModified).toUTCString(),
    ...encryption,
  };
  if (isNotModified(asked, record)) {
    const cacheControl = record.headers['cache-control'];
    return respond(304, cacheControl === undefined ? about : { ...about, 'cache-control': cacheControl });
  }
  const range = isRangeCurrent(asked, record) ? byteRange(asked.get('range'), record.size) : undefined;
  const headers = { ...about, 'accept-ranges': 'bytes', ...record.headers };
  if (range) {
    const { first, last } = range;
    const partial = {
      'content-range': `bytes ${first}-${last}/${record.size}`,
      'content-length': String(last - first + 1),
    };
    return respond(206, { ...headers, ...partial }, body?.subarray(first, last + 1));
  }
  // A checksum is of the whole object, so only a whole answer carries it.
  const checksum = asked.get('x-amz-checksum-mode') === 'ENABLED' ? checksumHeaders(record.checksum) : {};
  return respond(200, { ...headers, ...checksum, 'content-length': String(record.size) }, body);
}

/** What is kept of the headers of an upload. */
export function uploadedHeaders(headers: Headers): Record<string, string> {
  const metadata = [...headers].filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = metadata.reduce(
    (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + value.length,
    0,
  );
  if (size > metadataLimit)
    throw new S3Error(
      400,
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      {
        Size: String(size),
        MaxSizeAllowed: String(metadataLimit),
      },
    );
  const kept = [...headers].filter(([name]) => keptHeaders.includes(name));
  const uploaded = Object.fromEntries([['content-type', 'binary/octet-stream'], ...kept, ...metadata]);
  const encoding = withoutAwsChunked(headers.get('content-encoding') ?? '');
  if (encoding === '') delete uploaded['content-encoding'];
  else uploaded['content-encoding'] = encoding;
  return uploaded;
}

// aws-chunked is how the body travelled, not what it is.
function withoutAwsChunked(encoding: string): string {
  const tokens = encoding.split(',').map(token => token.trim());
  return tokens.filter(token => token !== 'aws-chunked').join(',');
}

function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  return checksum ? { [checksum.header]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' } : {};
}
