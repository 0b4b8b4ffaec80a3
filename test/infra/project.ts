import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const INPUTS = [
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'infra',
  'functions',
  'containers',
  'edge',
  'core',
];

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

/** The setting `fargate`, with an image; nobody fetches it here. */
export const FARGATE =
  '{ image: "team/signpost-render:7", cpu: 2048, memory: 4096, pages: 3, min: 1, max: 4, capacity: FARGATE }';

/** The template of a project with other settings. */
export async function packagedWith(settings: Record<string, string>): Promise<Template> {
  const { project, remove } = await copyOfProject();
  try {
    for (const [name, value] of Object.entries(settings)) await changeSetting(project, name, value);
    return await packagedTemplate(project);
  } finally {
    await remove();
  }
}
