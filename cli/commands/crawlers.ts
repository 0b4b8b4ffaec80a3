import { Command, Option } from '@commander-js/extra-typings';
import { VISITS_BY } from '../../client/by.ts';
import { API, JSON_OUT, KEY, PROFILE } from '../connection-options.ts';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';
import { A_TIME, timeAgo } from '../times.ts';
import { crawlerPages } from './crawlers/pages.ts';

export const crawlers = (shell: Shell) =>
  withExamples(
    new Command('crawlers')
      .description('Show which crawlers came to the site, and what they got')
      .addOption(
        new Option('--by <what>', 'what each row stands for').choices(VISITS_BY).default('name' as const),
      )
      .option('--name <name>', 'only this crawler, such as Googlebot')
      .addOption(
        new Option('--kind <kind>', 'only crawlers, or only tools').choices(['crawler', 'tool'] as const),
      )
      .addOption(
        new Option('--since <time>', `from then on: ${A_TIME} (default: 30 days before --until)`).argParser(
          timeAgo,
        ),
      )
      .addOption(new Option('--until <time>', `up to then: ${A_TIME} (default: now)`).argParser(timeAgo))
      .option('--time-zone <name>', "the time zone of days, weeks and months (default: this machine's)")
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
