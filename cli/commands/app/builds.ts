import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { APP_BUCKET, APP_JSON, APP_STAGE } from './options.ts';

export const appBuilds = (_: Shell) =>
  withExamples(
    speaksToAws(
      new Command('builds')
        .description('List the builds that can be returned to, and which one is live')
        .addOption(APP_STAGE)
        .addOption(APP_BUCKET)
        .addOption(APP_JSON)
        .action(async options => {
          const { buildsCommand } = await import('../../app-builds.ts');
          const { print } = await import('../../output/output.ts');
          await print(await buildsCommand(options));
        }),
    ),
    ['signpost app builds --stage prod', ''],
  );
