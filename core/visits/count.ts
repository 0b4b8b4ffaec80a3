import { addFiles, type Countable, type Outcome, type Scorer } from '../clicks/add-files.ts';
import { isOfPass } from '../clicks/score.ts';
import type { CountingTable } from '../clicks/table/counting-table.ts';
import type { Clock } from '../clock.ts';
import type { KnownIdentities } from '../crawlers/identities.ts';
import { additionsOfVisits } from './fold.ts';
import { GatheredVisits } from './gather.ts';

export interface VisitsContext {
  table: CountingTable;
  clock: Clock;
  /** What crawlers are known by. */
  known(): Promise<KnownIdentities>;
  /** The query parameters that make another page. */
  pageParameters: readonly string[];
}

/** Counts what log files of the site say of crawlers: see `addFiles`. */
export async function countVisits(files: readonly Countable[], context: VisitsContext): Promise<Outcome[]> {
  return await addFiles(files, scorerOf(context), context);
}

function scorerOf({ known, pageParameters }: VisitsContext): Scorer<GatheredVisits> {
  return {
    gather: async (file, pass) => {
      const isOurs = (page: string) => isOfPass(page, pass);
      const gathered = new GatheredVisits({ identities: await known(), pageParameters, isOurs });
      for await (const batch of file.batches()) for (const entry of batch) gathered.add(entry);
      return gathered;
    },
    additionsOf: async files => files.map(file => additionsOfVisits(file.subjects())),
  };
}
