import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './template.ts';

/** What the packaged template is made of. */
const INPUTS = ['serverless.yml', 'package-lock.json', 'infra', 'functions', 'containers', 'edge', 'core'];
const OUTPUT = '.serverless/cloudformation-template-update-stack.json';

/**
 * The packaged template of the stage `dev`, exactly as a deploy would send it. Packages first when anything has changed
 * since the last time: that builds the bundles into dist/, too.
 *
 * @param root the project's folder
 * @throws an error that holds the packager's own words
 */
export async function packagedTemplate(root: string): Promise<Template> {
  if (!isFresh(root)) await runPackager(root);
  return JSON.parse(readFileSync(join(root, OUTPUT), 'utf8'));
}

function isFresh(root: string): boolean {
  try {
    const made = statSync(join(root, OUTPUT)).mtimeMs;
    const ofStage = readFileSync(join(root, OUTPUT), 'utf8').includes('"signpost-dev-redirect"');
    const changed = Math.max(...INPUTS.map(input => newest(join(root, input))));
    return ofStage && changed < made && statSync(join(root, 'dist/functions/redirect.mjs')).mtimeMs < made;
  } catch {
    return false; // nothing was packaged yet
  }
}

/** A folder counts, too: its time changes when a file in it is added or removed. */
function newest(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}

function runPackager(root: string): Promise<void> {
  const cli = join(root, 'node_modules/serverless/bin/serverless.js');
  const packager = spawn(process.execPath, [cli, 'package', '--stage', 'dev'], {
    cwd: root,
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
