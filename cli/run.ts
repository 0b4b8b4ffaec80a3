import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXIT, exitStatusOf, UsageError } from './faults.ts';
import { commandTree } from './tree.ts';

/**
 * Runs one command line.
 *
 * @param args what stands behind `signpost`
 * @param root the project's folder
 * @returns the exit status
 * @throws what the command throws; UsageError for a command line that is wrong
 */
export async function runTree(args: readonly string[], root: string): Promise<number> {
  const shell = { root, status: EXIT.done };
  try {
    await commandTree(shell).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done; // help, and the version
    throw error;
  }
  return shell.status;
}

/** Runs one command line, and prints what is wrong as one sentence to stderr. */
export async function run(args: readonly string[], root: string): Promise<number> {
  try {
    return await runTree(args, root);
  } catch (error) {
    // Whoever read our output, such as `head`, has enough.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return EXIT.done;
    const command = ['signpost', ...wordsOf(args, root)].join(' ');
    const help = error instanceof UsageError ? `\`${command} --help\` says how it is used.\n` : '';
    process.stderr.write(`${command}: ${error instanceof Error ? error.message : error}\n${help}`);
    return exitStatusOf(error);
  }
}

/** The words of a command line that name a command. */
function wordsOf(args: readonly string[], root: string): string[] {
  let command: CommandUnknownOpts | undefined = commandTree({ root, status: EXIT.done });
  const words: string[] = [];
  for (const word of args) {
    command = command.commands.find(each => each.name() === word);
    if (!command) break;
    words.push(word);
  }
  return words;
}
