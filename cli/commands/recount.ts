import { Command } from '@commander-js/extra-typings';
import { speaksToAws, withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';

export const recount = (shell: Shell) =>
  withExamples(
    speaksToAws(
      withNote(
        new Command('recount')
          .description('Score the kept log files again, by what is known of clients and links now')
          .requiredOption('--stage <name>', 'the stage, such as prod')
          .requiredOption('--since <day>', 'the first day to count again, such as 2026-11-30')
          .option('--until <day>', 'to the end of this day (default: today)')
          .option('--json', 'print each day as JSON, one on each line')
          .action(async options => {
            const { recountCommand } = await import('../recount-command.ts');
            shell.status = await recountCommand(options);
          }),
        'Days are days of UTC, and no older than 89 days. Ends with 1 where counts had to stay as they were.',
      ),
    ),
    ['signpost recount --stage prod --since 2026-11-28', ''],
  );
