import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { hasSources } from '../../local/template/sources.ts';
import { RefusedError, UsageError } from '../faults.ts';

/** Throws UsageError in the installed package, which has nothing to deploy from. */
export function needSources(root: string): void {
  if (!hasSources(root))
    throw new UsageError('this needs a clone of the project with `npm ci` done: the package has no sources');
}

/**
 * Runs the packager, whose output goes where ours goes.
 *
 * @param args such as `['package', '--stage', 'prod']`
 * @throws RefusedError when it did not end well
 */
export async function packager(root: string, args: readonly string[]): Promise<void> {
  const cli = join(root, 'node_modules/serverless/bin/serverless.js');
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SIGNPOST_LOOKED: 'yes' }, // the account: not a second time
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0)
    throw new RefusedError(`the packager says no to \`serverless ${args.join(' ')}\`: see above`);
}
