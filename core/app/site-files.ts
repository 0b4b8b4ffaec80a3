import { looksLikeFile } from '../file-endings.ts';
import { matchesPattern } from '../path-pattern.ts';

/** What the setting siteFiles would have to be for all files of an app to be served as such. */
export interface NeededFiles {
  /** Files whose paths are pages as it is. */
  unreached: string[];
  /** Paths to add: those of the files, or of their endings and folders where there is not room for all. */
  siteFiles: string[];
  /** Files that are not reached by these either. */
  left: string[];
}

/**
 * What an app needs beside the paths that are files already.
 *
 * @param paths of the app's files
 * @param patterns path patterns of CloudFront, of what are no pages
 * @param room how many more paths there may be
 */
export function neededFiles(
  paths: readonly string[],
  patterns: readonly string[],
  room: number,
): NeededFiles {
  const unreached = paths.filter(path => path !== 'index.html' && !isReached(path, patterns));
  const siteFiles: string[] = [];
  let left = unreached;
  // A path hides one page at most. An ending hides those that end so, and a folder all that are below it: the larger, the later.
  for (const groupsOf of [endingsOf, foldersOf, topFoldersOf]) {
    const groups = groupsOf(left);
    while (siteFiles.length + left.length > room && siteFiles.length < room) {
      const group = groups.shift();
      if (!group) break;
      siteFiles.push(group.pattern);
      left = left.filter(path => !group.holds(path));
    }
  }
  const exact = left.slice(0, Math.max(0, room - siteFiles.length));
  return { unreached, siteFiles: [...siteFiles, ...exact.map(asPath)], left: left.slice(exact.length) };
}

const asPath = (path: string) => `/${path}`;

/** The address of a file as a browser sends it. */
const addressOf = (path: string) => asPath(path.split('/').map(encodeURIComponent).join('/'));

const isReached = (path: string, patterns: readonly string[]) =>
  looksLikeFile(path) || patterns.some(pattern => matchesPattern(pattern, addressOf(path)));

/** One path that stands for several files. */
interface Group {
  pattern: string;
  holds(path: string): boolean;
}

const endingsOf = (paths: readonly string[]) =>
  groupsBy(/(?<=[^./])\.\w+$/, paths, name => ({ pattern: `*${name}`, holds: path => path.endsWith(name) }));
const folder = (name: string): Group => ({ pattern: `/${name}*`, holds: path => path.startsWith(name) });
const foldersOf = (paths: readonly string[]) => groupsBy(/^.+\//, paths, folder);
const topFoldersOf = (paths: readonly string[]) => groupsBy(/^[^/]+\//, paths, folder);

/** Those that stand for more than one, the most first. */
function groupsBy(name: RegExp, paths: readonly string[], groupOf: (name: string) => Group): Group[] {
  const names = new Set(paths.flatMap(path => name.exec(path)?.[0] ?? []));
  const size = ({ holds }: Group) => paths.filter(holds).length;
  return [...names]
    .map(groupOf)
    .filter(group => size(group) > 1)
    .sort((a, b) => size(b) - size(a));
}
