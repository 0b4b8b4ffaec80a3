import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { asksForHelp, COMMAND_NAMES, helpOn } from '../../cli/help.ts';
import { COMMANDS } from './commands.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const signpost = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['cli/signpost.js', ...args], { cwd: ROOT });

describe('each command says what it may be told', () => {
  const lines = [...COMMAND_NAMES.map(name => [name, '--help']), ['classify', 'x', '-h'], ['help', 'audit']];
  const asked = lines.map(args => [args.join(' '), signpost(...args)] as const);

  test.each(asked)('signpost %s', async (line, answer) => {
    const name = COMMAND_NAMES.find(each => line.split(' ').includes(each)) ?? '';
    const { stdout, stderr } = await answer;
    expect([stdout, stderr]).toEqual([helpOn(name), '']);
    expect([...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, said]) => said)).toEqual([name]);
  });
});

test('all of them are in the help of all', async () => {
  const { stdout } = await signpost('help');
  for (const name of COMMAND_NAMES) expect(stdout).toContain(`\n  ${name} `);
  expect(COMMAND_NAMES.toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
});

describe('what is listed is known', () => {
  const listed = COMMAND_NAMES.flatMap(name =>
    [...helpOn(name).matchAll(/^ {6}(--[\w-]+)( \w)?/gm)].map(
      ([, option = '', value]) => [name, option, value !== undefined] as const,
    ),
  );

  test.each(listed)('%s %s', async (name, option, hasValue) => {
    const refused = await COMMANDS[name](hasValue ? [option, 'a b'] : [option], '.').catch(String);
    expect(refused).not.toMatch(/Unknown option|argument (missing|is ambiguous)|does not take an argument/);
  });
});

test('what follows -- asks for nothing', () => {
  expect([asksForHelp(['--help']), asksForHelp(['x', '-h']), asksForHelp(['--', '--help'])]).toEqual([
    true,
    true,
    false,
  ]);
});
