import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { APP_BUCKET, APP_JSON, APP_STAGE, KEEP } from './options.ts';

export const appRollback = (_: Shell) =>
  withExamples(
    speaksToAws(
      new Command('rollback')
        .description('Make the app a build that was pushed before; nothing has to be built or sent')
        .argument(
          '[build]',
          'its id, as `app builds` shows it, or how that begins (default: the one before the live one)',
        )
        .addOption(APP_STAGE)
        .addOption(APP_BUCKET)
        .addOption(KEEP)
        .addOption(APP_JSON)
        .action(async (build, options) => {
          const { rollbackCommand } = await import('../../app-builds.ts');
          const { print } = await import('../../output/output.ts');
          await print(await rollbackCommand(build, options));
        }),
    ),
    ['signpost app rollback --stage prod', ''],
    ['signpost app rollback 3f9c2a --stage prod', ''],
  );
