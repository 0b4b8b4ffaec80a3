import { Command } from '@commander-js/extra-typings';
import { API, KEY, PROFILE } from '../connection-options.ts';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';
import { origin, webAddress } from '../values.ts';

export const warm = (shell: Shell) =>
  withExamples(
    new Command('warm')
      .description('Have the pages of a sitemap rendered, and wait for them')
      .requiredOption(
        '--sitemap <url>',
        'the address of the sitemap, such as https://www.example.com/sitemap.xml',
        webAddress('sitemap', 'https://www.example.com/sitemap.xml'),
      )
      .option(
        '--site <url>',
        "take the sitemap's paths for pages of this site, such as http://localhost:4001",
        origin('site', 'http://localhost:4001'),
      )
      .option('--all', 'include pages that are up to date')
      .option('--json', 'print what became of the pages as JSON')
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async options => {
        const { warmCommand } = await import('../warm-command.ts');
        shell.status = await warmCommand(options);
      }),
    ['signpost warm --sitemap https://www.example.com/sitemap.xml', ''],
    ['signpost warm --sitemap https://www.example.com/sitemap.xml --site http://localhost:4001 --all', ''],
  );
