import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { sha256Of } from '../../core/browser/pinned.ts';
import { partsOf } from '../../infra/shipped/contents.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import { copyOfProject } from './project.ts';

interface Lock {
  packages: Record<string, { hasInstallScript?: boolean }>;
}

async function withScripts(): Promise<string[]> {
  const lock: Lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
  return Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

test('no package needs its install script, and for each that has one npm is told so: it would warn of it otherwise', async () => {
  const { allowScripts } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(allowScripts).toEqual(Object.fromEntries((await withScripts()).map(name => [name, false])));
});

test('nothing of a package that has one is in what we build', async () => {
  const names = await withScripts();
  const built = partsOf('.').flatMap(({ packages }) => packages.map(({ name }) => name));
  expect(built.filter(name => names.includes(name))).toEqual([]);
});

test('esbuild, which builds all, makes the same bundles after its script has run', async () => {
  const without = await bundlesMade(async () => undefined);
  const ran = await bundlesMade(async esbuild => {
    const { scripts } = JSON.parse(await readFile(join(esbuild, 'package.json'), 'utf8'));
    expect(scripts.postinstall).toBe('node install.js');
    await promisify(execFile)(process.execPath, ['install.js'], { cwd: esbuild });
  });
  expect(Object.keys(without).length).toBeGreaterThan(15);
  expect(ran).toEqual(without);
}, 300_000);

/** The SHA-256 of each bundle of a copy of the project, with an esbuild of its own that `prepare` may change before. */
async function bundlesMade(prepare: (esbuild: string) => Promise<void>): Promise<Record<string, string>> {
  const { project, remove } = await copyOfProject();
  try {
    const modules = join(project, 'node_modules');
    await rm(modules); // a link to ours
    await mkdir(modules);
    for (const name of await readdir('node_modules'))
      if (name !== 'esbuild') await symlink(resolve('node_modules', name), join(modules, name));
    await cp('node_modules/esbuild', join(modules, 'esbuild'), { recursive: true });
    await prepare(join(modules, 'esbuild'));
    await packagedTemplate(project);
    const files = await readdir(join(project, 'dist'), { recursive: true, withFileTypes: true });
    const bundles = files
      .filter(file => file.isFile() && /\.m?js$/.test(file.name))
      .map(file => relative(project, join(file.parentPath, file.name)))
      .filter(path => path !== 'dist/build.mjs'); // which builds them
    return Object.fromEntries(
      await Promise.all(bundles.map(async path => [path, await sha256Of(join(project, path))] as const)),
    );
  } finally {
    await remove();
  }
}
