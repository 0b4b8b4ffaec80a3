import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { figure, table } from '../core/text-table.ts';
import { median } from './crawlers/speed.ts';
import { ratioOf } from './links/ratios.ts';

const HELP = `Usage: npm run bench -- command [options]

Starts \`signpost --help\` beside Node alone and the commands of other tools that are installed here.

  --rounds N  how often each is started, in turns; 20 without it
  --help      this text
`;

const ROOT = resolve(import.meta.dirname, '..');
/** The file behind a command of a dependency, without the shell that would look for Node first. */
const binary = (name: string) => realpathSync(join(ROOT, 'node_modules/.bin', name));

/** What is started, each by the Node that runs this; the floor first. */
const STARTS: [what: string, command: string, args: string[]][] = [
  ['node -e 0', process.execPath, ['-e', '0']],
  ['signpost --help', process.execPath, [join(ROOT, 'cli/signpost.js'), '--help']],
  ['npx signpost --help', 'npx', ['signpost', '--help']],
  ['vite --help', process.execPath, [binary('vite'), '--help']],
  ['biome --help', process.execPath, [binary('biome'), '--help']],
  ['serverless --help', process.execPath, [binary('serverless'), '--help']],
];

interface Taken {
  /** On the wall. */
  ms: number;
  /** Of processor, of all processes. */
  processorMs: number;
}

/** `npm run bench -- command`: milliseconds until a command has printed its help and ended, on the wall and of processor. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '20' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new Error(`--rounds ${values.rounds}: this must be a whole number, 1 or more.`);
  for (const start of STARTS) measure(start); // the first one makes the bundle, and fills caches
  const taken = STARTS.map((): Taken[] => []);
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds} …\n`);
    for (const [at, start] of STARTS.entries()) taken[at]?.push(measure(start));
  }
  const processorOf = (at: number) => (taken[at] ?? []).map(({ processorMs }) => processorMs);
  const rows = STARTS.map(([what], at) => {
    const ms = (taken[at] ?? []).map(each => each.ms);
    const processor = processorOf(at);
    const ratio = ratioOf(processor, processorOf(0));
    return [what, figure(median(ms)), figure(Math.min(...ms)), figure(median(processor)), ratio];
  });
  const head = ['command', 'median', 'least', 'of processor', '÷ Node'];
  process.stdout.write(`Milliseconds from start to end\n\n${table(head, rows)}`);
}

/** Tells at its end what its processes have taken: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#times */
const SCRIPT = '"$@" > /dev/null; status=$?; times; exit $status';

function measure([what, command, args]: (typeof STARTS)[number]): Taken {
  const started = performance.now();
  const shell = spawnSync('sh', ['-c', SCRIPT, 'sh', command, ...args], { cwd: ROOT, encoding: 'utf8' });
  const ms = performance.now() - started;
  const { status, error, stderr, stdout } = shell;
  if (status === 0) return { ms, processorMs: processorIn(stdout) };
  throw new Error(`${what} has failed: ${error?.message ?? stderr}`);
}

/** Of the second line: user and system time of what the shell has run, such as `0m0.12s 0m0.03s`. */
function processorIn(times: string): number {
  const line = times.trimEnd().split('\n').at(-1) ?? '';
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}
