import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { defaultDirectory } from '../../core/browser/executable.ts';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const INPUTS = [
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
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

export interface Deployed {
  template: Template;
  /** The zip of each function by its name. */
  zips: Map<string, Buffer>;
}

/**
 * What `npx serverless deploy` would send, of a project with an environment of nothing but a home.
 *
 * @param ownChromium whether it unpacks a Chromium of its own, as for a user who has none yet
 */
export async function packagedForDeploy(
  project: string,
  stage: string,
  { ownChromium = false } = {},
): Promise<Deployed> {
  const home = join(project, 'home');
  await mkdir(join(home, '.cache'), { recursive: true });
  if (!ownChromium) await symlink(defaultDirectory(), join(home, '.cache/signpost-chromium'));
  const cli = 'node_modules/serverless/bin/serverless.js';
  await promisify(execFile)(process.execPath, [cli, 'package', '--stage', stage], {
    cwd: project,
    // The packager's schema takes it ten seconds to make; what it has made of it once is no setting of anybody's.
    env: { PATH: process.env.PATH, HOME: home, SLS_SCHEMA_CACHE_BASE_DIR: homedir() },
  });
  const out = join(project, '.serverless');
  const names = (await readdir(out)).filter(name => name.endsWith('.zip'));
  const zips = names.map(async name => [name.replace('.zip', ''), await readFile(join(out, name))] as const);
  return {
    template: JSON.parse(await readFile(join(out, 'cloudformation-template-update-stack.json'), 'utf8')),
    zips: new Map(await Promise.all(zips)),
  };
}
