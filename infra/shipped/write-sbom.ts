import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sbomOf } from './sbom.ts';

/** `npm run sbom`. */
const path = 'dist/sbom.cdx.json';
const sbom = sbomOf(resolve(import.meta.dirname, '../..'));
writeFileSync(path, `${JSON.stringify(sbom, undefined, 2)}\n`);
const libraries = sbom.components.filter(({ type }) => type === 'library').length;
console.log(`${path}: ${libraries} packages, and Chromium, in ${sbom.dependencies.length - 1} parts`);
