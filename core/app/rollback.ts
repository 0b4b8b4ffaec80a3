import type { S3Client } from '@aws-sdk/client-s3';
import { AppBucket } from './bucket.ts';
import { formerOf, keptContents, type ListedBuild, listBuilds } from './builds.ts';
import { type AppRecord, type Published, readRecord } from './publish.ts';
import { type PushOptions, publishBuild } from './push.ts';
import { inTurn } from './turn.ts';

export interface RollbackOptions extends Pick<PushOptions, 'keepMs' | 'clock' | 'owner' | 'onWait'> {
  s3: S3Client;
  bucket: string;
  /** The id of a build, or its beginning; undefined: the build that was pushed before the live one. */
  build?: string | undefined;
}

export interface RolledBack extends Published {
  /** The build that is live now, and when it was pushed. */
  build: string;
  at: string;
}

/**
 * Makes the bucket's app/ a build that was pushed before. Nothing is sent: files are copied within the bucket, index.html last. Whoever
 * dies on the way leaves the one app or the other, and the same command again finishes.
 *
 * @throws an error of one sentence when there is no such build, and whatever S3 says
 */
export async function rollbackApp(options: RollbackOptions): Promise<RolledBack> {
  return await inTurn({ ...options, bucket: new AppBucket(options.s3, options.bucket) }, async bucket => {
    const builds = await listBuilds(bucket);
    const wanted =
      options.build === undefined
        ? usualOf(builds, await readRecord(bucket))
        : namedOf(builds, options.build);
    const kept = await keptContents(bucket);
    const missing = wanted.files.find(({ hash }) => !kept.has(hash));
    if (missing) throw new Error(`build ${wanted.id} is not whole any more: ${missing.path} is missing.`);
    const underway = { build: wanted.id, by: 'rollback' } as const;
    const published = await publishBuild(wanted.files, { ...options, bucket, underway });
    return { ...published, build: wanted.id, at: wanted.at };
  });
}

function namedOf(builds: readonly ListedBuild[], name: string): ListedBuild {
  const [found, ...more] = builds.filter(({ id }) => id.startsWith(name));
  if (!found) throw new Error(`there is no build ${name}. \`signpost app builds\` lists them.`);
  if (more.length > 0)
    throw new Error(`${name} begins the ids of ${more.length + 1} builds. Give more of it.`);
  return found;
}

/** Where to without a name: a rollback that was cut short goes on, a push that was is undone; else it is one build back. */
function usualOf(builds: readonly ListedBuild[], { underway }: AppRecord): ListedBuild {
  const begun = builds.find(({ id }) => id === underway?.build);
  if (begun && underway?.by === 'rollback') return begun;
  const current = builds.find(({ state }) => state !== 'kept');
  if (!current)
    throw new Error('the app is no build that is remembered. Name one: `signpost app builds` lists them.');
  if (current.state === 'half') return current;
  const former = formerOf(builds, current.id);
  if (former) return former;
  throw new Error(`no build is kept that was pushed before ${current.id}, which is live.`);
}
