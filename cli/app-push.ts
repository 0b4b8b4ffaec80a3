import { HASHED_FOLDERS } from '../core/app/files.ts';
import { type Pushed, pushApp } from '../core/app/push.ts';
import { type SameNames, sameNames } from '../core/app/same-names.ts';
import { neededFiles } from '../core/app/site-files.ts';
import { harmless } from '../core/terminal.ts';
import { type AppFlags, appTarget, type KeepFlags } from './app-target.ts';
import { json } from './output/output.ts';
import { stackOutputs } from './stack.ts';

export interface PushFlags extends AppFlags, KeepFlags {
  hashed?: string[] | undefined;
}

/**
 * `signpost app push`: brings a built app into the bucket, and says what it did.
 *
 * @returns the text to print
 * @throws an error of one sentence for wrong arguments, a folder that is no build, and what AWS refuses
 */
export async function pushCommand(folder: string, flags: PushFlags): Promise<string> {
  const target = await appTarget(flags);
  const hashed = (flags.hashed ?? HASHED_FOLDERS).map(path => path.replace(/^\/|\/$/g, ''));
  const pushed = await pushApp({ ...target, folder, hashed });
  const same = sameNames(pushed.replaced, hashed);
  if (flags.json) return json({ ...pushed, ...same });
  const hints = flags.stage === undefined ? '' : await unreached(pushed, flags.stage);
  return summary(pushed, target.bucket) + warnings(same) + hints;
}

/** What of the app a stage serves as pages, and what would change that. A bucket alone does not tell. */
async function unreached({ paths }: Pushed, stage: string): Promise<string> {
  const { SiteFilePaths, SiteBehavioursLeft } = await stackOutputs(stage);
  if (!SiteFilePaths) return ''; // of an earlier version
  const needed = neededFiles(paths, SiteFilePaths.split(','), Number(SiteBehavioursLeft));
  if (needed.unreached.length === 0) return '';
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

const named = (names: readonly string[]) =>
  `${names.slice(0, MOST_NAMED).map(harmless).join(', ')}${names.length > MOST_NAMED ? ', …' : ''}`;

/** What a name without a hash, or with one that is none, has done. */
const warnings = ({ mixed, stale }: SameNames): string =>
  [
    ...(mixed.length > 0
      ? [
          `  warning: new content under the same name: ${named(mixed)}`,
          '  for up to a minute people may get old and new files together; names that hold a hash prevent that\n',
        ]
      : []),
    ...(stale.length > 0
      ? [
          `  warning: new content under the same name, which browsers keep for a year: ${named(stale)}`,
          '  a name there must hold a hash; --hashed says which folders have such names\n',
        ]
      : []),
  ].join('\n');

function summary(pushed: Pushed, bucket: string): string {
  const { build, files, put, sent, removed, kept, pruned, hidden, clashing } = pushed;
  const news =
    put.at(-1) === 'index.html' ? 'the new app is everybody’s within a minute' : 'index.html is as it was';
  return [
    `${files} files in ${bucket}/app/: ${put.length} put, ${files - put.length} were there; ${news}`,
    `  build ${build}: ${sent} contents sent; \`signpost app rollback\` leads back to the one before`,
    ...(kept > 0 ? [`  ${kept} of earlier builds are kept for now, for open tabs and stored pages`] : []),
    ...(removed.length > 0 ? [`  ${removed.length} of earlier builds removed`] : []),
    ...(pruned.length > 0 ? [`  builds that can be returned to no longer: ${pruned.join(', ')}`] : []),
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
