import { ServiceFault } from './problem.ts';

/**
 * For `catch` of a read: undefined when there is no such object. Throws a ServiceFault for any other failure, a refusal (403)
 * among them: who may list the bucket is told 404 of a missing object, and every role that reads may. Were a refusal taken for
 * an absence, a permission that is missing would only be seen by what it costs.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (Permissions)
 */
export function undefinedWhenMissing(error: unknown): undefined {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  // A HEAD's answer has no room for a reason: only its status tells. That the bucket is missing is no absence of an object.
  if ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket') return undefined;
  return s3Fault(error);
}

/** For `catch` of any call: throws a ServiceFault with the failure as its cause. */
export function s3Fault(error: unknown): never {
  throw new ServiceFault('S3', error);
}
