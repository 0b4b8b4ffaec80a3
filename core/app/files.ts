import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { getMimeType } from 'hono/utils/mime';

/** A file of a built single-page app, and how it is kept in the bucket. */
export interface AppFile {
  /** Its path in the folder, with slashes. */
  path: string;
  /** Where it is on this machine. */
  file: string;
  contentType: string;
  cacheControl: string;
}

/** Names in these folders hold a hash of their content, so they never change. */
export const HASHED_FOLDERS: readonly string[] = ['assets'];

/**
 * The files of a built app.
 *
 * @param hashed folders in which every name holds a hash
 * @returns also index.html, by which everybody gets the app; and what is left out: hidden files, for what lies in the bucket
 *   is public (`.well-known/` is meant to be)
 * @throws an error of one sentence when the folder has no index.html
 */
export async function appFiles(
  folder: string,
  hashed: readonly string[] = HASHED_FOLDERS,
): Promise<{ files: AppFile[]; last: AppFile; hidden: string[] }> {
  const paths = (await pathsIn(folder, '', new Set())).toSorted();
  const files = paths
    .filter(path => !isHidden(path))
    .map(path => ({
      path,
      file: join(folder, path),
      contentType: contentTypeOf(path),
      cacheControl: hashed.some(name => path.startsWith(`${name}/`))
        ? 'public, max-age=31536000, immutable'
        : 'max-age=0, s-maxage=60', // the edge may keep it for a minute, browsers not at all
    }));
  const last = files.find(({ path }) => path === 'index.html');
  if (!last) throw new Error(`${folder}: there is no index.html in it. Name the folder your build writes.`);
  return { files, last, hidden: paths.filter(isHidden) };
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

function contentTypeOf(path: string): string {
  const type = getMimeType(path) ?? 'application/octet-stream';
  return type.startsWith('text/') && !type.includes('charset') ? `${type}; charset=utf-8` : type;
}
