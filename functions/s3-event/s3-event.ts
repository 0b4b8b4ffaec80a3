import { decodeOnce } from '../../core/logs/decode.ts';
import type { LogFile } from '../../core/logs/file.ts';

interface Notification {
  Records?: {
    eventName?: string;
    s3?: { bucket?: { name?: string }; object?: { key?: string; eTag?: string; size?: number } };
  }[];
}

/**
 * The files that were made, as a message of S3's names them. None in the test message a bucket sends when it is set up, nor
 * for what was deleted. Throws a SyntaxError for what is no message of S3's, so that it ends among the dead letters.
 * Spec: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function filesNamedBy(body: string): LogFile[] {
  const { Records = [] } = (JSON.parse(body) ?? {}) as Notification;
  return Records.flatMap(({ eventName = '', s3 }) => {
    const [bucket, object] = [s3?.bucket?.name, s3?.object];
    if (!bucket || !object?.key || !eventName.startsWith('ObjectCreated:')) return [];
    // Keys are form-encoded, so blanks are plus signs.
    const key = decodeOnce(object.key.replaceAll('+', ' '));
    return [{ bucket, key, etag: object.eTag ?? '', size: object.size ?? 0 }];
  });
}
