import { Command, Option } from '@commander-js/extra-typings';
import { CLICKS_BY } from '../../client/by.ts';

import { API, JSON_OUT, KEY, PROFILE } from '../connection-options.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { A_TIME, timeAgo } from '../times.ts';
import { statsTop } from './stats/top.ts';

export const stats = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('stats')
        .description('Show clicks over time, or by country, referrer, device and so on')
        .argument('[slug]', 'a slug or short url (default: all links)')
        .addOption(
          new Option('--by <what>', 'what each row stands for').choices(CLICKS_BY).default('day' as const),
        )
        .addOption(
          new Option('--since <time>', `from then on: ${A_TIME} (default: 30 days before --until)`).argParser(
            timeAgo,
          ),
        )
        .addOption(new Option('--until <time>', `up to then: ${A_TIME} (default: now)`).argParser(timeAgo))
        .option('--tag <text>', 'only links that had this tag when they were clicked')
        .option('--creator <id>', 'only links made with this key')
        .option('--domain <name>', 'the short domain (default: the one that is asked)')
        .option('--time-zone <name>', "the time zone of days, weeks and months (default: this machine's)")
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
