import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { packagedTemplate } from '../../local/template/package.ts';
import { changeSetting, copyOfProject, packagedForDeploy } from './project.ts';

let copy: Awaited<ReturnType<typeof copyOfProject>>;
beforeEach(async () => {
  copy = await copyOfProject();
});
afterEach(() => copy.remove());

test('a fresh clone packages without an account, credentials or settings of its user', async () => {
  const { project } = copy;
  const { template, zips } = await packagedForDeploy(project, 'prod', { ownChromium: true });
  expect(Object.keys(template.Resources)).toEqual(
    expect.arrayContaining(['Links', 'Site', 'RenderLambdaFunction']),
  );
  expect(zips.size).toBeGreaterThan(8);
  for (const bundle of ['functions/render.mjs', 'containers/render.mjs', 'edge/viewer-request.mjs'])
    expect(await readFile(join(project, 'dist', bundle), 'utf8')).toMatch(/handler|SIGTERM/);
  // Whoever packaged for a deploy and starts the local cloud afterwards gets the stage of the local cloud.
  const local = JSON.stringify(await packagedTemplate(project));
  expect([JSON.stringify(template).includes('signpost-prod-'), local.includes('signpost-prod-')]).toEqual([
    true,
    false,
  ]);
}, 300_000);

test('settings that are wrong stop the packager with a sentence', async () => {
  await changeSetting(copy.project, 'siteDomain', 'www.example.com');
  await expect(packagedTemplate(copy.project)).rejects.toThrow(
    'infra/settings.yml: certificateArn is empty, and www.example.com cannot be served without.',
  );
});
