import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';

export const preflight = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('preflight')
          .description('Say what a deploy would stumble over in this account, and make what is missing')
          .requiredOption('--stage <name>', 'the stage, such as prod')
          .action(async options => {
            const { preflightCommand } = await import('../preflight-command.ts');
            shell.status = await preflightCommand(options, shell.root);
          }),
        'Ends with 1 where the deploy would fail.',
      ),
    ),
    ['signpost preflight --stage prod', ''],
  );
