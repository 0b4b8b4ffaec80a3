import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { edgeSettings } from '../../infra/edge-settings.ts';
import { figure, table } from '../table.ts';
import { PEERS } from './detectors.ts';
import { median } from './speed.ts';

const HEAD = ['', 'gzip KB', 'KB', 'ms first call'];
const TARGET = ['target', '≤ 4', '< 10', ''];
const STARTS = 5;

/** Of bundles, minified: their sizes, and how long a fresh process takes to load one and to answer once. */
export async function sizes(progress: (text: string) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-bench-'));
  try {
    const rows: string[][] = [];
    for (const name of ['signpost', ...PEERS]) {
      progress(`size: ${name}`);
      const code = await bundle({ entryPoints: [`bench/crawlers/detectors/${name}.ts`], format: 'cjs' });
      const file = join(folder, `${name}.cjs`);
      writeFileSync(file, code);
      rows.push([
        name === 'signpost' ? 'Signpost, classify' : name,
        ...sizeOf(code),
        figure(await firstCall(file), 1),
      ]);
    }
    rows.splice(1, 0, ['Signpost, viewer-request', ...sizeOf(await viewerRequest()), '']);
    return `Size: minified bundles\n\n${table(HEAD, [...rows, TARGET])}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sizeOf(code: string): [gzip: string, raw: string] {
  return [figure(gzipSync(code, { level: 9 }).length / 1024, 2), figure(Buffer.byteLength(code) / 1024, 1)];
}

/** The whole function at the edge, with the settings of a stage, as infra/build.ts makes it. */
function viewerRequest(): Promise<string> {
  const settings = edgeSettings({ pageParameters: ['page'] });
  return bundle({
    entryPoints: ['edge/viewer-request.ts'],
    format: 'esm',
    define: { SETTINGS: JSON.stringify(settings) },
  });
}

async function bundle(options: BuildOptions): Promise<string> {
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

const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

async function firstCall(file: string): Promise<number> {
  const script = `const start = performance.now();
    require(${JSON.stringify(file)}).getsPage(${JSON.stringify(CRAWLER)});
    console.log(performance.now() - start);`;
  const times: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
    times.push(Number(stdout));
  }
  return median(times);
}
