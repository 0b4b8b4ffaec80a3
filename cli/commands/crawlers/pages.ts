import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { A_TIME, timeAgo } from '../../times.ts';
import { wholeNumber } from '../../values.ts';

export const crawlerPages = (_: Shell) =>
  withExamples(
    new Command('pages')
      .description('Show the pages that crawlers read most, and those that failed most')
      .option('--name <name>', 'only this crawler, such as Googlebot')
      .addOption(
        new Option('--since <time>', `from then on: ${A_TIME} (default: 30 days before --until)`).argParser(
          timeAgo,
        ),
      )
      .addOption(new Option('--until <time>', `up to then: ${A_TIME} (default: now)`).argParser(timeAgo))
      .option('--limit <n>', 'list at most this many of each', wholeNumber('limit', 1, 100), 10)
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { crawlerPagesCommand } = await import('../../crawler-pages.ts');
        await crawlerPagesCommand(options);
      }),
    ['signpost crawlers pages --since 7d', ''],
  );
