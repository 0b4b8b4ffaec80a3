import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { reference } from '../../cli/reference.ts';
import { commandTree } from '../../cli/tree.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

test('docs/cli.md is what `npm run reference` writes', () => {
  expect(readFileSync(`${ROOT}docs/cli.md`, 'utf8')).toBe(reference(commandTree({ root: ROOT, status: 0 })));
});
