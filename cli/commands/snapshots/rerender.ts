import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { A_TIME_TO_COME, timeToCome } from '../../times.ts';

export const rerenderPages = (_: Shell) =>
  withExamples(
    new Command('rerender')
      .description('Have pages rendered again, whether they are due or not: now, or for later')
      .argument('[url...]', 'these pages, at most 100')
      .option('--prefix <url>', 'all stored pages whose addresses begin so')
      .option('--sitemap <url>', 'the pages of a sitemap that have changed since they were rendered')
      .addOption(new Option('--at <time>', `not now but then: ${A_TIME_TO_COME}`).argParser(timeToCome))
      .option('--repeat <rule>', 'again and again: a rule such as "0 3 * * *", as cron has them')
      .option('--time-zone <name>', 'whose clocks the rule goes by, such as Europe/Berlin')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (urls, options) => {
        const { rerenderCommand } = await import('../../rerender.ts');
        await rerenderCommand(urls, options);
      }),
    ['signpost snapshots rerender https://www.example.com/products/3', ''],
    ['signpost snapshots rerender --prefix https://www.example.com/products/ --at 2026-12-24', ''],
    ['signpost snapshots rerender --sitemap https://www.example.com/sitemap.xml --repeat "0 3 * * *"', ''],
  );
