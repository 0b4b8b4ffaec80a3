import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT } from './faults.ts';
import { reference } from './reference.ts';
import { commandTree } from './tree.ts';

// `npm run reference` writes the page of all commands.
const root = resolve(import.meta.dirname, '..');
writeFileSync(join(root, 'docs/cli.md'), reference(commandTree({ root, status: EXIT.done })));
