import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { STAGE } from '../values.ts';

export const remove = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('remove')
          .description('Say what the removal of a stage would keep and lose; with --yes, remove it')
          .addOption(STAGE.makeOptionMandatory())
          .option('--yes', 'remove the stack; then, a day later, the edge functions that it left behind')
          .action(async options => {
            const { removeCommand } = await import('../deploy/remove.ts');
            shell.status = await removeCommand(options, shell.root);
          }),
        'Tables and buckets with what nobody can make again stay; the command names them. Without --yes nothing is changed.',
      ),
    ),
    ['signpost remove --stage dev', ''],
    ['signpost remove --stage dev --yes', ''],
  );
