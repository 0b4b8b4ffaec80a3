/**
 * Says when what was made of files is still right. Plain JavaScript, for `npm start` asks it before anything of TypeScript is
 * there to run.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What tells one state of files from another: each one's path, size and times, of folders all that is in them. A file that is
 * gone, new, older than before or touched makes another stamp; so does another Node.
 *
 * The time of change (ctime) is in it because that of the content can be set by anybody, as `cp -p` and `git` with some tools do.
 */
export function stampOf(root, paths) {
  return [process.version, ...paths.flatMap(path => linesOf(root, path))].join('\n');
}

function linesOf(root, path) {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return [`${path} is not there`];
  if (!stats.isDirectory()) return [`${path} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`];
  const names = readdirSync(join(root, path)).sort();
  return [`${path}/`, ...names.flatMap(name => linesOf(root, `${path}/${name}`))];
}
