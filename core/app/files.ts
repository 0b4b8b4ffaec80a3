import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { contentTypeOf } from './content-type.ts';

/** A file of a built single-page app, and how it is kept in the bucket. */
export interface AppFile {
  /** Its path in the folder, with slashes; of a copy, the other way to write it. */
  path: string;
  /** The same file under another key, since the bucket reads some addresses in another way than browsers write them. */
  isCopy: boolean;
  /** Where it is on this machine. */
  file: string;
  contentType: string;
  cacheControl: string;
}

/** Names in these folders hold a hash of their content, so they never change. */
export const HASHED_FOLDERS: readonly string[] = ['assets'];

export interface App {
  files: AppFile[];
  /** index.html, by which everybody gets the app. */
  last: AppFile;
  /** What is left out: hidden files, for what lies in the bucket is public (`.well-known/` is meant to be). */
  hidden: string[];
  /** Files that one address cannot reach, `/a+b`, because it is that of another file, `a b`. */
  clashing: string[];
}

/**
 * The files of a built app.
 *
 * @param hashed folders in which every name holds a hash
 * @throws an error of one sentence when the folder has no index.html
 */
export async function appFiles(folder: string, hashed: readonly string[] = HASHED_FOLDERS): Promise<App> {
  const paths = (await pathsIn(folder, '', new Set())).toSorted();
  const shown = paths.filter(path => !isHidden(path));
  const { copies, clashing } = copiesOf(shown);
  const files: AppFile[] = [];
  // One after the other: an app may have more files than a process may open.
  for (const { of, ...file } of [...shown.map(path => ({ path, of: path, isCopy: false })), ...copies])
    files.push({
      ...file,
      file: join(folder, of),
      contentType: contentTypeOf(of, await readFile(join(folder, of))),
      cacheControl: hashed.some(name => of.startsWith(`${name}/`))
        ? 'public, max-age=31536000, immutable'
        : 'max-age=0, s-maxage=60', // the edge may keep it for a minute, browsers not at all
    });
  const last = files.find(({ path }) => path === 'index.html');
  if (!last) throw new Error(`${folder}: there is no index.html in it. Name the folder your build writes.`);
  return { files, last, hidden: paths.filter(isHidden), clashing };
}

/** The paths of an app's files that are public. */
export const appPaths = async (folder: string): Promise<string[]> =>
  (await pathsIn(folder, '', new Set())).toSorted().filter(path => !isHidden(path));

/**
 * A browser sends the plus of `a+b.pdf` as it is, and S3 reads it as a space: so the file lies there under that name, too. (`%2B`
 * is a plus to both.) And a name that a Mac has written in parts, e and an accent, is asked as people type it, in one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html#object-key-guidelines-special-handling and
 * https://unicode.org/reports/tr15/#Norm_Forms
 */
function copiesOf(paths: readonly string[]) {
  const taken = new Set(paths);
  const copies: { path: string; of: string; isCopy: true }[] = [];
  const clashing: string[] = [];
  for (const of of paths) {
    const composed = of.normalize('NFC');
    for (const path of new Set([of, composed].flatMap(name => [name, name.replaceAll('+', ' ')]))) {
      if (path === of) continue;
      if (taken.has(path)) clashing.push(of);
      else copies.push({ path, of, isCopy: true });
      taken.add(path);
    }
  }
  return { copies, clashing };
}

/** What an object of these bytes has for its ETag, in a bucket that encrypts with S3's own keys. */
export const etagOf = async ({ file }: AppFile): Promise<string> =>
  createHash('md5')
    .update(await readFile(file))
    .digest('hex');

/** Links are followed, as by a web server, and a folder that leads back to itself is read once. */
async function pathsIn(folder: string, prefix: string, seen: ReadonlySet<string>): Promise<string[]> {
  const own = await realpath(folder).catch(() => {
    throw new Error(`${folder}: there is no such folder.`);
  });
  if (seen.has(own)) return [];
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async name => {
      const path = join(folder, name);
      const isFolder = (await stat(path)).isDirectory();
      return isFolder ? pathsIn(path, `${prefix}${name}/`, new Set([...seen, own])) : [prefix + name];
    }),
  );
  return found.flat();
}

const isHidden = (path: string) =>
  path.split('/').some(part => part.startsWith('.') && part !== '.well-known');
