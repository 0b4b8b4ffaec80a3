/** What `npm pack` puts into the package, built: it is called before (`prepack` in package.json). */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildShop } from '../examples/shop/build.ts';
import { bundled, PROGRAMS } from './bundled.mjs';
import { builtConsole } from './template/console.ts';
import { packagedTemplate } from './template/package.ts';

const root = resolve(import.meta.dirname, '..');
const sample = join(root, 'dist/sample');

await packagedTemplate(root);
await builtConsole(root);
for (const [entry, folder] of Object.entries(PROGRAMS)) await bundled(root, entry, folder);
rmSync(sample, { recursive: true, force: true });
await buildShop(sample);
