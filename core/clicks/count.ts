import type { Clock } from '../clock.ts';
import type { Domains } from '../links/domains.ts';
import type { LinkStore } from '../links/store.ts';
import { addFiles, type Countable, type Outcome, type Scorer } from './add-files.ts';
import type { Gathered } from './gather.ts';
import { additionsOfEach, gather } from './score.ts';
import type { CountingTable } from './table/counting-table.ts';
import type { Salts } from './table/salts.ts';

export interface CountContext {
  table: CountingTable;
  store: LinkStore;
  domains: Domains;
  salts: Salts;
  clock: Clock;
}

/** Counts the follows of links in log files: see `addFiles`. */
export async function countFiles(files: readonly Countable[], context: CountContext): Promise<Outcome[]> {
  return await addFiles(files, scorerOf(context), context);
}

/**
 * Counts one file.
 *
 * @returns false where all of it was counted before
 * @throws ServiceFault and what `batches` does; the same call again counts what is missing
 */
export async function countFile(file: Countable, context: CountContext): Promise<boolean> {
  const [outcome] = await countFiles([file], context);
  if (outcome?.status === 'rejected') throw outcome.reason;
  return outcome?.value ?? false;
}

function scorerOf({ store, domains, salts }: CountContext): Scorer<Gathered> {
  const context = { store, domains, saltOf: (day: string) => salts.of(day) };
  return {
    gather: (file, pass) => gather(file.batches(), pass, context),
    additionsOf: gathered => additionsOfEach(gathered, context),
  };
}
