import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether this is the project. In the installed package there is nothing to build from, and all is built (local/package.ts).
 *
 * @param root the folder of package.json
 */
export const hasSources = (root: string): boolean => existsSync(join(root, 'serverless.yml'));
