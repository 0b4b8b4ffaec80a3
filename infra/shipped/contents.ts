import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where each build leaves what its files are made of, as esbuild says it (its metafile's `outputs`). */
const CONTENTS = ['dist/infra/contents.json', 'dist/cli/contents.json', 'dist/start/contents.json'];
const CONSOLE = 'dist/console.json';
const SAMPLE = 'dist/sample.json';

interface Output {
  inputs: Record<string, { bytesInOutput: number }>;
  imports?: { path: string; kind: string }[];
  /** Of a file that something starts with. */
  entryPoint?: string;
  /** Whether the first view of the console waits for it, which its build knows. */
  isFirst?: boolean;
}
type Outputs = Record<string, Output>;

/** A package of npm's that ships, or a part of it. */
export interface Package {
  name: string;
  version: string;
  /** An SPDX expression, as its package.json has it. */
  licence: string;
  /** Of the project, such as `node_modules/hono`. */
  folder: string;
}

/** A part of what ships, such as `functions/links` or `console`, and the packages of which something is in it. */
export interface Part {
  name: string;
  /** Its files, from the project's folder. */
  files: string[];
  /** Those of them that are loaded at the start; the others when they are wanted. */
  first: string[];
  packages: Package[];
}

/**
 * What is in each part that ships, taken from the builds: what a bundle imports and does not use is not in it. They must have
 * been made: see local/package.ts.
 *
 * @param root the project's folder
 */
export function partsOf(root: string): Part[] {
  const outputs = outputsOf(root);
  const files = Object.keys(outputs).sort();
  return [...new Set(files.map(partOf))].sort().map(name => {
    const own = files.filter(file => partOf(file) === name);
    const first = firstOf(outputs, own);
    return {
      name,
      files: own,
      first: own.filter(file => first.has(file)),
      packages: foldersIn(outputs, own).map(folder => packageIn(root, folder)),
    };
  });
}

/** The packages of which something is in some of the files. */
function foldersIn(outputs: Outputs, files: string[]): string[] {
  const inputs = files.flatMap(file => Object.entries(outputs[file]?.inputs ?? {}));
  const folders = inputs.map(([input, { bytesInOutput }]) =>
    bytesInOutput > 0 ? folderOf(input) : undefined,
  );
  return [...new Set(folders)].filter(folder => folder !== undefined).sort();
}

/** What is started, and all that it imports before it runs. To esbuild, what is imported later is an entry as well. */
function firstOf(outputs: Outputs, files: string[]): Set<string> {
  const importsOf = (file: string, kind: string) =>
    (outputs[file]?.imports ?? []).filter(each => each.kind === kind).map(({ path }) => path);
  const later = new Set(files.flatMap(file => importsOf(file, 'dynamic-import')));
  const isEntry = (file: string) => outputs[file]?.entryPoint !== undefined && !later.has(file);
  const first = new Set(files.filter(file => outputs[file]?.isFirst ?? isEntry(file)));
  for (const file of first) for (const path of importsOf(file, 'import-statement')) first.add(path);
  return first;
}

function outputsOf(root: string): Outputs {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  return Object.assign({}, ...CONTENTS.map(read), read(CONSOLE).contents, read(SAMPLE));
}

/** `functions/redirect` of `dist/functions/redirect/chunk-ABC.mjs`; `cli` of `dist/cli/parts/main-ABC.mjs`. */
function partOf(file: string): string {
  const [, folder = '', name = ''] = file.split('/');
  return ['functions', 'edge', 'containers', 'infra'].includes(folder)
    ? `${folder}/${name.replace(/\.mjs$/, '')}`
    : folder;
}

/** The innermost package a file belongs to; none for a file of ours. */
const folderOf = (input: string) => /^.*?(node_modules\/.*)$/.exec(input)?.[1]?.match(PACKAGE_FOLDER)?.[0];
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

export function packageIn(root: string, folder: string): Package {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return { name, version, licence: license ?? 'none', folder };
}
