import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../e2e/cloud.ts';
import { blocksOf, commandsOf, openTerminal, pattern, type Terminal } from './terminal.ts';

const blocks = blocksOf(readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8'));
const start = blocks.findIndex(({ text }) => text.startsWith('npm start -- --app'));
const [, ...options] = (blocks[start]?.text ?? '').split(' -- ');
const making = blocks.slice(0, start).findLast(({ language }) => language === 'sh');
const commands = commandsOf(blocks.slice(start));

describe("the tutorial's part with an app of one's own", () => {
  let terminal: Terminal;

  beforeAll(async () => {
    await promisify(execFile)('bash', ['-c', making?.text ?? 'false']);
    terminal = await openTerminal(...options.join().split(' '));
  });

  afterAll(() => terminal.stop());

  test('makes an app, starts with it, and has commands to try', () => {
    expect(options.join()).toMatch(/^--app \S+$/);
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  test.each(commands)('$command', async ({ command, answer }) => {
    const told = terminal.asOnPage(answer?.text ?? '');
    expect(terminal.asOnPage(await terminal.run(command))).toMatch(new RegExp(`^${pattern(told)}$`));
  });
});
