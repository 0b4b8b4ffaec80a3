import { describe, expect, test } from '@jest/globals';
import { examplesOf } from '../../cli/help.ts';
import { commandsOf, commandTree } from '../../cli/tree.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Commands without --json, and why machines miss nothing. */
const WITHOUT: Record<string, string> = {
  complete: 'is asked by scripts, and prints what shells take',
  completion: 'prints a script',
  deploy: 'lets the packager print in between',
  help: 'prints for people',
  'links export': 'writes JSON Lines or CSV, as --format says',
  'links qr': 'writes a picture',
  mcp: 'speaks JSON-RPC',
  'profile add': 'prints nothing to stdout',
  'profile remove': 'prints nothing to stdout',
  'profile use': 'prints nothing to stdout',
  remove: 'lets the packager print in between',
  start: 'is a server, and prints its log',
};

const tree = commandTree({ root: ROOT, status: 0 });
/** What can be run: a group that does nothing by itself has no examples. */
const commands = [...commandsOf(tree)].filter(
  ({ command }) => command.commands.length === 0 || examplesOf(command).length > 0,
);

describe('each command that prints data prints it as JSON, too', () => {
  test.each(commands.map(({ words, command }) => [words.join(' '), command] as const))(
    'signpost %s',
    (name, command) => {
      const has = command.options.some(({ long }) => long === '--json');
      expect([name, has]).toEqual([name, !Object.hasOwn(WITHOUT, name)]);
    },
  );

  test('and those that do not are commands', () => {
    const names = commands.map(({ words }) => words.join(' '));
    expect(Object.keys(WITHOUT).filter(name => !names.includes(name))).toEqual([]);
  });
});
