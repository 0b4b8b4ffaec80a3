import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { childEnvironment, prepareChromium } from '../core/browser/chromium.ts';
import { aimTable, speedAims } from './render/aims.ts';
import { buildBench } from './render/build.ts';
import { cold } from './render/cold.ts';
import { cores } from './render/cores.ts';
import { hostile } from './render/hostile-runs.ts';
import { memory } from './render/memory.ts';
import type { Part } from './render/part.ts';
import {
  CONTAINER,
  LAMBDA,
  missingOf,
  PARTIES,
  type Party,
  type Site,
  STRICT,
  startProgram,
} from './render/party.ts';
import { RIGHT_PAGES } from './render/right/pages.ts';
import { measureRight, type Verdicts } from './render/right/run.ts';
import { rightAims, rightShare, rightTables } from './render/right/tables.ts';
import { measureSpeed, speedTables } from './render/speed.ts';

const HELP = `Usage: npm run bench -- render [PART …] [options]

Without a part: all of them.

  speed            milliseconds, pages a second, CPU and memory of each party
  right            which of ${RIGHT_PAGES.length} pages of ordinary apps come out as a browser shows them, with each party
  cores            how much of what this machine's cores can give our renderer makes use of
  hostile          pages that some way of waiting never sees the end of
  cold             before the first page
  memory           after many renders

  --party NAME     speed and right of this party only; more than once for several. They are:
                   ${PARTIES.map(({ name }) => `"${name}"`).join(', ')}
  --rounds N       of the speed and the cores (3)
  --pages N        of the speed, one at once, for each party and round; twice as many four at once (24)
  --renders N      of the memory (600)
  --help           this text

Linux only: processes are read in /proc. CHROMIUM_PATH names another Chromium, for all parties but those that name their own.
`;

const PARTS = ['speed', 'right', 'cores', 'hostile', 'cold', 'memory'];

/** `npm run bench -- render`: our renderer beside others and beside the page itself, all on the same Chromium. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      party: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' },
      pages: { type: 'string', default: '24' },
      renders: { type: 'string', default: '600' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return print(HELP);
  requireKnown('part', positionals, PARTS);
  requireKnown('party', values.party, names(PARTIES));
  const [rounds, pages, renders] = (['rounds', 'pages', 'renders'] as const).map(name =>
    countOf(name, values[name]),
  ) as [number, number, number];
  const wants = (part: string) => positionals.length === 0 || positionals.includes(part);
  const parties = presentOf(
    PARTIES.filter(({ name }) => values.party.length === 0 || values.party.includes(name)),
  );

  // What was started ends with this process, which a signal would end without its `exit`.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  await withSite(async site => {
    print(`${machine(site.executable)}\n`);
    const told: Part[] = [];
    const tell = (part: Part) => {
      told.push(part);
      print(part.text);
    };
    const verdicts = wants('right') ? await measureRight(site, { parties, progress }) : new Map();
    if (wants('right')) tell(rightPart(verdicts));
    if (wants('speed')) {
      const fast = parties.filter(({ isRightOnly }) => !isRightOnly);
      const found = await measureSpeed(site, { parties: fast, rounds, pages, progress });
      const aims = speedAims(found);
      const tables = speedTables(found, party => rightShare(verdicts.get(party)));
      tell({ text: `${tables}\n${aimTable(aims)}`, aims });
    }
    if (wants('cores')) tell(await cores(site, { rounds, pages: 4 * pages, progress }));
    if (wants('hostile')) tell(await hostile(site, progress));
    if (wants('cold')) print(await cold(site, progress));
    if (wants('memory')) tell(await memory(site, { renders, progress }));
    const main = told.flatMap(({ aims }) => aims).filter(({ isMain }) => isMain);
    if (told.length > 1) print(`What we aim at\n\n${aimTable(main)}`);
  });
}

function rightPart(verdicts: Verdicts): Part {
  const aims = rightAims(verdicts, names([CONTAINER, LAMBDA, STRICT]));
  return { text: `${rightTables(verdicts)}\n${aimTable(aims)}`, aims };
}

/** Those whose Chromium is installed; of each of the others a sentence is said. */
function presentOf(parties: readonly Party[]): Party[] {
  return parties.filter(party => {
    const missing = missingOf(party);
    if (missing) progress(`${party.name} is left out: there is no ${missing} here.`);
    return !missing;
  });
}

const names = (parties: readonly Party[]) => parties.map(({ name }) => name);

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
    throw new Error(`${unknown}: there is no such ${option}. They are: ${known.join(', ')}.`);
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
