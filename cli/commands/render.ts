import { Command, Option } from '@commander-js/extra-typings';
import { API, JSON_OUT, KEY, PROFILE } from '../connection-options.ts';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';

export const render = (_: Shell) =>
  withExamples(
    new Command('render')
      .description('Render a page now, and show what a crawler gets of it from then on')
      .argument('<url>', 'the page, such as https://www.example.com/products/3')
      .addOption(new Option('--html', 'the document').conflicts(['markdown', 'json']))
      .addOption(
        new Option('--markdown', 'the same as Markdown, for clients that prefer it').conflicts('json'),
      )
      .addOption(JSON_OUT)
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (url, options) => {
        const { snapshotCommand } = await import('../snapshot.ts');
        await snapshotCommand(url, { ...options, rerender: true });
      }),
    ['signpost render https://www.example.com/products/3', 'title, card, headings, …'],
    ['signpost render https://www.example.com/products/3 --markdown', ''],
  );
