import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { EXIT } from './faults.ts';
import { examplesOf, notesOf } from './help.ts';
import { commandsOf } from './tree.ts';

/** What each exit status says; in the order of their numbers. */
const STATUSES: Record<keyof typeof EXIT, string> = {
  done: 'done',
  negative:
    'it ran, but the answer is no or not everything was done: a page differs, a row was left out, a render failed. Unforeseen errors, too',
  usage: 'the command line is wrong, or a file that it names; nothing was done',
  refused: 'the API or AWS refused: it does not exist, the key may not do it, the link has changed meanwhile',
  unreachable: 'nobody answers at that address, or something other than Signpost',
  interrupted: 'ended by Ctrl-C; what was done stays, and the command says how to go on',
};

const HEAD = `# The command line

\`npx signpost\` does from a terminal what the API can do, and what only an operator can. \`signpost COMMAND --help\` shows the same as
this page, which \`npm run reference\` generates from the commands.

The examples say \`signpost\` for short: define \`alias signpost='npx signpost'\` in the project's folder, or
\`alias signpost="node $PWD/cli/signpost.js"\`, which [starts faster](benchmarks.md#the-start-of-the-command-line). [Completion](#signpost-completion)
works with the alias, too.

## Address and key

Commands that use the API take its address and a key from the first of these that is set:

1. \`--api\` and \`--key\`
2. the [profile](#signpost-profile) that \`--profile\` names
3. \`SIGNPOST_API\` and \`SIGNPOST_KEY\`
4. the profile that \`SIGNPOST_PROFILE\` names, or the one of \`signpost profile use\`
5. \`http://localhost:4000\`, the local cloud, for the address

A profile's key is only ever sent to the profile's own address. Other users of a machine can see command lines, so prefer profiles and
the environment to \`--key\`.

## Output

Tables and charts fit the width of the terminal. \`--json\` prints the API's answer, whose shape is described at \`/api/docs\`, or what was
done; commands that print as they go print JSON on each line. Results go to stdout, everything else to stderr. Nothing is animated if stderr is not a terminal, or with \`--json\`. \`NO_COLOR\` is respected, and
control characters are printed as codes.

## Exit status
`;

/** All commands as one page of Markdown. */
export function reference(program: CommandUnknownOpts): string {
  const statuses = Object.entries(EXIT).map(([name, status]) => [
    String(status),
    STATUSES[name as keyof typeof EXIT],
  ]);
  const sections: string[] = [];
  let heading = '';
  for (const { words, command } of commandsOf(program)) {
    if (isHidden(command)) continue;
    const group = words.length === 1 ? command.helpGroup().replace(/:$/, '') : heading;
    if (group !== heading) sections.push(`## ${group}\n`);
    heading = group;
    sections.push(sectionOf(words, command));
  }
  return `${[`${HEAD}\n${table(['status', 'meaning'], statuses)}`, ...sections].join('\n')}`;
}

/** Commands that nobody types are in no list of their parent. */
const isHidden = (command: CommandUnknownOpts): boolean =>
  !command.parent?.createHelp().visibleCommands(command.parent).includes(command);

function sectionOf(words: readonly string[], command: CommandUnknownOpts): string {
  const name = `signpost ${words.join(' ')}`;
  const rows = [
    ...command.registeredArguments.map(argument => [
      `\`${argument.required ? `<${argument.name()}>` : `[${argument.name()}]`}${argument.variadic ? ' …' : ''}\``,
      withChoices(argument.description, argument.argChoices),
    ]),
    ...command.options.map(option => [`\`${option.flags}\``, meaningOf(option)]),
  ];
  const examples = examplesOf(command).map(([line, what]) => (what ? `${line}  # ${what}` : line));
  return [
    `### ${name}\n`,
    `${command.description()}.\n`,
    ...(command.commands.length > 0 && rows.length === 0
      ? []
      : [`\`\`\`sh\n${usageOf(name, command)}\n\`\`\`\n`]),
    ...(rows.length > 0 ? [table(['', 'meaning'], rows)] : []),
    ...notesOf(command).map(note => `${note}\n`),
    ...(examples.length > 0 ? [`\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n`] : []),
  ].join('\n');
}

const usageOf = (name: string, command: CommandUnknownOpts): string =>
  `${name} ${command.usage()}`.replace(' [command]', '');

function meaningOf({ description, defaultValue, argChoices, mandatory }: Option): string {
  const more = [
    ...(mandatory ? ['needed'] : []),
    ...(defaultValue === undefined ? [] : [`default: ${defaultValue}`]),
  ];
  return `${withChoices(description, argChoices)}${more.length > 0 ? ` (${more.join('; ')})` : ''}`;
}

const withChoices = (description: string, choices: readonly string[] | undefined): string =>
  choices ? `${description}: ${choices.join(', ')}` : description;

/** A table as Biome and GitHub like it: cells padded to the width of their column. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map(row => row.map(cell => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, at) => Math.max(3, ...cells.map(row => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  const rule = line(widths.map(width => '-'.repeat(width)));
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join('');
}
