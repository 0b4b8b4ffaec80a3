import { S3Client } from '@aws-sdk/client-s3';
import type { RollbackOptions } from '../core/app/rollback.ts';
import { systemClock } from '../core/clock.ts';
import { systemRandom, uuid } from '../core/ids.ts';
import { UsageError } from './faults.ts';
import { stackOutput } from './stack.ts';

/** Where an app is, and how the command answers. */
export interface AppFlags {
  stage?: string | undefined;
  bucket?: string | undefined;
  json?: boolean | undefined;
}

export interface KeepFlags {
  keepDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The bucket that the flags name. Throws UsageError where they do not, and what AWS refuses. */
export async function appBucket({ stage, bucket }: AppFlags): Promise<{ s3: S3Client; bucket: string }> {
  if ((stage === undefined) === (bucket === undefined))
    throw new UsageError('--stage NAME or --bucket NAME is missing: where the app is to go');
  // A bucket of a local cloud has no host name of its own.
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  return { s3, bucket: bucket ?? (await stackOutput(stage ?? '', 'SiteBucketName')) };
}

/** What a change of the app needs to know. Throws as `appBucket` does. */
export async function appTarget(flags: AppFlags & KeepFlags): Promise<Omit<RollbackOptions, 'build'>> {
  return {
    ...(await appBucket(flags)),
    keepMs: flags.keepDays * DAY_MS,
    clock: systemClock,
    owner: uuid(systemRandom),
    onWait: () => process.stderr.write('Somebody else changes the app right now; waiting for them …\n'),
  };
}
