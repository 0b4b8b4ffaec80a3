import type { Check, ObjectRecord } from './store.ts';
import { noSuchKey, S3Error } from './xml.ts';

/**
 * Whether a conditional read comes to 304; throws when it comes to 412. An ETag condition outweighs the date beside it.
 * Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (If-Match, If-None-Match),
 * https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions
 */
export function isNotModified(headers: Headers, record: ObjectRecord): boolean {
  const match = headers.get('if-match');
  const unmodifiedSince = time(headers, 'if-unmodified-since');
  if (match !== null) {
    if (!matches(match, record.etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && record.lastModified > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  const noneMatch = headers.get('if-none-match');
  if (noneMatch !== null) return matches(noneMatch, record.etag);
  const modifiedSince = time(headers, 'if-modified-since');
  return modifiedSince !== undefined && record.lastModified <= modifiedSince;
}

/** The check a PUT's headers ask for. Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function writeCheck(headers: Headers, key: string): Check {
  const noneMatch = headers.get('if-none-match');
  if (noneMatch !== null && noneMatch !== '*')
    throw new S3Error(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      {
        Header: 'If-None-Match',
      },
    );
  const unchanged = unchangedCheck(headers.get('if-match'), key);
  return current => {
    if (noneMatch !== null && current) throw failed('If-None-Match');
    unchanged(current);
  };
}

/** Lets a change through only while the object there has the ETag `match`; always, when `match` is null. */
export function unchangedCheck(match: string | null, key: string): Check {
  return current => {
    if (match === null) return;
    if (!current) throw noSuchKey(key);
    if (!matches(match, current.etag)) throw failed('If-Match');
  };
}

/** Whether `If-Range` lets the Range count: it doesn't when the object is no longer the one the client has a part of. */
export function isRangeCurrent(headers: Headers, record: ObjectRecord): boolean {
  const validator = headers.get('if-range');
  if (validator === null || validator === record.etag) return true;
  return Date.parse(validator) === record.lastModified;
}

/**
 * The bytes a Range header asks for, both ends included; undefined for the whole object, which S3 also answers to
 * several ranges and to what it can't read. Spec: https://www.rfc-editor.org/rfc/rfc9110#name-byte-ranges
 */
export function byteRange(header: string | null, size: number): { first: number; last: number } | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (header === null || from === undefined || to === undefined || (from === '' && to === ''))
    return undefined;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first <= last) return { first, last };
  throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header,
    ActualObjectSize: String(size),
  });
}

function matches(condition: string, etag: string): boolean {
  if (condition.trim() === '*') return true;
  // S3 takes an ETag without its quotes too; many scripts send it so.
  const bare = (value: string) => value.trim().replace(/^W\//, '').replaceAll('"', '');
  return condition.split(',').some(value => bare(value) === bare(etag));
}

function time(headers: Headers, name: string): number | undefined {
  const milliseconds = Date.parse(headers.get(name) ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function failed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new S3Error(412, 'PreconditionFailed', message, { Condition: condition });
}
