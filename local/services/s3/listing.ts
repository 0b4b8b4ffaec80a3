import { type HttpResponse, respond } from '../../http.ts';
import { type Bucket, fromBytes, type ObjectRecord, toBytes } from './store.ts';
import { document, element, notModelled, S3Error, text } from './xml.ts';

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_RequestParameters
const maxKeysLimit = 1000;

/** One page of a listing. A key that rolls up into a common prefix is in no other list. */
interface Page {
  records: ObjectRecord[];
  commonPrefixes: string[];
  /** Where the next page begins; undefined on the last one. */
  next: string | undefined;
}

/** ListObjectsV2. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjects(name: string, bucket: Bucket, query: URLSearchParams): HttpResponse {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after');
  const token = query.get('continuation-token');
  const maxKeys = readMaxKeys(query.get('max-keys'));
  const encode = readEncoding(query.get('encoding-type'));
  if (query.get('fetch-owner') === 'true') throw notModelled('fetch-owner');
  const after = token === null ? toBytes(startAfter ?? '') : readToken(token);
  const page = pageAfter(bucket, after, toBytes(prefix), toBytes(delimiter), maxKeys);
  return respond(
    200,
    { 'content-type': 'application/xml' },
    document('ListBucketResult', [
      text('Name', name),
      text('Prefix', encode(prefix)),
      ...(delimiter === '' ? [] : [text('Delimiter', encode(delimiter))]),
      text('MaxKeys', maxKeys),
      ...(query.has('encoding-type') ? [text('EncodingType', 'url')] : []),
      text('KeyCount', page.records.length + page.commonPrefixes.length),
      text('IsTruncated', page.next !== undefined),
      ...(token === null ? [] : [text('ContinuationToken', token)]),
      ...(page.next === undefined ? [] : [text('NextContinuationToken', writeToken(page.next))]),
      ...(startAfter === null ? [] : [text('StartAfter', encode(startAfter))]),
      ...page.records.map(record => contents(record, encode)),
      ...page.commonPrefixes.map(common => element('CommonPrefixes', text('Prefix', encode(common)))),
    ]),
  );
}

/** All strings but the answer's are `toBytes` of what they stand for. */
function pageAfter(bucket: Bucket, after: string, prefix: string, delimiter: string, maxKeys: number): Page {
  const keys = bucket.sortedKeys();
  const page: Page = { records: [], commonPrefixes: [], next: undefined };
  let position = after;
  for (let i = firstFrom(keys, after, prefix); page.records.length + page.commonPrefixes.length < maxKeys; ) {
    const key = keys[i];
    if (!key?.startsWith(prefix)) return page;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      const record = bucket.record(fromBytes(key));
      if (record) page.records.push(record);
      position = key;
      i += 1;
    } else {
      const common = key.slice(0, end + delimiter.length);
      page.commonPrefixes.push(fromBytes(common));
      // No UTF-8 holds the byte FF, so this comes after every key that begins with the common prefix.
      position = `${common}\xff`;
      i = firstFrom(keys, position, prefix);
    }
  }
  const more = keys[firstFrom(keys, position, prefix)]?.startsWith(prefix) ?? false;
  if (more && maxKeys > 0) page.next = position;
  return page;
}

/** The index of the first key that is greater than `after` and not before `prefix`. */
function firstFrom(keys: readonly string[], after: string, prefix: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const key = keys[middle] ?? '';
    if (key > after && key >= prefix) high = middle;
    else low = middle + 1;
  }
  return low;
}

function contents(record: ObjectRecord, encode: (value: string) => string): string {
  const algorithm = record.checksum?.header.slice('x-amz-checksum-'.length).toUpperCase();
  return element(
    'Contents',
    text('Key', encode(record.key)),
    text('LastModified', new Date(record.lastModified).toISOString()),
    text('ETag', record.etag),
    ...(algorithm ? [text('ChecksumAlgorithm', algorithm), text('ChecksumType', 'FULL_OBJECT')] : []),
    text('Size', record.size),
    text('StorageClass', 'STANDARD'),
  );
}

function readMaxKeys(value: string | null): number {
  if (value === null) return maxKeysLimit;
  if (!/^\d{1,10}$/.test(value))
    throw new S3Error(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range', {
      ArgumentName: 'max-keys',
      ArgumentValue: value,
    });
  return Math.min(Number(value), maxKeysLimit);
}

function readEncoding(type: string | null): (value: string) => string {
  if (type === null) return value => value;
  if (type === 'url') return urlEncode;
  throw new S3Error(400, 'InvalidArgument', 'Invalid Encoding Method specified in Request', {
    ArgumentName: 'encoding-type',
    ArgumentValue: type,
  });
}

// S3's own rule for `encoding-type=url`: as a form does it, but a slash stays.
function urlEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1).replaceAll('%2F', '/');
}

// Opaque to clients. The first byte tells our tokens from anything else a client may send.
function writeToken(position: string): string {
  return Buffer.from(`1${position}`, 'latin1').toString('base64');
}

function readToken(token: string): string {
  const decoded = Buffer.from(token, 'base64').toString('latin1');
  if (!decoded.startsWith('1') || writeToken(decoded.slice(1)) !== token)
    throw new S3Error(400, 'InvalidArgument', 'The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
    });
  return decoded.slice(1);
}
