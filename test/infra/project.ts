import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const INPUTS = ['serverless.yml', 'package.json', 'package-lock.json', 'infra', 'functions', 'edge', 'core'];

/** A copy of the project, as a fresh clone with `npm ci` done. Its owner removes it. */
export async function copyOfProject(): Promise<{ project: string; remove(): Promise<void> }> {
  const project = await mkdtemp(join(tmpdir(), 'signpost-project-'));
  for (const input of INPUTS) await cp(join(ROOT, input), join(project, input), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  return { project, remove: () => rm(project, { recursive: true, force: true }) };
}

/** Changes a line of the defaults in a project's infra/settings.yml. */
export async function changeSetting(project: string, name: string, value: string): Promise<void> {
  const path = join(project, 'infra/settings.yml');
  const before = await readFile(path, 'utf8');
  const line = new RegExp(`^  ${name}: .*$`, 'm');
  if (!line.test(before)) throw new Error(`infra/settings.yml has no line for ${name}`);
  await writeFile(path, before.replace(line, `  ${name}: ${value}`));
}
