import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { childEnvironment, prepareChromium } from '../core/browser/chromium.ts';
import { speedAims } from './render/aims.ts';
import { buildBench } from './render/build.ts';
import { cold } from './render/cold.ts';
import { hostile } from './render/hostile-runs.ts';
import { memory } from './render/memory.ts';
import { PARTIES, type Site, startProgram } from './render/party.ts';
import { measureSpeed, speedTables } from './render/speed.ts';

const HELP = `Usage: npm run bench -- render [options]

  --part NAME      speed, hostile, cold or memory; more than once for several. Without it: all
  --party NAME     speed of this party only; more than once for several. They are:
                   ${PARTIES.map(({ name }) => `"${name}"`).join(', ')}
  --rounds N       of the speed (3)
  --pages N        of the speed, one at once, for each party and round; twice as many four at once (24)
  --renders N      of the memory (600)
  --help           this text

Linux only: processes are read in /proc. CHROMIUM_PATH names another Chromium, for all parties.
`;

const PARTS = ['speed', 'hostile', 'cold', 'memory'];

/** `npm run bench -- render`: our renderer beside prerender and beside the page itself, all on the same Chromium. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      part: { type: 'string', multiple: true, default: [] },
      party: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' },
      pages: { type: 'string', default: '24' },
      renders: { type: 'string', default: '600' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return print(HELP);
  const names = PARTIES.map(({ name }) => name);
  requireKnown('part', values.part, PARTS);
  requireKnown('party', values.party, names);
  const [rounds, pages, renders] = (['rounds', 'pages', 'renders'] as const).map(name =>
    countOf(name, values[name]),
  ) as [number, number, number];
  const wants = (part: string) => values.part.length === 0 || values.part.includes(part);
  const parties = PARTIES.filter(({ name }) => values.party.length === 0 || values.party.includes(name));

  // What was started ends with this process, which a signal would end without its `exit`.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  await withSite(async site => {
    print(`${machine(site.executable)}\n`);
    if (wants('speed')) {
      const found = await measureSpeed(site, { parties, rounds, pages, progress });
      print(`${speedTables(found)}\n${speedAims(found)}`);
    }
    if (wants('hostile')) print(await hostile(site, progress));
    if (wants('cold')) print(await cold(site, progress));
    if (wants('memory')) print(await memory(site, { renders, progress }));
  });
}

/** Builds all that runs, starts the origin, lends them out, and removes them. */
export async function withSite<Result>(use: (site: Site) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-bench-'));
  try {
    const executable = await prepareChromium({ log: progress });
    const { app, programs } = await buildBench(folder);
    const origin = await startProgram(programs.origin, app, join(folder, 'origin'));
    try {
      return await use({ folder, programs, executable, origin: `http://127.0.0.1:${origin.port}` });
    } finally {
      await origin.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function requireKnown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find(name => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`--${option} ${unknown}: there is no such ${option}. They are: ${known.join(', ')}.`);
}

function countOf(option: string, given: string): number {
  if (!/^[1-9]\d{0,6}$/.test(given)) throw new Error(`--${option} ${given}: it must be a number from 1.`);
  return Number(given);
}

/** What the figures were measured on. */
function machine(executable: string): string {
  const [, system = 'Linux'] =
    /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
  const version = execFileSync(executable, ['--version'], {
    env: childEnvironment(executable),
    encoding: 'utf8',
  });
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model}, ${memoryGb} GB, ${system}, Node ${process.versions.node}, ${version.trim()}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
