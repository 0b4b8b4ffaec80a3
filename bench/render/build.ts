import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { APPS } from './right/frameworks.ts';

const HERE = 'bench/render';
const PROGRAMS = ['origin', 'signpost', 'floor', 'prerender', 'happy-dom'] as const;

/** The programs that run as processes of their own. */
export type Program = (typeof PROGRAMS)[number];

/** Where a build lies: the app's files by their names, and each program. */
export interface BuiltBench {
  app: string;
  programs: Record<Program, string>;
}

/** Zod speaks fifty languages, which would be half of the vendor chunk: this shop speaks one. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

/** Builds the bench's app and its programs into a folder. */
export async function buildBench(folder: string): Promise<BuiltBench> {
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  await Promise.all([buildApp(app), buildRightApps(app), buildPrograms(folder)]);
  const fileOf = (program: Program) => [program, join(folder, `${program}.mjs`)];
  return { app, programs: Object.fromEntries(PROGRAMS.map(fileOf)) as BuiltBench['programs'] };
}

async function buildApp(outdir: string): Promise<void> {
  const { metafile } = await build({
    ...common,
    entryPoints: { main: `${HERE}/app/main.tsx`, vendor: `${HERE}/app/vendor.ts` },
    outdir,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    plugins: [withoutLocales],
  });
  const outputs = Object.entries(metafile?.outputs ?? {});
  const [entry = '', main] = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith('main.tsx')) ?? [];
  // Without them the browser learns of the vendor chunk only from the entry.
  const preloads = (main?.imports ?? [])
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => `<link rel="modulepreload" href="${urlOf(path)}" />`);
  const shell = readFileSync(`${HERE}/app/index.html`, 'utf8');
  const page = shell.replace('PRELOADS', preloads.join('\n    ')).replace('ENTRY', urlOf(entry));
  writeFileSync(join(outdir, 'index.html'), page);
}

/** The framework's pages of the list: each with its entry, of which the page knows the name, and a chunk. */
async function buildRightApps(outdir: string): Promise<void> {
  await build({
    ...common,
    entryPoints: APPS.map(app => `${HERE}/right/apps/${app}`),
    outdir,
    chunkNames: '[name]-[hash]',
    splitting: true,
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
}

const urlOf = (output: string) => `/${output.split('/').at(-1)}`;

/** Minified as what is deployed: as tsx runs it, each function is given its name at run time, which costs CPU. */
async function buildPrograms(outdir: string): Promise<void> {
  await build({
    ...common,
    entryPoints: PROGRAMS.map(program => `${HERE}/${program}.ts`),
    outdir,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    // Some dependencies are CommonJS and call require, which an ES module does not have.
    banner: {
      js: "import{createRequire as benchCreateRequire}from'node:module';const require=benchCreateRequire(import.meta.url);",
    },
    external: ['@sparticuz/chromium'],
  });
}

const common: BuildOptions = { bundle: true, minify: true, format: 'esm', logLevel: 'warning' };
