import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const getSnapshot = (_: Shell) =>
  withExamples(
    new Command('get')
      .description('Show what a crawler gets of a page: a summary, or the stored document itself')
      .argument('<url>', 'the page, such as https://www.example.com/products/3')
      .addOption(new Option('--html', 'the document').conflicts(['markdown', 'json']))
      .addOption(
        new Option('--markdown', 'the same as Markdown, for clients that prefer it').conflicts('json'),
      )
      .option('--rerender', 'render it first, and wait for that')
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (url, options) => {
        const { snapshotCommand } = await import('../../snapshot.ts');
        await snapshotCommand(url, options);
      }),
    ['signpost snapshots get https://www.example.com/products/3', 'title, card, headings, …'],
    ['signpost snapshots get https://www.example.com/products/3 --markdown --rerender', ''],
  );
