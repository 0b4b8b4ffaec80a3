/**
 * What `npm start` and `npx signpost` run. Node reads no TypeScript in all the versions we take, and to teach it takes longer
 * than most of what they do: so each is bundled once, and again when one of its files is another.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import module from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stampOf } from './stamp.mjs';

const ROOT = resolve(import.meta.dirname, '..');
/** The folder of what a program imports later, beside it. */
const PARTS = 'parts';
/** Nobody runs a program for so long and then wants a part of it for the first time. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** All that are run so, with the folder of each one's bundle. `npm test` makes them before all tests. */
export const PROGRAMS = { 'cli/main.ts': 'dist/cli', 'local/start/main.ts': 'dist/start' };

/** Runs a program of this project in this process. */
export async function run(entry) {
  // The installed package has the bundles, and nothing to make them from.
  const isProject = existsSync(join(ROOT, entry));
  const bundle = isProject
    ? await bundled(ROOT, entry, PROGRAMS[entry])
    : join(ROOT, PROGRAMS[entry], 'main.mjs');
  // Compiled code, too, is kept, where Node can: https://nodejs.org/api/module.html#moduleenablecompilecachecachedir
  module.enableCompileCache?.(isProject ? join(dirname(bundle), 'compiled') : undefined);
  await import(pathToFileURL(bundle).href);
}

/**
 * The bundle of a program, made first when that of the last time is not right any more. What is imported when it is wanted is
 * in it, too, and waits there until then.
 */
export async function bundled(root, entry, folder) {
  const bundle = join(root, folder, 'main.mjs');
  /** The stamps of what the bundle was made of, and its own. It is written last. */
  const made = join(root, folder, 'made.json');
  if (!isFresh(root, made)) {
    const { files, stamps } = await makeBundle(root, entry, folder);
    // The program itself comes last: whoever reads it finds its parts, which have the hash of their content in their names.
    for (const { path, contents } of files.sort((a, b) => (a.path === bundle) - (b.path === bundle))) {
      mkdirSync(dirname(path), { recursive: true });
      replace(path, contents);
    }
    const own = files.map(({ path }) => relative(root, path));
    replace(
      made,
      JSON.stringify({ ...stamps, ...Object.fromEntries(own.map(path => [path, stampOf(root, [path])])) }),
    );
    removeOld(join(root, folder, PARTS), files);
  }
  return bundle;
}

function isFresh(root, made) {
  try {
    const stamps = Object.entries(JSON.parse(readFileSync(made, 'utf8')));
    return stamps.every(([path, stamp]) => stamp === stampOf(root, [path]));
  } catch {
    return false; // it was never made, or by halves
  }
}

async function makeBundle(root, entry, folder) {
  const stamps = {};
  const stamp = path => (stamps[path] = stampOf(root, [path]));
  // Who made it, and of which dependencies.
  for (const path of ['local/bundled.mjs', 'node_modules/.package-lock.json']) stamp(path);
  process.env.GOGC ??= 'off'; // esbuild is Go: to clear memory up takes it a quarter of its time, and saves 30 MB
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [entry],
    bundle: true,
    write: false,
    // What is imported later lies in files of its own: to read the AWS SDK for `signpost --help` takes longer than all else.
    splitting: true,
    outdir: folder,
    entryNames: 'main',
    chunkNames: `${PARTS}/[name]-[hash]`,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Half of it is read in half the time. Without `keepNames`, whose helper is not there in a page that is given one of our
    // functions (core/rendering/in-page/in-page.ts).
    minify: true,
    mainFields: ['module', 'main'],
    // They load files of their own by names that they make up.
    external: ['dynalite', 'esbuild'],
    plugins: [withoutLocales, ownFiles(path => relative(root, path), stamp)],
    // Some dependencies are CommonJS and call require, which an ES module does not have. And files of ours lie beside the bundle's
    // folder, which for its parts is one floor up.
    banner: {
      js: "import{createRequire as signpostCreateRequire}from'node:module';import{fileURLToPath as signpostFile}from'node:url';const require=signpostCreateRequire(import.meta.url),signpostUrl=path=>new URL((import.meta.url.split('/').at(-2)==='parts'?'../../../':'../../')+path,import.meta.url).href,signpostPath=path=>signpostFile(signpostUrl(path));",
    },
    logLevel: 'warning',
  });
  // What each file is made of: infra/shipped/.
  const contents = { path: join(root, folder, 'contents.json'), contents: JSON.stringify(metafile.outputs) };
  return { files: [contents, ...outputFiles], stamps };
}

/**
 * Each file that is no dependency is told before it is read; and in the bundle it still says where it is in the project, or in the
 * package, whose folders are the same: others lie beside it.
 */
const ownFiles = (inProject, tell) => ({
  name: 'own-files',
  setup: ({ onLoad }) =>
    onLoad({ filter: /./ }, ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const own = inProject(path);
      tell(own);
      if (!path.endsWith('.ts')) return undefined;
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', `signpostUrl(${JSON.stringify(own)})`)
        .replaceAll('import.meta.dirname', `signpostPath(${JSON.stringify(dirname(own))})`);
      return { contents, loader: 'ts' };
    }),
});

/** Zod speaks fifty languages, and nobody reads the messages of any. */
const withoutLocales = {
  name: 'without-locales',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

/** Parts of earlier bundles: not at once, for a program that is running may still want one. */
function removeOld(folder, files) {
  if (!existsSync(folder)) return;
  const current = files.map(({ path }) => path);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? {};
    if (!current.includes(path) && Date.now() - mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}

/** Another process may do the same at this moment: each file is there whole, or the former one is. */
function replace(path, content) {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}
