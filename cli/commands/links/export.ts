import { Command, Option } from '@commander-js/extra-typings';
import { API, KEY, PROFILE } from '../../connection-options.ts';
import { withExamples } from '../../help.ts';
import type { Shell } from '../../shell.ts';

export const exportLinks = (shell: Shell) =>
  withExamples(
    new Command('export')
      .description('Write all links as CSV or JSON Lines')
      .argument('[file]', 'where to; without it they are printed')
      .addOption(
        new Option('--format <format>', 'csv or jsonl (default: by the name of the file, or jsonl)').choices([
          'csv',
          'jsonl',
        ] as const),
      )
      .option('--domain <name>', "only that short domain's")
      .addOption(API)
      .addOption(KEY)
      .addOption(PROFILE)
      .action(async (file, options) => {
        const { exportCommand } = await import('../../export-command.ts');
        shell.status = await exportCommand(file, options);
      }),
    ['signpost links export links.csv', ''],
    ["signpost links export | jq -r 'select(.tags == []) | .slug'", 'links without a tag'],
  );
