import { execFile } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundled } from '../../local/bundled.mjs';

let root: string;
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const make = () => bundled(root, 'cli/main.ts', 'dist/cli');
/** The lines that the program prints. */
const printed = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, [await make(), ...args])).stdout.trim().split('\n');
/** Another one, each time the bundle is made. */
const made = () => readFileSync(join(root, 'dist/cli/made.json'), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'signpost-bundled-'));
  write(
    'cli/main.ts',
    `import { greeting } from '../core/greeting.ts';
    console.log(greeting as string);
    if (process.argv[2]) console.log((await import('./later.ts')).folder);`,
  );
  write('cli/later.ts', `console.log('later'); export const folder: string = import.meta.dirname;`);
  write('core/greeting.ts', `import { name } from './name.json'; export const greeting = 'hello ' + name;`);
  write('core/name.json', '{ "name": "you" }');
});
afterEach(() => rmSync(root, { recursive: true }));

test('a program is run from its bundle: what it imports later waits until then, and each file knows where it was', async () => {
  expect(await printed()).toEqual(['hello you']);
  expect(await printed('more')).toEqual(['hello you', 'later', join(root, 'cli')]);
});

test('what was bundled is used again while nothing has changed', async () => {
  await make();
  const before = made();
  await make();
  expect(made()).toBe(before);
});

test('what is imported later lies in a file of its own, and those of earlier bundles go after a day', async () => {
  await make();
  const parts = () => readdirSync(join(root, 'dist/cli/parts')).sort();
  const [first = ''] = parts();
  expect(readFileSync(join(root, 'dist/cli/main.mjs'), 'utf8')).not.toContain("later'");
  write('cli/later.ts', `console.log('later still'); export const folder = '';`);
  await make();
  expect(parts()).toContain(first); // a program that is running may want it
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
  utimesSync(join(root, 'dist/cli/parts', first), longAgo, longAgo);
  write('cli/later.ts', `console.log('latest'); export const folder = '';`);
  await make();
  expect(parts()).not.toContain(first);
});

describe('it is bundled again when', () => {
  test.each<[what: string, change: () => void, says?: string]>([
    ['its own file has changed', () => write('cli/main.ts', `console.log('new')`), 'new'],
    ['one it imports has', () => write('core/greeting.ts', `export const greeting = 'bye'`), 'bye'],
    ['one it imports later has', () => appendFileSync(join(root, 'cli/later.ts'), ' ')],
    ['one that is no code has', () => write('core/name.json', '{ "name": "me!" }'), 'hello me!'],
    ['other dependencies were installed', () => write('node_modules/.package-lock.json', '{}')],
    ['what bundles has changed', () => write('local/bundled.mjs', '')],
    ['the bundle is gone', () => rmSync(join(root, 'dist/cli/main.mjs'))],
    ['the bundle is another', () => appendFileSync(join(root, 'dist/cli/main.mjs'), ' ')],
    ['a part of it is gone', () => rmSync(join(root, 'dist/cli/parts'), { recursive: true })],
    ['that was written by halves', () => truncateSync(join(root, 'dist/cli/made.json'), 20)],
  ])('%s', async (_, change, says = 'hello you') => {
    await make();
    const before = made();
    change();
    expect(await printed()).toEqual([says]);
    const after = made();
    expect(after).not.toBe(before);
    await make();
    expect(made()).toBe(after);
  });
});

test('several at once leave one that is whole, and nothing else', async () => {
  await Promise.all([make(), make(), make()]);
  expect(readdirSync(join(root, 'dist/cli')).sort()).toEqual([
    'contents.json',
    'made.json',
    'main.mjs',
    'parts',
  ]);
  expect(readdirSync(join(root, 'dist/cli/parts'))).toEqual([expect.stringMatching(/^later-\w+\.mjs$/)]);
  expect(await printed()).toEqual(['hello you']);
});
