import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';
import { repeated, wholeNumber } from '../values.ts';

/** Pages are rendered again within two weeks; who has a tab open for longer has to load it again. */
const KEEP_DAYS = 30;

export const upload = (_: Shell) =>
  withExamples(
    speaksToAws(
      new Command('upload')
        .description('Bring a built app into the bucket, index.html last')
        .argument('<folder>', 'name the folder that your build writes, with index.html in it')
        .option('--stage <name>', "into the bucket of that stage's stack")
        .option('--bucket <name>', 'or the bucket itself')
        .option(
          '--keep-days <n>',
          'how many days files of earlier builds stay',
          wholeNumber('keep-days', 0, 99_999),
          KEEP_DAYS,
        )
        .option(
          '--hashed <folder>',
          'where every file has a hash in its name and is kept for ever (default: assets); may be repeated',
          repeated,
        )
        .action(async (folder, options) => {
          const { uploadCommand } = await import('../upload-command.ts');
          process.stdout.write(await uploadCommand(folder, options));
        }),
    ),
    ['signpost upload build/ --stage prod', ''],
    ['signpost upload build/ --stage prod --hashed static --hashed media', ''],
  );
