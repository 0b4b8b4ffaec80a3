import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';
import { A_TIME, timeAgo } from '../../times.ts';
import { wholeNumber } from '../../values.ts';

export const statsTop = (_: Shell) =>
  withExamples(
    new Command('top')
      .description('The links with the most clicks')
      .addOption(
        new Option('--since <time>', `${A_TIME} (default: thirty days before the end)`).argParser(timeAgo),
      )
      .addOption(
        new Option('--until <time>', `the hour before it is the last: ${A_TIME} (default: now)`).argParser(
          timeAgo,
        ),
      )
      .option('--limit <n>', 'at most so many', wholeNumber('limit', 1, 100), 10)
      .option('--domain <name>', 'of this short domain (default: all)')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { since, until, domain, limit, json: isJson } = options;
        const { answered, apiOf } = await import('../../api.ts');
        const { defined } = await import('../../link-fields.ts');
        const { json, print, table, width } = await import('../../output/output.ts');
        const query = { limit, ...defined({ from: since, to: until, domain }) };
        const top = await answered(apiOf(options).GET('/api/clicks/top', { params: { query } }));
        if (isJson) return await print(json(top));
        if (top.links.length === 0) return void process.stderr.write('No link was clicked.\n');
        await print(
          table(
            top.links,
            [
              { head: 'clicks', cell: ({ clicks }) => clicks, isNumber: true },
              { head: 'slug', cell: ({ slug }) => slug },
              { head: 'domain', cell: ({ domain }) => domain },
              { head: 'leads to', cell: ({ url }) => url, gives: true },
            ],
            width(),
          ),
        );
        if (!top.exact) process.stderr.write('There may be others with as many clicks.\n');
      }),
    ['signpost stats top --since 7d', ''],
  );
