import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { changeSetting, copyOfProject, FARGATE } from './project.ts';

const PACKAGER = 'node_modules/serverless/bin/serverless.js';

let copy: Awaited<ReturnType<typeof copyOfProject>>;
beforeEach(async () => {
  copy = await copyOfProject();
});
afterEach(() => copy.remove());

test('a fresh clone packages without an account, credentials or settings of its user', async () => {
  const { project } = copy;
  const home = join(project, 'home');
  await mkdir(home);
  const env = { PATH: process.env.PATH, HOME: home };
  await promisify(execFile)(process.execPath, [PACKAGER, 'package', '--stage', 'prod'], {
    cwd: project,
    env,
  });
  const output = join(project, '.serverless/cloudformation-template-update-stack.json');
  const { Resources }: Template = JSON.parse(await readFile(output, 'utf8'));
  expect(Object.keys(Resources)).toEqual(expect.arrayContaining(['Links', 'Site', 'RenderLambdaFunction']));
  for (const bundle of ['functions/render.mjs', 'containers/render.mjs', 'edge/viewer-request.mjs'])
    expect(await readFile(join(project, 'dist', bundle), 'utf8')).toMatch(/handler|SIGTERM/);
  // Whoever packaged for a deploy and starts the local cloud afterwards gets the stage of the local cloud.
  const local = JSON.stringify(await packagedTemplate(project));
  expect([JSON.stringify(Resources).includes('signpost-prod-'), local.includes('signpost-prod-')]).toEqual([
    true,
    false,
  ]);
}, 300_000);

test.each<[what: string, settings: Record<string, string>, sentence: string]>([
  [
    'a value that the setting viewerRequest does not have',
    { viewerRequest: 'edge' },
    'viewerRequest is "edge". It takes lambda or cloudfront-function.',
  ],
  [
    'a value that the setting renderer does not have',
    { renderer: 'ec2' },
    'renderer is "ec2". It takes lambda or fargate.',
  ],
  [
    'one that shares too much',
    { renderIsolation: 'all' },
    'renderIsolation is "all". It takes shared or strict.',
  ],
  [
    'a word for a number',
    { rendersPerMinute: 'many' },
    'rendersPerMinute is "many". It takes a whole number, 1 or more.',
  ],
  [
    'a container without an image',
    { renderer: 'fargate' },
    'fargate.image is "". It takes repository:tag of an image',
  ],
  [
    'an image of somewhere else',
    { renderer: 'fargate', fargate: FARGATE.replace('team/', 'registry.example:5000/') },
    'fargate.image is "registry.example:5000/signpost-render:7". It takes repository:tag of an image',
  ],
])('%s stops the packager with a sentence', async (_, settings, sentence) => {
  for (const [name, value] of Object.entries(settings)) await changeSetting(copy.project, name, value);
  await expect(packagedTemplate(copy.project)).rejects.toThrow(`infra/settings.yml: ${sentence}`);
});
