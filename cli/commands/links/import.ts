import { Command, Option } from '@commander-js/extra-typings';
import { API, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples, withNote } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { repeated } from '../../values.ts';

export const importLinks = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('import')
        .description('Bring the links of another service here')
        .argument('<file>', 'name one file: the export of the service you come from')
        .option('--apply', 'make the links; the same command goes on where it was stopped')
        .option(
          '--from <name>',
          'bitly, dub, rebrandly, short.io, shlink, yourls, kutt or signpost (default: by the file)',
        )
        .option('--domain <name>', 'the short domain they move to')
        .option('--only <host>', 'only links that had this host there')
        .option('--tag <text>', 'add this tag to each; may be repeated', repeated)
        .addOption(
          new Option(
            '--on-collision <word>',
            "a slug that is another link's: skip the row, or rename it to SLUG-2",
          )
            .choices(['skip', 'rename'] as const)
            .default('skip' as const),
        )
        .option(
          '--forward-query',
          'append the query of the short url to the url, where the file does not say',
        )
        .option('--without-passwords', 'import links that had a password as links that anybody may follow')
        .option(
          '--json',
          'print JSON, one on each line: each row that something is to be told of, and the counts last',
        )
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async (file, options) => {
          const { importCommand } = await import('../../import/command.ts');
          shell.status = await importCommand(file, options);
        }),
      'Checks all of the file, says what would be done, and writes nothing without --apply. Ends with 1 where rows are left out.',
    ),
    ['signpost links import bitly.csv', 'what would become of each row'],
    ['signpost links import bitly.csv --apply --tag from-bitly', 'the links are made'],
  );
