import { Command } from '@commander-js/extra-typings';
import { withExamples, withNote } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { origin } from '../../values.ts';

export const checkLinks = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('check')
        .description('Follow each short url of an export, and list those that lead elsewhere')
        .argument('<file>', 'name one file: the export of the service you come from')
        .option('--from <name>', 'the service the file is of (default: by the file)')
        .option('--domain <name>', 'the short domain to ask (default: the local one)')
        .option(
          '--at <url>',
          'where it is asked for --domain: a distribution to which DNS does not lead yet',
          origin('at', 'https://d111111abcdef8.cloudfront.net'),
        )
        .option('--only <host>', 'only links that had this host there')
        .option('--with-old', 'compare with what --domain answers where DNS leads, not with the file')
        .option(
          '--query <text>',
          'ask both with this behind "?", and tell where one passes it on and the other does not',
        )
        .option(
          '--json',
          'print JSON, one on each line: each row that something is to be told of, and the counts last',
        )
        .action(async (file, options) => {
          const { checkCommand } = await import('../../check-command.ts');
          shell.status = await checkCommand(file, options);
        }),
      'It needs no key. Ends with 1 where a link leads elsewhere.',
    ),
    ['signpost links check bitly.csv --domain go.example.com --at https://d111111abcdef8.cloudfront.net', ''],
  );
