import { NoSuchKey } from '@aws-sdk/client-s3';
import { ServiceFault } from './problem.ts';

/** For `catch` of a read: undefined when there is no such object. Throws a ServiceFault for any other failure. */
export function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof NoSuchKey) return undefined;
  // Without leave to list the bucket, S3 says of a missing object that access is denied.
  if (error instanceof Error && error.name === 'AccessDenied') return undefined;
  return s3Fault(error);
}

/** The same for a HEAD, whose answer has no room for a reason: only its status tells. */
export function undefinedWhenAbsent(error: unknown): undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === 404 || $metadata?.httpStatusCode === 403) return undefined;
  return s3Fault(error);
}

/** For `catch` of any call: throws a ServiceFault with the failure as its cause. */
export function s3Fault(error: unknown): never {
  throw new ServiceFault('S3', error);
}
