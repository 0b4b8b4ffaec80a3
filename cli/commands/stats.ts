import { Command, Option } from '@commander-js/extra-typings';
import { BY } from '../clicks.ts';
import { API, JSON_OUT, KEY, PROFILE } from '../connection-options.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { A_TIME, timeAgo } from '../times.ts';
import { statsTop } from './stats/top.ts';

export const stats = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('stats')
        .description('How often links were clicked, over time or by what tells clicks apart')
        .argument('[slug]', 'of this link: its slug, or its short url (default: of all links)')
        .addOption(
          new Option('--by <what>', 'a row for each unit of time, or each value')
            .choices(BY)
            .default('day' as const),
        )
        .addOption(
          new Option('--since <time>', `${A_TIME} (default: thirty days before the end)`).argParser(timeAgo),
        )
        .addOption(
          new Option('--until <time>', `the hour before it is the last: ${A_TIME} (default: now)`).argParser(
            timeAgo,
          ),
        )
        .option('--tag <text>', 'of links that had this tag when they were clicked')
        .option('--creator <id>', 'of links that this key made')
        .option('--domain <name>', 'of this short domain (default: the one that is asked)')
        .option('--time-zone <name>', "whose days, weeks and months these are (default: this machine's)")
        .option('--csv', 'print CSV')
        .addOption(JSON_OUT)
        .addOption(API)
        .addOption(KEY)
        .addOption(PROFILE)
        .action(async (slug, options) => {
          const { statsCommand } = await import('../stats.ts');
          await statsCommand(slug, options);
        })
        .addCommand(statsTop(shell)),
      'A link with the slug "top" is asked for as /top.',
    ),
    ['signpost stats spring', ''],
    ['signpost stats spring --by country --since 7d', ''],
    ['signpost stats --tag sale --by day --csv', ''],
  );
