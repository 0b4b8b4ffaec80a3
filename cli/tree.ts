import { Command, type CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { app } from './commands/app.ts';
import { audit } from './commands/audit.ts';
import { backup, restore } from './commands/backup.ts';
import { classify } from './commands/classify.ts';
import { complete, completion } from './commands/completion.ts';
import { consoleOf } from './commands/console.ts';
import { crawlers } from './commands/crawlers.ts';
import { deploy } from './commands/deploy.ts';
import { doctor } from './commands/doctor.ts';
import { help } from './commands/help.ts';
import { keys } from './commands/keys.ts';
import { links } from './commands/links.ts';
import { mcp } from './commands/mcp.ts';
import { preflight } from './commands/preflight.ts';
import { profile } from './commands/profile.ts';
import { recount } from './commands/recount.ts';
import { remove } from './commands/remove.ts';
import { render } from './commands/render.ts';
import { secrets } from './commands/secrets.ts';
import { settings } from './commands/settings.ts';
import { snapshots } from './commands/snapshots.ts';
import { start } from './commands/start.ts';
import { stats } from './commands/stats.ts';
import { warm } from './commands/warm.ts';
import { webhooks } from './commands/webhooks.ts';
import { UsageError } from './faults.ts';
import type { Shell } from './shell.ts';
import { versionOf } from './version.ts';

/** The commands under their headings, in the order of the help. None of them loads what it needs before it runs. */
const GROUPS: Record<string, ((shell: Shell) => CommandUnknownOpts)[]> = {
  'Beginning:': [start, profile, keys, completion, help],
  'Links:': [links, stats, mcp],
  'Pages and crawlers:': [render, snapshots, warm, crawlers, classify, audit],
  'Operating a stage:': [
    preflight,
    deploy,
    doctor,
    settings,
    app,
    consoleOf,
    backup,
    restore,
    recount,
    webhooks,
    secrets,
    remove,
  ],
};

/** The whole command line; what its commands end with is left in `shell.status`. */
export function commandTree(shell: Shell): Command {
  const program = new Command('signpost')
    .description('Short links on your own domain, and finished pages for crawlers.')
    .version(versionOf(shell.root), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'how a command is used')
    .helpCommand(false)
    .enablePositionalOptions() // `stats top` has options of the same name as `stats`
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined }) // whoever runs it prints what it throws
    .configureHelp({ subcommandTerm: command => `${command.name()}${argumentsOf(command)}` });
  for (const [heading, commands] of Object.entries(GROUPS))
    for (const make of commands) program.addCommand(make(shell).helpGroup(heading));
  program.addCommand(complete(shell), { hidden: true });
  settle(program, program);
  return program as unknown as Command;
}

/** Every command of the tree, groups first, with its words: `['links', 'create']`. */
export function* commandsOf(
  command: CommandUnknownOpts,
  words: string[] = [],
): Generator<{ words: string[]; command: CommandUnknownOpts }> {
  for (const each of command.commands) {
    const path = [...words, each.name()];
    yield { words: path, command: each };
    yield* commandsOf(each, path);
  }
}

const argumentsOf = (command: CommandUnknownOpts): string =>
  command.commands.length > 0
    ? ' …'
    : command.registeredArguments.map(({ required }, at) => nameOf(command, at, required)).join('');

function nameOf(command: CommandUnknownOpts, at: number, required: boolean): string {
  const argument = command.registeredArguments[at];
  const name = `${argument?.name()}${argument?.variadic ? '…' : ''}`;
  return required ? ` <${name}>` : ` [${name}]`;
}

/** What is inherited when a command is made by its parent, and these are made by themselves. */
function settle(command: CommandUnknownOpts, program: CommandUnknownOpts): void {
  if (command !== program) command.copyInheritedSettings(program).helpCommand(false);
  command.exitOverride(error => {
    throw faultOf(error, command);
  });
  for (const each of command.commands) settle(each, program);
}

/** What the library says of a command line, in the words of all our errors. */
function faultOf(error: CommanderError, command: CommandUnknownOpts): Error {
  const text = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const [, first = ''] = /'([^']*)'/.exec(text) ?? [];
  switch (error.code) {
    case 'commander.missingArgument':
      return new UsageError(`${first} is missing: ${argumentNamed(command, first)}`);
    case 'commander.missingMandatoryOptionValue':
      return new UsageError(`${first} is missing: ${optionNamed(command, first)}`);
    case 'commander.invalidArgument': {
      const [, option, value, reason] = /^.*? '(\S+).*?' argument '(.*)' is invalid\. (.*)$/.exec(text) ?? [];
      const [, argument, given, why] =
        /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/.exec(text) ?? [];
      if (option) return new UsageError(`${option} ${value}: ${ruleOf(reason)}`);
      return argument === undefined
        ? new UsageError(text)
        : new UsageError(`${given} ${argument}: ${ruleOf(why)}`);
    }
    case 'commander.help':
      if (error.exitCode === 0) return error;
      return new UsageError(`say what is to be done: ${namesOf(command)}`);
    default:
      return error.exitCode === 0 ? error : new UsageError(text);
  }
}

const ruleOf = (reason = '') => reason.replace(/^Allowed choices are (.*)\.$/, 'this must be one of $1');

const namesOf = (command: CommandUnknownOpts) =>
  command.commands.map(each => `${each.name()}${argumentsOf(each)}`).join(', ');

const argumentNamed = (command: CommandUnknownOpts, name: string) =>
  command.registeredArguments.find(each => each.name() === name)?.description ?? '';

const optionNamed = (command: CommandUnknownOpts, flags: string) =>
  command.options.find(each => each.flags === flags)?.description ?? '';
