import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { STAGE } from '../values.ts';

export const deploy = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('deploy')
          .description('Bring a stage from nothing to one that runs: account, stack, key, app, DNS, doctor')
          .addOption(STAGE.makeOptionMandatory())
          .option('--app <folder>', 'the built app to bring into the bucket, with index.html in it')
          .option('--profile <name>', 'keep the first key as a profile of that name (default: show it once)')
          .option(
            '--release <release>',
            'go back to an earlier deploy: `previous`, or a timestamp of `npx serverless deploy list`',
          )
          .option('--yes', 'say yes to what of the stack would be made anew, lost or left behind')
          .action(async options => {
            const { deployCommand } = await import('../deploy/command.ts');
            shell.status = await deployCommand(options, shell.root);
          }),
        'It needs a clone of the project. Run it again when a step stopped: what is done is done, and says so. Ends with 1 where one stopped.',
      ),
    ),
    ['signpost deploy --stage prod --app build/', ''],
    ['signpost deploy --stage prod --profile prod', ''],
    ['signpost deploy --stage prod --release previous', ''],
  );
