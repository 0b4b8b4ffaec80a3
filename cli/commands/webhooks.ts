import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';

export const webhooks = (shell: Shell) =>
  new Command('webhooks').description('Test the webhooks of a stage').addCommand(test(shell));

const test = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('test')
          .description('Have each webhook of a stage sent a test, and say what it answers')
          .requiredOption('--stage <name>', 'the stage, such as prod')
          .action(async options => {
            const { webhooksCommand } = await import('../webhooks-command.ts');
            shell.status = await webhooksCommand(options);
          }),
        'Ends with 1 where a webhook did not take the test.',
      ),
    ),
    ['signpost webhooks test --stage prod', ''],
  );
