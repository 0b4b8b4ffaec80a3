import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { edgeSettings } from '../../infra/edge-settings.ts';
import { type Detector, OURS, PEERS } from './detectors.ts';

/** A detector as it would be shipped: one minified CommonJS file, with whatever it needs inside. */
export interface Bundled {
  name: string;
  file: string;
  code: string;
}

/** Bundles all detectors into a folder, lends them out, and removes the folder. */
export async function withBundles<Result>(use: (bundles: Bundled[]) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-bench-'));
  try {
    return await use(await Promise.all([OURS, ...PEERS].map(name => bundleInto(folder, name))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundleInto(folder: string, name: string): Promise<Bundled> {
  const entry = `bench/crawlers/detectors/${name.toLowerCase()}.ts`;
  const code = await minified({ entryPoints: [entry], format: 'cjs' });
  const file = join(folder, `${name}.cjs`);
  writeFileSync(file, code);
  return { name, file, code };
}

/**
 * The detector that a bundle holds. To be timed, it is loaded from there: in TypeScript as tsx runs it each inner function is
 * given its name at run time, which costs ours a quarter of its speed with crawlers and the packages nothing.
 */
export function loaded({ name, file }: Bundled): Detector {
  const { getsPage } = createRequire(import.meta.url)(file) as Detector;
  return { name, getsPage };
}

/** The whole function at the edge with the settings of a stage, as infra/build.ts makes it. */
export function viewerRequest(): Promise<string> {
  const settings = edgeSettings({ pageParameters: ['page'] });
  return minified({
    entryPoints: ['edge/viewer-request.ts'],
    format: 'esm',
    define: { SETTINGS: JSON.stringify(settings) },
  });
}

async function minified(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'warning',
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}
