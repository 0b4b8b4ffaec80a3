import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { systemRandom } from '../../../core/ids.ts';
import { close, type HttpRequest, listen } from '../../../local/http.ts';
import { S3 } from '../../../local/services/s3.ts';

const Bucket = 'site-bucket';
const noon = Date.UTC(2026, 2, 1, 12);
const clock = { time: noon, now: () => clock.time, sleep: async () => {} };

let directory: string;
let s3: S3;
let server: Server;
let endpoint: string;
let client: S3Client;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-s3-'));
  await boot();
  const listening = await listen(request => s3.handle(request), 0);
  server = listening.server;
  endpoint = `http://127.0.0.1:${listening.port}`;
  client = new S3Client({
    endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    // Its advice on stream bodies is meant for other tests than these.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
});

afterAll(async () => {
  client.destroy();
  await close(server);
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  clock.time = noon;
});

/** A new process on the same directory. */
async function boot() {
  s3 = new S3({ directory, clock, random: systemRandom });
  await s3.createBucket(Bucket);
}

const put = (
  Key: string,
  Body: PutObjectCommandInput['Body'] = 'hello',
  more: Partial<PutObjectCommandInput> = {},
) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

/** A copy within the bucket. */
const copy = (from: string, Key: string, more: Partial<CopyObjectCommandInput> = {}) =>
  client.send(
    new CopyObjectCommand({
      Bucket,
      Key,
      CopySource: `${Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
      ...more,
    }),
  );

const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  client.send(new GetObjectCommand({ Bucket, Key, ...more }));

const head = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  client.send(new HeadObjectCommand({ Bucket, Key, ...more }));

const list = (input: Partial<ListObjectsV2CommandInput>) =>
  client.send(new ListObjectsV2Command({ Bucket, ...input }));

async function bytes(Key: string): Promise<Buffer> {
  const { Body } = await get(Key);
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** What became of a call, in one line: '200', or '412 PreconditionFailed'. */
async function outcome(call: Promise<{ $metadata: { httpStatusCode?: number } }>): Promise<string> {
  try {
    return String((await call).$metadata.httpStatusCode);
  } catch (error) {
    if (error instanceof S3ServiceException) return `${error.$metadata.httpStatusCode} ${error.name}`;
    throw error;
  }
}

const md5 = (content: string) => `"${createHash('md5').update(content).digest('hex')}"`;

describe('an object', () => {
  test('comes back with its bytes, its headers and its metadata', async () => {
    await put('app/page.html', '<h1>hi</h1>', {
      ContentType: 'text/html; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      ContentDisposition: 'inline; filename="page.html"',
      Expires: new Date(noon + 60_000),
      Metadata: { status: '404', location: '/elsewhere' },
    });
    const { Body, ...answer } = await get('app/page.html');
    expect(await Body?.transformToString()).toBe('<h1>hi</h1>');
    expect(answer).toMatchObject({
      ContentType: 'text/html; charset=utf-8',
      ContentLength: 11,
      CacheControl: 'max-age=60',
      ContentEncoding: 'identity',
      ContentLanguage: 'de',
      ContentDisposition: 'inline; filename="page.html"',
      ExpiresString: 'Sun, 01 Mar 2026 12:01:00 GMT',
      ETag: md5('<h1>hi</h1>'),
      LastModified: new Date(noon),
      AcceptRanges: 'bytes',
      ServerSideEncryption: 'AES256',
      Metadata: { status: '404', location: '/elsewhere' },
    });
  });

  test('HEAD answers what GET answers, without the body', async () => {
    await put('head.txt', 'twelve bytes', { Metadata: { a: '1' } });
    const { Body, $metadata, ...full } = await get('head.txt', { ChecksumMode: 'ENABLED' });
    const { $metadata: _, ...short } = await head('head.txt', { ChecksumMode: 'ENABLED' });
    await Body?.transformToByteArray();
    expect(short).toEqual(full);
    expect(short.ContentLength).toBe(12);
  });

  test('without a Content-Type is binary/octet-stream', async () => {
    await fetch(`${endpoint}/${Bucket}/untyped`, { method: 'PUT', body: Buffer.from('x') });
    expect((await head('untyped')).ContentType).toBe('binary/octet-stream');
  });

  test('Last-Modified is the time of the latest put, in whole seconds', async () => {
    await put('dated.txt');
    clock.time = noon + 61_999;
    await put('dated.txt', 'again');
    expect((await head('dated.txt')).LastModified).toEqual(new Date(noon + 61_000));
  });

  test('a put replaces everything: bytes, headers and metadata', async () => {
    await put('replaced', 'long before', { Metadata: { old: 'yes' }, CacheControl: 'max-age=1' });
    await put('replaced', 'now');
    expect(await head('replaced')).toMatchObject({ ContentLength: 3, Metadata: {} });
    expect((await head('replaced')).CacheControl).toBeUndefined();
  });

  test.each([
    ['a space', 'a b'],
    ['a plus', 'a+b'],
    ['a percent sign', '100%25'],
    ['dots that lead out of a directory', '../../../etc/passwd'],
    ['slashes in a row, and at both ends', '//a//b/'],
    ['another script', 'straße/日本語/🧭'],
    ['a character XML has no room for', 'a\u0001b\r\nc'],
    ['markup', '<Key>&amp;"\''],
    ['1,024 bytes in one segment', 'x'.repeat(1024)],
  ])('any key will do: %s', async (_, key) => {
    await put(key, key);
    expect((await bytes(key)).toString()).toBe(key);
  });

  test('keys that differ in case only are two objects', async () => {
    await put('Case', 'upper');
    await put('case', 'lower');
    expect([(await bytes('Case')).toString(), (await bytes('case')).toString()]).toEqual(['upper', 'lower']);
  });

  test('a bare plus in the path is a space, as on the real service', async () => {
    await put('two words', 'found');
    expect(await (await fetch(`${endpoint}/${Bucket}/two+words`)).text()).toBe('found');
  });

  test('any key, bytes and metadata round-trip', async () => {
    const key = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 256 })
      .filter(text => Buffer.byteLength(text) <= 1024);
    const metadata = fc.dictionary(
      fc.stringMatching(/^[a-z0-9-]{1,20}$/),
      fc.stringMatching(/^[!-~]{1,40}$/),
      {
        maxKeys: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 20_000 }), metadata, async (Key, Body, Metadata) => {
        await put(Key, Body, { Metadata });
        expect(await bytes(Key)).toEqual(Buffer.from(Body));
        expect((await head(Key)).Metadata).toEqual({ ...Metadata });
        await client.send(new DeleteObjectCommand({ Bucket, Key }));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a conditional read', () => {
  const etag = md5('hello');
  const at = (seconds: number) => new Date(noon + seconds * 1000);
  beforeAll(() => {
    clock.time = noon;
    return put('conditional.txt');
  });

  // Both columns of https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: one condition, then two at once.
  test.each<[string, Partial<GetObjectCommandInput>, string]>([
    ['If-Match with its ETag', { IfMatch: etag }, '200'],
    ['If-Match without quotes', { IfMatch: etag.slice(1, -1) }, '200'],
    ['If-Match with one of several', { IfMatch: `"other", ${etag}` }, '200'],
    ['If-Match with another ETag', { IfMatch: '"other"' }, '412'],
    ['If-None-Match with its ETag', { IfNoneMatch: etag }, '304'],
    ['If-None-Match with its ETag, weak', { IfNoneMatch: `W/${etag}` }, '304'],
    ['If-None-Match with *', { IfNoneMatch: '*' }, '304'],
    ['If-None-Match with another ETag', { IfNoneMatch: '"other"' }, '200'],
    ['If-Modified-Since before', { IfModifiedSince: at(-1) }, '200'],
    ['If-Modified-Since the same second', { IfModifiedSince: at(0) }, '304'],
    ['If-Unmodified-Since before', { IfUnmodifiedSince: at(-1) }, '412'],
    ['If-Unmodified-Since the same second', { IfUnmodifiedSince: at(0) }, '200'],
    [
      'If-Match true outweighs If-Unmodified-Since false',
      { IfMatch: etag, IfUnmodifiedSince: at(-1) },
      '200',
    ],
    [
      'If-None-Match false outweighs If-Modified-Since true',
      { IfNoneMatch: etag, IfModifiedSince: at(-1) },
      '304',
    ],
    [
      'If-None-Match true outweighs If-Modified-Since false',
      { IfNoneMatch: '"other"', IfModifiedSince: at(0) },
      '200',
    ],
    ['If-Match false comes before If-None-Match', { IfMatch: '"other"', IfNoneMatch: etag }, '412'],
  ])('%s', async (_, condition, status) => {
    expect((await outcome(get('conditional.txt', condition))).slice(0, 3)).toBe(status);
    expect((await outcome(head('conditional.txt', condition))).slice(0, 3)).toBe(status);
  });

  test('412 names the condition that failed', async () => {
    const answer = await fetch(`${endpoint}/${Bucket}/conditional.txt`, {
      headers: { 'if-match': '"other"' },
    });
    expect(await answer.text()).toMatch('<Code>PreconditionFailed</Code>');
    expect(await (await fetch(answer.url, { headers: { 'if-match': '"other"' } })).text()).toMatch(
      '<Condition>If-Match</Condition>',
    );
  });

  test('304 says what a cache has to renew, and no more', async () => {
    await put('cached.txt', 'hello', { CacheControl: 'max-age=9', ContentType: 'text/plain' });
    const answer = await fetch(`${endpoint}/${Bucket}/cached.txt`, { headers: { 'if-none-match': etag } });
    expect(answer.status).toBe(304);
    expect(Object.fromEntries(answer.headers)).toMatchObject({ etag, 'cache-control': 'max-age=9' });
    expect(answer.headers.get('content-type')).toBeNull();
  });
});

describe('a range of 10 bytes', () => {
  beforeAll(() => put('range', '0123456789'));

  test.each([
    ['bytes=2-4', '206', '234', 'bytes 2-4/10'],
    ['bytes=7-', '206', '789', 'bytes 7-9/10'],
    ['bytes=-3', '206', '789', 'bytes 7-9/10'],
    ['bytes=0-99', '206', '0123456789', 'bytes 0-9/10'],
    ['bytes=-99', '206', '0123456789', 'bytes 0-9/10'],
    ['bytes=0-1,3-4', '200', '0123456789', undefined],
    ['bytes=4-2', '200', '0123456789', undefined],
    ['lines=1-2', '200', '0123456789', undefined],
  ])('%s → %s %s', async (Range, status, content, ContentRange) => {
    const answer = await get('range', { Range });
    expect(await answer.Body?.transformToString()).toBe(content);
    expect(answer).toMatchObject({
      ContentLength: content.length,
      $metadata: { httpStatusCode: Number(status) },
    });
    expect(answer.ContentRange).toBe(ContentRange);
    expect((await head('range', { Range })).ContentLength).toBe(content.length);
  });

  test.each(['bytes=10-', 'bytes=-0'])('%s → 416 InvalidRange', async Range => {
    expect(await outcome(get('range', { Range }))).toBe('416 InvalidRange');
  });

  test.each([
    [md5('0123456789'), 206],
    ['Sun, 01 Mar 2026 12:00:00 GMT', 206],
    ['"other"', 200],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 200],
  ])('If-Range: %s → %i', async (ifRange, status) => {
    const headers = { range: 'bytes=0-1', 'if-range': ifRange };
    expect((await fetch(`${endpoint}/${Bucket}/range`, { headers })).status).toBe(status);
  });
});

describe('a conditional put', () => {
  const etag = md5('hello');

  test.each<[string, Partial<PutObjectCommandInput>, string, string]>([
    ['If-None-Match: * on a free key', { IfNoneMatch: '*' }, 'free', '200'],
    ['If-None-Match: * on a taken key', { IfNoneMatch: '*' }, 'taken', '412 PreconditionFailed'],
    ['If-None-Match: <etag>', { IfNoneMatch: etag }, 'taken', '501 NotImplemented'],
    ['If-Match: <etag> on the same object', { IfMatch: etag }, 'taken', '200'],
    ['If-Match: <etag> on a changed object', { IfMatch: '"other"' }, 'taken', '412 PreconditionFailed'],
    ['If-Match: <etag> on a free key', { IfMatch: etag }, 'free', '404 NoSuchKey'],
  ])('%s', async (_, condition, key, expected) => {
    await put('taken');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'free' }));
    expect(await outcome(put(key, 'new', condition))).toBe(expected);
    if (expected !== '200') expect((await bytes('taken')).toString()).toBe('hello');
  });

  test('of 50 at once with If-None-Match: * exactly one wins, and its bytes stay', async () => {
    const bodies = Array.from({ length: 50 }, (_, i) => `writer ${i}`);
    const outcomes = await Promise.all(bodies.map(body => outcome(put('race', body, { IfNoneMatch: '*' }))));
    expect(outcomes.filter(result => result === '200')).toHaveLength(1);
    expect(outcomes.filter(result => result === '412 PreconditionFailed')).toHaveLength(49);
    expect((await bytes('race')).toString()).toBe(bodies[outcomes.indexOf('200')]);
  });

  test('of 20 at once with the same If-Match exactly one wins', async () => {
    await put('swap');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => outcome(put('swap', `next ${i}`, { IfMatch: etag }))),
    );
    expect(outcomes.filter(result => result === '200')).toHaveLength(1);
  });
});

describe('an upload', () => {
  const raw = (headers: Record<string, string>, body: string | Buffer) =>
    fetch(`${endpoint}/${Bucket}/raw`, { method: 'PUT', headers, body: Buffer.from(body) });
  const code = async (answer: Response) =>
    `${answer.status} ${/<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? ''}`.trim();

  test('from a stream arrives without its chunk framing and without aws-chunked', async () => {
    const parts = [Buffer.alloc(10_000, 'a'), Buffer.alloc(8192, 'b'), Buffer.from('end')];
    await put('streamed', Readable.from(parts), { ContentLength: 18_195, ContentEncoding: 'gzip' });
    expect(await bytes('streamed')).toEqual(Buffer.concat(parts));
    expect((await head('streamed')).ContentEncoding).toBe('gzip');
    await put('streamed', Readable.from(parts), { ContentLength: 18_195 });
    expect((await head('streamed')).ContentEncoding).toBeUndefined();
  });

  test('from a stream in chunks under 8 KB fails, as on the real service', async () => {
    const body = Readable.from([Buffer.from('hello'), Buffer.from('again')]);
    expect(await outcome(put('small-chunks', body, { ContentLength: 10 }))).toBe('403 InvalidChunkSizeError');
  });

  test.each(['CRC32', 'SHA1', 'SHA256'] as const)('keeps its %s and answers it', async ChecksumAlgorithm => {
    const answer = await put('summed', 'hello', { ChecksumAlgorithm });
    const name = `Checksum${ChecksumAlgorithm}` as const;
    expect(answer[name]).toBeTruthy();
    expect((await get('summed', { ChecksumMode: 'ENABLED' }))[name]).toBe(answer[name]);
    expect((await get('summed', { ChecksumMode: 'ENABLED', Range: 'bytes=0-1' }))[name]).toBeUndefined();
    const stream = Readable.from([Buffer.from('hello')]);
    const streamed = await put('summed', stream, { ChecksumAlgorithm, ContentLength: 5 });
    expect(streamed[name]).toBe(answer[name]);
  });

  // Right values: printf hello | openssl dgst -md5 -binary | base64; the CRC32 of "hello" is 3610a686.
  test.each([
    [{ 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }, '200'],
    [{ 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, '400 BadDigest'],
    [{ 'content-md5': 'AAAA' }, '400 InvalidDigest'],
    [{ 'x-amz-checksum-crc32': 'NhCmhg==' }, '200'],
    [{ 'x-amz-checksum-crc32': 'AAAAAA==' }, '400 BadDigest'],
    [{ 'x-amz-checksum-crc32': 'AAAA' }, '400 InvalidRequest'],
    [{ 'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' }, '200'],
    [{ 'x-amz-checksum-sha256': `${'A'.repeat(43)}=` }, '400 BadDigest'],
    [
      { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=' },
      '400 InvalidRequest',
    ],
    [{ 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }, '501 NotImplemented'],
    [{ 'x-amz-content-sha256': createHash('sha256').update('hello').digest('hex') }, '200'],
    [{ 'x-amz-content-sha256': '0'.repeat(64) }, '400 XAmzContentSHA256Mismatch'],
    [{ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, '200'],
  ])('of "hello" with %j → %s', async (headers: Record<string, string>, expected) => {
    expect(await code(await raw(headers, 'hello'))).toBe(expected);
  });

  test.each([
    [2048, '200'],
    [2049, '400 MetadataTooLarge'],
  ])('with %i bytes of metadata, names included → %s', async (size, expected) => {
    expect(await code(await raw({ 'x-amz-meta-name': 'x'.repeat(size - 4) }, 'hello'))).toBe(expected);
  });

  const unsigned = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
  const signed = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  const sig = `chunk-signature=${'0'.repeat(64)}`;
  test.each([
    ['plain', unsigned, '5\r\nhello\r\n0\r\n\r\n', '200'],
    ['signed', signed, `5;${sig}\r\nhello\r\n0;${sig}\r\n\r\n`, '200'],
    [
      'signed, with signed trailers',
      `${signed}-TRAILER`,
      `5;${sig}\r\nhello\r\n0;${sig}\r\nx-amz-checksum-crc32:NhCmhg==\n\r\nx-amz-trailer-signature:00\r\n\r\n`,
      '200',
    ],
    ['with a right checksum', unsigned, '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '200'],
    [
      'with a wrong checksum',
      unsigned,
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      '400 BadDigest',
    ],
    ['shorter than declared', unsigned, '4\r\nhell\r\n0\r\n\r\n', '400 IncompleteBody'],
    ['cut off', unsigned, '5\r\nhel', '400 IncompleteBody'],
    ['not framed at all', unsigned, 'hello', '400 IncompleteBody'],
    [
      'with a trailer that is none',
      unsigned,
      '5\r\nhello\r\n0\r\nnonsense\r\n\r\n',
      '400 MalformedTrailerError',
    ],
  ])('in aws-chunked, %s', async (_, sha256, body, expected) => {
    const headers = { 'x-amz-content-sha256': sha256, 'x-amz-decoded-content-length': '5' };
    const answer = await raw({ ...headers, 'content-encoding': 'aws-chunked' }, body);
    expect(await code(answer)).toBe(expected);
    if (expected === '200') expect((await bytes('raw')).toString()).toBe('hello');
  });

  test('in aws-chunked, without the trailer it announced', async () => {
    const headers = { 'x-amz-content-sha256': unsigned, 'x-amz-decoded-content-length': '5' };
    const answer = await raw(
      { ...headers, 'x-amz-trailer': 'x-amz-checksum-crc32' },
      '5\r\nhello\r\n0\r\n\r\n',
    );
    expect(await code(answer)).toBe('400 MalformedTrailerError');
  });

  test('in aws-chunked, without its decoded length', async () => {
    const answer = await raw({ 'x-amz-content-sha256': unsigned }, '5\r\nhello\r\n0\r\n\r\n');
    expect(await code(answer)).toBe('411 MissingContentLength');
  });

  test('in plain Transfer-Encoding: chunked is not implemented by S3 either', async () => {
    // A constant of its own, because TypeScript's `fetch` does not know `duplex`, which Node's asks for.
    const streaming = { method: 'PUT', body: new Blob(['hello']).stream(), duplex: 'half' };
    const answer = await fetch(`${endpoint}/${Bucket}/raw`, streaming);
    expect(await code(answer)).toBe('501 NotImplemented');
  });

  test('that is refused leaves the object as it was, and nothing half written', async () => {
    await put('kept', 'before');
    await put('kept', 'after', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }).catch(() => {});
    await put('kept', 'after', { IfNoneMatch: '*' }).catch(() => {});
    expect((await bytes('kept')).toString()).toBe('before');
    expect(await readdir(join(directory, Bucket, 'temporary'))).toEqual([]);
  });
});

describe('a delete', () => {
  const remove = (Key: string, IfMatch?: string) =>
    client.send(new DeleteObjectCommand({ Bucket, Key, ...(IfMatch ? { IfMatch } : {}) }));

  test.each([
    ['of an object', 'doomed', undefined, '204'],
    ['of no object', 'never-was', undefined, '204'],
    ['If-Match: <etag> of the same object', 'doomed', md5('hello'), '204'],
    ['If-Match: * of an object', 'doomed', '*', '204'],
    ['If-Match: <etag> of a changed object', 'doomed', '"other"', '412 PreconditionFailed'],
    ['If-Match: <etag> of no object', 'never-was', md5('hello'), '404 NoSuchKey'],
  ])('%s', async (_, key, ifMatch, expected) => {
    await put('doomed');
    expect(await outcome(remove(key, ifMatch))).toBe(expected);
    const gone = key === 'doomed' && expected === '204';
    expect(await outcome(get('doomed'))).toBe(gone ? '404 NoSuchKey' : '200');
  });

  const removeAll = (Objects: { Key: string; ETag?: string }[], Quiet?: boolean) =>
    client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, ...(Quiet ? { Quiet } : {}) } }));

  test('of many tells what became of each', async () => {
    for (const key of ['many/a', 'many/<&>"\u0001', 'many/c']) await put(key);
    const answer = await removeAll([
      { Key: 'many/a' },
      { Key: 'many/<&>"' },
      { Key: 'many/c', ETag: '"other"' },
      { Key: 'many/none' },
    ]);
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['many/a', 'many/<&>"', 'many/none']);
    expect(answer.Errors).toMatchObject([{ Key: 'many/c', Code: 'PreconditionFailed' }]);
    const left = await list({ Prefix: 'many/', EncodingType: 'url' });
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(['many/%3C%26%3E%22%01', 'many/c']);
  });

  test('of many, quietly, tells only what went wrong', async () => {
    await put('many/c');
    const answer = await removeAll([{ Key: 'many/none' }, { Key: 'many/c', ETag: '"other"' }], true);
    expect(answer).toMatchObject({ Errors: [{ Key: 'many/c' }] });
    expect(answer.Deleted).toBeUndefined();
  });

  test('of more than 1,000 → 400 MalformedXML', async () => {
    const objects = Array.from({ length: 1001 }, (_, i) => ({ Key: `k${i}` }));
    expect(await outcome(removeAll(objects))).toBe('400 MalformedXML');
  });

  test('of many without a checksum → 400 InvalidRequest', async () => {
    const body = '<Delete><Object><Key>a</Key></Object></Delete>';
    expect((await fetch(`${endpoint}/${Bucket}?delete`, { method: 'POST', body })).status).toBe(400);
  });
});

describe('a listing', () => {
  const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'b2', 'c/x y+z', 'é', '\uffee', '🧭'].map(key => `list/${key}`);
  beforeAll(async () => {
    clock.time = noon;
    for (const key of [...keys].reverse()) await put(key);
  });

  /** `list/` cut off; common prefixes come after the keys. */
  async function names(input: Partial<ListObjectsV2CommandInput>): Promise<string[]> {
    const answer = await list({ Prefix: 'list/', ...input });
    const found = [
      ...(answer.Contents ?? []).map(({ Key }) => Key),
      ...(answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    ];
    expect(answer.KeyCount).toBe(found.length);
    return found.map(name => name?.replace('list/', '') ?? '');
  }

  // U+FFEE comes before U+1F9ED in UTF-8, and after it in UTF-16, which is how JavaScript compares.
  test.each<[string, Partial<ListObjectsV2CommandInput>, string[]]>([
    ['everything, in UTF-8 order', {}, ['a', 'b/1', 'b/2', 'b/c/3', 'b2', 'c/x y+z', 'é', '\uffee', '🧭']],
    ['a prefix', { Prefix: 'list/b/' }, ['b/1', 'b/2', 'b/c/3']],
    ['a prefix that is no folder', { Prefix: 'list/b' }, ['b/1', 'b/2', 'b/c/3', 'b2']],
    ['a prefix of nothing', { Prefix: 'list/zzz' }, []],
    ['a delimiter', { Delimiter: '/' }, ['a', 'b2', 'é', '\uffee', '🧭', 'b/', 'c/']],
    ['a prefix and a delimiter', { Prefix: 'list/b/', Delimiter: '/' }, ['b/1', 'b/2', 'b/c/']],
    [
      'a long delimiter',
      { Delimiter: '/c/' },
      ['a', 'b/1', 'b/2', 'b2', 'c/x y+z', 'é', '\uffee', '🧭', 'b/c/'],
    ],
    ['start-after', { StartAfter: 'list/b/c/3' }, ['b2', 'c/x y+z', 'é', '\uffee', '🧭']],
    ['start-after inside a common prefix', { StartAfter: 'list/b/1', Delimiter: '/', MaxKeys: 1 }, ['b/']],
    ['start-after before the prefix', { StartAfter: 'a', MaxKeys: 2 }, ['a', 'b/1']],
    ['max-keys', { MaxKeys: 3 }, ['a', 'b/1', 'b/2']],
    ['max-keys of none', { MaxKeys: 0 }, []],
    ['encoding-type=url', { EncodingType: 'url', Prefix: 'list/c' }, ['c/x+y%2Bz']],
  ])('%s', async (_, input, expected) => {
    expect(await names(input)).toEqual(expected);
  });

  test('survives XML with keys of line ends and markup', async () => {
    const key = 'marked/<a & b>\r\n"\'';
    await put(key);
    expect((await list({ Prefix: 'marked/' })).Contents?.map(({ Key }) => Key)).toEqual([key]);
  });

  test('describes each object', async () => {
    const { Contents } = await list({ Prefix: 'list/a' });
    expect(Contents).toEqual([
      {
        Key: 'list/a',
        ETag: md5('hello'),
        LastModified: new Date(noon),
        Size: 5,
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: ['CRC32'],
        ChecksumType: 'FULL_OBJECT',
      },
    ]);
  });

  test('repeats the question', async () => {
    const question = { Prefix: 'list/', Delimiter: '/', StartAfter: 'list/a', MaxKeys: 2 };
    expect(await list(question)).toMatchObject({ ...question, Name: Bucket, IsTruncated: true });
    expect(await list({ ...question, MaxKeys: 5000 })).toMatchObject({ MaxKeys: 1000, IsTruncated: false });
    expect(await list({ ...question, MaxKeys: 0 })).toMatchObject({ IsTruncated: false });
  });

  test.each([['max-keys=-1'], ['max-keys=many'], ['continuation-token=garbage'], ['encoding-type=base64']])(
    '%s → 400 InvalidArgument',
    async parameter => {
      const answer = await fetch(`${endpoint}/${Bucket}?list-type=2&${parameter}`);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch('<Code>InvalidArgument</Code>');
    },
  );

  test('page by page yields every key and common prefix exactly once, in order', async () => {
    const key = fc.string({
      unit: fc.constantFrom('a', 'b', '/', '\uffee', '🧭'),
      minLength: 1,
      maxLength: 6,
    });
    const keySet = fc.uniqueArray(key, { minLength: 1, maxLength: 12 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        keySet,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('', '/'),
        async (names, size, delimiter) => {
          run += 1;
          const prefix = `pages/${run}/`;
          await Promise.all(names.map(name => put(prefix + name)));
          const pages = await allPages(prefix, delimiter, size);
          const expected = names.map(name => rollUp(name, delimiter)).map(name => prefix + name);
          expect(pages.every(page => page.length >= 1 && page.length <= size)).toBe(true);
          expect(pages.flat()).toEqual([...new Set(expected)].sort(byBytes));
        },
      ),
      { numRuns: 40 },
    );
  });

  async function allPages(Prefix: string, Delimiter: string, MaxKeys: number): Promise<string[][]> {
    const pages: string[][] = [];
    let token: string | undefined;
    do {
      const more = token === undefined ? {} : { ContinuationToken: token };
      const answer = await list({ Prefix, Delimiter, MaxKeys, ...more });
      const found = [
        ...(answer.Contents ?? []).map(({ Key }) => Key ?? ''),
        ...(answer.CommonPrefixes ?? []).map(common => common.Prefix ?? ''),
      ];
      pages.push(found.sort(byBytes));
      token = answer.NextContinuationToken;
      expect(answer.IsTruncated).toBe(token !== undefined);
    } while (token !== undefined);
    return pages;
  }

  const rollUp = (name: string, delimiter: string) =>
    delimiter !== '' && name.includes(delimiter) ? name.slice(0, name.indexOf(delimiter) + 1) : name;
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
});

describe('a copy', () => {
  const headersOf = async (key: string) => {
    const { ContentType, CacheControl, Metadata, ETag } = await head(key);
    return { ContentType, CacheControl, Metadata, ETag };
  };
  beforeEach(() => put('from/a+b c', 'copied', { ContentType: 'text/css', Metadata: { status: '410' } }));

  test('has the bytes and the headers of its source, and the time of its making', async () => {
    clock.time = noon + 5_000;
    const { CopyObjectResult } = await copy('from/a+b c', 'to');
    expect(await (await get('to')).Body?.transformToString()).toBe('copied');
    expect(await headersOf('to')).toEqual(await headersOf('from/a+b c'));
    const { ETag, LastModified } = await head('to');
    expect({ ETag, LastModified }).toEqual(CopyObjectResult);
    expect(LastModified).toEqual(new Date(noon + 5_000));
  });

  test('has headers of its own when they are to be replaced, and none of the source’s', async () => {
    const { ETag } = await head('from/a+b c');
    await copy('from/a+b c', 'to', { MetadataDirective: 'REPLACE', CacheControl: 'max-age=0' });
    expect(await headersOf('to')).toEqual({
      ETag,
      ContentType: 'binary/octet-stream',
      CacheControl: 'max-age=0',
      Metadata: {},
    });
  });

  test('onto itself is one only with other headers', async () => {
    expect(await outcome(copy('from/a+b c', 'from/a+b c'))).toBe('400 InvalidRequest');
    const change = { MetadataDirective: 'REPLACE', ContentType: 'text/plain' } as const;
    expect(await outcome(copy('from/a+b c', 'from/a+b c', change))).toBe('200');
    expect((await head('from/a+b c')).ContentType).toBe('text/plain');
  });

  test('over another object is made when that is as it was', async () => {
    const { ETag } = await put('over', 'first');
    await put('over', 'second');
    expect(await outcome(copy('from/a+b c', 'over', { IfMatch: ETag }))).toBe('412 PreconditionFailed');
    expect(await outcome(copy('from/a+b c', 'over', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
  });
});

describe('a refusal', () => {
  test.each([
    ['get of a missing key', () => get('missing'), '404 NoSuchKey'],
    // A HEAD has no body to hold the code; the SDK names it by its status.
    ['head of a missing key', () => head('missing'), '404 NotFound'],
    ['a key of 1,025 bytes', () => put(`${'é'.repeat(512)}x`), '400 KeyTooLongError'],
    ['get in a missing bucket', () => get('a', { Bucket: 'no-such-bucket' }), '404 NoSuchBucket'],
    ['put in a missing bucket', () => put('a', 'a', { Bucket: 'no-such-bucket' }), '404 NoSuchBucket'],
    ['list of a missing bucket', () => list({ Bucket: 'no-such-bucket' }), '404 NoSuchBucket'],
    ['head of a bucket', () => client.send(new HeadBucketCommand({ Bucket })), '200'],
    [
      'head of a missing bucket',
      () => client.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' })),
      '404 NotFound',
    ],
    ['copy of a missing object', () => copy('missing', 'b'), '404 NoSuchKey'],
    ['copy from another bucket', () => copy('a', 'b', { CopySource: 'other/a' }), '501 NotImplemented'],
    ['copy of no object', () => copy('a', 'b', { CopySource: Bucket }), '400 InvalidRequest'],
    ['copy on a condition', () => copy('a', 'b', { CopySourceIfMatch: 'x' }), '501 NotImplemented'],
    ['list, version 1', () => client.send(new ListObjectsCommand({ Bucket })), '501 NotImplemented'],
    ['get of a version', () => get('a', { VersionId: '1' }), '501 NotImplemented'],
    ['put with tags', () => put('a', 'a', { Tagging: 'a=b' }), '501 NotImplemented'],
    ['put for everybody', () => put('a', 'a', { ACL: 'public-read' }), '501 NotImplemented'],
    ['put with a KMS key', () => put('a', 'a', { SSEKMSKeyId: 'key' }), '501 NotImplemented'],
  ])('%s', async (_, call, expected) => {
    expect(await outcome(call())).toBe(expected);
  });

  test('an ACL for the bucket’s owner, who has all objects anyway, is none', async () => {
    expect(await outcome(put('owned', 'a', { ACL: 'bucket-owner-full-control' }))).toBe('200');
  });

  test.each([
    ['GET', '/', 'GET on the service'],
    ['PUT', `/${Bucket}`, 'PUT on a bucket'],
    ['POST', `/${Bucket}/a`, 'POST on an object'],
    ['POST', `/${Bucket}/a?uploads`, 'the query parameter uploads'],
    ['GET', `/${Bucket}?policy`, 'the query parameter policy'],
    ['GET', `/${Bucket}/a?response-content-type=text/html`, 'the query parameter response-content-type'],
  ])('%s %s names what is not modelled', async (method, path, named) => {
    const answer = await fetch(endpoint + path, { method });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain(`The local S3 does not model ${named}.`);
  });

  test('a query S3 gives no meaning to is ignored', async () => {
    await put('queried', 'here');
    expect(await (await fetch(`${endpoint}/${Bucket}/queried?utm_source=mail&v=2`)).text()).toBe('here');
  });

  test('carries the request id in header and body', async () => {
    const answer = await fetch(`${endpoint}/${Bucket}/missing%26key`);
    const id = answer.headers.get('x-amz-request-id');
    expect(id).toMatch(/^[0-9A-F]{16}$/);
    expect(answer.headers.get('content-type')).toBe('application/xml');
    expect(await answer.text()).toMatch(
      `<Key>missing&amp;key</Key><RequestId>${id}</RequestId><HostId>${answer.headers.get('x-amz-id-2')}</HostId></Error>`,
    );
  });

  test('a path that is not UTF-8 → 400 InvalidURI', async () => {
    expect((await fetch(`${endpoint}/${Bucket}/%ff`)).status).toBe(400);
  });

  test('createBucket refuses what is no bucket name', async () => {
    await expect(s3.createBucket('../outside')).rejects.toThrow('not a name for an S3 bucket: ../outside');
  });
});

describe('permissions', () => {
  const request = (
    method: string,
    target: string,
    headers: Record<string, string> = {},
    body = '',
  ): HttpRequest => {
    const [path = '', query = ''] = target.split('?');
    return {
      method,
      path,
      query,
      headers: new Headers(headers),
      body: Buffer.from(body),
      clientIp: '127.0.0.1',
    };
  };
  const needed = (asked: HttpRequest) =>
    s3.permissions(asked).map(({ action, resource }) => `${action} ${resource.replace('arn:aws:s3:::', '')}`);

  test.each<[string, string, Record<string, string>, string[]]>([
    ['GET', '/b-1/x%20y', {}, ['s3:GetObject b-1/x y']],
    ['HEAD', '/b-1/x', {}, ['s3:GetObject b-1/x']],
    ['PUT', '/b-1/x', {}, ['s3:PutObject b-1/x']],
    ['PUT', '/b-1/x', { 'if-none-match': '*' }, ['s3:PutObject b-1/x']],
    ['PUT', '/b-1/x', { 'x-amz-copy-source': '/b-2/y' }, ['s3:PutObject b-1/x', 's3:GetObject b-2/y']],
    ['PUT', '/b-1/x', { 'if-match': '"e"' }, ['s3:PutObject b-1/x', 's3:GetObject b-1/x']],
    ['DELETE', '/b-1/x', {}, ['s3:DeleteObject b-1/x']],
    ['DELETE', '/b-1/x', { 'if-match': '*' }, ['s3:DeleteObject b-1/x']],
    ['DELETE', '/b-1/x', { 'if-match': '"e"' }, ['s3:DeleteObject b-1/x', 's3:GetObject b-1/x']],
    ['HEAD', '/b-1', {}, ['s3:ListBucket b-1']],
    ['GET', '/b-1?list-type=2', {}, ['s3:ListBucket b-1']],
    ['GET', '/b-1/', {}, ['s3:ListBucket b-1']],
    ['POST', '/b-1?delete', {}, []],
    ['GET', '/b-1/x?acl', {}, []],
  ])('%s %s with %j', (method, target, headers, expected) => {
    expect(needed(request(method, target, headers))).toEqual(expected);
  });

  test('a put says which ACL it has, for policies that ask', () => {
    const put = request('PUT', '/b-1/x', { 'x-amz-acl': 'bucket-owner-full-control' });
    expect(s3.permissions(put)).toEqual([
      {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::b-1/x',
        said: { 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    ]);
  });

  test('DeleteObjects needs leave for each key', () => {
    const body =
      '<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key><ETag>"e"</ETag></Object></Delete>';
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    expect(needed(request('POST', '/b-1?delete', headers, body))).toEqual([
      's3:DeleteObject b-1/a&b',
      's3:DeleteObject b-1/c',
      's3:GetObject b-1/c',
    ]);
  });

  test.each([
    ['GET', /^<\?xml.*\n<Error><Code>AccessDenied<\/Code><Message>not yours<\/Message><RequestId>/],
    ['HEAD', /^$/],
  ])('accessDenied of a %s', (method, body) => {
    const refused = s3.accessDenied('not yours', request(method, '/b-1/x'));
    expect(refused.status).toBe(403);
    expect(refused.body.toString()).toMatch(body);
  });
});

describe('after a restart', () => {
  test('every object is there with all that belongs to it', async () => {
    await put('lasting/a', 'bytes', { Metadata: { status: '301' }, CacheControl: 'max-age=1' });
    await put('lasting/b', '');
    await put('lasting/c');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'lasting/c' }));
    const before = await head('lasting/a');
    await boot();
    expect({ ...(await head('lasting/a')), $metadata: {} }).toEqual({ ...before, $metadata: {} });
    expect((await bytes('lasting/a')).toString()).toBe('bytes');
    expect((await list({ Prefix: 'lasting/' })).Contents?.map(({ Key }) => Key)).toEqual([
      'lasting/a',
      'lasting/b',
    ]);
  });

  test('what a crash left half written is gone, and was never seen', async () => {
    await put('whole', 'old');
    await writeFile(join(directory, Bucket, 'temporary', '1'), '{"key":"whole","size":');
    await boot();
    expect(await readdir(join(directory, Bucket, 'temporary'))).toEqual([]);
    expect((await bytes('whole')).toString()).toBe('old');
    await put('whole', 'new');
    expect((await bytes('whole')).toString()).toBe('new');
  });

  test('createBucket on a bucket that is there keeps what is in it', async () => {
    await put('still-here');
    await s3.createBucket(Bucket);
    expect(await outcome(get('still-here'))).toBe('200');
  });
});

test('readers during writes get one version whole, never a mix', async () => {
  const versions = ['a', 'b', 'c'].map(letter => ({ Body: letter.repeat(50_000), Metadata: { letter } }));
  const write = () => Promise.all(versions.map(({ Body, Metadata }) => put('mixed', Body, { Metadata })));
  await write();
  const read = async () => {
    const { Body, Metadata } = await get('mixed');
    const content = await Body?.transformToString();
    expect(content).toBe(Metadata?.letter?.repeat(50_000));
  };
  await Promise.all([
    write(),
    ...Array.from({ length: 10 }, read),
    write(),
    ...Array.from({ length: 10 }, read),
  ]);
});
