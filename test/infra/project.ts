import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { alone } from '../../local/alone.ts';
import { stampOf } from '../../local/stamp.mjs';
import { INPUTS, packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** A copy of the project, as a fresh clone with `npm ci` done. Its owner removes it. */
export async function copyOfProject(): Promise<{ project: string; remove(): Promise<void> }> {
  const project = await mkdtemp(join(tmpdir(), 'signpost-project-'));
  await copyInto(project);
  return { project, remove: () => rm(project, { recursive: true, force: true }) };
}

async function copyInto(project: string): Promise<void> {
  for (const input of INPUTS)
    if (!input.startsWith('node_modules'))
      await cp(join(ROOT, input), join(project, input), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
}

/** Changes a line of the defaults in a project's infra/settings.yml. */
export async function changeSetting(project: string, name: string, value: string): Promise<void> {
  const path = join(project, 'infra/settings.yml');
  const before = await readFile(path, 'utf8');
  const line = new RegExp(`^  ${name}: .*$`, 'm');
  if (!line.test(before)) throw new Error(`infra/settings.yml has no line for ${name}`);
  await writeFile(path, before.replace(line, `  ${name}: ${value}`));
}

/** Leaves Chromium out of the renderer's zip, which takes as long as all the rest, where that zip is no matter. */
export async function withoutChromium(project: string): Promise<void> {
  const path = join(project, 'serverless.yml');
  const before = await readFile(path, 'utf8');
  const line = /^ +- dist\/chromium-\S+\/\*\*.*\n/m;
  if (!line.test(before)) throw new Error('serverless.yml puts no Chromium into a zip');
  await writeFile(path, before.replace(line, ''));
}

/** Settings with which tests in several files package the project: viewer-request as a CloudFront Function; */
export const FUNCTION = { viewerRequest: 'cloudfront-function' };
/** all of .html to the pages, but one file; */
export const HTML_PAGES = { htmlPages: 'true', siteFiles: '[/proof.html]' };
/** the renderer of the queue as a container, whose image nobody fetches here, APIs of the app at paths of their own, and short links
 * without letter case that lead not everywhere. */
export const CONTAINER = {
  renderer: 'fargate',
  fargate:
    '{ image: "team/signpost-render:7", cpu: 2048, memory: 4096, pages: 3, min: 1, max: 4, capacity: FARGATE }',
  caseSensitive: 'false',
  blockedHosts: '[evil.example, zip]',
  siteApis: '{ /v1: api.example.com, /v1/other/*: other.example.com, /graphql/: api.example.com }',
};

/** WAF before both distributions, with each of its rules. */
export const WAF = { waf: '{ apiRate: 3000, probing: 300, siteRate: 6000, botAuth: true }' };

/** Changes of links told to a bus and to a webhook on this machine, whose port a test fills in, and whose secret is being exchanged. */
export const EVENTS = {
  events: 'true',
  webhooks:
    '[{ url: "http://localhost:9/hook", secret: signpost/webhook, formerSecret: signpost/webhook-1 }]',
};

/**
 * The project packaged with other settings, in a folder that is shared by all who ask for the same: nobody changes it. What was
 * made for one test file is there for the next one, in this run and in a later one, while nothing in the project has changed.
 */
export async function packagedVariant(
  settings: Record<string, string>,
): Promise<{ root: string; template: Template }> {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const variant = join(ROOT, 'dist/variants', hash(JSON.stringify(settings)));
  const root = join(variant, hash(stampOf(ROOT, INPUTS)));
  await alone(variant, async () => {
    if (existsSync(root)) return;
    await rm(variant, { recursive: true, force: true }); // of the project as it was
    const partial = `${root}.partial`;
    await mkdir(partial, { recursive: true });
    await copyInto(partial);
    for (const [name, value] of Object.entries(settings)) await changeSetting(partial, name, value);
    await packagedTemplate(partial);
    await rename(partial, root);
  });
  return { root, template: await packagedTemplate(root) };
}

export interface Deployed {
  template: Template;
  /** The zip of each function by its name. */
  zips: Map<string, Buffer>;
}

/**
 * What `npx serverless deploy` would send, of a project with an environment of nothing but a home, with nothing in it: a
 * Chromium is unpacked, too. Takes half a minute.
 */
export async function packagedForDeploy(project: string, stage: string): Promise<Deployed> {
  const home = join(project, 'home');
  await mkdir(home);
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
