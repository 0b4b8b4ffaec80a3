/**
 * What `npm start` runs. Node reads no TypeScript in all the versions we take, and to teach it takes longer than all the rest
 * of a start: so main.ts and what it imports are bundled once, and again when one of the files is another.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stampOf } from '../stamp.mjs';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'dist/start');
const bundle = join(folder, 'main.mjs');
/** What the bundle was made of, and their stamp. It is written last. */
const made = join(folder, 'made.json');

/** In the bundle a file still says where it was: others lie beside it. */
const whereItWas = {
  name: 'where-it-was',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const contents = readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    }),
};

/** Zod speaks fifty languages, and nobody reads the messages of any. */
const withoutLocales = {
  name: 'without-locales',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

if (!isFresh()) await makeBundle();
// Compiled code, too, is kept, where Node can: https://nodejs.org/api/module.html#moduleenablecompilecachecachedir
module.enableCompileCache?.(join(folder, 'compiled'));
await import(pathToFileURL(bundle).href);

function isFresh() {
  try {
    const { files, stamp } = JSON.parse(readFileSync(made, 'utf8'));
    return stamp === stampOf(root, files);
  } catch {
    return false; // it was never made, or by halves
  }
}

async function makeBundle() {
  process.env.GOGC ??= 'off'; // esbuild is Go: to clear memory up takes it a quarter of its time, and saves 30 MB
  const { build } = await import('esbuild');
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['local/start/main.ts'],
    outfile: bundle,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true, // half of it is read in half the time
    keepNames: true,
    mainFields: ['module', 'main'],
    // They load files of their own by names that they make up.
    external: ['dynalite', 'esbuild'],
    plugins: [whereItWas, withoutLocales],
    // Some dependencies are CommonJS and call require, which an ES module does not have.
    banner: {
      js: "import{createRequire as signpostCreateRequire}from'node:module';const require=signpostCreateRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const own = Object.keys(metafile.inputs).filter(path => !path.startsWith('node_modules/'));
  const files = [...own, 'local/start/launch.mjs', 'node_modules/.package-lock.json', 'dist/start/main.mjs'];
  mkdirSync(folder, { recursive: true });
  replace(bundle, outputFiles[0].contents);
  replace(made, JSON.stringify({ files, stamp: stampOf(root, files) }));
}

/** Another start may do the same at this moment: each file is there whole, or the former one is. */
function replace(path, content) {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}
