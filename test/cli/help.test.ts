import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { examplesOf } from '../../cli/help.ts';
import { commandsOf, commandTree } from '../../cli/tree.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const signpost = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['cli/signpost.js', ...args], {
    cwd: ROOT,
    env: { ...process.env, COLUMNS: '80' },
  });

const tree = commandTree({ root: ROOT, status: 0 });
/** `complete` is for scripts. */
const commands = [...commandsOf(tree)].filter(({ words }) => words[0] !== 'complete');
const visible = tree.createHelp().visibleCommands(tree);

describe('each command says what it may be told', () => {
  test.each(commands.map(({ words, command }) => [words.join(' '), command] as const))(
    'signpost %s --help',
    (_, command) => {
      const text = command.helpInformation();
      expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
      for (const { long, description } of command.options) {
        expect(text).toContain(long);
        expect(description).not.toBe('');
      }
      for (const argument of command.registeredArguments) expect(argument.description).not.toBe('');
      for (const each of command.commands) expect(text).toContain(`  ${each.name()}`);
      if (command.commands.length === 0) expect(examplesOf(command).length).toBeGreaterThan(0);
    },
  );

  test.each([[['links', 'import', '--help']], [['help', 'audit']], [['classify', 'x', '-h']]])(
    'signpost %j prints it, and ends well',
    async args => {
      const { stdout, stderr } = await signpost(...args);
      expect(stdout).toMatch(/^Usage: signpost /);
      expect(stderr).toBe('');
    },
  );
});

test('all of them are in the help of all, and there is no room for a secret in it', async () => {
  const { stdout } = await signpost('--help');
  for (const command of visible) expect(stdout).toContain(`\n  ${command.name()} `);
  expect((await signpost('help')).stdout).toBe(stdout);
});

describe('examples are lines that the tree takes', () => {
  const examples = commands.flatMap(({ words, command }) =>
    examplesOf(command).map(([line]) => [line, words] as const),
  );

  test.each(examples)('%s', (line, words) => {
    const [, said = ''] = /(?:^|[ |])signpost ([^|<>]*)/.exec(line) ?? [];
    expect(said.startsWith(words.join(' '))).toBe(true);
    const command = commands.find(each => each.words.join() === words.join())?.command;
    for (const [, option] of said.matchAll(/ (--[a-z-]+)/g))
      expect(command?.options.map(({ long }) => long)).toContain(option);
  });
});

test('what follows -- asks for nothing', async () => {
  await expect(signpost('classify', '--json', '--', '--help')).resolves.toMatchObject({
    stdout: expect.stringContaining('"userAgent":"--help"'),
  });
});
