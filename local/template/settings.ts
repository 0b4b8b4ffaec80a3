import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { StageSettings } from '../../infra/edge-settings.ts';

/**
 * A stage's block of infra/settings.yml, as the packager reads it: a deploy would get the same. Takes about a second.
 * The packager's own schema, which knows nothing of the settings, is left to who packages: its rules would take another.
 *
 * @throws an error of one sentence when there is no such stage; else with the packager's own words
 */
export function stageSettings(root: string, stage: string): StageSettings {
  const cli = join(root, 'node_modules/serverless/bin/serverless.js');
  const args = ['print', `--stage=${stage}`, '--path', 'custom.settings', '--format', 'json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...process.env, SIGNPOST_PACKAGE: 'local' },
    encoding: 'utf8',
  });
  if (status === 0) return JSON.parse(stdout);
  const words = (/Error:\s+(.*)/s.exec(`${stdout}${stderr}`)?.[1] ?? stderr).trim().replace(/\s+/g, ' ');
  if (words.includes('Value not found at "file" source'))
    throw new Error(`--stage ${stage}: infra/settings.yml has no block of that name.`);
  throw new Error(`--stage ${stage}: ${words}`);
}
