import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/package.ts';
import type { Template } from '../../local/template.ts';

const INPUTS = ['serverless.yml', 'package.json', 'package-lock.json', 'infra', 'functions', 'edge', 'core'];
const PACKAGER = 'node_modules/serverless/bin/serverless.js';

let folder: string;
let project: string;
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-package-'));
  project = join(folder, 'project');
  home = join(folder, 'home');
  await mkdir(home);
  for (const input of INPUTS) await cp(input, join(project, input), { recursive: true });
  await symlink(resolve('node_modules'), join(project, 'node_modules'));
});

afterEach(() => rm(folder, { recursive: true }));

test('a fresh clone packages without an account, credentials or settings of its user', async () => {
  const env = { PATH: process.env.PATH, HOME: home };
  await promisify(execFile)(process.execPath, [PACKAGER, 'package', '--stage', 'prod'], {
    cwd: project,
    env,
  });
  const output = join(project, '.serverless/cloudformation-template-update-stack.json');
  const { Resources }: Template = JSON.parse(await readFile(output, 'utf8'));
  expect(Object.keys(Resources)).toEqual(expect.arrayContaining(['Links', 'Site', 'RenderLambdaFunction']));
  for (const bundle of ['functions/render.mjs', 'edge/viewer-request.mjs'])
    expect(await readFile(join(project, 'dist', bundle), 'utf8')).toContain('handler');
  // Whoever packaged for a deploy and starts the local cloud afterwards gets the stage of the local cloud.
  const local = JSON.stringify(await packagedTemplate(project));
  expect([JSON.stringify(Resources).includes('signpost-prod-'), local.includes('signpost-prod-')]).toEqual([
    true,
    false,
  ]);
}, 60_000);
