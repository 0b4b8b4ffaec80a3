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
          .option('--yes', 'say yes to what of the stack would be made anew, lost or left behind')
          .option(
            '--json',
            'print each finding as JSON, one on each line: kind (right, made, unknown, problem) and text',
          )
          .action(async options => {
            const { preflightCommand } = await import('../preflight-command.ts');
            shell.status = await preflightCommand(options, shell.root);
          }),
        'What a deploy would change is known once it is packaged (`npx serverless package`): a deploy does that itself. Ends with 1 where the deploy would fail, or would lose something.',
      ),
    ),
    ['signpost preflight --stage prod', ''],
  );
