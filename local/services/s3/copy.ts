import { type HttpRequest, type HttpResponse, respond } from '../../http.ts';
import { writeCheck } from './conditions.ts';
import { encryption, uploadedHeaders } from './objects.ts';
import type { Bucket, ObjectRecord } from './store.ts';
import { document, noSuchKey, notModelled, S3Error, text } from './xml.ts';

/** The object that a copy is made of. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (x-amz-copy-source) */
export function copySourceOf(headers: Headers): { bucket: string; key: string } {
  const source = headers.get('x-amz-copy-source') ?? '';
  const [, bucket = '', encoded = ''] = /^\/?([^/]+)\/([^?]+)$/.exec(source) ?? [];
  if (bucket === '')
    throw invalid('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  return { bucket, key: decodeURIComponent(encoded) };
}

/** CopyObject, within one bucket. Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export async function copyObject(
  { name, bucket }: { name: string; bucket: Bucket },
  key: string,
  { headers }: HttpRequest,
  now: number,
): Promise<{ record: ObjectRecord; response: HttpResponse }> {
  const source = copySourceOf(headers);
  if (source.bucket !== name) throw notModelled('copies from another bucket');
  const replaces = headers.get('x-amz-metadata-directive') === 'REPLACE';
  if (source.key === key && !replaces)
    throw invalid(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const check = writeCheck(headers, key);
  const stored = await bucket.read(source.key);
  if (!stored) throw noSuchKey(source.key);
  const lastModified = Math.floor(now / 1000) * 1000;
  const own = replaces ? uploadedHeaders(headers) : stored.record.headers;
  const record = { ...stored.record, key, lastModified, headers: own };
  await bucket.write(record, stored.body, check);
  const answer = document('CopyObjectResult', [
    text('ETag', record.etag),
    text('LastModified', new Date(lastModified).toISOString()),
  ]);
  return { record, response: respond(200, { 'content-type': 'application/xml', ...encryption }, answer) };
}

const invalid = (message: string) => new S3Error(400, 'InvalidRequest', message);
