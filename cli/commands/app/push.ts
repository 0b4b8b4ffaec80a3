import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { repeated } from '../../values.ts';
import { APP_BUCKET, APP_JSON, APP_STAGE, KEEP } from './options.ts';

export const appPush = (_: Shell) =>
  withExamples(
    speaksToAws(
      new Command('push')
        .description('Bring a built app into the bucket, index.html last, and remember the build')
        .argument('<folder>', 'name the folder that your build writes, with index.html in it')
        .addOption(APP_STAGE)
        .addOption(APP_BUCKET)
        .addOption(KEEP)
        .option(
          '--hashed <folder>',
          'where every file has a hash in its name and is kept for ever (default: assets); may be repeated',
          repeated,
        )
        .addOption(APP_JSON)
        .action(async (folder, options) => {
          const { pushCommand } = await import('../../app-push.ts');
          const { print } = await import('../../output/output.ts');
          await print(await pushCommand(folder, options));
        }),
    ),
    ['signpost app push build/ --stage prod', ''],
    ['signpost app push build/ --stage prod --hashed static --hashed media', ''],
  );
