import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Template } from '../../local/template/template.ts';
import { RefusedError } from '../faults.ts';
import { stackOutput } from '../stack.ts';

/** A deploy whose template and zips the packager still keeps in its bucket. */
export interface Release {
  /** When it was packaged; `serverless rollback` knows it by that. */
  timestamp: string;
  template: Template;
}

const TEMPLATE = 'compiled-cloudformation-template.json';

/**
 * An earlier deploy of a stage.
 *
 * @param wanted `previous` for the one before the newest, or a timestamp in milliseconds
 * @throws RefusedError that names those there are
 */
export async function releaseNamed(stage: string, wanted: string): Promise<Release> {
  const bucket = await stackOutput(stage, 'ServerlessDeploymentBucketName');
  // A bucket of a local cloud has no host name of its own.
  const client = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const folders = await foldersOf(client, bucket, `serverless/signpost/${stage}/`);
  const found = wanted === 'previous' ? folders.at(-2) : folders.find(({ at }) => at === wanted);
  if (!found)
    throw new RefusedError(
      `there is no release ${wanted} of ${stage}: the packager keeps ${folders.map(({ at }) => at).join(', ') || 'none'}`,
    );
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: found.key }));
  return { timestamp: found.at, template: JSON.parse((await Body?.transformToString()) ?? '') as Template };
}

/** Folders with a template, the oldest first: `1764561600000-2025-12-01T04:00:00.000Z`. */
async function foldersOf(
  client: S3Client,
  Bucket: string,
  Prefix: string,
): Promise<{ at: string; key: string }[]> {
  const found: { at: string; key: string }[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key: key = '' } of Contents) {
      const [folder = '', file] = key.slice(Prefix.length).split('/');
      if (file === TEMPLATE) found.push({ at: folder.split('-')[0] ?? '', key });
    }
  return found.sort((one, other) => Number(one.at) - Number(other.at));
}
