import { AppBucket } from '../core/app/bucket.ts';
import { type ListedBuild, listBuilds } from '../core/app/builds.ts';
import { rollbackApp } from '../core/app/rollback.ts';
import { type AppFlags, appBucket, appTarget, type KeepFlags } from './app-target.ts';
import { json, minute, table, width } from './output/output.ts';

const STATES: Record<ListedBuild['state'], string> = {
  live: 'live',
  half: 'live, but a change was cut short: run it again',
  kept: '',
};

/** `signpost app builds`: the builds that can be returned to, the last first. Throws as `appBucket` does, and what AWS refuses. */
export async function buildsCommand(flags: AppFlags): Promise<string> {
  const { s3, bucket } = await appBucket(flags);
  const builds = await listBuilds(new AppBucket(s3, bucket));
  if (flags.json) return json(builds.map(({ files, ...build }) => ({ ...build, files: files.length })));
  if (builds.length === 0) return 'No build is remembered yet. `signpost app push` brings one.\n';
  return table(
    builds,
    [
      { head: 'build', cell: ({ id }) => id },
      { head: 'pushed', cell: ({ at }) => minute(at) },
      { head: 'files', cell: ({ files }) => files.filter(({ isCopy }) => !isCopy).length, isNumber: true },
      { head: 'state', cell: ({ state }) => STATES[state], gives: true },
    ],
    width(),
  );
}

/** `signpost app rollback`: makes the app a build that was pushed before. Throws as `appBucket` does, and what is wrong with the build. */
export async function rollbackCommand(
  build: string | undefined,
  flags: AppFlags & KeepFlags,
): Promise<string> {
  const rolled = await rollbackApp({ ...(await appTarget(flags)), build });
  if (flags.json) return json(rolled);
  const what = rolled.put.length > 0 ? `${rolled.put.length} files copied` : 'it was that already';
  return `The app is build ${rolled.build} of ${minute(rolled.at)} (${what}); everybody has it within a minute\n`;
}
