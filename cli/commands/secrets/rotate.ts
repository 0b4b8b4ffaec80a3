import { Argument, Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const rotateSecret = (_: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('rotate')
          .description('Exchange a secret of a stage, without a request that fails')
          .addArgument(
            new Argument(
              '<secret>',
              'which one: origin, by which CloudFront shows itself to the functions',
            ).choices(['origin'] as const),
          )
          .requiredOption('--stage <name>', 'the stage, such as prod')
          .option('--json', 'print nothing but what was rotated, as JSON')
          .action(async (_secret, options) => {
            const { rotateCommand } = await import('../../rotate-command.ts');
            await rotateCommand(options);
          }),
        'It takes as long as CloudFront takes to tell its edges, some minutes. If it is broken off, run it again before you deploy. Other secrets are exchanged otherwise; docs/operate.md says how.',
      ),
    ),
    ['signpost secrets rotate origin --stage prod', ''],
  );
