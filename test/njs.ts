import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from '@jest/globals';

/**
 * njs, the engine that CloudFront Functions are made from (https://docs.nginx.com/nginx/admin-guide/dynamic-modules/nginscript/).
 * Debian 12 has 0.7.9, which is older and knows less than Amazon's: what runs in it runs there.
 */
export interface Njs {
  /** Runs a script, which has `input` as a global and answers by `output(value)`; both pass as JSON. Throws what it threw. */
  run(script: string, input?: unknown): unknown;
}

/**
 * A group of tests that need njs. Where it can't be had there is one skipped test in their place, which says why; on Linux
 * with CI=true that is a failure.
 */
export function describeInNjs(name: string, tests: (njs: Njs) => void): void {
  const found = findNjs();
  if ('run' in found) describe(name, () => tests(found));
  else if (process.env.CI !== 'true' || process.platform !== 'linux')
    test.skip(`${name}: ${found.missing}`, () => {});
  else
    test(name, () => {
      throw new Error(found.missing);
    });
}

const FOLDER = resolve(import.meta.dirname, '../node_modules/.cache/signpost-njs');
const COMMAND = join(FOLDER, 'usr/bin/njs');

/** The njs on PATH, the one fetched before, or the one of Debian's packages. */
function findNjs(): Njs | { missing: string } {
  if (works('njs', {})) return { run: (script, input) => run('njs', {}, script, input) };
  try {
    if (!existsSync(COMMAND)) fetchPackages();
    const env = { LD_LIBRARY_PATH: libraries(FOLDER) };
    execFileSync(COMMAND, ['-v'], { env, stdio: 'pipe' });
    return { run: (script, input) => run(COMMAND, env, script, input) };
  } catch (error) {
    return { missing: `njs is not on PATH, and not to be had from apt (${firstLine(error)})` };
  }
}

function works(command: string, env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync(command, ['-v'], { env: { ...process.env, ...env }, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function run(command: string, env: NodeJS.ProcessEnv, script: string, input: unknown): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-njs-'));
  try {
    const file = (name: string) => join(folder, name);
    writeFileSync(file('input.json'), JSON.stringify(input ?? null));
    // Not console.log: njs breaks its lines.
    const ends = `const fs=require('fs'),input=JSON.parse(fs.readFileSync('${file('input.json')}','utf8'));
      function output(value){fs.writeFileSync('${file('output.json')}',JSON.stringify(value))}`;
    writeFileSync(file('script.js'), `${ends}\n${script}`);
    execFileSync(command, [file('script.js')], { env, stdio: 'pipe' });
    return JSON.parse(readFileSync(file('output.json'), 'utf8'));
  } catch (error) {
    // njs says what was thrown on its standard output.
    throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Unpacks njs and the libraries it needs, without root. Another worker may do so at the same time: the last step is one move. */
function fetchPackages(): void {
  mkdirSync(resolve(FOLDER, '..'), { recursive: true });
  const folder = mkdtempSync(`${FOLDER}-`);
  try {
    const options = download(folder);
    const needs = apt('apt-cache', folder, ['depends', 'njs', ...options]).matchAll(
      /^ +Depends: ([a-z0-9.+-]+)$/gm,
    );
    const others = [...needs].flatMap(([, name = '']) => (name === 'libc6' ? [] : [name]));
    apt('apt-get', folder, ['download', ...others, ...options]);
    for (const name of readdirSync(folder).filter(name => name.endsWith('.deb')))
      execFileSync('dpkg', ['-x', join(folder, name), join(folder, 'root')], { stdio: 'pipe' });
    if (!existsSync(COMMAND)) renameSync(join(folder, 'root'), FOLDER);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Downloads njs. A container has no package lists at first: then they are fetched, too. Gives apt's options for the rest. */
function download(folder: string): string[] {
  const quick = [
    '-o',
    'Acquire::Retries=1',
    '-o',
    'Acquire::http::Timeout=15',
    '-o',
    'APT::Sandbox::User=root',
  ];
  try {
    apt('apt-get', folder, ['download', 'njs', ...quick]);
    return quick;
  } catch {
    for (const part of ['lists/partial', 'cache/archives/partial'])
      mkdirSync(join(folder, part), { recursive: true });
    const own = [
      ...quick,
      '-o',
      `Dir::State::lists=${join(folder, 'lists')}`,
      '-o',
      `Dir::Cache=${join(folder, 'cache')}`,
    ];
    apt('apt-get', folder, ['update', ...own]);
    apt('apt-get', folder, ['download', 'njs', ...own]);
    return own;
  }
}

function apt(command: string, cwd: string, args: string[]): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 120_000,
    env: { ...process.env, LC_ALL: 'C' },
  });
}

/** The folders of shared libraries below a root that packages were unpacked to. */
function libraries(root: string): string {
  const folders = ['lib', 'usr/lib'].map(folder => join(root, folder)).filter(existsSync);
  return folders
    .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
    .filter(path => path.endsWith('-linux-gnu'))
    .join(':');
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split('\n')[0];
