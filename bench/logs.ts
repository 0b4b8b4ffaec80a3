import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { figure, table } from '../core/text-table.ts';
import { seeded } from './freshness/random.ts';
import { measureCounted } from './logs/counted.ts';
import { writeLog } from './logs/generate.ts';
import type { Read } from './logs/reader.ts';
import { measureYear } from './logs/year.ts';

const HELP = `Usage: npm run bench -- logs [PART …] [options]

Without a part: all of them.

  read         how fast log files are read, beside gunzip and split alone
  counted      whether what was served is what is counted, whatever fails meanwhile, and what that costs
  year         how long a year of a link with ten million clicks takes to answer, and how many requests

  --lines N    how many lines the file has (1000000)
  --rounds N   how often each reads it, in turns (5)
  --follows N  how often links are followed (20000)
  --links N    how many of them there are (100)
  --seed N     other lines, follows and faults (1)
  --help       this text
`;

const PARTS = ['read', 'counted', 'year'];

const PARTIES = {
  split: 'gunzip and split',
  parse: '… and JSON.parse',
  read: 'readLog',
  batches: 'readLogBatches',
} as const;
type Party = keyof typeof PARTIES;

/** `npm run bench -- logs`: how log files are read, and whether all that is in them is counted. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      lines: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      follows: { type: 'string', default: '20000' },
      links: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const unknown = positionals.find(part => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}". They are: ${PARTS.join(', ')}.`);
  const wants = (part: string) => positionals.length === 0 || positionals.includes(part);
  const number = (name: 'lines' | 'rounds' | 'follows' | 'links' | 'seed') => positive(name, values[name]);
  const seed = number('seed');
  if (wants('read')) await measureReads(number('lines'), number('rounds'), seed);
  if (wants('counted')) await measureCounted({ follows: number('follows'), links: number('links'), seed });
  if (wants('year')) await measureYear({ rounds: 4 * number('rounds') });
}

/** How fast a file is read, beside the least that yields its lines. */
async function measureReads(lines: number, rounds: number, seed: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'signpost-bench-logs-'));
  try {
    const file = join(folder, 'log.gz');
    process.stderr.write(`writing ${figure(lines)} lines …\n`);
    await writeLog(file, lines, seeded(seed));
    const { size } = await stat(file);
    const reads = await measure(file, rounds);
    process.stdout.write(
      `Logs: ${figure(lines)} lines of CloudFront's JSON, ${figure(size / 1e6)} MB of gzip; median of ${rounds}\n\n${report(reads)}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In turns, so that a machine that is busy for a while slows all of them; each time in a process of its own. */
async function measure(file: string, rounds: number): Promise<Map<Party, Read[]>> {
  const parties = Object.keys(PARTIES) as Party[];
  const reads = new Map<Party, Read[]>(parties.map(party => [party, []]));
  const reader = new URL('./logs/reader.ts', import.meta.url).pathname;
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds} …\n`);
    for (const party of parties) {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import',
        'tsx',
        reader,
        party,
        file,
      ]);
      reads.get(party)?.push(JSON.parse(stdout));
    }
  }
  return reads;
}

function report(reads: Map<Party, Read[]>): string {
  const least = reads.get('split') ?? [];
  const rows = [...reads].map(([party, all]) => {
    const ratio = (of: (read: Read) => number) =>
      median(all.map((read, round) => of(least[round] ?? read) / of(read)));
    return [
      PARTIES[party],
      figure(median(all.map(({ lines, seconds }) => lines / seconds))),
      figure(100 * ratio(({ seconds }) => seconds)),
      figure(median(all.map(({ lines, cpuSeconds }) => (cpuSeconds * 1e6) / lines)), 1),
      figure(100 * ratio(({ cpuSeconds }) => cpuSeconds)),
      figure(median(all.map(({ peakBytes }) => peakBytes / 1e6))),
      figure(Math.max(...all.map(({ broken }) => broken))),
    ];
  });
  return table(
    ['', 'lines a second', '% of splitting', 'µs CPU a line', '% of its CPU', 'peak MB', 'broken'],
    rows,
  );
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} ${text}: this must be a whole number, 1 or more.`);
  return number;
}
