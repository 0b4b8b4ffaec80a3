import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { stampOf } from '../../../../local/stamp.mjs';

const SOURCE = join(import.meta.dirname, 'svelte-kit');
const MODULES = resolve('node_modules');

/** What the build is made of. */
const INPUTS = [SOURCE, join(import.meta.dirname, 'svelte-kit.ts'), join(MODULES, '.package-lock.json')];
/** The build of the last time. */
const KEPT = resolve('dist/svelte-kit.json');

interface Kept {
  inputs: string;
  files: [string, string][];
}

/**
 * The app in svelte-kit/, built as its users do: SvelteKit is made by nothing but vite. That takes some seconds of a processor,
 * so what was built of the same is kept.
 *
 * @returns the contents of the files by their paths, `/index.html` the one for every address that is none of a file
 */
export async function buildSvelteKit(): Promise<Map<string, string>> {
  const root = process.cwd();
  const inputs = stampOf(
    root,
    INPUTS.map(path => relative(root, path)),
  );
  const kept = await lastTime();
  if (kept?.inputs === inputs) return new Map(kept.files);
  const files = await build();
  await mkdir(resolve('dist'), { recursive: true });
  const partial = `${KEPT}.${process.pid}`;
  await writeFile(partial, JSON.stringify({ inputs, files: [...files] } satisfies Kept));
  await rename(partial, KEPT); // it is there whole or not at all
  return files;
}

async function lastTime(): Promise<Kept | undefined> {
  const text = await readFile(KEPT, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Kept);
}

async function build(): Promise<Map<string, string>> {
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
