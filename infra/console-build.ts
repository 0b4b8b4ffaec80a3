import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Metafile } from 'esbuild';

const CONSOLE = fileURLToPath(new URL('../console/', import.meta.url));

/** Where the files live below the short domain; the page names them from there, whatever page of the console it is. */
export const CONSOLE_BASE = '/console/';

/** One file of the built console. */
export interface ConsoleFile {
  /** From the output folder, such as `assets/main-ABCDEFGH.js`. */
  path: string;
  bytes: number;
  /** Whether the first view waits for it: the page itself, its styles and what its script imports. */
  isFirst: boolean;
  /** What of other files is in it, as esbuild says it. */
  inputs: Metafile['outputs'][string]['inputs'];
}

/**
 * Builds the console into a folder: index.html, and files with a hash in their names under assets/. Charts, the map and each
 * page are files of their own, which are loaded when they are wanted.
 *
 * @returns its files
 */
export async function buildConsole(outDir: string): Promise<ConsoleFile[]> {
  const out = resolve(outDir);
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'assets'), { recursive: true });
  const common = {
    absWorkingDir: CONSOLE,
    outdir: out,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    bundle: true,
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  } satisfies BuildOptions;
  const { build } = await import('esbuild'); // the installed package has all built, and goes without
  const { metafile } = await build({
    ...common,
    entryPoints: ['main.tsx', 'styles.css'],
    splitting: true,
    format: 'esm',
  });
  // A module is asked for with CORS, which the frame, whose origin is nobody's, would be refused; a script of the old kind is not.
  const frameBuild = await build({ ...common, entryPoints: ['frame.ts'], format: 'iife' });
  const outputs = rebase({ ...metafile.outputs, ...frameBuild.metafile.outputs }, out);
  const icon = await placeIcon(out);
  const main = builtOf(outputs, 'main.tsx');
  const styles = builtOf(outputs, 'styles.css');
  const eager = eagerOf(outputs, main);
  const shell = await readFile(join(CONSOLE, 'index.html'), 'utf8');
  const preloads = eager
    .filter(path => path !== main)
    .map(path => `<link rel="modulepreload" href="${CONSOLE_BASE}${path}">`);
  const page = shell
    .replace('"icon.svg"', `"${CONSOLE_BASE}${icon}"`)
    .replace('"styles.css"', `"${CONSOLE_BASE}${styles}"`)
    .replace('"main.tsx"', `"${CONSOLE_BASE}${main}"`)
    .replace('</head>', `${preloads.join('')}</head>`);
  await writeFile(join(out, 'index.html'), page);
  const frame = await readFile(join(CONSOLE, 'frame.html'), 'utf8');
  const framePage = frame.replace('"frame.ts"', `"${CONSOLE_BASE}${builtOf(outputs, 'frame.ts')}"`);
  await writeFile(join(out, 'frame.html'), framePage);
  const first = new Set([...eager, styles]);
  return [
    { path: 'index.html', bytes: Buffer.byteLength(page), isFirst: true, inputs: {} },
    { path: 'frame.html', bytes: Buffer.byteLength(framePage), isFirst: false, inputs: {} },
    ...[...outputs].map(([path, { bytes, inputs }]) => ({ path, bytes, isFirst: first.has(path), inputs })),
  ];
}

type Outputs = Map<string, Metafile['outputs'][string]>;

/** esbuild names outputs from its working folder. */
function rebase(outputs: Metafile['outputs'], out: string): Outputs {
  const rebased = (path: string) => relative(out, join(CONSOLE, path)).replaceAll('\\', '/');
  return new Map(
    Object.entries(outputs).map(([path, output]) => {
      const imports = output.imports.map(part => ({ ...part, path: rebased(part.path) }));
      return [rebased(path), { ...output, imports }];
    }),
  );
}

function builtOf(outputs: Outputs, entry: string): string {
  for (const [path, { entryPoint }] of outputs) if (entryPoint === entry) return path;
  throw new Error(`${entry} was not built`);
}

/** A script and all that it imports before it runs. */
function eagerOf(outputs: Outputs, entry: string): string[] {
  const found = new Set([entry]);
  for (const path of found)
    for (const part of outputs.get(path)?.imports ?? [])
      if (part.kind === 'import-statement') found.add(part.path);
  return [...found];
}

async function placeIcon(out: string): Promise<string> {
  const icon = await readFile(join(CONSOLE, 'icon.svg'));
  const hash = createHash('sha256').update(icon).digest('hex').slice(0, 8);
  const path = `assets/icon-${hash}.svg`;
  await mkdir(dirname(join(out, path)), { recursive: true });
  await writeFile(join(out, path), icon);
  return path;
}
