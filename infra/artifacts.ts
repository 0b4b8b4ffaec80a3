import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ZipEntry, zipOf } from './zip.ts';

/**
 * The files that patterns name, each once. A pattern is a file (`dist/functions/links.mjs`), a folder with all that is in it
 * (`node_modules/some-package/bin/**`), or one of the two with `!` before it, which takes away again.
 *
 * The packager's own patterns can do more, and for that it reads the whole project once for each function.
 *
 * @param root the folder that the patterns and the answer are relative to
 * @throws an error of one sentence that names a pattern which is none of these, or what is not there
 */
export async function filesOf(patterns: readonly string[], root: string): Promise<string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const isWithout = pattern.startsWith('!');
    const path = pattern.slice(isWithout ? 1 : 0);
    const folder = path.endsWith('/**') ? path.slice(0, -3) : undefined;
    if (/[*?{}[\]()!]/.test(folder ?? path))
      throw new Error(
        `${pattern}: a pattern is a file, or a folder and /**, or one of these with ! before it.`,
      );
    if (isWithout)
      for (const file of files) {
        if (folder === undefined ? file === path : file.startsWith(`${folder}/`)) files.delete(file);
      }
    else for (const file of folder === undefined ? [path] : await filesIn(folder, root)) files.add(file);
  }
  return [...files].sort();
}

async function filesIn(folder: string, root: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => {
    throw new Error(`${folder}/**: there is no such folder.`);
  });
  const found = await Promise.all(
    entries.map(entry => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(path, root) : [path];
    }),
  );
  return found.flat();
}

/**
 * Writes the zip that is deployed of each function.
 *
 * @param patterns of each function, by its name: see `filesOf`
 * @param directory where `NAME.zip` of each is written
 */
export async function writeArtifacts(
  patterns: Record<string, readonly string[]>,
  root: string,
  directory: string,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await Promise.all(
    Object.entries(patterns).map(async ([name, own]) => {
      const files = await filesOf(own, root);
      if (files.length === 0) throw new Error(`${name}: its patterns name no file.`);
      const entries = await Promise.all(files.map(file => entryOf(file, root)));
      await writeFile(join(directory, `${name}.zip`), await zipOf(entries));
    }),
  );
}

async function entryOf(name: string, root: string): Promise<ZipEntry> {
  const path = join(root, name);
  const { mode } = await stat(path).catch(() => {
    throw new Error(`${name}: there is no such file.`);
  });
  return { name, content: await readFile(path), isExecutable: (mode & 0o100) !== 0 };
}
