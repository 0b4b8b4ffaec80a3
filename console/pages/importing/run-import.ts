import type { SignpostClient } from '../../../client/client.ts';
import { readExport } from '../../../core/imports/read.ts';
import type { Told } from '../../../core/imports/run/findings.ts';
import type { ImportOptions } from '../../../core/imports/run/plan.ts';
import { importLinks } from '../../../core/imports/run/run.ts';
import { emptyTally, type Tally } from '../../../core/imports/run/tally.ts';
import { linksApiOf } from './links-api.ts';

/** What is to be told of a row. */
export interface ToldOfRow {
  line: number;
  what: Told;
}

/** What came of a file, or would; of its beginning where it was stopped. */
export interface Outcome {
  service: string;
  tally: Tally;
  told: readonly ToldOfRow[];
}

export interface ImportJob {
  client: SignpostClient;
  file: File;
  options: ImportOptions;
  /** Whether links are made; else what would happen is asked. */
  isReal: boolean;
  signal: AbortSignal;
  onProgress(rows: number): void;
}

/**
 * Reads a file in the browser, row by row, and asks the API about its links, or makes them. What was stopped can be run again: what
 * is there already is found.
 *
 * @throws FileFault where the file cannot be read, Refused and Unreachable where the API gives up
 */
export async function runImport({
  client,
  file,
  options,
  isReal,
  signal,
  onProgress,
}: ImportJob): Promise<Outcome> {
  const told: ToldOfRow[] = [];
  const tally = emptyTally();
  const { service, rows } = await readExport(partsOf(file));
  const running = importLinks({
    client: linksApiOf(client, signal),
    options,
    isReal,
    from: 0,
    rows,
    tally,
    signal,
    tell: (line, what) => told.push({ line, what }),
    done: onProgress,
  });
  await running.catch(failure => {
    if (!signal.aborted) throw failure;
  });
  return { service: service.name, tally, told };
}

/** A file's bytes, as they are read. */
async function* partsOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}
