import { checkCommand } from './check-command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import/command.ts';

/**
 * `signpost links import`, `signpost links check` and `signpost links export`.
 *
 * @returns the exit status
 * @throws an error of one sentence
 */
export async function linksCommand(args: string[]): Promise<number> {
  const [what, ...rest] = args;
  if (what === 'import') return await importCommand(rest);
  if (what === 'check') return await checkCommand(rest);
  if (what === 'export') return await exportCommand(rest);
  throw new Error('say what shall be done: links import FILE, links check FILE, or links export');
}
