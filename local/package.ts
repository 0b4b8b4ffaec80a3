/** All that ships, built: for `npm pack` (`prepack` in package.json), and for those who say what is in it. */
import { resolve } from 'node:path';
import { bundled, PROGRAMS } from './bundled.mjs';
import { buildSample } from './sample.ts';
import { builtConsole } from './template/console.ts';
import { packagedTemplate } from './template/package.ts';

const root = resolve(import.meta.dirname, '..');

await packagedTemplate(root);
await builtConsole(root);
for (const [entry, folder] of Object.entries(PROGRAMS)) await bundled(root, entry, folder);
await buildSample(root);
