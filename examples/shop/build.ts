import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';

const SHOP = fileURLToPath(new URL('.', import.meta.url));

export type ShopBuild = {
  /** Every bundled file, relative to the output folder. */
  assets: string[];
  /** What is in each of these, as esbuild says it. */
  contents: Metafile['outputs'];
};

/** Builds the shop into `outDir`: index.html, hashed bundles under assets/, and the public files as they are. */
export async function buildShop(outDir: string): Promise<ShopBuild> {
  // Only what is hashed can be left over from an earlier build; the rest is overwritten.
  await rm(join(outDir, 'assets'), { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const { build } = await import('esbuild'); // the installed package has all built, and goes without
  const { metafile } = await build({
    absWorkingDir: SHOP,
    entryPoints: { app: 'src/app.tsx', styles: 'styles.css' },
    outdir: outDir,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = rebase(metafile.outputs, outDir);
  await cp(join(SHOP, 'public'), outDir, { recursive: true });
  const shell = await readFile(join(SHOP, 'index.html'), 'utf8');
  await writeFile(join(outDir, 'index.html'), withHashes(shell, outputs));
  return { assets: [...outputs.keys()].sort(), contents: Object.fromEntries(outputs) };
}

type Outputs = Map<string, Metafile['outputs'][string]>;

/** esbuild names its outputs from its working directory; the page needs them from the site's root. */
function rebase(outputs: Metafile['outputs'], outDir: string): Outputs {
  const rebased = (path: string) => relative(outDir, join(SHOP, path)).replaceAll('\\', '/');
  return new Map(
    Object.entries(outputs).map(([path, output]) => {
      const imports = output.imports.map(part => ({ ...part, path: rebased(part.path) }));
      return [rebased(path), { ...output, imports }];
    }),
  );
}

function withHashes(shell: string, outputs: Outputs): string {
  const app = built(outputs, 'src/app.tsx');
  const styles = built(outputs, 'styles.css');
  // What the entry imports is asked for together with it; otherwise the browser learns of it one round trip later.
  const preloads = (outputs.get(app)?.imports ?? [])
    .filter(part => part.kind === 'import-statement')
    .map(part => `<link rel="modulepreload" href="/${part.path}">\n    `);
  return replaceOnce(
    replaceOnce(shell, 'href="/styles.css"', `href="/${styles}"`),
    '<script type="module" src="/src/app.tsx"',
    `${preloads.join('')}<script type="module" src="/${app}"`,
  );
}

function built(outputs: Outputs, entryPoint: string): string {
  for (const [path, output] of outputs) if (output.entryPoint === entryPoint) return path;
  throw new Error(`The bundle of ${entryPoint} is missing`);
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`index.html must hold ${from} exactly once`);
  return text.replace(from, () => to);
}
