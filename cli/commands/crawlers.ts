import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../connection-options.ts';
import { BY } from '../crawler-units.ts';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';
import { A_TIME, timeAgo } from '../times.ts';
import { crawlerPages } from './crawlers/pages.ts';

export const crawlers = (shell: Shell) =>
  withExamples(
    new Command('crawlers')
      .description('Who came to the site to read it, and what they got')
      .addOption(
        new Option('--by <what>', 'a row for each unit of time, or each value')
          .choices(BY)
          .default('name' as const),
      )
      .option('--name <name>', 'the visits of one crawler, such as Googlebot')
      .addOption(
        new Option('--kind <kind>', 'the visits of these alone').choices(['crawler', 'tool'] as const),
      )
      .addOption(
        new Option('--since <time>', `${A_TIME} (default: thirty days before the end)`).argParser(timeAgo),
      )
      .addOption(
        new Option('--until <time>', `the hour before it is the last: ${A_TIME} (default: now)`).argParser(
          timeAgo,
        ),
      )
      .option('--time-zone <name>', "whose days, weeks and months these are (default: this machine's)")
      .option('--csv', 'print CSV')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { crawlersCommand } = await import('../crawlers.ts');
        await crawlersCommand(options);
      })
      .addCommand(crawlerPages(shell)),
    ['signpost crawlers --since 7d', ''],
    ['signpost crawlers --name Googlebot --by status', ''],
  );
