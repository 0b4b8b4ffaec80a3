import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { figure, table } from '../../core/text-table.ts';
import { type Bundled, viewerRequest } from './bundles.ts';
import { median } from './speed.ts';

const HEAD = ['', 'gzip KB', 'KB', 'ms first call'];
const TARGET = ['target', '≤ 4', '< 10', ''];
const STARTS = 5;

/** Of bundles, minified: their sizes, and how long a fresh process takes to load one and to answer once. */
export async function sizes(bundles: readonly Bundled[], progress: (text: string) => void): Promise<string> {
  const rows: string[][] = [['viewer-request, whole', ...sizeOf(await viewerRequest()), '']];
  for (const { name, code, file } of bundles) {
    progress(`size: ${name}`);
    rows.push([name, ...sizeOf(code), figure(await firstCall(file), 1)]);
  }
  return `Size: minified bundles; first call: median of ${STARTS} fresh processes\n\n${table(HEAD, [...rows, TARGET])}`;
}

function sizeOf(code: string): [gzip: string, raw: string] {
  const [gzip, raw] = [gzipSync(code, { level: 9 }).length, Buffer.byteLength(code)];
  return [figure(gzip / 1024, 2), figure(raw / 1024, 1)];
}

const CRAWLER = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** Milliseconds. */
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
