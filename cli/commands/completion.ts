import { join } from 'node:path';
import { Argument, Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { SHELLS } from '../completion-scripts.ts';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';

export const completion = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('completion')
        .description('Print what makes a shell complete commands, options, slugs, tags and profiles')
        .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
        .action(async name => {
          const { completionScript } = await import('../completion-scripts.ts');
          process.stdout.write(completionScript(name, process.execPath, join(shell.root, 'cli/signpost.js')));
        }),
      "It completes the word `signpost`: where the command runs by npx, say `alias signpost='npx signpost'` first.",
    ),
    ['eval "$(npx signpost completion bash)"', 'in ~/.bashrc'],
    ['eval "$(npx signpost completion zsh)"', 'in ~/.zshrc, behind compinit'],
    ['npx signpost completion fish | source', 'in ~/.config/fish/config.fish'],
    ['npx signpost completion powershell | Out-String | Invoke-Expression', 'in $PROFILE'],
  );

/** What the scripts ask; nobody types it. */
export const complete = (_: Shell) =>
  new Command('complete')
    .description('What the last word of a command line could become, one on each line')
    .argument('[word...]', 'the line, behind --')
    .option('--new', 'a new word begins')
    .action(async (words, options, command) => {
      const { candidatesFor } = await import('../complete.ts');
      const { harmless } = await import('../../core/terminal.ts');
      const line = options.new ? [...words, ''] : words;
      const found = await candidatesFor(line, command.parent as CommandUnknownOpts).catch(() => []);
      for (const { value, about } of found)
        process.stdout.write(`${[value, about ?? value].map(harmless).join('\t')}\n`);
    });
