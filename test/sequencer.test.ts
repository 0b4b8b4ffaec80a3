import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('the files that take longest are begun first, and each of them is there', async () => {
  const slowest: string[] = JSON.parse(readFileSync('test/slowest.json', 'utf8'));
  const { stdout } = await promisify(execFile)(process.execPath, [
    'node_modules/jest/bin/jest.js',
    '--listTests',
  ]);
  const inOrder = stdout.trim().split('\n');
  expect(inOrder.slice(0, slowest.length)).toEqual(slowest.map(name => resolve(name)));
  expect(inOrder.length).toBeGreaterThan(slowest.length);
});
