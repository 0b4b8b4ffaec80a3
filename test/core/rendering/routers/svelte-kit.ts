import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const SOURCE = join(import.meta.dirname, 'svelte-kit');
const MODULES = resolve('node_modules');

/**
 * Builds the app in svelte-kit/ as its users do: SvelteKit is made by nothing but vite. Takes some seconds of a processor.
 *
 * @returns the contents of the files by their paths, `/index.html` the one for every address that is none of a file
 */
export async function buildSvelteKit(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'signpost-svelte-kit-'));
  try {
    await cp(SOURCE, folder, { recursive: true });
    await symlink(MODULES, join(folder, 'node_modules'));
    const vite = join(MODULES, 'vite/bin/vite.js');
    const env = { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' };
    await promisify(execFile)(process.execPath, [vite, 'build'], { cwd: folder, env });
    return await filesIn(join(folder, 'build'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const read = async (path: string) => [path.slice(folder.length), await readFile(path, 'utf8')] as const;
  return new Map(await Promise.all(paths.map(read)));
}
