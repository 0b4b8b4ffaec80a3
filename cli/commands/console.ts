import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';

export const consoleOf = (shell: Shell) =>
  withExamples(
    speaksToAws(
      new Command('console')
        .description('Build the console and bring it into the bucket, as each deploy does; index.html last')
        .requiredOption('--stage <name>', 'the stage, such as prod')
        .option('--json', 'print what was done as JSON: address, put and removed')
        .action(async options => {
          const { consoleCommand } = await import('../console-command.ts');
          const { print } = await import('../output/output.ts');
          await print(await consoleCommand(options, shell.root));
        }),
    ),
    ['signpost console --stage prod', ''],
  );
