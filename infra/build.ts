import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { cloudFrontFunction } from './cloudfront-function.ts';
import { edgeSettings, type StageSettings } from './edge-settings.ts';
import { inForce, type ToldSettings } from './in-force.ts';

const common: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // ES modules first: the AWS SDK's CommonJS build is half as big again and takes twice as long to load.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  outdir: 'dist',
  outbase: '.',
  metafile: true,
  logLevel: 'warning',
};

/** Some dependencies are CommonJS and call require, which an ES module does not have. */
const requiring: BuildOptions = {
  banner: {
    js: "import{createRequire as signpostCreateRequire}from'node:module';const require=signpostCreateRequire(import.meta.url);",
  },
};

/** The function whose start a person waits for. */
const FOLLOWS = 'functions/redirect.ts';

/** Zod speaks fifty languages; the API's own messages are the only ones anybody sees. Saves 260 KB of the links bundle. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

const entries = (folder: string) =>
  readdirSync(folder)
    .filter(name => name.endsWith('.ts'))
    .map(name => `${folder}/${name}`);

/**
 * Bundles each file of functions/, containers/ and edge/ into dist/, one ESM file each, but for `redirect`, which has a folder, too; the script that the Dockerfile
 * unpacks Chromium with; and viewer-request once more as a CloudFront Function, if the settings ask for that: it has less
 * room than a Lambda. The packager's plugin calls it, in the project's folder.
 *
 * Out: dist/{functions,containers,edge}/*.mjs, dist/functions/redirect/*.mjs, dist/infra/unpack-chromium.mjs, dist/edge/viewer-request.js,
 * and in dist/infra/contents.json what each is made of, as esbuild says it: see infra/shipped/.
 */
export async function buildBundles(settings: ToldSettings): Promise<void> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const folder of ['functions', 'containers', 'edge', 'infra'])
    rmSync(`dist/${folder}`, { recursive: true, force: true });
  const built = await Promise.all([
    build({
      ...common,
      ...requiring,
      entryPoints: [
        ...entries('functions').filter(entry => entry !== FOLLOWS),
        ...entries('containers'),
        'infra/unpack-chromium.ts',
      ],
      external: ['@sparticuz/chromium'],
      define: { IN_FORCE: JSON.stringify(inForce(settings, version)) },
      plugins: [withoutLocales],
    }),
    // What few links need, and what the SDK needs elsewhere, is in files that are read when they are asked for: all of it in one
    // would start a quarter slower.
    build({
      ...common,
      ...requiring,
      entryPoints: [FOLLOWS],
      splitting: true,
      chunkNames: 'functions/redirect/[name]-[hash]',
    }),
    buildEdge(settings),
  ]);
  const outputs = Object.assign({}, ...built.map(({ metafile }) => metafile?.outputs));
  writeFileSync('dist/infra/contents.json', JSON.stringify(outputs));
}

async function buildEdge(settings: StageSettings): Promise<{ metafile: Pick<Metafile, 'outputs'> }> {
  await setImmediate(); // esbuild, a process of its own, has been told of the others: it is at them while names are chosen here
  const define = { SETTINGS: JSON.stringify(edgeSettings(settings)) };
  const { metafile } = await build({
    ...common,
    metafile: true,
    entryPoints: ['edge/viewer-request.ts', 'edge/origin-response.ts'],
    define,
  });
  if (settings.viewerRequest !== 'cloudfront-function') return { metafile };
  const { code, contents } = await cloudFrontFunction('edge/viewer-request-function.ts', define);
  const file = 'dist/edge/viewer-request.js';
  writeFileSync(file, code);
  return { metafile: { outputs: { ...metafile.outputs, [file]: contents } } };
}

export { writeArtifacts } from './artifacts.ts';
export { placeChromium } from './chromium-files.ts';
