import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../core/clock.ts';
import { type Reading, readExport } from '../core/imports/read.ts';
import { plain } from '../core/imports/record.ts';
import { SERVICES } from '../core/imports/services.ts';
import { FileFault } from '../core/imports/text.ts';
import { harmless } from '../core/terminal.ts';
import { emptyTally, type ImportOptions, importLinks, type Tally } from './import.ts';
import { ImportState } from './import-state.ts';
import { LinksClient } from './links-client.ts';
import { connectionOf } from './links-options.ts';
import { type Progress, progressOn, rate } from './progress.ts';

/** As a shell tells of a program that SIGINT ended. */
const INTERRUPTED = 130;

/** Names of the services, as --from takes them. */
const NAMES = SERVICES.map(({ name }) => name);

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
 * that something is to be told of; the progress to stderr.
 *
 * @returns the exit status: 1 when links were left out
 * @throws an error of one sentence for wrong arguments, a file that cannot be read to its end, and an API that refuses
 */
export async function importCommand(args: string[]): Promise<number> {
  const { file, from, apply, options, api, key } = optionsOf(args);
  const { size } = await stat(file).catch(() => {
    throw new Error(`${file} is no file`);
  });
  const client = new LinksClient({ api, key, fetch, clock });
  const state = await ImportState.of(file, { from, options, api });
  const kept = apply ? await state.read() : undefined;
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt); // a second Ctrl-C does not wait
  const pass = async (isReal: boolean, rows: number, tally: Tally, isTold: boolean) => {
    const progress = progressOn(process.stderr, clock, howFar);
    let bytes = 0;
    const parts = createReadStream(file).on('data', part => (bytes += part.length));
    const reading = await readExport(parts, from);
    const what = isReal ? 'made or found' : 'checked';
    const tell = (line: number, text: string) => {
      if (!isTold) return;
      progress.end();
      process.stdout.write(`${reading.counts} ${line}: ${harmless(text)}\n`);
    };
    const run = importLinks({
      rows: reading.rows,
      client,
      options,
      isReal,
      from: rows,
      tally,
      tell,
      done: async done => {
        progress.show({ rows: done, before: rows, bytes, size, what });
        if (isReal) await state.write(keptOf(done, tally));
      },
      signal: interrupted.signal,
    });
    await run.finally(progress.end);
    return reading;
  };
  try {
    // Nothing is written before all of it was read and checked once.
    const checked = emptyTally();
    let reading: Reading | undefined;
    if (!kept) reading = await pass(false, 0, checked, !apply);
    if (!apply || interrupted.signal.aborted) {
      if (reading) process.stdout.write(summary(checked, { reading, file, isReal: false, options }));
      return interrupted.signal.aborted ? INTERRUPTED : checked.wrong + checked.taken > 0 ? 1 : 0;
    }
    const tally = { ...emptyTally(), ...kept?.counts, left: new Map(Object.entries(kept?.left ?? {})) };
    if (!kept) await state.write(keptOf(0, tally));
    reading = await pass(true, kept?.rows ?? 0, tally, true);
    const isInterrupted = interrupted.signal.aborted;
    if (!isInterrupted) await state.remove();
    process.stdout.write(summary(tally, { reading, file, isReal: true, options }));
    if (isInterrupted) {
      process.stdout.write('  interrupted; the same command goes on from here\n');
      return INTERRUPTED;
    }
    return tally.wrong + tally.taken > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof FileFault) throw new Error(`${file}: ${error.message}. Nothing behind that is read`);
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

const keptOf = (rows: number, { left, ...counts }: Tally) => ({
  rows,
  counts,
  left: Object.fromEntries(left),
});

function howFar({ rows, before, bytes, size, what }: Shown, seconds: number): Progress {
  return { done: bytes, total: size, text: `${rows} rows ${what}, ${rate(rows - before, seconds)} rows/s` };
}

function optionsOf(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      apply: { type: 'boolean' },
      domain: { type: 'string' },
      only: { type: 'string' },
      tag: { type: 'string', multiple: true },
      'on-collision': { type: 'string' },
      'without-passwords': { type: 'boolean' },
      api: { type: 'string' },
      key: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Error('name one file: the export of the service you come from');
  const { from, apply = false, domain, only, tag = [], 'on-collision': onCollision = 'skip' } = values;
  if (from !== undefined && !NAMES.includes(from))
    throw new Error(`--from ${from}: this must be one of ${NAMES.join(', ')}`);
  if (onCollision !== 'skip' && onCollision !== 'rename')
    throw new Error(`--on-collision ${onCollision}: this must be skip or rename`);
  const options: ImportOptions = {
    domain,
    tags: tag,
    only: only?.toLowerCase(),
    onCollision,
    withoutPasswords: values['without-passwords'] ?? false,
  };
  return { file, from, apply, options, ...connectionOf(values) };
}

interface Around {
  reading: Reading;
  file: string;
  isReal: boolean;
  options: ImportOptions;
}

function summary(tally: Tally, { reading, file, isReal, options }: Around): string {
  const { service, counts } = reading;
  const { rows, made, there, renamed, taken, wrong, other, left } = tally;
  const line = (number: number, text: string) =>
    number > 0 ? [`  ${String(number).padStart(7)} ${text}`] : [];
  const stay = [...left].filter(([column]) => isCounted(column, service.counted)).map(([column]) => column);
  const unknown = [...left].filter(([column]) => !isCounted(column, service.counted));
  return [
    `${rows} ${counts === 'line' ? 'rows' : 'entries'} of ${harmless(file)}, an export of ${service.name}`,
    ...line(made, isReal ? 'links made' : 'links would be made'),
    ...line(there, 'are there already'),
    ...line(renamed, `of these under another slug, as theirs ${isReal ? 'is' : 'is'} taken`),
    ...line(taken, `${isReal ? 'left out' : 'would be left out'}: their slugs are other links’`),
    ...line(wrong, `${isReal ? 'left out' : 'would be left out'}: they are wrong`),
    ...line(other, `of another host than ${options.only}`),
    ...(stay.length > 0 ? [`  stay behind: ${stay.map(harmless).join(', ')}`] : []),
    ...unknown.map(([column, count]) => `  not taken over: ${harmless(column)} (in ${count} rows)`),
    ...(isReal ? [] : ['Nothing was written. --apply makes the links.']),
    '',
  ].join('\n');
}

const isCounted = (column: string, counted: readonly string[]) =>
  counted.some(name => plain(name) === plain(column));
