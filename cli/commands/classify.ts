import { Command } from '@commander-js/extra-typings';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';

export const classify = (shell: Shell) =>
  withExamples(
    new Command('classify')
      .description('Say who a client is, what it gets, and why')
      .argument('<user-agent...>', 'a User-Agent, in quotes; or - to read them from stdin, one on each line')
      .option('--stage <name>', 'by the settings of that stage, instead of the defaults')
      .option('--accept <type>', 'for a client that sends this Accept header')
      .option('--json', 'print the verdict as JSON, one on each line')
      .action(async (userAgents, options) => {
        const { classifyCommand } = await import('../classify-command.ts');
        await classifyCommand(userAgents, options, shell.root);
      }),
    ["signpost classify 'GPTBot/1.2'", ''],
    ["signpost classify --stage prod --json 'GPTBot/1.2'", ''],
    ['cut -f 10 access.log | signpost classify -', 'each line of a log'],
  );
