import { Command } from '@commander-js/extra-typings';
import { API, KEY, PROFILE } from '../connection-options.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { origin } from '../values.ts';

export const doctor = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('doctor')
        .description(
          'Look at this machine and at a Signpost that runs: what is right, what is not, what to do',
        )
        .option(
          '--stage <name>',
          'take the addresses from that stage’s stack, by the credentials of your shell, and look at what AWS makes of it, too',
        )
        .option('--site <url>', 'the site’s address', origin('site', 'http://localhost:4001'))
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .option('--json', 'print all checks as JSON')
        .action(async options => {
          const { doctorCommand } = await import('../doctor-command.ts');
          shell.status = await doctorCommand(options);
        }),
      'With a key that has links:write it makes a temporary link, follows it and deletes it again. Ends with 1 where a check fails; what is merely odd, or could not be looked at, is none.',
    ),
    ['signpost doctor', ''],
    ['signpost doctor --api https://go.example.com --site https://www.example.com', ''],
    ['signpost doctor --stage prod --json', ''],
  );
