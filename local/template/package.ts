import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageSettings } from '../../infra/edge-settings.ts';
import { alone } from '../alone.ts';
import { stampOf } from '../stamp.mjs';
import { hasSources } from './sources.ts';
import type { Template } from './template.ts';

/** What the packaged template and the bundles are made of; the last is what `npm ci` has installed. */
export const INPUTS = [
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'infra',
  'functions',
  'containers',
  'edge',
  'core',
  'client',
  'node_modules/.package-lock.json',
];
/** What the template names and functions are run from. A package for another stage writes it, too. */
const BUNDLES = ['dist/functions', 'dist/containers', 'dist/edge', 'dist/infra'];
/** The package of the local cloud, in one file that is there whole or not at all. */
const PACKAGE = 'dist/local.json';

interface Package {
  inputs: string;
  bundles: string;
  template: Template;
  settings: StageSettings;
}

/**
 * The packaged template of the stage `dev`, as a deploy would send it but for the zips, which nobody needs here. Packages
 * first when anything has changed since the last time: that builds the bundles into dist/, too.
 *
 * @param root the project's folder
 * @param packager makes dist/ and .serverless/ of what is in it
 * @throws an error that holds the packager's own words
 */
export async function packagedTemplate(root: string, packager = runPackager): Promise<Template> {
  if (!hasSources(root)) return readPackage(root).template;
  const made =
    freshPackage(root) ??
    // Of two at once in one folder the second takes what the first has made.
    (await alone(root, async () => freshPackage(root) ?? makePackage(root, packager)));
  return made.template;
}

/** The settings the local cloud's package was made with. `packagedTemplate` has made it, so nothing is newer. */
export function packagedSettings(root: string): StageSettings {
  return readPackage(root).settings;
}

function readPackage(root: string): Package {
  return JSON.parse(readFileSync(join(root, PACKAGE), 'utf8'));
}

function freshPackage(root: string): Package | undefined {
  try {
    const made = readPackage(root);
    const isFresh = made.inputs === stampOf(root, INPUTS) && made.bundles === stampOf(root, BUNDLES);
    return isFresh ? made : undefined;
  } catch {
    return undefined; // nothing was packaged yet
  }
}

async function makePackage(root: string, packager: typeof runPackager): Promise<Package> {
  const inputs = stampOf(root, INPUTS); // before anything is read: what changes meanwhile is not in it
  rmSync(join(root, PACKAGE), { force: true });
  await packager(root);
  const output = (name: string) => JSON.parse(readFileSync(join(root, '.serverless', name), 'utf8'));
  const made: Package = {
    inputs,
    bundles: stampOf(root, BUNDLES),
    template: output('cloudformation-template-update-stack.json'),
    settings: output('serverless-state.json').service.custom.settings,
  };
  // Without zips it is no package that could be deployed, so it does not lie where one would.
  rmSync(join(root, '.serverless'), { recursive: true });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, `${PACKAGE}.${process.pid}`), JSON.stringify(made));
  renameSync(join(root, `${PACKAGE}.${process.pid}`), join(root, PACKAGE));
  return made;
}

function runPackager(root: string): Promise<void> {
  const cli = join(root, 'node_modules/serverless/bin/serverless.js');
  const packager = spawn(process.execPath, [cli, 'package', '--stage', 'dev'], {
    cwd: root,
    env: { ...process.env, SIGNPOST_PACKAGE: 'local' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  packager.stdout.on('data', chunk => (words += chunk));
  packager.stderr.on('data', chunk => (words += chunk));
  return new Promise((resolve, reject) => {
    packager.once('error', reject);
    packager.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`serverless package failed:\n${words.trim()}`)),
    );
  });
}
