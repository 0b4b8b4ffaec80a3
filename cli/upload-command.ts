import { S3Client } from '@aws-sdk/client-s3';
import { HASHED_FOLDERS } from '../core/app/files.ts';
import { neededFiles } from '../core/app/site-files.ts';
import { type Uploaded, uploadApp } from '../core/app/upload.ts';
import { systemClock as clock } from '../core/clock.ts';
import { harmless } from '../core/terminal.ts';
import { UsageError } from './faults.ts';
import { stackOutput, stackOutputs } from './stack.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
interface UploadFlags {
  stage?: string | undefined;
  bucket?: string | undefined;
  keepDays: number;
  hashed?: string[] | undefined;
}

/**
 * `signpost upload`: brings a built app into the bucket, and says what it did.
 *
 * @returns the text to print
 * @throws an error of one sentence for wrong arguments, a folder that is no build, and what AWS refuses
 */
export async function uploadCommand(folder: string, flags: UploadFlags): Promise<string> {
  const { bucket, stage, keepMs, hashed } = optionsOf(flags);
  // A bucket of a local cloud has no host name of its own.
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const name = bucket ?? (await stackOutput(stage, 'SiteBucketName'));
  const uploaded = await uploadApp({ s3, bucket: name, folder, keepMs, clock, hashed });
  return summary(uploaded, name) + (bucket === undefined ? await unreached(uploaded, stage) : '');
}

/** What of the app a stage serves as pages, and what would change that. A bucket alone does not tell. */
async function unreached({ paths }: Uploaded, stage: string): Promise<string> {
  const { SiteFilePaths, SiteBehavioursLeft } = await stackOutputs(stage);
  if (!SiteFilePaths) return ''; // of an earlier version
  const needed = neededFiles(paths, SiteFilePaths.split(','), Number(SiteBehavioursLeft));
  if (needed.unreached.length === 0) return '';
  const named = (names: string[]) =>
    `${names.slice(0, MOST_NAMED).map(harmless).join(', ')}${names.length > MOST_NAMED ? ', …' : ''}`;
  return [
    `  ${needed.unreached.length} of them are not served as files, for their paths are those of pages: ${named(needed.unreached)}`,
    ...(needed.siteFiles.length > 0
      ? [
          `  to mend that, add to siteFiles in infra/settings.yml, and deploy: ${JSON.stringify(needed.siteFiles)}`,
        ]
      : []),
    ...(needed.left.length > 0
      ? [
          `  CloudFront has no room for ${needed.left.length} of these; put them into assets/: ${named(needed.left)}`,
        ]
      : []),
    '',
  ].join('\n');
}

/** Whoever has more of them sees what they are by these. */
const MOST_NAMED = 10;

function optionsOf({ stage, bucket, keepDays, hashed = [...HASHED_FOLDERS] }: UploadFlags) {
  if ((stage === undefined) === (bucket === undefined))
    throw new UsageError('--stage NAME or --bucket NAME is missing: where the app is to go');
  return {
    bucket,
    stage: stage ?? '',
    keepMs: keepDays * DAY_MS,
    hashed: hashed.map(path => path.replace(/^\/|\/$/g, '')),
  };
}

function summary({ files, put, removed, kept, hidden, clashing }: Uploaded, bucket: string): string {
  const news =
    put.at(-1) === 'index.html' ? 'the new app is everybody’s within a minute' : 'index.html is as it was';
  return [
    `${files} files in ${bucket}/app/: ${put.length} put, ${files - put.length} were there; ${news}`,
    ...(kept > 0 ? [`  ${kept} of earlier builds are kept for now, for open tabs and stored pages`] : []),
    ...(removed.length > 0 ? [`  ${removed.length} of earlier builds removed`] : []),
    ...(hidden.length > 0
      ? [`  left out, because they are hidden and app/ is public: ${hidden.map(harmless).join(', ')}`]
      : []),
    ...clashing.map(
      path =>
        `  ${harmless(path)} is there by its exact name only (%2B for a plus): written otherwise, S3 takes it for another file’s`,
    ),
    '',
  ].join('\n');
}
