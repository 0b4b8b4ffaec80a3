import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { prepareChromium } from '../../../core/browser/chromium.ts';

/* A process that has had a Chromium ends by itself, whatever became of the Chromium. */

const directory = mkdtempSync(join(tmpdir(), 'signpost-leave-'));
/** A browser of whose helpers one leaves its group, and holds all that it was given open. */
const clinging = join(directory, 'clinging');
const helper = join(directory, 'helper');
/** Bundled once: each way is a process of its own, which would read all the TypeScript anew. */
const program = join(directory, 'launch-and-leave.mjs');
let executable: string;

beforeAll(async () => {
  await build({
    entryPoints: [resolve('test/core/browser/launch-and-leave.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@sparticuz/chromium'],
  });
  executable = await prepareChromium({ log: () => undefined });
  const start = `exec '${executable}' "$@"`;
  const cling = `if [ "$1" != --version ]; then setsid sh -c 'echo $$ >> "$0"; exec sleep 1000' '${helper}' & until [ -s '${helper}' ]; do sleep 0.01; done; fi`;
  writeFileSync(clinging, `#!/bin/sh\n${libraries()}\n${cling}\n${start}\n`, { mode: 0o755 });
});

afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

/** What the packed one is started with. */
function libraries(): string {
  const folder = join(executable, '..');
  return `[ -d '${folder}/lib' ] && export LD_LIBRARY_PATH='${folder}/lib' FONTCONFIG_FILE='${folder}/fonts.conf'`;
}

/** What the program says, once it has ended by itself. */
async function leave(way: string, chromium: string): Promise<string> {
  const child = spawn(process.execPath, [program, way, directory, chromium], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const timer = setTimeout(() => {
    said += ', and has not left';
    child.kill('SIGKILL');
  }, 60_000);
  await new Promise(resolve => child.once('exit', resolve));
  clearTimeout(timer);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  return said;
}

test.each([
  'killed',
  'killed with a page open',
  'killed while a call waits',
  'ended by another, and then killed',
  'ended by another',
  'stopped, and then killed',
  'closed with its renderer',
  'closed while it is launched',
])('a Chromium that was %s', async way => {
  expect(await leave(way, executable)).toBe('ended');
});

test('a Chromium whose helper clings to its output', async () => {
  try {
    expect(await leave('killed', clinging)).toBe('ended');
  } finally {
    for (const pid of readFileSync(helper, 'utf8').trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
  }
});
