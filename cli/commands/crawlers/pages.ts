import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { A_TIME, timeAgo } from '../../times.ts';
import { wholeNumber } from '../../values.ts';

export const crawlerPages = (_: Shell) =>
  withExamples(
    new Command('pages')
      .description('The pages that crawlers read most, and those that failed most')
      .option('--name <name>', 'the visits of one crawler, such as Googlebot')
      .addOption(
        new Option('--since <time>', `${A_TIME} (default: thirty days before the end)`).argParser(timeAgo),
      )
      .addOption(
        new Option('--until <time>', `the hour before it is the last: ${A_TIME} (default: now)`).argParser(
          timeAgo,
        ),
      )
      .option('--limit <n>', 'at most so many of each', wholeNumber('limit', 1, 100), 10)
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
