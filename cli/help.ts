import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** A command line as somebody would type it, and what it does. */
export type Example = [line: string, what: string];

const examples = new WeakMap<CommandUnknownOpts, Example[]>();

/** The examples of a command, for its reference. */
export const examplesOf = (command: CommandUnknownOpts): Example[] => examples.get(command) ?? [];

/** Gives a command examples, which its help shows below its options. */
export function withExamples<Given extends CommandUnknownOpts>(command: Given, ...shown: Example[]): Given {
  examples.set(command, shown);
  const width = Math.max(...shown.map(([line]) => line.length));
  const lines = shown.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`.trimEnd());
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  return command;
}

const notes = new WeakMap<CommandUnknownOpts, string[]>();

/** What else there is to know of a command. */
export const notesOf = (command: CommandUnknownOpts): string[] => notes.get(command) ?? [];

/** Gives a command a paragraph below its options. */
export function withNote<Given extends CommandUnknownOpts>(command: Given, note: string): Given {
  notes.set(command, [...notesOf(command), note]);
  command.addHelpText('after', `\n${note}`);
  return command;
}

/** Commands that speak to AWS say how. */
export const speaksToAws = <Given extends CommandUnknownOpts>(command: Given): Given =>
  withNote(
    command,
    'It speaks to AWS (us-east-1) with the credentials of your shell, as the AWS CLI does. To speak to a local cloud, set AWS_ENDPOINT_URL to the address that it printed.',
  );
