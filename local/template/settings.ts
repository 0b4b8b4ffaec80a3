import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { StageSettings } from '../../infra/edge-settings.ts';
import { packagedSettings } from './package.ts';
import { hasSources } from './sources.ts';

/**
 * A stage's block of infra/settings.yml, as the packager reads it: a deploy would get the same. Takes about a second.
 * The packager's own schema, which knows nothing of the settings, is left to who packages: its rules would take another.
 *
 * @throws an error of one sentence when there is no such stage; else with the packager's own words
 */
export function stageSettings(root: string, stage: string): StageSettings {
  if (!hasSources(root)) return ownSettings(root, stage, process.cwd());
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

/** What the settings file is called in a folder in which the installed package is used. */
const FILES = ['signpost.yml', 'infra/settings.yml'];
/** The stage that is there without a file: the local cloud's. */
const LOCAL_STAGE = 'dev';

/**
 * A stage's block of the settings file in a folder, on top of the defaults. Without a file there is the local cloud's stage alone.
 *
 * @param root the package's folder
 * @throws an error of one sentence when there is no such stage, and for a file that is no YAML
 */
export function ownSettings(root: string, stage: string, folder: string): StageSettings {
  const defaults = packagedSettings(root);
  const file = FILES.find(name => existsSync(join(folder, name)));
  if (file === undefined) {
    if (stage === LOCAL_STAGE) return defaults;
    throw new Error(`--stage ${stage}: neither ${FILES.join(' nor ')} is in this folder.`);
  }
  const stages = stagesIn(readFileSync(join(folder, file), 'utf8'), file);
  const own = Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (!own) throw new Error(`--stage ${stage}: ${file} has no block of that name.`);
  return { ...defaults, ...own };
}

function stagesIn(text: string, file: string): Record<string, Partial<StageSettings>> {
  try {
    return parse(text, { merge: true }) ?? {};
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    throw new Error(`${file} is no YAML: ${first}`);
  }
}
