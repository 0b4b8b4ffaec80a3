import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of Signpost, as package.json has it. */
export const versionOf = (root: string): string =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
