import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';
import { type HttpRequest, type HttpResponse, respond } from '../http.ts';
import type { Permission } from './iam.ts';
import { copyObject, copySourceOf } from './s3/copy.ts';
import { listObjects } from './s3/listing.ts';
import { Notifications, type QueueNotification } from './s3/notifications.ts';
import { deleteObject, deleteObjects, getObject, headObject, putObject, readDeletes } from './s3/objects.ts';
import { type Bucket, type ObjectRecord, ObjectStore } from './s3/store.ts';
import { notModelled, S3Error } from './s3/xml.ts';
import type { AwsService } from './service.ts';

// Not modelled; where a request asks for it, the answer is 501 NotImplemented and names it:
// - CopyObject from another bucket or on a condition of its source, multipart uploads, browser form uploads, ListObjects (version 1), ListBuckets, making and deleting buckets
// - versions, tags, ACLs but the one that gives the object to the bucket's owner, object locks, storage classes, customer and KMS keys, CORS and every other bucket setting
// - the checksums CRC32C and CRC64NVME; the real service also adds a CRC64NVME of its own to objects put without a checksum
// - `response-content-type` and the other overrides of answered headers
// Not modelled, and silently so:
// - signatures, also those of chunks: who calls is the endpoint's affair
// - 409 ConditionalRequestConflict: of racing conditional writes the losers all get 412 here; the real service may answer 409
// - DeleteObjects refused for some keys only: the endpoint refuses it as a whole
// - virtual-hosted addresses (`bucket.s3.amazonaws.com`) and the refusal of keys with too many `../`

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html ("a maximum of 1,024 bytes")
const keyLimit = 1024;

// Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const bucketName = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

// The parameters that turn a request into another operation, or its answer into another answer. S3 ignores all others.
// Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
const unmodelledParameters =
  /^(accelerate|acl|analytics|attributes|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|location|logging|metadata\w*|metrics|notification|object-lock|ownershipControls|partNumber|policy|policyStatus|publicAccessBlock|renameObject|replication|requestPayment|response-[a-z-]+|restore|retention|select|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website)$/;

// Likewise for headers: to ignore one of these would store or answer something other than what was asked for.
const unmodelledHeaders =
  /^x-amz-(bypass-governance-retention|copy-source-.+|expected-bucket-owner|grant-.*|if-match-.*|mfa|object-lock-.*|server-side-encryption-.*|storage-class|tagging|website-redirect-location|write-offset-bytes)$/;

/** Where a request points, decoded. `key` is empty for the bucket itself. */
interface Target {
  bucket: string;
  key: string;
  query: URLSearchParams;
}

/** What one kind of request needs leave for, and what it does. */
interface Operation {
  permissions(target: Target, request: HttpRequest): Permission[];
  run(
    bucket: Bucket,
    target: Target,
    request: HttpRequest,
    now: number,
    created: (record: ObjectRecord) => void,
  ): Promise<HttpResponse> | HttpResponse;
}

// Which permissions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
const operations = {
  PutObject: {
    permissions: putPermissions,
    run: async (bucket, { key }, request, now, created) => {
      const { record, response } = await putObject(bucket, key, request, now);
      created(record);
      return response;
    },
  },
  CopyObject: {
    permissions: (target, request) => [
      ...putPermissions(target, request),
      permission('s3:GetObject', copySourceOf(request.headers)),
    ],
    run: async (bucket, { bucket: name, key }, request, now, created) => {
      const { record, response } = await copyObject({ name, bucket }, key, request, now);
      created(record);
      return response;
    },
  },
  GetObject: {
    permissions: target => [permission('s3:GetObject', target)],
    run: (bucket, { key }, request) => getObject(bucket, key, request),
  },
  HeadObject: {
    permissions: target => [permission('s3:GetObject', target)],
    run: (bucket, { key }, request) => headObject(bucket, key, request),
  },
  DeleteObject: {
    permissions: (target, { headers }) =>
      withComparison('s3:DeleteObject', target, (headers.get('if-match') ?? '*') !== '*'),
    run: (bucket, { key }, request) => deleteObject(bucket, key, request),
  },
  DeleteObjects: {
    permissions: (target, request) =>
      readDeletes(request).deletes.flatMap(({ key, etag }) =>
        withComparison('s3:DeleteObject', { ...target, key }, (etag ?? '*') !== '*'),
      ),
    run: (bucket, _target, request) => deleteObjects(bucket, request),
  },
  HeadBucket: {
    permissions: target => [permission('s3:ListBucket', target)],
    run: () => respond(200, { 'x-amz-bucket-region': 'us-east-1' }),
  },
  ListObjectsV2: {
    permissions: target => [permission('s3:ListBucket', target)],
    run: (bucket, target) => listObjects(target.bucket, bucket, target.query),
  },
  ListObjects: {
    // What a bare GET on the bucket asks for: who may not list gets 403, as in the cloud, before the 501.
    permissions: target => [permission('s3:ListBucket', target)],
    run: () => {
      throw notModelled('ListObjects, only ListObjectsV2 (list-type=2)');
    },
  },
} satisfies Record<string, Operation>;

export interface S3Config {
  directory: string;
  clock: Clock;
  random: RandomBytes;
  /** Takes what buckets tell of their objects. */
  send?(queueArn: string, body: string): void;
}

/** S3 as Signpost uses it, with its objects in a directory. Takes path-style requests: `/bucket/key`. */
export class S3 implements AwsService {
  readonly #notifications: Notifications;
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #random: RandomBytes;

  constructor({ directory, clock, random, send = () => undefined }: S3Config) {
    this.#store = new ObjectStore(directory);
    this.#notifications = new Notifications({ directory, clock, random, send });
    this.#clock = clock;
    this.#random = random;
  }

  /** Makes the bucket, unless it is there. */
  async createBucket(name: string): Promise<void> {
    if (!bucketName.test(name)) throw new Error(`not a name for an S3 bucket: ${name}`);
    await this.#store.createBucket(name);
  }

  /** Has a bucket tell queues of its new objects. A configuration that is not the one it had is tried out by a test message. */
  notify(bucket: string, configuration: readonly QueueNotification[]): void {
    this.#notifications.configure(bucket, configuration);
  }

  /** None for what is not modelled or not understood: `handle` refuses that on its own, with a better reason. */
  permissions(request: HttpRequest): Permission[] {
    try {
      const target = targetOf(request);
      return operationOf(target, request).permissions(target, request);
    } catch (error) {
      if (error instanceof S3Error) return [];
      throw error;
    }
  }

  /**
   * Answers a request whose caller has leave. One rule of the real service is left to the endpoint: that an object is
   * missing is told (404) only to callers who may `s3:ListBucket`, everyone else gets 403. Here it is always 404.
   */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    try {
      const target = targetOf(request);
      const operation = operationOf(target, request);
      const bucket = await this.#bucket(target.bucket);
      const created = (record: ObjectRecord) => this.#notifications.created(target.bucket, record, request);
      return this.#finish(request, await operation.run(bucket, target, request, this.#clock.now(), created));
    } catch (error) {
      if (error instanceof S3Error) return this.#refuse(request, error);
      throw error;
    }
  }

  accessDenied(message: string, request: HttpRequest): HttpResponse {
    return this.#refuse(request, new S3Error(403, 'AccessDenied', message));
  }

  async #bucket(name: string): Promise<Bucket> {
    const bucket = bucketName.test(name) ? await this.#store.bucket(name) : undefined;
    if (bucket) return bucket;
    throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  }

  #refuse(request: HttpRequest, error: S3Error): HttpResponse {
    const response = this.#finish(request, respond(error.status, { 'content-type': 'application/xml' }));
    const requestId = response.headers.get('x-amz-request-id') ?? '';
    const hostId = response.headers.get('x-amz-id-2') ?? '';
    // A HEAD has no room for the reason.
    if (request.method !== 'HEAD') response.body = Buffer.from(error.toXml(requestId, hostId));
    return response;
  }

  #finish(request: HttpRequest, response: HttpResponse): HttpResponse {
    response.headers.set('date', new Date(this.#clock.now()).toUTCString());
    response.headers.set('server', 'AmazonS3');
    response.headers.set('x-amz-request-id', this.#random(8).toString('hex').toUpperCase());
    response.headers.set('x-amz-id-2', this.#random(48).toString('base64'));
    return request.method === 'HEAD' ? { ...response, body: Buffer.alloc(0) } : response;
  }
}

/** The operation a request asks for; throws where that is one we don't model. */
function operationOf({ bucket, key, query }: Target, { method, headers }: HttpRequest): Operation {
  const parameter = [...query.keys()].find(name => unmodelledParameters.test(name));
  if (parameter !== undefined) throw notModelled(`the query parameter ${parameter}`);
  const header = [...headers.keys()].find(name => unmodelledHeaders.test(name) || isOtherAcl(name, headers));
  if (header !== undefined) throw notModelled(`the header ${header}`);
  if (key !== '') {
    if (method === 'PUT')
      return headers.has('x-amz-copy-source') ? operations.CopyObject : operations.PutObject;
    if (method === 'GET') return operations.GetObject;
    if (method === 'HEAD') return operations.HeadObject;
    if (method === 'DELETE') return operations.DeleteObject;
  } else if (bucket !== '') {
    if (method === 'HEAD') return operations.HeadBucket;
    if (method === 'POST' && query.has('delete')) return operations.DeleteObjects;
    if (method === 'GET')
      return query.get('list-type') === '2' ? operations.ListObjectsV2 : operations.ListObjects;
  }
  const what = key !== '' ? 'an object' : bucket !== '' ? 'a bucket' : 'the service';
  throw notModelled(`${method} on ${what}`);
}

// A bucket that owns its objects whoever puts them takes this ACL and no other.
// Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
function isOtherAcl(name: string, headers: Headers): boolean {
  return name === 'x-amz-acl' && headers.get(name) !== 'bucket-owner-full-control';
}

function targetOf({ path, query }: HttpRequest): Target {
  const [, bucket, encodedKey] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
  const key = decodeKey(encodedKey ?? '');
  const size = Buffer.byteLength(key);
  if (size > keyLimit)
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long', {
      Size: String(size),
      MaxSizeAllowed: String(keyLimit),
    });
  return { bucket: bucket ?? '', key, query: new URLSearchParams(query) };
}

// In a path, too, S3 reads a plus as a space: whoever means a plus has to write %2B.
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.", { URI: encoded });
  }
}

function putPermissions(target: Target, { headers }: HttpRequest): Permission[] {
  return withComparison('s3:PutObject', target, headers.has('if-match')).map(each => said(each, headers));
}

function said(permission: Permission, headers: Headers): Permission {
  const acl = headers.get('x-amz-acl');
  return acl === null ? permission : { ...permission, said: { 's3:x-amz-acl': acl } };
}

function permission(action: string, { bucket, key }: Pick<Target, 'bucket' | 'key'>): Permission {
  return { action, resource: `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}` };
}

// To compare an object's ETag is to read it. Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
// and https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
function withComparison(action: string, target: Target, compares: boolean): Permission[] {
  return [permission(action, target), ...(compares ? [permission('s3:GetObject', target)] : [])];
}
