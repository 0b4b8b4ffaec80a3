import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where each build leaves what its files are made of, as esbuild says it (its metafile's `outputs`). */
const CONTENTS = ['dist/infra/contents.json', 'dist/cli/contents.json', 'dist/start/contents.json'];
const CONSOLE = 'dist/console.json';
const SAMPLE = 'dist/sample.json';

type Outputs = Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;

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
  /** Its files below the project's folder. */
  files: string[];
  packages: Package[];
}

/**
 * What is in each part that ships, taken from the builds: what a bundle imports and does not use is not in it. They must have
 * been made: see local/package.ts.
 *
 * @param root the project's folder
 */
export function partsOf(root: string): Part[] {
  const parts = new Map<string, { files: string[]; folders: Set<string> }>();
  for (const [file, { inputs }] of Object.entries(outputsOf(root))) {
    const name = partOf(file);
    const part = parts.get(name) ?? { files: [], folders: new Set() };
    parts.set(name, part);
    part.files.push(file);
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = folderOf(input);
      if (folder !== undefined && bytesInOutput > 0) part.folders.add(folder);
    }
  }
  return [...parts]
    .map(([name, { files, folders }]) => ({
      name,
      files: files.sort(),
      packages: [...folders].sort().map(folder => packageIn(root, folder)),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
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
