import { createReadStream } from 'node:fs';
import { systemClock as clock } from '../../core/clock.ts';
import { type Reading, readExport } from '../../core/imports/read.ts';
import type { Told } from '../../core/imports/run/findings.ts';
import type { ImportOptions } from '../../core/imports/run/plan.ts';
import { importLinks } from '../../core/imports/run/run.ts';
import { emptyTally, type Tally } from '../../core/imports/run/tally.ts';
import { hostIn } from '../../core/imports/short-url.ts';
import { FileFault } from '../../core/imports/text.ts';
import { connectionOf } from '../connection.ts';
import type { ConnectionOptions } from '../connection-options.ts';
import { EXIT } from '../faults.ts';
import { onInterrupt } from '../interrupt.ts';
import { LinksClient } from '../links-client.ts';
import { serviceOf, sizeOf } from '../links-options.ts';
import { jsonLine } from '../output/output.ts';
import { type Progress, progressOn, rate } from '../progress.ts';
import { toldRow } from '../told-row.ts';
import { ImportState } from './state.ts';
import { countsOf, summary } from './summary.ts';
import { wordsOfFile, wordsOfTold } from './words.ts';

interface ImportFlags extends ConnectionOptions {
  apply?: true | undefined;
  from?: string | undefined;
  domain?: string | undefined;
  only?: string | undefined;
  tag?: string[] | undefined;
  onCollision: ImportOptions['onCollision'];
  forwardQuery?: true | undefined;
  withoutPasswords?: true | undefined;
  json?: true | undefined;
}

/** A file that is to be imported, and how. */
interface Job {
  file: string;
  size: number;
  from: string | undefined;
  options: ImportOptions;
  client: LinksClient;
  state: ImportState;
  signal: AbortSignal;
  isForMachines: boolean;
}

interface Shown {
  rows: number;
  /** Of these, what a run before has done. */
  before: number;
  bytes: number;
  size: number;
  what: string;
}

/**
 * `signpost links import`: checks a file, and makes its links where it is told to. The report goes to stdout, a line for each row
 * that something is to be told of, the counts last; the progress to stderr.
 *
 * @returns the exit status: 1 when links were left out
 * @throws an error of one sentence for wrong arguments, a file that cannot be read to its end, and an API that refuses
 */
export async function importCommand(file: string, flags: ImportFlags): Promise<number> {
  const options = optionsOf(flags);
  const from = serviceOf(flags.from);
  const { api, key } = connectionOf(flags);
  const size = await sizeOf(file);
  const { signal, release } = onInterrupt();
  const job: Job = {
    file,
    size,
    from,
    options,
    client: new LinksClient({ api, key, fetch, clock }),
    state: await ImportState.of(file, { from, options, api }),
    signal,
    isForMachines: flags.json ?? false,
  };
  try {
    return await (flags.apply ? applied(job) : checked(job));
  } catch (error) {
    if (error instanceof FileFault)
      throw new Error(`${file}: ${wordsOfFile(error.said)}. Nothing behind that is read`);
    throw error;
  } finally {
    release();
  }
}

/** Nothing is written. */
async function checked(job: Job): Promise<number> {
  const tally = emptyTally();
  const reading = await readThrough(job, tally, { isReal: false, from: 0, isTold: true });
  tellAll(job, tally, { reading, isReal: false });
  return statusOf(tally, job);
}

/** Nothing is written before all of the file was read and checked once, be it by a run that was stopped. */
async function applied(job: Job): Promise<number> {
  const { state, signal } = job;
  const found = await state.read();
  const kept = typeof found === 'object' ? found : undefined;
  if (found === 'another') process.stderr.write(`${changedSince(job)}\n`);
  if (!kept) {
    await readThrough(job, emptyTally(), { isReal: false, from: 0, isTold: false });
    if (signal.aborted) return EXIT.interrupted;
    await state.write(keptOf(0, emptyTally()));
  }
  const tally = {
    ...emptyTally(),
    ...kept?.counts,
    left: new Map(Object.entries(kept?.left ?? {})),
    hosts: new Map(Object.entries(kept?.hosts ?? {})),
  };
  const reading = await readThrough(job, tally, { isReal: true, from: kept?.rows ?? 0, isTold: true });
  tellAll(job, tally, { reading, isReal: true });
  if (!signal.aborted) await state.remove();
  return statusOf(tally, job);
}

function tellAll(job: Job, tally: Tally, came: { reading: Reading; isReal: boolean }): void {
  const isInterrupted = job.signal.aborted;
  if (job.isForMachines)
    return void process.stdout.write(jsonLine({ ...countsOf(tally, { ...job, ...came }), isInterrupted }));
  process.stdout.write(summary(tally, { ...job, ...came }));
  if (isInterrupted && came.isReal)
    process.stdout.write('  interrupted; the same command goes on from here\n');
}

const changedSince = ({ file, state }: Job) =>
  `${state.path} is of ${file} as it was before, or of other options: all is checked anew, and what is there already is found`;

const statusOf = ({ wrong, taken }: Tally, { signal }: Job) =>
  signal.aborted ? EXIT.interrupted : wrong + taken > 0 ? 1 : 0;

/** Reads the file from its beginning, and asks for what stands behind so many rows. */
async function readThrough(
  job: Job,
  tally: Tally,
  { isReal, from, isTold }: { isReal: boolean; from: number; isTold: boolean },
): Promise<Reading> {
  const { file, size, client, options, state, signal, isForMachines } = job;
  const progress = progressOn(process.stderr, clock, howFar, { isForMachines });
  let bytes = 0;
  const parts = createReadStream(file).on('data', part => (bytes += part.length));
  const reading = await readExport(parts, job.from);
  const what = isReal ? 'made or found' : 'checked';
  const tell = (line: number, told: Told) => {
    progress.end();
    process.stdout.write(toldRow(reading.counts, line, wordsOfTold(told, isReal), isForMachines));
  };
  const done = async (rows: number) => {
    progress.show({ rows, before: from, bytes, size, what });
    if (isReal) await state.write(keptOf(rows, tally));
  };
  const { rows } = reading;
  const run = { rows, client, options, isReal, from, tally, done, signal };
  await importLinks({ ...run, tell: isTold ? tell : () => undefined }).finally(progress.end);
  return reading;
}

const keptOf = (rows: number, { left, hosts, ...counts }: Tally) => ({
  rows,
  counts,
  left: Object.fromEntries(left),
  hosts: Object.fromEntries(hosts),
});

function howFar({ rows, before, bytes, size, what }: Shown, seconds: number): Progress {
  return { done: bytes, total: size, text: `${rows} rows ${what}, ${rate(rows - before, seconds)} rows/s` };
}

function optionsOf(flags: ImportFlags): ImportOptions {
  const { domain, only, tag = [], onCollision, withoutPasswords = false, forwardQuery = false } = flags;
  return {
    domain,
    tags: tag,
    only: only === undefined ? undefined : hostIn(only),
    onCollision,
    withoutPasswords,
    forwardQuery,
  };
}
