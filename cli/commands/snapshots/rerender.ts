import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { A_TIME_TO_COME, timeToCome } from '../../times.ts';

export const rerenderPages = (_: Shell) =>
  withExamples(
    new Command('rerender')
      .description('Render pages again, now or later, whether they are due or not')
      .argument('[url...]', 'these pages, at most 100')
      .option('--prefix <url>', 'all stored pages whose addresses begin like this')
      .option('--sitemap <url>', 'the pages of a sitemap that have changed since they were rendered')
      .addOption(new Option('--at <time>', `at this time: ${A_TIME_TO_COME}`).argParser(timeToCome))
      .option('--repeat <rule>', 'again and again, by a cron expression such as "0 3 * * *"')
      .option(
        '--time-zone <name>',
        "the time zone of that expression, such as Europe/Berlin (default: this machine's)",
      )
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
