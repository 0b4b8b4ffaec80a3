import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';

export const consoleOf = (shell: Shell) =>
  withExamples(
    speaksToAws(
      new Command('console')
        .description('Build the console and bring it into the bucket, as each deploy does; index.html last')
        .requiredOption('--stage <name>', 'the stage, such as prod')
        .action(async options => {
          const { consoleCommand } = await import('../console-command.ts');
          process.stdout.write(await consoleCommand(options, shell.root));
        }),
    ),
    ['signpost console --stage prod', ''],
  );
