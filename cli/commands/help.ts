import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { UsageError } from '../faults.ts';
import { withExamples } from '../help.ts';
import type { Shell } from '../shell.ts';

export const help = (_: Shell) =>
  withExamples(
    new Command('help')
      .description('Say how a command is used; `signpost COMMAND --help` does, too')
      .argument('[command...]', 'its words')
      .action((words, _options, command) => {
        let of: CommandUnknownOpts | null = command.parent;
        for (const word of words) {
          of = of?.commands.find(each => each.name() === word) ?? null;
          if (!of)
            throw new UsageError(`there is no command ${words.join(' ')}; \`signpost help\` lists them`);
        }
        of?.outputHelp();
      }),
    ['signpost help links create', ''],
  );
